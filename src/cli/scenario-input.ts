/** Scenarios that a command names: read, checked, their seed set, or all their problems printed. */

import { formatIssue, type Issue } from "../scenario/issue.ts";
import type { Setting } from "../scenario/setting.ts";
import type { Scenario } from "../sim/scenario.ts";
import type { OptionValues } from "./command.ts";
import type { Console } from "./console.ts";
import type { OnRead } from "./files.ts";
import { type Problem, refuseInput } from "./problems.ts";
import { type LoadedSource, loadSource } from "./source.ts";

export interface ReadScenario {
  /** As the user wrote it. */
  readonly path: string;
  readonly scenario: Scenario;
  readonly source: LoadedSource;
}

/** An issue of a file as a problem of the input. What an option set may be wrong in one of several scenarios only. */
export function problemOf(issue: Issue, scenario: string | null = null): Problem {
  const { file, line, column, path, message } = issue;
  const text = formatIssue(issue);
  if (line > 0) return { file, line, column, path, message, text };
  return {
    file,
    line: null,
    column: null,
    path,
    message,
    text: scenario === null ? text : `${scenario}: ${text}`,
  };
}

/** The words that set the same again. */
export function settingWords(settings: readonly Setting[] | undefined): readonly string[] {
  return (settings ?? []).flatMap(({ option, text }) => [option, text]);
}

/** A scenario, of a file or of a capsule, with settings in it and its warnings; or all that is wrong with it. */
export function readScenario(
  path: string,
  settings: readonly Setting[],
  options: OptionValues,
): (ReadScenario & { readonly warnings: readonly string[] }) | { readonly problems: readonly Problem[] } {
  const source = loadSource(path, settings, options.seed);
  if (!source.ok) return { problems: source.issues.map((issue) => problemOf(issue)) };
  return { path, scenario: source.scenario, source, warnings: source.warnings.map(formatIssue) };
}

/**
 * The scenarios in order; null where one is wrong, or something else is (`others`), after all problems are printed.
 * `onRead` is told of each file before it is read.
 */
export function readScenarios(
  paths: readonly string[],
  options: OptionValues,
  console: Console,
  onRead?: OnRead,
  others: readonly string[] = [],
): readonly ReadScenario[] | null {
  const read: ReadScenario[] = [];
  const problems: (Problem | string)[] = [...others];
  const warnings: Issue[] = [];
  for (const path of paths) {
    const source = loadSource(path, options.set, options.seed, onRead);
    if (!source.ok) {
      problems.push(...source.issues.map((issue) => problemOf(issue, paths.length > 1 ? path : null)));
      continue;
    }
    read.push({ path, scenario: source.scenario, source });
    warnings.push(...source.warnings);
  }
  if (!options.quiet) for (const warning of warnings) console.err(`warning: ${formatIssue(warning)}`);
  if (problems.length === 0) return read;
  refuseInput(console, options, problems);
  return null;
}
