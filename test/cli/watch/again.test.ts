/** `--watch`: work done again after each change, whatever came of it. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CommandInput } from "../../../src/cli/command.ts";
import { Console } from "../../../src/cli/console.ts";
import { type ExitCode, exitCodes } from "../../../src/cli/exit-codes.ts";
import { Interrupt } from "../../../src/cli/interrupt.ts";
import { againAndAgain } from "../../../src/cli/watch/again.ts";
import { WatchedFiles } from "../../../src/cli/watch/watched-files.ts";

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-again-"));
  file = join(folder, "a.yaml");
  writeFileSync(file, "first");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Input whose stderr is kept; `stop` is what Ctrl-C does. */
function inputOf(operands: readonly string[], quiet = false) {
  const errors: string[] = [];
  const interrupt = new Interrupt(process);
  const console = new Console(process);
  const kept: Console = Object.assign(Object.create(console), { err: (text: string) => errors.push(text) });
  const options = { json: false, quiet, watch: true };
  const input: CommandInput = { operands, options, console: kept, interrupt };
  return { input, errors, stop: () => process.emit("SIGINT") };
}

const quickly = (): WatchedFiles => new WatchedFiles(5);

test("work is done again after a change, also after work that failed or threw, until Ctrl-C", async () => {
  const { input, errors, stop } = inputOf([file]);
  let times = 0;
  const code = await againAndAgain(
    "run",
    input,
    async (_input, files) => {
      files.note(file);
      times++;
      if (times === 4) stop();
      else writeFileSync(file, `change ${times}`.repeat(times));
      if (times === 2) throw new Error("out of cheese");
      return times === 1 ? exitCodes.wrongInput : exitCodes.ok;
    },
    quickly,
  );
  expect(times).toBe(4);
  expect(code).toBe(exitCodes.interrupted);
  expect(errors.filter((text) => text.endsWith("a.yaml changed"))).toHaveLength(3);
  expect(errors.join("\n")).toContain("out of cheese");
});

test("it says what it watches, unless told to be quiet", async () => {
  for (const quiet of [false, true]) {
    const { input, errors, stop } = inputOf([file], quiet);
    const waiting = new (class extends WatchedFiles {
      override untilChanged(stopped: Promise<void>): Promise<readonly string[] | null> {
        stop();
        return super.untilChanged(stopped);
      }
    })(5);
    const work = async (_input: CommandInput, files: WatchedFiles): Promise<ExitCode> => {
      files.note(file);
      return exitCodes.ok;
    };
    expect(await againAndAgain("run", input, work, () => waiting)).toBe(exitCodes.interrupted);
    expect(errors).toEqual(quiet ? [] : [`watching ${file}; Ctrl-C ends`]);
  }
});

test("what cannot be read again is refused before anything is done", async () => {
  mkdirSync(join(folder, "sub"));
  const { input, errors } = inputOf([join(folder, "none.yaml"), join(folder, "sub"), file]);
  const code = await againAndAgain("run", input, () => Promise.reject(new Error("not reached")), quickly);
  input.interrupt.release();
  expect(code).toBe(exitCodes.wrongInput);
  expect(errors).toEqual([
    `--watch: ${join(folder, "none.yaml")}: no such file`,
    `--watch: ${join(folder, "sub")} is no file that can be read again`,
    "2 problems, nothing was run",
  ]);
});
