/**
 * Plays a few runs of a study with a bundle of its thread that was just built, and writes down what V8 has made of it by
 * then. `warm-study.mjs <folder of the build>`; it starts itself as the thread, which is given a base as a study gives it.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { isMainThread, Worker } from "node:worker_threads";

const top = resolve(import.meta.dirname, "..");
const folder = resolve(process.argv[2] ?? join(top, "dist"));
const name = "five-agents.yaml";
const metrics = [
  ["apps", "/db-1", "availability"],
  ["cluster", "disk", "stranded", "mean"],
];

if (isMainThread) {
  const lines = readFileSync(join(top, "scripts", "bench", "scenarios", name), "utf8").split("\n");
  const base = {
    digest: "",
    version: "",
    file: name,
    files: { [name]: lines },
    settings: [],
    warmUpMs: 0,
    check: "end",
  };
  new Worker(import.meta.filename, { argv: [folder], workerData: base });
} else {
  const part = (name) => import(pathToFileURL(join(folder, "parts", name)).href);
  // The command has said so before its threads start, and V8 takes no code made under other flags.
  (await part("inlining.js")).inlineLittle();
  const { load, madeFile } = await part("compiled.js");
  const file = join(folder, "parts", "study-thread.cjs");
  const { exports, made } = load(file);
  const batch = { key: "", combination: ["duration=10d"], from: 0, to: 4, metrics };
  const { failure } = exports.default(batch);
  if (failure !== null) throw new Error(failure.text);
  writeFileSync(madeFile(file), made());
}
