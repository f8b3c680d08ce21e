/** One file of results, written whole or not at all. */

import { dirname } from "node:path";
import { makeFolder, refuseFile, writeWhole } from "../report/whole-file.ts";

/** Makes its folder where there is none. Gives why it could not be written, or null. */
export function tryToWriteWhole(path: string, text: string): string | null {
  const refusal = refuseFile(path);
  if (refusal !== null) return refusal;
  try {
    makeFolder(dirname(path));
    writeWhole(path, [text]);
    return null;
  } catch (error) {
    return `${path}: cannot be written: ${error instanceof Error ? error.message : String(error)}`;
  }
}
