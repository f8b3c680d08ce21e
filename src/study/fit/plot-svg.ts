/** Data and all fitted laws as one SVG picture: times up, times down; the share that lasts longer, over time. */

import { timeAxis } from "./axis.ts";
import { survivalOf } from "./curve.ts";
import type { Fit, TimesFit } from "./fit.ts";
import type { LawName } from "./laws.ts";

const width = 560;
const height = 340;
const margin = { left: 56, right: 16, top: 40, bottom: 84 };
const gap = 24;
/** Points of a law's curve, evenly on the axis. */
const samples = 120;

/** Told apart by dashes as well as by colour; the colours are Okabe and Ito's, for all kinds of sight. */
const strokes: Readonly<Record<LawName, { readonly colour: string; readonly dashes: string }>> = {
  exponential: { colour: "#009e73", dashes: "2 4" },
  weibull: { colour: "#d55e00", dashes: "" },
  lognormal: { colour: "#0072b2", dashes: "8 4" },
};

/** A whole file. `title` is plain text. */
export function plotSvg(fit: Fit, title: string): string {
  const total = { width: 2 * width + gap, height: height + 30 };
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total.width} ${total.height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text x="${margin.left}" y="20" font-size="14">${escaped(title)}</text>`,
    panel(fit.up, "times up: share of agents up for longer", 0),
    panel(fit.down, "times down: share of outages that take longer", width + gap),
    "</svg>",
  ].join("\n")}\n`;
}

function panel({ curve, candidates, chosen, sample }: TimesFit, title: string, left: number): string {
  const axis = timeAxis(curve.map(({ ms }) => ms));
  const [w, h] = [width - margin.left - margin.right, height - margin.top - margin.bottom];
  const x = (share: number): string => (share * w).toFixed(1);
  const y = (survival: number): string => ((1 - survival) * h).toFixed(1);
  const steps = curve.map(({ ms, survival }) => `H${x(axis.at(ms))}V${y(survival)}`);
  const laws = candidates.map(({ law }) => {
    const survival = survivalOf(law, sample.takenRate);
    const points = Array.from({ length: samples + 1 }, (_, i) => {
      const ms = axis.msAt(i / samples);
      return `${x(axis.at(ms))},${y(survival(ms))}`;
    });
    const { colour, dashes } = strokes[law.name];
    const weight = law === chosen.law ? 2.5 : 1.2;
    return `<polyline fill="none" stroke="${colour}" stroke-width="${weight}" stroke-dasharray="${dashes}" points="${points.join(" ")}"/>`;
  });
  const chosenFirst = [chosen, ...candidates.filter((one) => one !== chosen)];
  const entries = [
    { text: "the data", colour: "#000000", dashes: "" },
    ...chosenFirst.map((one) => {
      const note = one === chosen ? ", chosen" : "";
      const text = `${one.law.name}: at most ${(one.distance.distance * 100).toFixed(1)} % apart${note}`;
      return { text, ...strokes[one.law.name] };
    }),
  ];
  // Below the axis, in two columns: nothing is hidden behind it.
  const legend = entries.map(({ text, colour, dashes }, i) => {
    const [left, below] = [(i % 2) * (w / 2), h + 38 + 16 * (i >> 1)];
    return `<path d="M${left} ${below}h24" stroke="${colour}" stroke-width="2" stroke-dasharray="${dashes}"/><text x="${left + 30}" y="${below + 4}">${text}</text>`;
  });
  return [
    `<g transform="translate(${left + margin.left} ${margin.top + 20})">`,
    `<text y="-8" font-weight="bold">${title}</text>`,
    ...axis.ticks.map(
      ({ label, at }) =>
        `<path d="M${x(at)} 0V${h}" stroke="#dddddd"/><text x="${x(at)}" y="${h + 16}" text-anchor="middle">${label}</text>`,
    ),
    ...[0, 0.25, 0.5, 0.75, 1].map(
      (share) =>
        `<path d="M0 ${y(share)}H${w}" stroke="#dddddd"/><text x="-6" y="${Number(y(share)) + 4}" text-anchor="end">${share * 100} %</text>`,
    ),
    `<path d="M0 0${steps.join("")}" fill="none" stroke="#000000" stroke-width="1.5"/>`,
    ...laws,
    ...legend,
    "</g>",
  ].join("\n");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
