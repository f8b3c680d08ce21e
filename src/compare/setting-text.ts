/** In what two scenarios differ, in words: it is the reason for all that differs in what they play. */

import { formatDuration } from "../model/units.ts";
import { counted, cut, listed, wrapped } from "../model/wording.ts";
import { type QuirkId, quirkIds, quirks } from "../sim/marathon/quirks.ts";
import type { SettingDifference } from "./scenario-difference.ts";
import type { Leaf } from "./values.ts";

const settingsShown = 8;

/** `parts`: whether what happens differs, too. Null: one of the two says little of its scenario. */
export function settingLines(
  settings: readonly SettingDifference[] | null,
  parts: boolean,
  width: number,
): readonly string[] {
  if (settings === null) return [];
  if (settings.length === 0)
    return parts ? ["though the scenarios differ in nothing that is played: two versions of holdfast?"] : [];
  const mended = (side: "a" | "b"): readonly QuirkId[] =>
    quirkIds.filter((id) =>
      settings.some((one) => one.path === `versions.fixes.${id}` && one[side] === true),
    );
  const bugs = [...bugTexts(mended("a"), "B", "A"), ...bugTexts(mended("b"), "A", "B")];
  // The other version is there for its fixes.
  const others = settings.filter(
    ({ path }) => !path.startsWith("versions.fixes.") && (bugs.length === 0 || path !== "versions.marathon"),
  );
  const texts = [...bugs.map(({ text }) => text), ...others.slice(0, settingsShown).map(settingText)];
  const left = others.length - settingsShown;
  const [only = "", second] = texts;
  if (second === undefined && left <= 0) {
    const about = bugs.flatMap(({ bug }) => (bug === null ? [] : wrapped(quirks[bug].about, width - 2)));
    return [`${parts ? "because" : "Though"} ${only}.`, ...about.map((line) => `  ${line}`)];
  }
  return [
    parts ? "They differ in" : "Though they differ in",
    ...texts.map((text) => `  ${text}`),
    ...(left > 0 ? [`  and ${counted(left, "more setting")} (--json has all)`] : []),
  ];
}

interface BugText {
  readonly text: string;
  /** Where it is about one alone. */
  readonly bug: QuirkId | null;
}

function bugTexts(bugs: readonly QuirkId[], there: string, mended: string): readonly BugText[] {
  const [first, second] = bugs;
  if (first === undefined) return [];
  if (second === undefined)
    return [{ text: `bug ${first} is in ${there} and mended in ${mended}`, bug: first }];
  const which = bugs.length === quirkIds.length ? `all ${bugs.length} known bugs` : `bugs ${listed(bugs)}`;
  return [{ text: `${which} are in ${there} and mended in ${mended}`, bug: null }];
}

function settingText({ path, a, b, isTime }: SettingDifference): string {
  const show = (value: Leaf): string =>
    isTime && typeof value === "number" ? formatDuration(value) : cut(String(value ?? "nothing"), 60);
  if (a === undefined) return `${path} is ${show(b ?? null)} in B and not set in A`;
  if (b === undefined) return `${path} is ${show(a)} in A and not set in B`;
  return `${path} is ${show(a)} in A and ${show(b)} in B`;
}
