/** One file of results, written whole or not at all. */

import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Writes beside the file first, then puts it in place. Gives why it could not be written, or null. */
export function writeWhole(path: string, text: string): string | null {
  const fresh = join(dirname(path), `.${basename(path)}.${process.pid}.new`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(fresh, text);
    renameSync(fresh, path);
    return null;
  } catch (error) {
    rmSync(fresh, { force: true });
    return `${path}: cannot be written: ${error instanceof Error ? error.message : String(error)}`;
  }
}
