/** Plays scenarios in workers: each once, and under --twice once more in a fresh process somewhere else. */

import type { OptionValues } from "../command.ts";
import type { Found } from "./discover.ts";
import { FreshProcesses } from "./fresh-processes.ts";
import type { Answer, Job, PlayPlan, TestAnswer } from "./job.ts";
import type { Differing, Outcome } from "./outcome.ts";
import { type Pool, ThreadPool } from "./pool.ts";

export interface PlayersDeps {
  readonly colour: boolean;
  /** Columns for details. */
  readonly width: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

type PlayedOne = Omit<Outcome, "verdict" | "written">;

export class Players {
  /** In the order in which they were finished. */
  readonly finished: PlayedOne[] = [];
  readonly #plan: PlayPlan;
  readonly #capsules: boolean;
  readonly #threads: Pool;
  /** Where each is played a second time; null where that is not wanted. */
  readonly #elsewhere: Pool | null;
  readonly #deps: PlayersDeps;

  constructor(jobs: number, options: OptionValues, deps: PlayersDeps) {
    this.#plan = {
      seed: options.seed ?? null,
      settings: options.set ?? [],
      check: options.check ?? null,
      exhaustive: options.exhaustive ?? null,
      journalMemoryMib: options["journal-memory"] ?? null,
    };
    this.#capsules = options.capsule !== undefined;
    this.#deps = deps;
    this.#threads = new ThreadPool(Math.max(1, jobs));
    this.#elsewhere = options.twice === true ? new FreshProcesses(Math.max(1, jobs), deps.environment) : null;
  }

  /** Never rejects. */
  async play(found: Found): Promise<PlayedOne> {
    const played = await this.#play(found);
    this.finished.push(played);
    return played;
  }

  async #play(found: Found): Promise<PlayedOne> {
    const { seed, settings } = this.#plan;
    const one = { ...this.#plan, path: found.path };
    const { colour, width } = this.#deps;
    const golden = seed === null && settings.length === 0;
    const hashes = this.#elsewhere !== null;
    const job: Job = { ...one, kind: "test", colour, width, golden, hashes, capsule: this.#capsules };
    const answer = (await ask(this.#threads, job)) as TestAnswer;
    if (this.#elsewhere === null || answer.is !== "played" || answer.hashes === null)
      return { ...found, answer, differing: null };
    const again = await ask(this.#elsewhere, { ...one, kind: "again", hashes: answer.hashes });
    if (again.is === "defect") return { ...found, answer: again, differing: null };
    if (again.is !== "again" || (again.difference === null && again.digest === answer.digest))
      return { ...found, answer, differing: null };
    const { index, event: second } = again.difference ?? { index: answer.events, event: null };
    const first = await ask(this.#threads, { ...one, kind: "event", index });
    const differing: Differing = {
      seq: index + 1,
      first: first.is === "event" ? first.event : null,
      second,
    };
    return { ...found, answer, differing };
  }

  /** Ends all work, finished or not. */
  async end(): Promise<void> {
    await Promise.all([this.#threads.end(), this.#elsewhere?.end()]);
  }
}

/** A worker that died is a defect. */
async function ask(pool: Pool, job: Job): Promise<Answer> {
  try {
    return await pool.run(job);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { is: "defect", text: `the worker that played ${job.path} died: ${message}` };
  }
}
