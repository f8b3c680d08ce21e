/** `worker`: plays the runs that studies hand out through a queue, until it is told to stop or has nothing to do. */

import { availableParallelism } from "node:os";
import { counted } from "../../model/wording.ts";
import { QueueProblem } from "../../study/runners/queue/problem.ts";
import type { CommandInput } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { refuseInput } from "../problems.ts";
import { loadQueue, queueOf } from "../study/queue.ts";
import { WorkerProgress } from "../study/worker-progress.ts";
import { version } from "../version.ts";

const lockMs = 30_000;

export async function worker({ options, console, interrupt }: CommandInput): Promise<ExitCode> {
  const { queue, idle, lock = lockMs, jobs = availableParallelism() } = options;
  if (queue === undefined) throw new Error("--queue is required");
  const progress = new WorkerProgress(console, options.quiet);
  const ending = new Ending(idle ?? null);
  const onTerm = (): void => ending.come(exitCodes.terminated);
  console.host.on("SIGTERM", onTerm);
  interrupt.whenRequested.then(() => ending.come(exitCodes.interrupted));
  try {
    const { QueueWorker } = await loadQueue(() => import("../../study/runners/queue/worker.ts"));
    const workers = await QueueWorker.open(
      queueOf(queue, console.host.env),
      { version, jobs, lockMs: lock },
      {
        tell: (line) => console.err(line),
        played: (runs) => progress.played(runs),
        busy: (count) => ending.busy(count),
      },
    );
    if (!options.quiet)
      console.err(
        `holdfast ${version} plays for ${queue.shown}, ${counted(jobs, "run")} at a time; Ctrl-C gives back what is under way`,
      );
    progress.start();
    ending.busy(0);
    const code = await ending.whenCome;
    await workers.end();
    if (options.json) console.json({ holdfast: version, runs: progress.runs });
    else if (!options.quiet) console.err(`${counted(progress.runs, "run")} played`);
    return code;
  } catch (error) {
    if (!(error instanceof QueueProblem)) throw error;
    return refuseInput(console, options, [error.message]);
  } finally {
    progress.stop();
    ending.stop();
    console.host.off("SIGTERM", onTerm);
  }
}

/** When and how a worker ends: told to, or idle for long enough. */
class Ending {
  readonly #idleMs: number | null;
  #timer: NodeJS.Timeout | null = null;
  #come: (code: ExitCode) => void = () => undefined;
  readonly whenCome = new Promise<ExitCode>((resolve) => {
    this.#come = resolve;
  });

  constructor(idleMs: number | null) {
    this.#idleMs = idleMs;
  }

  come(code: ExitCode): void {
    this.#come(code);
  }

  /** So many jobs are under way. */
  busy(jobs: number): void {
    this.stop();
    if (jobs === 0 && this.#idleMs !== null)
      this.#timer = setTimeout(() => this.come(exitCodes.ok), this.#idleMs);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
