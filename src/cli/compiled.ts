/**
 * Loads a bundle of the build together with what V8 had made of it when it was built, so that a start compiles next to
 * nothing. Another V8 than that of the build refuses what was made, and compiles the bundle anew: slower, no different.
 */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { constants, Script } from "node:vm";

export interface Compiled {
  /** What the bundle exports. */
  readonly exports: unknown;
  /** What V8 has made of it by now. */
  readonly made: () => Uint8Array;
}

/** Where the build puts what V8 made of a bundle. */
export const madeFile = (file: string): string => `${file}.v8`;

/** Runs a bundle, a function expression that takes `require` and `module`; `file` is an absolute path. */
export function load(file: string): Compiled {
  const script = new Script(readFileSync(file, "utf8"), {
    filename: file,
    cachedData: readMade(file),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = { exports: {} };
  script.runInThisContext()(createRequire(file), module);
  return { exports: module.exports, made: () => script.createCachedData() };
}

/** Undefined where the build made none. */
function readMade(file: string): Buffer | undefined {
  try {
    return readFileSync(madeFile(file));
  } catch {
    return undefined;
  }
}
