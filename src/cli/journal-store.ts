/**
 * Where a run's journal is kept: in memory up to a limit, the rest in a temporary file.
 *
 * The file loses its name as soon as it is open, so that nothing of it is left however the process ends, by a second
 * Ctrl-C or a kill too. Where an open file cannot lose its name it is removed when it is closed, or at the exit.
 */

import { randomUUID } from "node:crypto";
import { closeSync, openSync, readSync, rmSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BlockStore, type Spill } from "../sim/kernel/block-store.ts";
import { preferMemory } from "./heap.ts";

/** MiB of a journal that are held in memory where nobody says otherwise. */
export const journalMemoryMib = 512;

/** The temporary file cannot be written or read: nothing is wrong with holdfast or the scenario. */
export class SpillProblem extends Error {
  constructor(cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(
      `the journal has no room: a temporary file in ${tmpdir()} cannot be used (${why}); ` +
        "--journal-memory SIZE holds more in memory, TMPDIR names another folder",
      { cause },
    );
    this.name = "SpillProblem";
  }
}

/** Runs what touches the file. Throws a SpillProblem for whatever the file system throws. */
function touching<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof SpillProblem ? error : new SpillProblem(error);
  }
}

class SpillFile implements Spill {
  readonly #descriptor: number;
  readonly #remove: (() => void) | null;
  #length = 0;

  constructor() {
    const path = join(tmpdir(), `holdfast-journal-${randomUUID()}`);
    this.#descriptor = touching(() => openSync(path, "wx+", 0o600));
    let remove: (() => void) | null = null;
    try {
      unlinkSync(path);
    } catch {
      remove = () => rmSync(path, { force: true });
      process.once("exit", remove);
    }
    this.#remove = remove;
  }

  append(bytes: Uint8Array): void {
    touching(() => {
      for (let written = 0; written < bytes.length; )
        written += writeSync(
          this.#descriptor,
          bytes,
          written,
          bytes.length - written,
          this.#length + written,
        );
    });
    this.#length += bytes.length;
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(length);
    touching(() => {
      for (let got = 0; got < length; ) {
        const more = readSync(this.#descriptor, bytes, got, length - got, offset + got);
        if (more === 0) throw new Error("it is shorter than what was written");
        got += more;
      }
    });
    return bytes;
  }

  close(): void {
    closeSync(this.#descriptor);
    if (this.#remove === null) return;
    this.#remove();
    process.off("exit", this.#remove);
  }
}

export class JournalStore {
  readonly blocks: BlockStore;
  #file: SpillFile | null = null;

  /** `memoryMib` is how much of the journal is held in memory; the default where it is undefined. */
  constructor(memoryMib: number = journalMemoryMib) {
    const openSpill = (): Spill => {
      this.#file = new SpillFile();
      preferMemory();
      return this.#file;
    };
    this.blocks = new BlockStore({ memoryBytes: memoryMib * 1024 * 1024, openSpill });
  }

  /** Gives the file's room back. Nothing can be read from the journal any more. */
  close(): void {
    this.#file?.close();
    this.#file = null;
  }
}
