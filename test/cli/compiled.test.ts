/** The bundle of the command, and what V8 made of it when it was built. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { load, madeFile } from "../../src/cli/compiled.ts";
import { bin } from "./holdfast.ts";

const bundle = "(function(require,module){module.exports={name:require('node:path').basename('/a/b')}})";

test("a bundle runs with what V8 made of it, without, and with what another V8 made", () => {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-test-"));
  try {
    const file = join(folder, "bundle.cjs");
    writeFileSync(file, bundle);
    const first = load(file);
    expect(first.exports).toEqual({ name: "b" });
    writeFileSync(madeFile(file), first.made());
    expect(load(file).exports).toEqual({ name: "b" });
    // Its first bytes name the version of V8 and its flags.
    writeFileSync(madeFile(file), Uint8Array.from(first.made()).fill(7, 0, 16));
    expect(load(file).exports).toEqual({ name: "b" });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** Whether V8 takes what the build made of a part, in a process that has inlined little before, or has not. */
function takes(name: string, little: boolean): boolean {
  const file = join(dirname(bin), "parts", name);
  const script = `
    const { readFileSync } = require("node:fs");
    const [, file, made] = process.argv;
    const { Script } = require("node:vm");
    ${little ? 'require("node:v8").setFlagsFromString("--max-inlined-bytecode-size-cumulative=300");' : ""}
    const options = { filename: file, cachedData: readFileSync(made) };
    console.log(new Script(readFileSync(file, "utf8"), options).cachedDataRejected);`;
  const said = execFileSync(process.execPath, ["-e", script, file, madeFile(file)], { encoding: "utf8" });
  return said.trim() === "false";
}

test("this Node takes what the build made of the command", () => {
  expect(takes("program.cjs", false)).toBe(true);
});

test("threads of a study start after the command has said how much to inline, and V8 takes what the build made so", () => {
  expect([takes("study-thread.cjs", true), takes("study-thread.cjs", false)]).toEqual([true, false]);
});
