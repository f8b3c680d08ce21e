/** Workers of `test`: threads that play scenarios side by side, and fresh processes that play them again. */

import { existsSync } from "node:fs";
import { Tinypool } from "tinypool";
import { otherHashes, otherPlace } from "./elsewhere.ts";
import type { Answer, Job } from "./job.ts";

/** The worker's file: built it lies beside the command, in a checkout it is a source. */
function workerFile(): URL {
  const built = new URL("../player.js", import.meta.url);
  return existsSync(built) ? built : new URL("./player.ts", import.meta.url);
}

export class Pool {
  readonly #pool: Tinypool;

  private constructor(pool: Tinypool) {
    this.#pool = pool;
  }

  static ofThreads(jobs: number): Pool {
    return new Pool(
      new Tinypool({
        filename: workerFile().href,
        runtime: "worker_threads",
        minThreads: 1,
        maxThreads: jobs,
        // Nothing is shared between threads, and waiting by atomics would keep a thread from being ended.
        useAtomics: false,
        trackUnmanagedFds: false,
      }),
    );
  }

  /** A new process for each job, which is told that it is somewhere else. */
  static ofProcesses(jobs: number, environment: Readonly<Record<string, string | undefined>>): Pool {
    const env: Record<string, string> = {};
    for (const [name, value] of Object.entries({ ...environment, ...otherPlace }))
      if (value !== undefined) env[name] = value;
    return new Pool(
      new Tinypool({
        filename: workerFile().href,
        runtime: "child_process",
        isolateWorkers: true,
        minThreads: 1,
        maxThreads: jobs,
        env,
        execArgv: [...process.execArgv, ...otherHashes],
      }),
    );
  }

  /** Rejects where the worker died, and for all that is open when the pool is ended. */
  async run(job: Job): Promise<Answer> {
    return (await this.#pool.run(job)) as Answer;
  }

  async end(): Promise<void> {
    await this.#pool.destroy();
  }
}
