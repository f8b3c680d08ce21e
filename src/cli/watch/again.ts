/** `--watch`: does a command's work, and again whenever a file that it read has changed, until the user stops it. */

import { statSync } from "node:fs";
import { listed } from "../../model/wording.ts";
import { standardInput } from "../../scenario/document.ts";
import type { CommandInput } from "../command.ts";
import { defectText } from "../defect.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { refuseInput } from "../problems.ts";
import { commandLine } from "../shell-words.ts";
import { WatchedFiles } from "./watched-files.ts";

/** Work that tells which files it is about to read, and gives up where one of them changes while it goes on. */
export type WatchedWork = (input: CommandInput, files: WatchedFiles) => Promise<ExitCode>;

/**
 * Wrong input and defects are shown as ever, and watched on: they may be gone after the next change. Exit code 130, as
 * only the user ends it; 0 where nobody reads the results any more; 2 where the operands cannot be read again.
 */
export async function againAndAgain(
  name: string,
  input: CommandInput,
  work: WatchedWork,
  newFiles = (): WatchedFiles => new WatchedFiles(),
): Promise<ExitCode> {
  const { console, options, operands, interrupt } = input;
  const problems = operands.flatMap((path) => {
    if (path === standardInput) return ["--watch: standard input cannot be read again"];
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return [`--watch: ${path}: no such file`];
    return stat.isFile() ? [] : [`--watch: ${path} is no file that can be read again`];
  });
  if (problems.length > 0) return refuseInput(console, options, problems);

  const say = (text: string): void => {
    if (!options.quiet) console.err(text);
  };
  for (;;) {
    const files = newFiles();
    try {
      await work(input, files);
    } catch (error) {
      console.err(defectText(error, commandLine(["holdfast", name, ...operands])));
    }
    // After a turn of the loop, in which signals and closed pipes are noticed.
    const stop = await interrupt.poll();
    if (console.outIsClosed) return exitCodes.ok;
    if (!stop && files.changed().length === 0) say(`watching ${listed(files.paths)}; Ctrl-C ends`);
    const changed = await files.untilChanged(interrupt.whenRequested);
    if (changed === null) return exitCodes.interrupted;
    say(`\n${listed(changed)} changed`);
  }
}
