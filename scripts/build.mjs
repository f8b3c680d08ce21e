/**
 * Builds the command: dist/cli.js starts it, dist/parts/program.cjs is it, beside what V8 makes of that file (see
 * src/cli/compiled.ts); workers of `test` and `study` lie beside it, and the page of report.html. So does what a worker of
 * `study` runs, as program.cjs does.
 *
 * Run by `npm ci` (through `prepare`) and by `npm run build`. The old build is replaced only once the new one is
 * complete, so a running command keeps what it has. The banner in bundle-options.json gives bundled CommonJS packages
 * their `require`; its name keeps clear of an import of yargs' own.
 */

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { buildPage } from "./build-page.mjs";
import options from "./bundle-options.json" with { type: "json" };

const top = resolve(import.meta.dirname, "..");

const shared = { ...options, absWorkingDir: top, minifySyntax: true, minifyWhitespace: true };

/** Bundles what starts the command, and its workers, into `folder`; throws where a source does not compile. */
async function bundleStarts(folder) {
  await build({
    ...shared,
    // The workers of `test` and `study` are loaded by their files' names.
    entryPoints: {
      cli: "src/cli/main.ts",
      player: "src/cli/test/player.ts",
      "player-process": "src/cli/test/player-process.ts",
      "study-player": "src/cli/study/player.ts",
      "parts/compiled": "src/cli/compiled.ts",
      "parts/inlining": "src/cli/inlining.ts",
    },
    outdir: folder,
    splitting: true,
    chunkNames: "parts/[name]-[hash]",
  });
  chmodSync(join(folder, "cli.js"), 0o755);
}

/** Bundles a source as one function, for `load` of src/cli/compiled.ts, and lets a script write what V8 makes of it. */
async function bundleFunction(folder, source, name, warm) {
  await build({
    ...shared,
    format: "cjs",
    entryPoints: [source],
    outfile: join(folder, "parts", `${name}.cjs`),
    define: { "import.meta.url": "__holdfastUrl" },
    banner: {
      js: `(function(require,module){const __holdfastUrl=require('node:url').pathToFileURL(require.resolve('./${name}.cjs')).href;`,
    },
    footer: { js: "})" },
  });
  const { status, stderr } = spawnSync(process.execPath, [join(top, "scripts", warm), folder], {
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the new build does not run:\n${stderr}`);
}

const fresh = mkdtempSync(join(top, ".dist-"));
try {
  writeFileSync(join(fresh, "report-page.html"), await buildPage(top));
  await bundleStarts(fresh);
  await bundleFunction(fresh, "src/cli/program.ts", "program", "warm.mjs");
  await bundleFunction(fresh, "src/study/runners/thread.ts", "study-thread", "warm-study.mjs");
  chmodSync(fresh, 0o755);
  const target = join(top, "dist");
  const old = `${fresh}-old`;
  if (existsSync(target)) renameSync(target, old);
  renameSync(fresh, target);
  rmSync(old, { recursive: true, force: true });
} catch (error) {
  // esbuild has said already which source does not compile.
  if (!(error instanceof Error && "errors" in error)) throw error;
  process.exitCode = 1;
} finally {
  rmSync(fresh, { recursive: true, force: true });
}
