#!/usr/bin/env node
/** The command's entry: answers `--version` at once, and loads the rest only when there is more to do. */

import { fileURLToPath } from "node:url";
import { load } from "./compiled.ts";
import { inlineLittle } from "./inlining.ts";
import type * as program from "./program.ts";
import { version } from "./version.ts";

const args = process.argv.slice(2);
if (args.length === 1 && args[0] === "--version") process.stdout.write(`${version}\n`);
else {
  const file = fileURLToPath(new URL("./parts/program.cjs", import.meta.url));
  const { main } = load(file).exports as typeof program;
  inlineLittle();
  const exitCode = await main(args, process);
  // A stdout that cannot be written has set it.
  process.exitCode ??= exitCode;
}
