/**
 * One round of runs through a queue: hands them out as jobs, a few for each thread, and takes what workers put in.
 *
 * Runs count by combination and replication, whichever job they came from: so it does not matter how they were put together,
 * who played them, or how often. A job that ended and whose runs are not there is handed out again.
 */

import type { Queue } from "bullmq";
import type { Base, Batch, BatchResult, Failure, Run } from "../../job.ts";
import { missingOf, Stock } from "./pieces.ts";
import { type JobFailure, jobId, jobOf, readReason, readSpent } from "./queue-job.ts";
import type { Store } from "./store.ts";

const attempts = 3;
const failedKeptSeconds = 7 * 86_400;
/** Events may be missed while the server is away: every so often jobs are looked at themselves. */
const lookEveryMs = 20_000;
/** Who wants to stop does not wait longer for a server. */
const withdrawMs = 3_000;

export interface RoundParts {
  readonly queue: Queue;
  readonly store: Store;
  readonly base: Base;
  /** Threads of all workers that are there. */
  readonly width: () => number;
  /** Whether the server answers at this time. */
  readonly isThere: () => boolean;
}

export class Round {
  readonly #parts: RoundParts;
  readonly #stock = new Stock();
  /** Batches of the jobs that are out, by the job's id. */
  readonly #out = new Map<string, readonly Batch[]>();
  readonly #done: BatchResult[] = [];
  #trouble: { readonly error: unknown } | null = null;
  #looking = false;
  #isWoken = false;
  #wake = (): void => undefined;

  constructor(parts: RoundParts) {
    this.#parts = parts;
  }

  async *play(batches: readonly Batch[], stop: AbortSignal): AsyncGenerator<BatchResult> {
    const { store, base } = this.#parts;
    const there = await unlessStopped(store.runsOf(base, batches), stop);
    for (const [i, batch] of batches.entries()) this.#take(batch, there?.[i] ?? [], null);
    const onStop = (): void => this.wake();
    stop.addEventListener("abort", onStop);
    const timer = setInterval(() => this.look(), lookEveryMs);
    timer.unref();
    try {
      while (!stop.aborted) {
        this.#isWoken = false;
        yield* this.#done.splice(0);
        await unlessStopped(this.#handOut(stop), stop);
        if (this.#trouble !== null) throw this.#trouble.error;
        if (this.#out.size === 0 && this.#stock.isEmpty && this.#done.length === 0) break;
        await this.#nextNews();
      }
      if (stop.aborted) await this.#withdraw();
      yield* this.#done.splice(0);
    } finally {
      clearInterval(timer);
      stop.removeEventListener("abort", onStop);
    }
  }

  /** There is something new to look at. */
  wake(): void {
    this.#isWoken = true;
    this.#wake();
  }

  async #nextNews(): Promise<void> {
    if (this.#isWoken) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  /** A job ended, as its runs should tell; `spent` is what it returned. */
  completed(id: string, spent: unknown): void {
    if (!this.#out.has(id)) return;
    for (const { key, runs, ms } of readSpent(spent)) this.#stock.note(key, runs, ms);
    this.#attempt(this.#settle(id, null));
  }

  failed(id: string, reason: string): void {
    this.#attempt(this.#settle(id, reason));
  }

  /** Looks at the jobs themselves: those that are gone or failed are as if their events had come. */
  look(): void {
    if (this.#looking) return;
    this.#looking = true;
    this.#attempt(
      this.#lookAtAll().finally(() => {
        this.#looking = false;
      }),
    );
  }

  async #lookAtAll(): Promise<void> {
    const { queue, store, base } = this.#parts;
    await store.keepBase(base);
    for (const id of this.#out.keys()) {
      const job = await queue.getJob(id);
      if (job === undefined) await this.#settle(id, null);
      else if (await job.isFailed()) await this.#settle(id, job.failedReason);
    }
  }

  #attempt(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.#trouble ??= { error };
      this.wake();
    });
  }

  async #handOut(stop: AbortSignal): Promise<void> {
    const { queue, base, width } = this.#parts;
    // Enough that nobody waits while what is done comes back.
    while (!this.#stock.isEmpty && this.#out.size < Math.max(4, 3 * width()) && !stop.aborted) {
      const batches = this.#stock.take(width());
      const data = jobOf(base, batches);
      const id = jobId(data);
      this.#out.set(id, batches);
      // One that failed in an earlier call would be in the way of its like.
      const old = await queue.getJob(id);
      if (old !== undefined && (await old.isFailed())) await old.remove();
      if (stop.aborted) return;
      const keep = { removeOnComplete: true, removeOnFail: { age: failedKeptSeconds } };
      await queue.add("runs", data, { jobId: id, attempts, ...keep });
    }
  }

  /** What became of a job. `reason` is why it failed, as BullMQ tells it; null where it did not. */
  async #settle(id: string, reason: string | null): Promise<void> {
    const batches = this.#out.get(id);
    if (batches === undefined) return;
    const runs = await this.#parts.store.runsOf(this.#parts.base, batches);
    if (!this.#out.delete(id)) return;
    const told = reason === null ? [] : readReason(reason);
    let isLost = told === null;
    for (const [i, batch] of batches.entries()) {
      const got = runs[i] ?? [];
      const failure = failureIn(batch, told ?? []);
      const [gap] = missingOf(batch, got);
      if (failure === null && isLost && gap !== undefined) {
        // Runs are played in order: what is missing first is what brought the workers down.
        isLost = false;
        const text = /stalled more than allowable limit/.test(reason ?? "")
          ? "each worker that played it was lost: killed, out of memory, or cut off for long"
          : `the job that played it failed: ${reason}`;
        this.#take(batch, got, { is: "defect", replication: gap.from, text });
      } else this.#take(batch, got, failure);
    }
    this.wake();
  }

  /** Runs of a batch, and why it has no more; without a reason the rest is handed out again. */
  #take(batch: Batch, runs: readonly Run[], failure: Failure | null): void {
    if (runs.length > 0 || failure !== null) this.#done.push({ batch, runs, failure });
    if (failure === null) this.#stock.add(missingOf(batch, runs));
  }

  /** Takes back what no worker has begun, and what is there of the rest. */
  async #withdraw(): Promise<void> {
    if (!this.#parts.isThere()) return;
    let timer: NodeJS.Timeout | null = null;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, withdrawMs);
    });
    const work = async (): Promise<void> => {
      const { queue, store, base } = this.#parts;
      for (const id of this.#out.keys()) {
        const job = await queue.getJob(id);
        // A job that is being played is locked; its runs are there for the next call.
        await job?.remove().catch(() => undefined);
      }
      const batches = [...this.#out.values()].flat();
      const runs = await store.runsOf(base, batches);
      for (const [i, batch] of batches.entries()) this.#take(batch, runs[i] ?? [], null);
    };
    await Promise.race([work().catch(() => undefined), late]);
    if (timer !== null) clearTimeout(timer);
  }
}

function failureIn(batch: Batch, told: readonly JobFailure[]): Failure | null {
  const failure = told.find(
    ({ key, replication }) => key === batch.key && replication >= batch.from && replication < batch.to,
  );
  if (failure === undefined) return null;
  const { is, replication, text } = failure;
  if (is === "wrong") return { is, replication, text };
  const [message = "", ...where] = text.split("\n");
  return { is, replication, text: [message, `  tried      ${attempts} times`, ...where].join("\n") };
}

/** Null once the user wants to stop: a server that is away would answer never. */
async function unlessStopped<T>(work: Promise<T>, stop: AbortSignal): Promise<T | null> {
  if (stop.aborted) return null;
  let onStop = (): void => undefined;
  const stopped = new Promise<null>((resolve) => {
    onStop = () => resolve(null);
    stop.addEventListener("abort", onStop);
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    stop.removeEventListener("abort", onStop);
  }
}
