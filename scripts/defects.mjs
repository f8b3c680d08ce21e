/**
 * `npm run test:defects`: plants each defect of test/defects/defects.ts in a copy of the tree, and says which layer of
 * tests finds it: the gallery with its golden files, unit, conformance, and property tests.
 *
 * The sound copy goes first: all layers must hold there, and its golden files are what the gallery is compared with.
 * A layer of vitest stops at its first failure, and any layer once it takes far longer than in the sound copy. A defect
 * that neither the gallery nor the property tests find makes the exit code 1; one that does not apply or does not compile,
 * and a copy that is not sound, make it 2.
 *
 *   --only NAME    one defect; any number of times
 *   --layer NAME   one layer; any number of times; default all, in the order above
 *   --jobs N       so many copies side by side; default 1
 *   --json         the result as data
 */

import { spawn } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { defects, edited } from "../test/defects/defects.ts";

const top = resolve(import.meta.dirname, "..");
const allLayers = ["golden", "unit", "conformance", "property"];
/** Those of which `holdfast test` with the property tests consists: together they must find everything. */
const sufficient = ["golden", "property"];

/** Left out of the gallery: studies are no scenarios. */
const leftOut = ["scenarios/studies/"];

/**
 * A defect may make something go on for ever, or grow without end. A layer that takes five times as long as it did in the
 * sound copy, and at least five minutes, is ended, and has found the defect.
 */
const timesAsLong = 5;
const layerLeastMs = 300_000;
/** By layer, once the sound copy has been through it; that itself is never ended. */
const layerMaxMs = new Map();

const notCopied = new Set([".git", ".holdfast", "coverage", "dist", "node_modules", "reports"]);
/** Written by tools while they run: not shared with the copies. */
const caches = new Set([".cache", ".vite", ".vite-temp"]);

const { values } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    layer: { type: "string", multiple: true, default: allLayers },
    jobs: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});
const jobs = Number(values.jobs);
if (!Number.isInteger(jobs) || jobs < 1) stop("--jobs is a whole number from 1 up");
refuseUnknown(
  "--only",
  values.only,
  defects.map(({ name }) => name),
);
refuseUnknown("--layer", values.layer, allLayers);
const layers = allLayers.filter((layer) => values.layer.includes(layer));
const chosen = defects.filter(({ name }) => values.only.length === 0 || values.only.includes(name));
const workers = String(Math.max(1, Math.floor(availableParallelism() / jobs)));

const running = new Set();
const folder = mkdtempSync(join(tmpdir(), "holdfast-defects-"));
process.on("exit", () => {
  for (const child of running) endGroup(child);
  rmSync(folder, { recursive: true, force: true });
});
process.on("SIGINT", () => process.exit(130));
process.on("SIGTERM", () => process.exit(143));

function stop(problem) {
  console.error(problem);
  process.exit(2);
}

function refuseUnknown(option, names, known) {
  for (const name of names)
    if (!known.includes(name)) stop(`${option} ${name}: there is none of that name (${known.join(", ")})`);
}

function say(line) {
  console.error(line);
}

/** The process and those that it started. */
function endGroup(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It ended meanwhile.
  }
}

/** Runs node in a copy; `code` is null where it had to be ended after `maxMs`. */
function node(copy, args, maxMs = null) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, {
      cwd: copy,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NO_COLOR: "1" },
    });
    running.add(child);
    const timer = maxMs === null ? null : setTimeout(() => endGroup(child), maxMs);
    const out = [];
    const err = [];
    child.stdout.on("data", (chunk) => out.push(chunk));
    child.stderr.on("data", (chunk) => err.push(chunk));
    child.on("close", (code) => {
      clearTimeout(timer);
      running.delete(child);
      done({ code, out: Buffer.concat(out).toString("utf8"), err: Buffer.concat(err).toString("utf8") });
    });
  });
}

/** The tree as it is, with the packages linked one by one, so that no tool writes into ours. */
function copyOfTree(name) {
  const copy = join(folder, name);
  mkdirSync(join(copy, "node_modules"), { recursive: true });
  for (const entry of readdirSync(top))
    if (!notCopied.has(entry) && !entry.startsWith(".dist-"))
      cpSync(join(top, entry), join(copy, entry), { recursive: true });
  for (const entry of readdirSync(join(top, "node_modules")))
    if (!caches.has(entry)) symlinkSync(join(top, "node_modules", entry), join(copy, "node_modules", entry));
  return copy;
}

function gallery(copy) {
  return readdirSync(join(copy, "scenarios"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => relative(copy, join(entry.parentPath, entry.name)))
    .filter((path) => !leftOut.some((beginning) => path.startsWith(beginning)))
    .sort();
}

async function built(copy) {
  const { code, err } = await node(copy, ["scripts/build.mjs"]);
  if (code !== 0) throw new Error(`does not compile: ${err}`);
}

/** Whether the gallery holds; else how many scenarios fail and how many changed, and the first of them. */
async function playGallery(copy, maxMs, options = []) {
  const args = ["dist/cli.js", "test", ...gallery(copy), "--json", "--jobs", workers, ...options];
  const { code, out, err } = await node(copy, args, maxMs);
  if (code === 0) return { found: false };
  if (code === null) return { found: true, failed: null, changed: null, first: "does not end" };
  try {
    const { scenarios, totals } = JSON.parse(out);
    const bad = scenarios.find(({ outcome }) => outcome === "failed" || outcome === "defect");
    const first = bad ?? scenarios.find(({ outcome }) => outcome === "changed");
    return {
      found: true,
      failed: totals.failed + totals.defects,
      changed: totals.changed,
      first: first?.name ?? err,
    };
  } catch {
    throw new Error(`holdfast test: exit code ${code}: ${err || out}`);
  }
}

/** Whether the tests of a layer pass; else the first that failed. */
async function runTests(copy, layer, maxMs) {
  const results = join(copy, "test-results.json");
  rmSync(results, { force: true });
  const args = [
    "node_modules/vitest/vitest.mjs",
    ...["run", "--config", "test/defects/vitest.config.ts", "--project", layer],
    ...["--bail", "1", "--maxWorkers", workers, "--reporter=json", `--outputFile.json=${results}`],
  ];
  const { code, out, err } = await node(copy, args, maxMs);
  if (code === 0) return { found: false };
  if (code === null) return { found: true, failed: null, first: "does not end" };
  let suites;
  try {
    suites = JSON.parse(readFileSync(results, "utf8")).testResults;
  } catch {
    throw new Error(`vitest: exit code ${code}: ${err || out}`);
  }
  for (const { name, assertionResults, message } of suites) {
    const failed = assertionResults.find(({ status }) => status === "failed");
    if (failed === undefined && !message) continue;
    const why = failed?.failureMessages[0] ?? message;
    return { found: true, first: `${relative(copy, name)}: ${failed?.fullName ?? "does not load"}`, why };
  }
  throw new Error(`vitest: exit code ${code}, and no test failed: ${err || out}`);
}

async function look(copy, name, layer) {
  const startedMs = performance.now();
  const maxMs = layerMaxMs.get(layer) ?? null;
  const result = await (layer === "golden" ? playGallery(copy, maxMs) : runTests(copy, layer, maxMs));
  const tookMs = performance.now() - startedMs;
  if (maxMs === null) layerMaxMs.set(layer, Math.max(layerLeastMs, timesAsLong * tookMs));
  const seconds = Math.round(tookMs / 1000);
  say(`${name}  ${layer}  ${cell(result)}  ${seconds} s${result.found ? `  ${result.first}` : ""}`);
  return { ...result, seconds };
}

/** The sources with the defect in them. Throws where one does not apply any more. */
function plant(copy, { edits }) {
  for (const edit of edits) {
    const path = join(copy, edit.file);
    writeFileSync(path, edited(readFileSync(path, "utf8"), edit));
  }
}

function takeOut(copy, { edits }) {
  for (const { file } of edits) cpSync(join(sound, file), join(copy, file));
}

async function tryDefect(copy, defect) {
  plant(copy, defect);
  try {
    await built(copy);
    const found = {};
    for (const layer of layers) found[layer] = await look(copy, defect.name, layer);
    return { name: defect.name, about: defect.about, ...found };
  } catch (error) {
    throw new Error(`${defect.name}: ${error.message}`);
  } finally {
    takeOut(copy, defect);
  }
}

function cell({ found, failed, changed }) {
  if (!found) return "—";
  if (failed === null) return "does not end";
  if (failed === undefined) return "found";
  return `${failed} fail, ${changed} changed`;
}

function table(results) {
  const rows = [
    ["defect", ...layers],
    ...results.map((result) => [`\`${result.name}\``, ...layers.map((layer) => cell(result[layer]))]),
  ];
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  const lines = rows.map((row) => `| ${row.map((text, i) => text.padEnd(widths[i])).join(" | ")} |`);
  lines.splice(1, 0, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`);
  return lines.join("\n");
}

/** Golden files are written from the sound tree; then all layers must hold. */
async function checkSound(copy) {
  await built(copy);
  if (layers.includes("golden")) {
    const written = await playGallery(copy, null, ["--update"]);
    if (written.found) stop(`the tree is not sound: scenario ${written.first} fails`);
  }
  for (const layer of layers) {
    const result = await look(copy, "sound", layer);
    if (result.found) stop(`the tree is not sound: ${layer}: ${result.first}\n${result.why ?? ""}`);
  }
}

const sound = copyOfTree("sound");
try {
  await checkSound(sound);
  const left = [...chosen];
  const results = [];
  const worker = async (_, i) => {
    const copy = join(folder, `copy-${i}`);
    // What is linked stays linked, and the golden files come along.
    cpSync(sound, copy, { recursive: true, verbatimSymlinks: true });
    for (let defect = left.shift(); defect !== undefined; defect = left.shift())
      results.push(await tryDefect(copy, defect));
  };
  await Promise.all(Array.from({ length: Math.min(jobs, chosen.length) }, worker));
  const order = chosen.map(({ name }) => name);
  results.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  console.log(values.json ? JSON.stringify(results, null, 2) : table(results));
  const missed = results.filter((result) => !sufficient.some((layer) => result[layer]?.found));
  for (const { name } of missed) say(`${name}: neither the gallery nor the property tests find it`);
  process.exitCode = missed.length > 0 ? 1 : 0;
} catch (error) {
  stop(error.message);
}
