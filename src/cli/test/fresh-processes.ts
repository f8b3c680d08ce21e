/** A new process for each job, which is told that it is somewhere else: another place, another way to hash. */

import { type ChildProcess, fork } from "node:child_process";
import { otherHashes, otherPlace } from "./elsewhere.ts";
import type { Answer, Job } from "./job.ts";
import type { Pool } from "./pool.ts";
import { workerFile } from "./worker-file.ts";

export class FreshProcesses implements Pool {
  readonly #most: number;
  readonly #env: Record<string, string> = {};
  readonly #open = new Set<ChildProcess>();
  readonly #waiting: (() => void)[] = [];
  #ended = false;

  constructor(jobs: number, environment: Readonly<Record<string, string | undefined>>) {
    this.#most = jobs;
    for (const [name, value] of Object.entries({ ...environment, ...otherPlace }))
      if (value !== undefined) this.#env[name] = value;
  }

  async run(job: Job): Promise<Answer> {
    while (this.#open.size >= this.#most && !this.#ended)
      await new Promise<void>((resume) => this.#waiting.push(resume));
    if (this.#ended) throw new Error("ended before it began");
    const child = fork(workerFile("player-process"), {
      env: this.#env,
      execArgv: [...process.execArgv, ...otherHashes],
      // Hashes are typed arrays.
      serialization: "advanced",
    });
    this.#open.add(child);
    try {
      return await answerOf(child, job);
    } finally {
      this.#open.delete(child);
      this.#waiting.shift()?.();
    }
  }

  async end(): Promise<void> {
    this.#ended = true;
    for (const child of this.#open) child.kill("SIGKILL");
    for (const resume of this.#waiting.splice(0)) resume();
  }
}

function answerOf(child: ChildProcess, job: Job): Promise<Answer> {
  return new Promise((resolve, reject) => {
    child.once("message", (answer) => resolve(answer as unknown as Answer));
    child.once("error", reject);
    child.once("exit", (code, signal) => reject(new Error(`it ended with ${signal ?? code}`)));
    child.send(job);
  });
}
