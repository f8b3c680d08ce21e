/** The threads of a worker: those of one scenario, and of another one only while that is played too. */

import type { Base, Batch, BatchResult } from "../../job.ts";
import { Threads } from "../threads.ts";

interface Troupe {
  readonly threads: Threads;
  /** Jobs that use it. */
  users: number;
}

export class Players {
  readonly #width: number;
  readonly #troupes = new Map<string, Troupe>();

  /** `width` threads at most for each scenario. */
  constructor(width: number) {
    this.#width = width;
  }

  /** Does `work` with what plays batches of a base. */
  async with<T>(
    base: Base,
    work: (play: (batch: Batch, stop: AbortSignal) => Promise<BatchResult | null>) => Promise<T>,
  ): Promise<T> {
    const troupe = this.#troupes.get(base.digest) ?? { threads: new Threads(base, this.#width), users: 0 };
    this.#troupes.set(base.digest, troupe);
    troupe.users++;
    await this.#dismiss((digest, { users }) => digest !== base.digest && users === 0);
    try {
      return await work((batch, stop) => troupe.threads.one(batch, stop));
    } finally {
      troupe.users--;
    }
  }

  async end(): Promise<void> {
    await this.#dismiss(() => true);
  }

  async #dismiss(whom: (digest: string, troupe: Troupe) => boolean): Promise<void> {
    const leaving = [...this.#troupes].filter(([digest, troupe]) => whom(digest, troupe));
    for (const [digest] of leaving) this.#troupes.delete(digest);
    await Promise.all(leaving.map(([, { threads }]) => threads.end()));
  }
}
