#!/usr/bin/env node
/** The command's entry: answers `--version` at once, and loads the rest only when there is more to do. */

import { version } from "./version.ts";

const args = process.argv.slice(2);
if (args.length === 1 && args[0] === "--version") process.stdout.write(`${version}\n`);
else {
  const { main } = await import("./program.ts");
  process.exitCode = await main(args, process);
}
