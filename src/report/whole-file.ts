/** Files written chunk by chunk, files that are written whole or not at all, and the folders that they stand in. */

import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

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

/**
 * Under another name beside it first, then in its place; a link stays, and its target is replaced. What is no file (a pipe,
 * a device) is written into. Throws what the file system throws; then no file has changed.
 */
export function writeWhole(path: string, chunks: Iterable<string>): void {
  if (existsSync(path) && !isPlainFile(path)) {
    writeFile(path, chunks);
    return;
  }
  const target = existsSync(path) ? realpathSync(path) : path;
  const fresh = join(dirname(target), `.${basename(target)}.${process.pid}.new`);
  try {
    writeFile(fresh, chunks);
    renameSync(fresh, target);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

/** Under /dev stand names of what is open already, such as /dev/stdout. */
function isPlainFile(path: string): boolean {
  return statSync(path).isFile() && !resolve(path).startsWith("/dev/");
}

/**
 * Makes a folder with those above it. Throws what the file system throws. Node's own way (`recursive`) tries for ever where
 * a folder is there and the system refuses another in it by saying that there is none, as under /proc.
 */
export function makeFolder(dir: string): void {
  if (existsSync(dir)) return;
  makeFolder(dirname(dir));
  try {
    mkdirSync(dir);
  } catch (error) {
    // Another process may have been faster.
    if (!existsSync(dir)) throw error;
  }
}

/** Why nothing new can stand in a folder, there or still to be made; null where nothing is known that prevents it. */
export function refuseNewIn(dir: string): string | null {
  let there = resolve(dir);
  while (!existsSync(there)) there = dirname(there);
  if (!statSync(there).isDirectory()) return `${there} is not a folder`;
  try {
    accessSync(there, constants.W_OK | constants.X_OK);
    return null;
  } catch {
    return `nothing may be written into ${there} (permission denied)`;
  }
}

/** Why a file cannot be written, there or still to be made; null where nothing is known that prevents it. */
export function refuseFile(path: string): string | null {
  const exists = existsSync(path);
  if (exists && !statSync(path).isDirectory()) return null;
  const refusal = exists ? "it is a folder" : refuseNewIn(dirname(path));
  return refusal === null ? null : `${path}: cannot be written: ${refusal}`;
}
