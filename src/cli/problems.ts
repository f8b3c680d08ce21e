/** Wrong input: all problems at once on stderr, one line each, and for --json as data on stdout too. */

import type { OptionValues } from "./command.ts";
import type { Console } from "./console.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";

/** Where a problem is, as far as it is anywhere. */
export interface Problem {
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly path: string | null;
  readonly message: string;
  /** The whole line for people. */
  readonly text: string;
}

/** A problem that is in no file. */
export const plainProblem = (text: string): Problem => ({
  file: null,
  line: null,
  column: null,
  path: null,
  message: text,
  text,
});

/** `done` follows the number of problems: what was not done because of them, or where they are. */
export function refuseInput(
  console: Console,
  options: Pick<OptionValues, "json">,
  problems: readonly (Problem | string)[],
  done = ", nothing was run",
): ExitCode {
  const all = problems.map((problem) => (typeof problem === "string" ? plainProblem(problem) : problem));
  for (const { text } of all) console.err(text);
  console.err(`${all.length === 1 ? "1 problem" : `${all.length} problems`}${done}`);
  if (options.json) console.json({ problems: all.map(({ text: _text, ...where }) => where) });
  return exitCodes.wrongInput;
}
