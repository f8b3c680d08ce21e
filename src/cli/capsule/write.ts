/** Where capsules go: one file for the first failure, or a folder with one for each. */

import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { tryToWriteWhole } from "../whole-file.ts";
import { type Capsule, capsuleText } from "./format.ts";

/** A name that ends with / or is that of a folder means a folder. */
export class CapsuleShelf {
  readonly #path: string;
  readonly #isFolder: boolean;
  readonly #taken = new Set<string>();
  /** What was written, in order. */
  readonly written: string[] = [];

  constructor(path: string) {
    this.#path = path;
    this.#isFolder = /[\\/]$/.test(path) || (existsSync(path) && statSync(path).isDirectory());
  }

  /**
   * Writes the capsule of a scenario called so, unless there is one already and no more can be. Gives why it could not
   * be written, or null.
   */
  add(name: string, capsule: Capsule): string | null {
    if (!this.#isFolder && this.written.length > 0) return null;
    const path = this.#isFolder ? join(this.#path, this.#fileOf(name)) : this.#path;
    const problem = tryToWriteWhole(path, capsuleText(capsule));
    if (problem !== null) return problem;
    this.written.push(path);
    return null;
  }

  /** Below the folder, whatever the name is; each once. */
  #fileOf(name: string): string {
    const steps = name.split(/[\\/]/).filter((step) => !["", ".", ".."].includes(step));
    const start = steps.join("/").replace(/\.capsule(\.json)?$/, "");
    let file = `${start}.capsule.json`;
    for (let number = 2; this.#taken.has(file); number++) file = `${start}-${number}.capsule.json`;
    this.#taken.add(file);
    return file;
  }
}
