/** Where the workers of `test` are: built they lie beside the command, in a checkout they are sources. */

import { existsSync } from "node:fs";

export function workerFile(name: "player" | "player-process"): URL {
  const built = new URL(`../${name}.js`, import.meta.url);
  return existsSync(built) ? built : new URL(`./${name}.ts`, import.meta.url);
}
