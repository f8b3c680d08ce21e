/**
 * Builds the command: src/cli/main.ts and all it needs become dist/cli.js and the parts that it loads on demand; and the
 * page of report.html.
 *
 * Run by `npm ci` (through `prepare`) and by `npm run build`. The old build is replaced only once the new one is
 * complete, so a running command keeps what it has. The banner in bundle-options.json gives bundled CommonJS packages
 * their `require`; its name keeps clear of an import of yargs' own.
 */

import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { buildPage } from "./build-page.mjs";
import options from "./bundle-options.json" with { type: "json" };

const top = resolve(import.meta.dirname, "..");

/** Bundles the command and the page into `folder`; throws where a source does not compile. */
async function bundle(folder) {
  writeFileSync(join(folder, "report-page.html"), await buildPage(top));
  await build({
    ...options,
    absWorkingDir: top,
    // The workers of `test` and `study` are loaded by their files' names.
    entryPoints: {
      cli: "src/cli/main.ts",
      player: "src/cli/test/player.ts",
      "player-process": "src/cli/test/player-process.ts",
      "study-player": "src/study/runners/thread.ts",
    },
    outdir: folder,
    splitting: true,
    chunkNames: "parts/[name]-[hash]",
    minifySyntax: true,
    minifyWhitespace: true,
  });
  chmodSync(join(folder, "cli.js"), 0o755);
}

const fresh = mkdtempSync(join(top, ".dist-"));
try {
  await bundle(fresh);
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
