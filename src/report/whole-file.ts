/** Files written chunk by chunk, and files that are written whole or not at all. */

import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Writes all of a text to an open file. */
export function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}

/** Throws what the file system throws; then a part may be there. */
export function writeFile(path: string, chunks: Iterable<string>): void {
  const file = openSync(path, "w");
  try {
    for (const chunk of chunks) writeAll(file, chunk);
  } finally {
    closeSync(file);
  }
}

/** Under another name beside it first, then in its place. Throws what the file system throws; then nothing has changed. */
export function writeWhole(path: string, chunks: Iterable<string>): void {
  const fresh = join(dirname(path), `.${basename(path)}.${process.pid}.new`);
  try {
    writeFile(fresh, chunks);
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}
