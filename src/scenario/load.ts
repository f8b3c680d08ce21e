/** From a file to a checked scenario with every default written out, or to all that is wrong with it. */

import { quirksWithout, residentHealthMax } from "../sim/marathon/quirks.ts";
import type { Place, Scenario } from "../sim/scenario.ts";
import { isNot } from "../sim/wrong-input.ts";
import { readActions } from "./actions.ts";
import { readAgents } from "./agents.ts";
import { Apps } from "./apps.ts";
import { Check, isRecord } from "./check.ts";
import { openDocument } from "./document.ts";
import { DurationFiles } from "./duration-files.ts";
import { readExpectations } from "./expect.ts";
import { readFaults } from "./faults.ts";
import { otherKind } from "./file-kind.ts";
import type { FileReader } from "./file-reader.ts";
import { readFrameworks } from "./frameworks.ts";
import { type Issue, issueAt, sortedIssues } from "./issue.ts";
import { Known, mentionAgentsMeant } from "./known.ts";
import { readMesosFlags } from "./mesos-flags.ts";
import { readLatency } from "./network.ts";
import { withSettings } from "./set-document.ts";
import type { Setting } from "./setting.ts";
import { readTaskLaws } from "./tasks.ts";
import { readTop } from "./top.ts";

export type LoadResult =
  | {
      readonly ok: true;
      readonly scenario: Scenario;
      /** The names that it defines. */
      readonly known: Known;
      /** Where its name stands. */
      readonly namePlace: Place;
      readonly warnings: readonly Issue[];
    }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/**
 * Reads and checks a scenario, and the files that it names through `files`. Issues are in the order of the text.
 * `settings` are put into it first, and are checked with it.
 */
export function loadScenario(path: string, files: FileReader, settings: readonly Setting[] = []): LoadResult {
  const parsed = openDocument(path, files);
  if (!parsed.ok) return { ok: false, issues: sortedIssues(path, parsed.issues) };
  const { document, issues } = withSettings(parsed.document, settings, files);
  if (!isRecord(document.value)) {
    const message = isNot(document.value, "a map (a scenario, with at least name: and duration:)");
    return { ok: false, issues: [issueAt(document.placeOf([]), [], message)] };
  }
  const other = otherKind(document.value, "scenario", path);
  if (other !== null) return { ok: false, issues: [issueAt(document.placeOf([]), [], other)] };
  const check = new Check(document);
  check.issues.push(...issues);
  const known = new Known();
  const scenario = readScenario(check, known, files);
  if (check.issues.length > 0) return { ok: false, issues: sortedIssues(path, check.issues) };
  const warnings = sortedIssues(path, check.warnings);
  return { ok: true, scenario, known, namePlace: check.placeOf(["name"]), warnings };
}

/** The parts in an order in which names are known before they are mentioned. */
function readScenario(check: Check, known: Known, files: FileReader): Scenario {
  const { durationMs, ...top } = readTop(check);
  const mesos = readMesosFlags(check);
  const durationFiles = new DurationFiles(files);
  const latencyMs = readLatency(check, durationFiles);
  const agents = readAgents(check, known, durationMs);
  const named = { durations: durationFiles, files };
  const frameworks = readFrameworks(check, known, durationMs, named);
  const appFiles = new Apps(check, files, known, residentHealthMax(quirksWithout(top.versions.fixes)));
  const apps = appFiles.readAll();
  const actions = readActions(check, known, appFiles, durationMs, named);
  mentionAgentsMeant(check, known);
  appFiles.warnOfDependencies();
  if (!top.versions.fixes.includes("B40")) appFiles.constrained.warn(check, known);
  const faults = readFaults(check, known, named);
  const tasks = readTaskLaws(check, known, durationFiles);
  const expect = readExpectations(check, known, durationMs);
  return {
    ...top,
    durationMs: durationMs ?? 0,
    agents,
    mesos,
    frameworks,
    apps,
    latencyMs,
    tasks,
    actions,
    faults,
    expect,
  };
}
