/** Which files have changed since they were read. */

import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WatchedFiles } from "../../../src/cli/watch/watched-files.ts";

let folder = "";
const at = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holdfast-watch-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const never = new Promise<void>(() => undefined);

function noted(...names: readonly string[]): WatchedFiles {
  const files = new WatchedFiles(5);
  for (const name of names) files.note(at(name));
  return files;
}

test("a file that is written, replaced by renaming, removed or made has changed", async () => {
  const change: Readonly<Record<string, () => void>> = {
    written: () => writeFileSync(at("written"), "longer than before"),
    replaced: () => {
      writeFileSync(at("beside"), "same");
      renameSync(at("beside"), at("replaced"));
    },
    removed: () => rmSync(at("removed")),
    made: () => writeFileSync(at("made"), "new"),
  };
  for (const name of ["written", "replaced", "removed", "same"]) writeFileSync(at(name), "same");
  for (const [name, act] of Object.entries(change)) {
    const files = noted("same", name);
    expect(files.changed()).toEqual([]);
    act();
    expect(await files.untilChanged(never)).toEqual([at(name)]);
  }
});

test("what a link points to counts, and a folder that is not there", async () => {
  mkdirSync(at("real"));
  writeFileSync(at("real/app.json"), "1");
  symlinkSync(at("real/app.json"), at("link.json"));
  const files = noted("link.json", "missing/app.json");
  writeFileSync(at("real/app.json"), "22");
  mkdirSync(at("missing"));
  writeFileSync(at("missing/app.json"), "3");
  expect(await files.untilChanged(never)).toEqual([at("link.json"), at("missing/app.json")]);
});

test("a change between reading and watching counts: the state is that before the reading", async () => {
  writeFileSync(at("a"), "before");
  const files = noted("a");
  writeFileSync(at("a"), "while it was read");
  // Read once more, as a file may be that two apps name: the first state stays.
  files.note(at("a"));
  expect(await files.untilChanged(never)).toEqual([at("a")]);
});

test("waiting ends when it is told to", async () => {
  writeFileSync(at("a"), "same");
  expect(await noted("a").untilChanged(Promise.resolve())).toBeNull();
});
