/** A chart of a measure against the values of a path: a mark with its interval for each, a line for each series. */

import { element, text } from "./markup.ts";
import { type Kind, linear } from "./scale.ts";
import { colours } from "./style.ts";

interface Mark {
  /** Index of the value on the axis. */
  readonly at: number;
  readonly mean: number;
  readonly low: number | null;
  readonly high: number | null;
  /** What a reader who points at it is told. */
  readonly title: string;
}

export interface Series {
  readonly name: string;
  readonly marks: readonly Mark[];
}

export interface Chart {
  /** Labels of the axis, in order. */
  readonly values: readonly string[];
  readonly path: string;
  readonly measure: string;
  readonly series: readonly Series[];
  /** A bound to draw. */
  readonly target: { readonly value: number; readonly text: string } | null;
  readonly kind: Kind;
}

const width = 720;
const height = 280;
const left = 70;
const right = 16;
const top = 16;
const bottom = 44;
/** With more labels than this, some are left out. */
const labelsMax = 12;

export function chartSvg({ values, path, measure, series, target, kind }: Chart): string {
  const marks = series.flatMap((one) => one.marks);
  const seen = marks.flatMap(({ mean, low, high }) => [mean, low ?? mean, high ?? mean]);
  const y = linear(target === null ? seen : [...seen, target.value], height - bottom, top, 5, kind);
  const gap = (width - left - right) / Math.max(1, values.length);
  const x = (at: number): number => left + gap * (at + 0.5);
  const inner = [
    text("title", {}, `${measure} against ${path}`),
    ...y.ticks.flatMap((tick) => [
      element("line", { class: "axis", x1: left, x2: width - right, y1: y.at(tick), y2: y.at(tick) }),
      text("text", { x: left - 8, y: y.at(tick) + 4, "text-anchor": "end" }, y.label(tick)),
    ]),
    ...axisLabels(values, x),
    text("text", { x: (left + width - right) / 2, y: height - 6, "text-anchor": "middle" }, path),
  ];
  if (target !== null) {
    const at = y.at(target.value);
    inner.push(
      element("line", { class: "target", x1: left, x2: width - right, y1: at, y2: at }),
      text("text", { class: "target-text", x: width - right, y: at - 5, "text-anchor": "end" }, target.text),
    );
  }
  series.forEach((one, i) => {
    const shift = (i - (series.length - 1) / 2) * Math.min(9, gap / (series.length + 1));
    inner.push(seriesSvg(one, i % colours, (at) => x(at) + shift, y.at));
  });
  const chart = element(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "aria-label": `${measure} against ${path}`,
    },
    ...inner,
  );
  return series.length > 1 ? chart + legend(series) : chart;
}

function axisLabels(values: readonly string[], x: (at: number) => number): readonly string[] {
  const every = Math.ceil(values.length / labelsMax);
  return values.flatMap((label, i) => {
    if (i % every !== 0 && i !== values.length - 1) return [];
    const shown = label.length <= 16 ? label : `${label.slice(0, 15)}…`;
    return [text("text", { x: x(i), y: height - bottom + 18, "text-anchor": "middle" }, shown)];
  });
}

function seriesSvg(
  { marks }: Series,
  colour: number,
  x: (at: number) => number,
  y: (value: number) => number,
): string {
  const line = marks.map(
    ({ at, mean }, i) => `${i === 0 ? "M" : "L"}${x(at).toFixed(1)} ${y(mean).toFixed(1)}`,
  );
  const parts = [element("path", { d: line.join(""), "stroke-width": 1.5, "stroke-opacity": 0.6 })];
  for (const { at, mean, low, high, title } of marks) {
    const inner = [text("title", {}, title)];
    if (low !== null && high !== null) {
      const ends = [low, high].map((end) =>
        element("line", { x1: x(at) - 4, x2: x(at) + 4, y1: y(end), y2: y(end), "stroke-width": 1.5 }),
      );
      inner.push(
        element("line", { x1: x(at), x2: x(at), y1: y(low), y2: y(high), "stroke-width": 1.5 }),
        ...ends,
      );
    }
    inner.push(element("circle", { cx: x(at), cy: y(mean), r: 3.5 }));
    parts.push(element("g", {}, ...inner));
  }
  return element("g", { class: `c${colour}` }, ...parts);
}

function legend(series: readonly Series[]): string {
  const row = 20;
  const keys = series.map(({ name }, i) =>
    element(
      "g",
      {},
      element("circle", { class: `c${i % colours}`, cx: left + 6, cy: row * i + 10, r: 4 }),
      text("text", { class: "key", x: left + 18, y: row * i + 14 }, name),
    ),
  );
  const tall = row * series.length + 4;
  return element(
    "svg",
    { viewBox: `0 0 ${width} ${tall}`, width, height: tall, role: "img", "aria-label": "series" },
    ...keys,
  );
}
