/** Scenarios that a command names: read, checked, their seed set, or all their problems printed. */

import { formatIssue, type Issue } from "../scenario/issue.ts";
import { loadScenario } from "../scenario/load.ts";
import type { Scenario } from "../sim/scenario.ts";
import type { OptionValues } from "./command.ts";
import type { Console } from "./console.ts";
import { nodeFiles } from "./files.ts";
import { type Problem, refuseInput } from "./problems.ts";

export interface ReadScenario {
  /** As the user wrote it. */
  readonly path: string;
  readonly scenario: Scenario;
}

/** An issue of a file as a problem of the input. */
export function problemOf(issue: Issue): Problem {
  const { file, line, column, path, message } = issue;
  return { file, line, column, path, message, text: formatIssue(issue) };
}

/** The scenarios in order; null where one is wrong, after the problems of all of them are printed. */
export function readScenarios(
  paths: readonly string[],
  options: OptionValues,
  console: Console,
): readonly ReadScenario[] | null {
  const read: ReadScenario[] = [];
  const problems: Problem[] = [];
  const warnings: Issue[] = [];
  for (const path of paths) {
    const result = loadScenario(path, nodeFiles);
    if (!result.ok) {
      problems.push(...result.issues.map(problemOf));
      continue;
    }
    const { scenario } = result;
    read.push({
      path,
      scenario: options.seed === undefined ? scenario : { ...scenario, seed: options.seed },
    });
    warnings.push(...result.warnings);
  }
  if (!options.quiet) for (const warning of warnings) console.err(`warning: ${formatIssue(warning)}`);
  if (problems.length === 0) return read;
  refuseInput(console, options, problems);
  return null;
}
