/** Files as the scenario room reads them: text, or why there is none. */

import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { standardInput } from "../scenario/document.ts";
import type { FileRead, FileReader } from "../scenario/file-reader.ts";

/** No scenario, app or trace is larger. */
const mibMax = 16;

const clauses: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "no such file",
  EACCES: "may not be read (permission denied)",
  EPERM: "may not be read (permission denied)",
  EISDIR: "is a directory, not a file",
  ELOOP: "is a link to itself",
  ENAMETOOLONG: "no such file (the name is too long)",
};

const nothing = (why: string): FileRead => ({ ok: false, why });

/** Reads some bytes; waits where there are none yet, as in a pipe that another process made so that it does not wait. */
function readSome(descriptor: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(descriptor, chunk);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

/** Reads to the end or to just beyond the limit, so that a device without an end stops too. */
function readBytes(descriptor: number, bytesMax: number): Buffer {
  const chunks: Buffer[] = [];
  let size = 0;
  while (size <= bytesMax) {
    const chunk = Buffer.alloc(Math.min(bytesMax + 1, 1024 * 1024));
    const got = readSome(descriptor, chunk);
    if (got === 0) break;
    chunks.push(chunk.subarray(0, got));
    size += got;
  }
  return Buffer.concat(chunks);
}

/** What came from standard input, which can be read once only. */
let fromStandardInput: FileRead | undefined;

/** The text of a file, checked to be UTF-8, not empty and not larger than so many MiB. */
export function readWhole(path: string, mib: number): FileRead {
  if (path !== standardInput) return readNow(path, mib);
  fromStandardInput ??= readNow(path, mib);
  return fromStandardInput;
}

function readNow(path: string, mib: number): FileRead {
  const bytesMax = mib * 1024 * 1024;
  let descriptor: number | undefined;
  try {
    descriptor = path === standardInput ? 0 : openSync(path, "r");
    const stat = fstatSync(descriptor);
    if (stat.isDirectory()) return nothing(clauses["EISDIR"] ?? "");
    const bytes = readBytes(descriptor, bytesMax);
    if (bytes.length > bytesMax) return nothing(`is larger than ${mib} MiB`);
    if (bytes.length === 0) return nothing("the file is empty");
    return decoded(bytes);
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    return nothing(clauses[code] ?? `cannot be read (${message})`);
  } finally {
    if (descriptor !== undefined && descriptor !== 0) closeSync(descriptor);
  }
}

function decoded(bytes: Buffer): FileRead {
  try {
    return { ok: true, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    const before = bytes.subarray(0, firstInvalid(bytes)).toString("utf8").split("\n");
    return {
      ok: false,
      why: "is not UTF-8 text",
      line: before.length,
      column: (before.at(-1)?.length ?? 0) + 1,
    };
  }
}

/** Where the first byte is that is no UTF-8: the first difference to what decoding and encoding again give. */
function firstInvalid(bytes: Buffer): number {
  const again = Buffer.from(bytes.toString("utf8"), "utf8");
  let at = 0;
  while (at < bytes.length && bytes[at] === again[at]) at++;
  return at;
}

export type OnRead = (path: string) => void;

/** Files of this machine, each told of before it is read. */
export function toldFiles(onRead: OnRead): FileReader {
  const read = (path: string): FileRead => {
    onRead(path);
    return nodeFiles.read(path);
  };
  return { ...nodeFiles, read };
}

/** Beside another file; only an operand means standard input. */
function beside(from: string, path: string): string {
  const joined = join(dirname(from), path);
  return joined === standardInput ? `./${joined}` : joined;
}

/** Files of this machine; a path in a file is relative to that file, and in standard input to the current folder. */
export const nodeFiles: FileReader = {
  read: (path) => readWhole(path, mibMax),
  resolve: (from, path) => (isAbsolute(path) ? path : beside(from, path)),
};
