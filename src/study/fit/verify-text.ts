/** What a fit said of the half of the history that it had not seen, as a table. */

import type { Palette } from "../../report/palette.ts";
import { type Figure, figures } from "./account.ts";
import { significant } from "./faults-block.ts";
import { agentsOf, spanText } from "./report-text.ts";
import type { Verdict, Verification } from "./verify.ts";
import { percent, timeText } from "./words.ts";

/** How a figure is written. */
export function figureText(figure: Figure, value: number): string {
  switch (figure) {
    case "downMedianMs":
    case "downP90Ms":
    case "downMeanMs":
      return timeText(value);
    case "shareDown":
    case "shareInBursts":
      return percent(value, 3);
    default:
      return significant(value, 3);
  }
}

const explained: Readonly<Record<Verdict, string>> = {
  "as simulated": "the second half lies within the runs",
  "the history changed": "only the first half does: no fit to it could tell",
  "the model differs": "neither half does: the model misses something there",
};

export function verificationLines(found: Verification, palette: Palette): readonly string[] {
  const { comparisons, halves, runs, warmUpMs } = found;
  const head = ["", "first half", "second half", "simulated", `least and most of ${runs}`, ""];
  const rows = comparisons.map(({ figure, fitted, held, simulated, verdict }) => {
    const text = (value: number): string => figureText(figure, value);
    const range = `${text(simulated.low)} to ${text(simulated.high)}`;
    return [figures[figure], text(fitted), text(held), text(simulated.mean), range, verdict];
  });
  const widths = head.map((text, i) => Math.max(text.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[], coloured: (text: string) => string): string => {
    const cells = row.map((text, i) =>
      i === 0 || i === 5 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0),
    );
    const last = cells.pop()?.trimEnd() ?? "";
    return `${cells.join("  ")}  ${last === "" ? "" : coloured(last)}`.trimEnd();
  };
  const colour: Readonly<Record<string, (text: string) => string>> = {
    "as simulated": palette.good,
    "the history changed": palette.warn,
    "the model differs": palette.bad,
  };
  const verdicts = [...new Set(comparisons.map(({ verdict }) => verdict))];
  return [
    `${palette.strong("verified")}   fitted to ${spanText(halves[0])}, compared with ${spanText(halves[1])} (${agentsOf(halves[1])} agents)`,
    `${runs} runs, each played for ${timeText(warmUpMs)} before it is looked at`,
    palette.dim(line(head, (text) => text)),
    ...rows.map((row) => line(row, colour[row[5] ?? ""] ?? ((text) => text))),
    ...verdicts.map((verdict) => `${verdict}: ${explained[verdict]}`),
  ];
}
