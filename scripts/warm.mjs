/**
 * Plays a small scenario with a bundle of the command that was just built, and writes down what V8 has made of it by
 * then. `warm.mjs <folder of the build>`: a process of its own, since V8 keeps only what ran in it.
 */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const top = resolve(import.meta.dirname, "..");
const folder = resolve(process.argv[2] ?? join(top, "dist"));
const { load, madeFile } = await import(pathToFileURL(join(folder, "parts", "compiled.js")).href);
const file = join(folder, "parts", "program.cjs");
const out = mkdtempSync(join(tmpdir(), "holdfast-build-"));
try {
  const program = load(file);
  const scenario = join(top, "scenarios", "documentation", "postgres.yaml");
  process.exitCode = await program.exports.main(["run", scenario, "--out", join(out, "results")], process);
  writeFileSync(madeFile(file), program.made());
} finally {
  rmSync(out, { recursive: true, force: true });
}
