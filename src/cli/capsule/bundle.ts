/** All files of a scenario in one, under names that mean the same on every machine. */

import { createHash } from "node:crypto";
import { dirname, isAbsolute, relative, resolve, sep } from "node:path";
import { byCodeUnit } from "../../model/units.ts";
import type { FileRead, FileReader } from "../../scenario/file-reader.ts";

/** The lines of each file, by name. */
export type BundledFiles = Readonly<Record<string, readonly string[]>>;

export interface Bundle {
  /** The scenario among the files. */
  readonly file: string;
  readonly files: BundledFiles;
  /** See `bundleDigest`. */
  readonly digest: string;
}

/** Hands on what another reader reads, and remembers it. */
export class Gatherer implements FileReader {
  readonly #base: FileReader;
  readonly #texts = new Map<string, string>();
  /** Paths as they were resolved from one relative to a file, and from one that says where it is by itself. */
  readonly #relative = new Set<string>();
  readonly #absolute = new Set<string>();

  constructor(base: FileReader) {
    this.#base = base;
  }

  read(path: string): FileRead {
    const read = this.#base.read(path);
    if (read.ok) this.#texts.set(path, read.text);
    return read;
  }

  resolve(from: string, path: string): string {
    const resolved = this.#base.resolve(from, path);
    (isAbsolute(path) ? this.#absolute : this.#relative).add(resolved);
    return resolved;
  }

  /**
   * What was read so far for a scenario. Names are relative to the one folder that all files are in; a file that the
   * scenario names absolutely keeps that name, since the scenario will ask for it.
   */
  bundle(scenario: string): Bundle {
    const near = [...this.#texts.keys()].filter(
      (path) => path === scenario || this.#relative.has(path) || !this.#absolute.has(path),
    );
    const root = commonFolder(near.map((path) => resolve(path)));
    const nameOf = (path: string): string => relative(root, resolve(path)).split(sep).join("/");
    const named: (readonly [string, string])[] = near.map((path) => [nameOf(path), path]);
    const far = [...this.#texts.keys()].filter((path) => this.#absolute.has(path));
    named.push(...far.map((path) => [path, path] as const));
    const files = Object.fromEntries(
      named
        .sort(([a], [b]) => byCodeUnit(a, b))
        .map(([name, path]) => [name, (this.#texts.get(path) ?? "").split("\n")]),
    );
    const file = nameOf(scenario);
    return { file, files, digest: bundleDigest(file, files) };
  }
}

function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => dirname(path).split(sep));
  const end = first.findIndex((part, i) => others.some((other) => other[i] !== part));
  return (end < 0 ? first : first.slice(0, end)).join(sep) || sep;
}

/** SHA-256 over names and contents: the same scenario with the same files has the same, wherever they are. */
export function bundleDigest(file: string, files: BundledFiles): string {
  const hash = createHash("sha256").update(JSON.stringify(file));
  for (const name of Object.keys(files).sort(byCodeUnit))
    hash.update(JSON.stringify([name, (files[name] ?? []).join("\n")]));
  return hash.digest("hex");
}
