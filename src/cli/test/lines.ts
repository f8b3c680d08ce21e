/** The outcome of each scenario under `test` as one line, its failures at length below it, and the sum of all. */

import { formatDuration } from "../../model/units.ts";
import { counted, cut, wrapped } from "../../model/wording.ts";
import type { Palette } from "../../report/palette.ts";
import type { Failure } from "../failures.ts";
import { otherPlaceText } from "./elsewhere.ts";
import { goldenPath } from "./golden-file.ts";
import type { Played } from "./job.ts";
import type { Outcome, Verdict } from "./outcome.ts";

const labels: Readonly<Record<Verdict, string>> = {
  ok: "ok",
  new: "new",
  updated: "updated",
  changed: "CHANGED",
  failed: "FAIL",
  wrong: "WRONG",
  differs: "DIFFERS",
  defect: "DEFECT",
};
const labelWidth = 9;
const nameWidthMax = 50;

export interface Layout {
  readonly palette: Palette;
  /** Columns of the longest name. */
  readonly names: number;
  /** Columns of a line. */
  readonly width: number;
  /** Whether each failure has the command that plays it again: not where that stands at the end anyway. */
  readonly replays: boolean;
}

/** How wide the column of names is. */
export function nameWidth(names: readonly string[]): number {
  return Math.min(nameWidthMax, Math.max(0, ...names.map(({ length }) => length)));
}

export function outcomeLines(outcome: Outcome, layout: Layout): readonly string[] {
  const { palette, width } = layout;
  const { verdict, name, answer } = outcome;
  const paint =
    verdict === "ok"
      ? palette.good
      : ["new", "updated", "changed"].includes(verdict)
        ? palette.warn
        : palette.bad;
  const time = answer.is === "played" ? wallText(answer.wallMs) : "";
  const start = `${name.padEnd(layout.names)}  ${time.padStart(7)}`;
  const message = messageOf(outcome);
  const room = width - 2 - labelWidth - start.length - 2;
  const fits = message.length <= room;
  // What is told at length below is cut here; all else goes below as it is.
  const shown = fits ? message : verdict === "failed" && room > 20 ? cut(message, room) : "";
  const line = `  ${paint(labels[verdict].padEnd(labelWidth))}${`${start}  ${shown}`.trimEnd()}`;
  return [line, ...detailsOf(outcome, fits ? null : message, layout)];
}

function wallText(ms: number): string {
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}

/** What stands in the line itself. */
function messageOf({ verdict, answer, differing }: Outcome): string {
  if (answer.is === "defect") return "holdfast has a defect";
  if (answer.is === "wrong") return counted(answer.problems.length, "problem");
  const { golden, failures, expectations } = answer;
  switch (verdict) {
    case "failed": {
      const [first] = failures;
      const more = failures.length > 1 ? ` (and ${failures.length - 1} more)` : "";
      return first === undefined ? "" : `${failureText(first)}${more}`;
    }
    case "differs":
      return differing === null ? "" : `event ${differing.seq} differs in a second play`;
    case "changed":
    case "updated":
      return golden.is === "changed" ? golden.first : golden.is === "wrong" ? golden.why : "";
    case "wrong":
      return golden.is === "wrong" ? `its golden file ${golden.why}` : "";
    default:
      return expectations.of === 0 ? "no expectations" : "";
  }
}

/** Such as `from 2m to 12m: /db alive 2, seen alive 1 at 2m3ms`. */
export function failureText({ text, seen, time_ms: atMs }: Failure): string {
  if (seen === null) return text;
  const at = atMs === null || / at |all the time/.test(seen) ? "" : ` at ${formatDuration(atMs)}`;
  return `${text}, seen ${seen}${at}`;
}

/** What stands below the line. */
function detailsOf(outcome: Outcome, message: string | null, layout: Layout): readonly string[] {
  const { width, palette, replays } = layout;
  const { answer, verdict, path, differing } = outcome;
  const below = (lines: readonly string[]): readonly string[] =>
    lines.flatMap((line) => wrapped(line, width - 6).map((part) => `      ${part}`));
  if (answer.is === "defect") return below(answer.text.split("\n"));
  if (answer.is === "wrong") return below(answer.problems.map(({ text }) => text));
  const capsule = labelled("capsule", answer.replay?.lines ?? [], palette);
  if (verdict === "failed") {
    const replay = labelled("replay", replays ? [answer.command] : [], palette);
    return ["", ...answer.details.map((line) => `  ${line}`), ...capsule, ...replay, ""];
  }
  if (verdict === "differs" && differing !== null)
    return below([
      `first play   ${differing.first ?? "nothing: its events end before"}`,
      `second play  ${differing.second ?? "nothing: its events end before"}`,
      `The second play was in ${otherPlaceText}. That must not matter: holdfast has a defect.`,
    ]);
  const { golden } = answer;
  if (golden.is === "wrong" && verdict === "wrong")
    return below([`${goldenPath(path)}: ${golden.why}; --update writes it anew`]);
  if (golden.is !== "changed") return capsule;
  const { writtenBy } = golden.change;
  const values = golden.values.length === 0 ? [] : [golden.values.join("; ")];
  const { first } = golden.change;
  const now = first?.is === "event" && first.now !== null ? [`it is now ${first.now.line}`] : [];
  const lines = [...(message === null ? [] : [message]), ...now, ...values];
  const by = verdict === "updated" ? [] : [`golden file written by holdfast ${writtenBy}`];
  return [...below([...lines, ...by]), ...capsule];
}

function labelled(label: string, lines: readonly string[], palette: Palette): readonly string[] {
  const width = Math.max(6, label.length);
  return lines.map((line, i) => `        ${palette.dim((i === 0 ? label : "").padEnd(width))} ${line}`);
}

/** `112 ok, 1 changed, 1 failed in 3.1 s`. */
export function sumLine(outcomes: readonly Outcome[], wallMs: number, palette: Palette): string {
  const count = (...verdicts: readonly Verdict[]): number =>
    outcomes.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const bare = outcomes.filter(({ answer, written }) => written === null && hasNoGolden(answer)).length;
  const note = bare === 0 ? "" : ` (${bare} without a golden file)`;
  const parts: string[] = [];
  const add = (number: number, word: string, paint: (text: string) => string): void => {
    if (number > 0) parts.push(paint(`${number} ${word}`));
  };
  add(count("ok", "new", "updated"), "ok", palette.good);
  add(count("changed"), "changed", palette.warn);
  add(count("failed"), "failed", palette.bad);
  add(count("wrong"), "wrong", palette.bad);
  add(count("differs"), "differing", palette.bad);
  add(count("defect"), count("defect") === 1 ? "defect" : "defects", palette.bad);
  const written = count("new", "updated");
  if (written > 0) parts.push(`${counted(written, "golden file")} written`);
  const sum = parts.length === 0 ? "nothing played" : parts.join(", ");
  const took = wallMs < 1000 ? `${Math.round(wallMs)} ms` : `${Math.round(wallMs / 100) / 10} s`;
  return `${sum}${note} in ${took}`;
}

function hasNoGolden(answer: Outcome["answer"]): boolean {
  return answer.is === "played" && (answer as Played).golden.is === "none";
}
