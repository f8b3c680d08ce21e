/**
 * Builds the page of report.html: src/report/page/ becomes one HTML file without data, in which the command later puts
 * that of a run.
 *
 * Script and style stand in the file, and its Content-Security-Policy names them by their hashes: nothing else runs,
 * nothing is fetched, whatever a scenario calls its apps.
 */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build, transform } from "esbuild";

const folder = "src/report/page";
const target = ["chrome109", "firefox115", "safari16.4"];

/** A source of a Content-Security-Policy that allows exactly this text. */
const allowed = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The page as one text; throws where a source does not compile. */
export async function buildPage(top) {
  const { outputFiles } = await build({
    absWorkingDir: top,
    entryPoints: [`${folder}/main.ts`],
    bundle: true,
    format: "iife",
    target,
    minify: true,
    legalComments: "none",
    charset: "ascii",
    write: false,
    logLevel: "warning",
  });
  const script = outputFiles[0].text.trim();
  const styles = ["node_modules/uplot/dist/uPlot.min.css", `${folder}/page.css`];
  const css = styles.map((path) => readFileSync(join(top, path), "utf8")).join("\n");
  const style = (await transform(css, { loader: "css", minify: true, target })).code.trim();
  const policy = `default-src 'none'; script-src ${allowed(script)}; style-src ${allowed(style)}; base-uri 'none'; form-action 'none'`;
  const parts = { policy, style, script };
  return readFileSync(join(top, folder, "page.html"), "utf8").replace(
    /<!--(policy|style|script)-->/g,
    (_, name) => parts[name],
  );
}
