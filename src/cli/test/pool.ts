/** Threads of `test`, which play scenarios side by side. */

import { Piscina } from "piscina";
import type { Answer, Job } from "./job.ts";
import { workerFile } from "./worker-file.ts";

/** Who plays jobs, several at a time. */
export interface Pool {
  /** Rejects where the worker died, and for all that is open when the pool is ended. */
  run(job: Job): Promise<Answer>;
  end(): Promise<void>;
}

export class ThreadPool implements Pool {
  readonly #pool: Piscina;

  constructor(jobs: number) {
    this.#pool = new Piscina({
      filename: workerFile("player").href,
      minThreads: 1,
      maxThreads: jobs,
      // Nothing is shared between threads, and waiting by atomics would keep a thread from being ended.
      atomics: "disabled",
      trackUnmanagedFds: false,
    });
    // A thread that dies rejects what it played; without a listener it would end the process, too.
    this.#pool.on("error", () => undefined);
  }

  async run(job: Job): Promise<Answer> {
    return (await this.#pool.run(job)) as Answer;
  }

  async end(): Promise<void> {
    await this.#pool.destroy();
  }
}
