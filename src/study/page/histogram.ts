/** The distribution of a measure over the runs of each combination: one histogram a row, all on one scale. */

import { bin, max, min } from "d3-array";
import { element, text } from "./markup.ts";
import { type Kind, linear } from "./scale.ts";
import { colours } from "./style.ts";

export interface HistogramRow {
  readonly name: string;
  readonly values: readonly number[];
}

const width = 720;
const left = 180;
const right = 16;
const rowHeight = 46;
const bins = 40;

export function histogramSvg(measure: string, rows: readonly HistogramRow[], kind: Kind): string {
  const all = rows.flatMap(({ values }) => values);
  const x = linear(all, left, width - right, 6, kind);
  const least = x.at(min(all) ?? 0);
  const most = x.at(max(all) ?? 0);
  // The least and the greatest value are in the middle of the first and the last bar.
  const size = Math.max(2, (most - least) / (bins - 1));
  const low = least - size / 2;
  const thresholds = Array.from({ length: bins }, (_, i) => low + i * size);
  const binned = bin()
    .domain([low, low + bins * size])
    .thresholds(thresholds);
  const height = rows.length * rowHeight + 26;
  const inner = [
    text("title", {}, `distribution of ${measure}`),
    ...x.ticks.flatMap((tick) => [
      element("line", { class: "axis", x1: x.at(tick), x2: x.at(tick), y1: 0, y2: height - 24 }),
      text("text", { x: x.at(tick), y: height - 8, "text-anchor": "middle" }, x.label(tick)),
    ]),
  ];
  rows.forEach(({ name, values }, i) => {
    const base = (i + 1) * rowHeight - 6;
    const counts = binned(values.map(x.at));
    const highest = Math.max(1, ...counts.map(({ length }) => length));
    const bars = counts.flatMap((one) => {
      if (one.length === 0) return [];
      const tall = (one.length / highest) * (rowHeight - 14);
      const start = one.x0 ?? low;
      return [
        element(
          "rect",
          {
            class: "bar",
            x: start,
            y: base - tall,
            width: Math.max(1.5, size - 0.5),
            height: tall,
          },
          text("title", {}, `${one.length} of ${values.length} runs`),
        ),
      ];
    });
    const shown = name.length <= 26 ? name : `${name.slice(0, 25)}…`;
    inner.push(
      element("line", { class: "axis", x1: left, x2: width - right, y1: base, y2: base }),
      text("text", { class: "key", x: left - 10, y: base - 4, "text-anchor": "end" }, shown),
      element("g", { class: `c${i % colours}` }, ...bars),
    );
  });
  return element(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "aria-label": `distribution of ${measure}`,
    },
    ...inner,
  );
}
