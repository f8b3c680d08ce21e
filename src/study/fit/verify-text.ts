/** What a fit said of the half of the history that it had not seen, as a table. */

import type { Palette } from "../../report/palette.ts";
import { type Figure, figures } from "./account.ts";
import { significant } from "./faults-block.ts";
import { agentsOf } from "./history.ts";
import { spanText } from "./report-text.ts";
import type { Verdict, Verification } from "./verify.ts";
import { inColumns, percent, timeText } from "./words.ts";

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
  const [top = [], ...lines] = inColumns([head, ...rows], (column) => column === 0 || column === 5);
  const colour: Readonly<Record<string, (text: string) => string>> = {
    "as simulated": palette.good,
    "the history changed": palette.warn,
    "the model differs": palette.bad,
  };
  const verdicts = [...new Set(comparisons.map(({ verdict }) => verdict))];
  return [
    `${palette.strong("verified")}   fitted to ${spanText(halves[0])}, compared with ${spanText(halves[1])} (${agentsOf(halves[1])} agents)`,
    `${runs} runs, each played for ${timeText(warmUpMs)} before it is looked at`,
    palette.dim(top.join("  ").trimEnd()),
    ...lines.map((cells) => {
      const verdict = cells.at(-1)?.trimEnd() ?? "";
      return [...cells.slice(0, -1), colour[verdict]?.(verdict) ?? verdict].join("  ");
    }),
    ...verdicts.map((verdict) => `${verdict}: ${explained[verdict]}`),
  ];
}
