/** Files are written whole or not at all, and only files are replaced. */

import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeFolder, refuseNewIn, writeWhole } from "../../src/report/whole-file.ts";

let top = "";

beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), "holdfast-whole-")));
});

afterEach(() => {
  rmSync(top, { recursive: true });
});

function* torn(): Generator<string> {
  yield "half";
  throw new Error("the disk is full");
}

test("what cannot be written to its end leaves what was there, and nothing beside it", () => {
  writeFileSync(join(top, "kept"), "before");
  expect(() => writeWhole(join(top, "kept"), torn())).toThrow("the disk is full");
  expect(() => writeWhole(join(top, "new"), torn())).toThrow("the disk is full");
  expect(readdirSync(top)).toEqual(["kept"]);
  expect(readFileSync(join(top, "kept"), "utf8")).toBe("before");
});

test("a link stays, and its target is replaced", () => {
  mkdirSync(join(top, "elsewhere"));
  writeFileSync(join(top, "elsewhere", "file"), "before");
  symlinkSync(join("elsewhere", "file"), join(top, "link"));
  writeWhole(join(top, "link"), ["after"]);
  expect(lstatSync(join(top, "link")).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(top, "elsewhere", "file"), "utf8")).toBe("after");
});

// As a script has it: --capsule >(upload). Under a user who may rename anything in /dev, a device would be gone for all.
test("a pipe is written into, and stays a pipe", () => {
  const writer = `import { writeWhole } from ${JSON.stringify(resolve("src/report/whole-file.ts"))}; writeWhole("pipe", ["text"]);`;
  writeFileSync(join(top, "writer.ts"), writer);
  const script = `mkfifo pipe; cat pipe > got & "${process.execPath}" --import "${import.meta.resolve("tsx")}" writer.ts; wait`;
  const { stderr } = spawnSync("sh", ["-c", script], { cwd: top, encoding: "utf8", timeout: 20_000 });
  expect(stderr).toBe("");
  expect(readFileSync(join(top, "got"), "utf8")).toBe("text");
  expect(lstatSync(join(top, "pipe")).isFIFO()).toBe(true);
});

test("a folder is made with those above it", () => {
  makeFolder(join(top, "a", "b", "c"));
  makeFolder(join(top, "a", "b", "c"));
  expect(existsSync(join(top, "a", "b", "c"))).toBe(true);
});

// Node's own recursive way to make folders never ends here.
test.skipIf(!existsSync("/proc/self"))(
  "a folder that the system says cannot be found is refused at once",
  () => {
    expect(() => makeFolder("/proc/holdfast/reports")).toThrow(/ENOENT|EACCES/);
  },
);

test("says what prevents anything new in a folder that is still to be made", () => {
  writeFileSync(join(top, "file"), "x");
  expect(refuseNewIn(join(top, "a", "b"))).toBeNull();
  expect(refuseNewIn(join(top, "file", "b"))).toBe(`${join(top, "file")} is not a folder`);
});

test.skipIf(process.getuid?.() === 0)("says where nothing may be written", () => {
  mkdirSync(join(top, "closed"));
  chmodSync(join(top, "closed"), 0o555);
  expect(refuseNewIn(join(top, "closed", "b"))).toBe(
    `nothing may be written into ${join(top, "closed")} (permission denied)`,
  );
});
