/** Plays batches in threads of this machine. */

import { existsSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { Piscina } from "piscina";
import type { Base, Batch, BatchResult, Runner } from "../job.ts";

/**
 * The thread's file: built it lies beside the command, in a checkout it is a source. Without `execArgv` a thread has the flags of its
 * process; to name those of V8 would be refused.
 */
function workerFile(): { readonly url: URL; readonly execArgv?: string[] } {
  const near = ["./study-player.js", "../study-player.js"].map((name) => new URL(name, import.meta.url));
  const built = near.find((url) => existsSync(url));
  if (built !== undefined) return { url: built };
  return { url: new URL("./thread.ts", import.meta.url), execArgv: ["--import", "tsx"] };
}

export class Threads implements Runner {
  readonly width: number;
  readonly #pool: Piscina;

  /** `width` threads at most; they start when there is something to play. */
  constructor(base: Base, width: number) {
    this.width = width;
    // While all cores play, V8's helpers that collect the garbage of one thread take their time from the others.
    if (width > 1) setFlagsFromString("--no-parallel-scavenge");
    const { url, ...flags } = workerFile();
    this.#pool = new Piscina({
      filename: url.href,
      ...flags,
      workerData: base,
      minThreads: 1,
      maxThreads: width,
      idleTimeout: 60_000,
      // Nothing is shared between threads, and waiting by atomics would keep a thread from being ended.
      atomics: "disabled",
      trackUnmanagedFds: false,
    });
    // A thread that dies fails what it played, which is told there; without a listener it would end the process.
    this.#pool.on("error", () => undefined);
  }

  async *play(batches: readonly Batch[], stop: AbortSignal): AsyncGenerator<BatchResult> {
    const done: BatchResult[] = [];
    let wake = (): void => undefined;
    const note = (result: BatchResult | null): void => {
      if (result !== null) done.push(result);
      open--;
      wake();
    };
    const onStop = (): void => wake();
    stop.addEventListener("abort", onStop);
    let open = 0;
    let next = 0;
    try {
      while ((open > 0 || next < batches.length) && !stop.aborted) {
        // A few more than there are threads, so that none of them waits.
        for (; open < this.width * 2 && next < batches.length; next++) {
          const batch = batches[next];
          if (batch === undefined) break;
          open++;
          this.#run(batch, stop).then(note);
        }
        if (done.length === 0 && !stop.aborted)
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        yield* done.splice(0);
      }
      yield* done.splice(0);
    } finally {
      stop.removeEventListener("abort", onStop);
      // What is under way is not waited for.
      if (stop.aborted) await this.#pool.destroy();
    }
  }

  /** Plays one batch in a thread, which is ended once `stop` is aborted; null then. Never throws. */
  one(batch: Batch, stop: AbortSignal): Promise<BatchResult | null> {
    return this.#run(batch, stop, stop);
  }

  /** Null where the user stopped it; a thread that died is a failure of what it played. */
  async #run(
    batch: Batch,
    stop: AbortSignal,
    signal: AbortSignal | null = null,
  ): Promise<BatchResult | null> {
    try {
      return (await this.#pool.run(batch, { signal })) as BatchResult;
    } catch (error) {
      if (stop.aborted) return null;
      const message = error instanceof Error ? error.message : String(error);
      const text = `the thread that played it died: ${message}`;
      return { batch, runs: [], failure: { is: "defect", replication: batch.from, text } };
    }
  }

  async end(): Promise<void> {
    await this.#pool.destroy();
  }
}
