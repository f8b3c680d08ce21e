/** From a study file to a checked study with its scenario, or to all that is wrong with either. */

import { formatDuration } from "../model/units.ts";
import { Check, isRecord } from "../scenario/check.ts";
import { hasOurName, openDocument, parseText } from "../scenario/document.ts";
import { kindOf, otherKind } from "../scenario/file-kind.ts";
import type { FileReader } from "../scenario/file-reader.ts";
import { type Issue, issueAt, sortedIssues } from "../scenario/issue.ts";
import type { Known } from "../scenario/known.ts";
import { loadScenario } from "../scenario/load.ts";
import type { Setting } from "../scenario/setting.ts";
import type { Scenario } from "../sim/scenario.ts";
import { isNot } from "../sim/wrong-input.ts";
import { readAxes, readFixed, refuseReplaced } from "./axes.ts";
import { readFind } from "./find-file.ts";
import { Measures } from "./measures.ts";
import { readReplications } from "./replications.ts";
import { rightPartsOf, type StudyFile, studyFile } from "./schema.ts";
import type { Study } from "./study.ts";
import { isDuration, Trials } from "./trials.ts";

/** What the command line changes of a study. */
export interface StudyChanges {
  /** In every run, after those of the file. */
  readonly settings: readonly Setting[];
  /** Runs of each combination, in place of the file's; null: as the file says. */
  readonly replications: number | null;
}

export const noChanges: StudyChanges = { settings: [], replications: null };

export type StudyLoad =
  | {
      readonly ok: true;
      readonly study: Study;
      /** With what holds in every run. */
      readonly scenario: Scenario;
      /** As the scenario's reader knows it. */
      readonly scenarioFile: string;
      readonly warnings: readonly Issue[];
    }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/**
 * Reads and checks a study through `studyFiles`, and its scenario with all that it names through `scenarioFiles`; each
 * value of what varies is tried. Issues are in the order of the text, those of the study first.
 */
export function loadStudy(
  path: string,
  studyFiles: FileReader,
  scenarioFiles: FileReader,
  changes: StudyChanges = noChanges,
): StudyLoad {
  const parsed = openDocument(path, studyFiles);
  if (!parsed.ok) return { ok: false, issues: sortedIssues(path, parsed.issues) };
  const { document } = parsed;
  if (!isRecord(document.value)) {
    const message = isNot(document.value, "a map (a study, with at least name:, scenario: and measure:)");
    return { ok: false, issues: [issueAt(document.placeOf([]), [], message)] };
  }
  const other = otherKind(document.value, "study", path);
  if (other !== null) return { ok: false, issues: [issueAt(document.placeOf([]), [], other)] };
  const check = new Check(document);
  const file = check.parse(studyFile, []) ?? rightPartsOf(document.value);
  if (typeof file.scenario !== "string") return { ok: false, issues: sortedIssues(path, check.issues) };

  const scenarioFile = scenarioFiles.resolve(path, file.scenario);
  const read = scenarioFiles.read(scenarioFile);
  if (!read.ok) {
    check.wrong(["scenario"], `${scenarioFile}: ${read.why}`);
    return { ok: false, issues: sortedIssues(path, check.issues) };
  }
  const plain = loadScenario(scenarioFile, scenarioFiles);
  if (!plain.ok) return { ok: false, issues: sortedIssues(path, [...check.issues, ...plain.issues]) };
  const fixed = [...readFixed(check, file), ...changes.settings];
  const trials = new Trials(check, scenarioFile, scenarioFiles);
  const base = trials.base(fixed);
  if (base === null) return { ok: false, issues: sortedIssues(path, check.issues) };
  const study = readStudy(check, file, { ...base, fixed, changes, trials });
  if (check.issues.length > 0) return { ok: false, issues: sortedIssues(path, check.issues) };
  return { ok: true, study, scenario: base.scenario, scenarioFile, warnings: base.warnings };
}

interface Around {
  readonly scenario: Scenario;
  readonly known: Known;
  readonly fixed: readonly Setting[];
  readonly changes: StudyChanges;
  readonly trials: Trials;
}

/** The parts in the order in which they need each other. */
function readStudy(
  check: Check,
  file: StudyFile,
  { scenario, known, fixed, changes, trials }: Around,
): Study {
  const axes = readAxes(check, file);
  const measures = new Measures(check, known, scenario);
  measures.readAll(file.measure ?? []);
  const replications = readReplications(check, file, measures, changes.replications);
  const search = readFind(check, file, measures, replications);
  // Beyond it two numbers would be one, and replications the same.
  const runsMax = Math.max(replications.max, file.compact?.trials ?? 0);
  if (scenario.seed > Number.MAX_SAFE_INTEGER - (runsMax - 1))
    check.wrong(
      ["scenario"],
      `its seed, ${scenario.seed}, is too large for ${runsMax} runs, which count up from it (to ${Number.MAX_SAFE_INTEGER} at most)`,
    );
  refuseReplaced(check, axes, search?.path ?? null, changes.settings);
  const compact = file.compact ?? null;
  const warmUpMs = file.warmup;
  const compactAtMs = compact?.atMs ?? 0;
  trials.tryAll(axes, search, (durationMs, searched) => [
    ...(warmUpMs > 0 && warmUpMs >= durationMs
      ? [`is over when the warm-up (${formatDuration(warmUpMs)}) is: nothing would be measured`]
      : []),
    ...(compactAtMs > durationMs && !searched
      ? [`is over before ${formatDuration(compactAtMs)}, where compact looks`]
      : []),
  ]);
  // Where the duration varies, that of the scenario is never played.
  if (!axes.some(({ path }) => isDuration(path))) {
    if (warmUpMs > 0 && warmUpMs >= scenario.durationMs)
      check.wrong(["warmup"], "ends when the run does: nothing would be measured");
    if (compactAtMs > scenario.durationMs) check.wrong(["compact", "at"], "after the end of the run");
  }
  return {
    name: file.name,
    about: file.about,
    replications,
    confidence: file.confidence,
    warmUpMs,
    fixed,
    axes,
    measures: measures.all,
    find: search?.find ?? null,
    compact,
  };
}

/** Whether a text is meant as a study: a map with `scenario` at its top and no `duration`. */
export function isStudyText(file: string, text: string): boolean {
  if (!hasOurName(file)) return false;
  const parsed = parseText(file, text);
  if (!parsed.ok) return /^\s{0,4}"?scenario"?\s*:/m.test(text) && !/^\s{0,4}"?duration"?\s*:/m.test(text);
  const { value } = parsed.document;
  return isRecord(value) && kindOf(value) === "study";
}
