/**
 * Files that are looked at again and again: which of them have changed since they were read.
 *
 * Each is looked at by its name several times a second. That is right on every file system, also on those of networks
 * and containers that report no events, for editors that save by renaming, for links, and for files that are not there
 * yet; and it costs nothing for the few files that a scenario reads.
 */

import { statSync } from "node:fs";

const lookEveryMs = 200;

export class WatchedFiles {
  readonly #asRead = new Map<string, string>();
  readonly #everyMs: number;

  constructor(everyMs = lookEveryMs) {
    this.#everyMs = everyMs;
  }

  /** To be called before a file is read: a change while it is read counts. */
  readonly note = (path: string): void => {
    if (!this.#asRead.has(path)) this.#asRead.set(path, stateOf(path));
  };

  get paths(): readonly string[] {
    return [...this.#asRead.keys()];
  }

  /** Those that are not as they were read. */
  changed(): readonly string[] {
    return [...this.#asRead].filter(([path, state]) => stateOf(path) !== state).map(([path]) => path);
  }

  /**
   * Waits until a file has changed and all have kept still since the last look; an editor may need several steps to
   * save. Null where `stop` settled before.
   */
  async untilChanged(stop: Promise<void>): Promise<readonly string[] | null> {
    let stopped = false;
    const onStop = stop.then(() => {
      stopped = true;
    });
    let before = "";
    for (;;) {
      await Promise.race([pause(this.#everyMs), onStop]);
      if (stopped) return null;
      const now = this.paths.map(stateOf).join();
      if (now === before) {
        const changed = this.changed();
        if (changed.length > 0) return changed;
      }
      before = now;
    }
  }
}

/** What differs where a file was written, replaced, removed, or made readable. */
function stateOf(path: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch (error) {
    // Whoever reads it says why it cannot be read.
    return error instanceof Error && "code" in error ? String(error.code) : "none";
  }
}

const pause = (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms));
