/**
 * The worker's side of a queue: takes jobs, plays their runs in threads, and puts each run in at once.
 *
 * The runs are played in threads so that this one is free to renew the locks of its jobs. Whoever does not renew a lock for
 * long is taken for dead, and another worker gets the job; what was put in by then is not played again.
 */

import { type Job, UnrecoverableError, WaitingError, Worker } from "bullmq";
import type { Redis } from "ioredis";
import type { QueueAddress } from "./address.ts";
import { connect, sentence, watch } from "./connect.ts";
import { prefix, queueName } from "./names.ts";
import { missingOf } from "./pieces.ts";
import { Players } from "./players.ts";
import { otherVersions, Presence, type Present } from "./presence.ts";
import { QueueProblem } from "./problem.ts";
import { batchesOf, type JobFailure, readJob, reasonOf, type Spent } from "./queue-job.ts";
import { Store } from "./store.ts";

export interface WorkerOptions {
  readonly version: string;
  /** Jobs at one time, each in a thread of its own. */
  readonly jobs: number;
  /** Who does not renew the lock of a job for so long is taken for dead. */
  readonly lockMs: number;
}

/** How often stalled jobs are looked for, within the time of a lock. */
const looksPerLock = 3;
const stalledMost = 3;

export interface WorkerWatcher {
  /** A line for the user. */
  tell(line: string): void;
  /** Runs were put in. */
  played(runs: number): void;
  /** A job begins, or one ends: so many are under way. */
  busy(jobs: number): void;
}

export class QueueWorker {
  readonly #options: WorkerOptions;
  readonly #watcher: WorkerWatcher;
  readonly #redis: Redis;
  readonly #store: Store;
  readonly #players: Players;
  readonly #presence: Presence;
  readonly #worker: Worker;
  readonly #stop = new AbortController();
  #busy = 0;
  /** Versions of the studies that cannot be helped, as was told last. */
  #refused = "";
  /** The last job that was lost to others. */
  #lost = "";

  private constructor(redis: Redis, address: QueueAddress, options: WorkerOptions, watcher: WorkerWatcher) {
    this.#options = options;
    this.#watcher = watcher;
    this.#redis = redis;
    this.#store = new Store(redis);
    this.#players = new Players(options.jobs);
    const { version, jobs, lockMs } = options;
    this.#presence = new Presence(redis, "workers", { version, jobs }, (present) => this.#see(present));
    watch(redis, address, (line) => watcher.tell(line));
    this.#worker = new Worker(queueName(version), (job, token) => this.#process(job, token ?? ""), {
      connection: redis,
      prefix,
      autorun: false,
      concurrency: jobs,
      lockDuration: lockMs,
      stalledInterval: Math.ceil(lockMs / looksPerLock),
      maxStalledCount: stalledMost,
      runRetryDelay: 1_000,
    });
    this.#worker.on("error", (error) => this.#trouble(error));
  }

  /** Connects and begins; throws a QueueProblem where that does not work. */
  static async open(
    address: QueueAddress,
    options: WorkerOptions,
    watcher: WorkerWatcher,
  ): Promise<QueueWorker> {
    const redis = await connect(address);
    const worker = new QueueWorker(redis, address, options, watcher);
    try {
      await worker.#worker.waitUntilReady();
      await worker.#presence.start();
    } catch (error) {
      await worker.end();
      throw new QueueProblem(sentence(address, error));
    }
    worker.#worker.run().catch((error) => worker.#trouble(error));
    return worker;
  }

  /** Gives back what is under way, and ends. */
  async end(): Promise<void> {
    this.#stop.abort();
    // Without a server nobody takes back anything: whoever comes next sees that the locks ran out.
    const isThere = this.#redis.status === "ready";
    await this.#presence.end();
    await this.#worker.close(!isThere);
    await this.#players.end();
    this.#redis.disconnect();
  }

  async #process(job: Job, token: string): Promise<Spent> {
    this.#watcher.busy(++this.#busy);
    try {
      return await this.#play(job, token);
    } finally {
      this.#watcher.busy(--this.#busy);
    }
  }

  /** Plays what is not there yet of a job. Throws the runs that came to nothing, once the others are in. */
  async #play(job: Job, token: string): Promise<Spent> {
    const data = readJob(job.data);
    if (data === null) throw new UnrecoverableError("is no job of holdfast");
    const { version } = this.#options;
    if (data.holdfast !== version)
      throw new UnrecoverableError(
        `the job is of holdfast ${data.holdfast}, and this worker is holdfast ${version}: it would come to other results`,
      );
    const base = await this.#store.base(data.base);
    if (base === null) throw new Error("the scenario of the job is not in Redis any more");
    const batches = batchesOf(data);
    const there = await this.#store.runsOf(base, batches);
    const missing = batches.flatMap((batch, i) => missingOf(batch, there[i] ?? []));
    const spent: Spent = [];
    const failures: JobFailure[] = [];
    await this.#players.with(base, async (play) => {
      for (const batch of missing) {
        const startedMs = performance.now();
        const result = await play(batch, this.#stop.signal);
        if (result === null) return await this.#giveBack(job, token);
        const { runs, failure } = result;
        await this.#store.addRuns(base, batch, runs);
        this.#watcher.played(runs.length);
        if (runs.length > 0)
          spent.push({ key: batch.key, runs: runs.length, ms: performance.now() - startedMs });
        if (failure !== null) failures.push({ ...failure, key: batch.key });
      }
    });
    if (failures.some(({ is }) => is === "wrong")) throw new UnrecoverableError(reasonOf(failures));
    if (failures.length > 0) throw new Error(reasonOf(failures));
    return spent;
  }

  async #giveBack(job: Job, token: string): Promise<never> {
    await job.moveToWait(token);
    throw new WaitingError();
  }

  #see({ studies }: Present): void {
    const { version } = this.#options;
    const others = otherVersions(studies, version).join(", ");
    if (others !== "" && others !== this.#refused)
      this.#watcher.tell(
        `refused: jobs of holdfast ${others}, since this is holdfast ${version} and would come to other results; install ${others} for them`,
      );
    this.#refused = others;
  }

  /** What BullMQ reports beside its work. */
  #trouble(error: Error): void {
    // That the server is away is told by `watch`.
    if (this.#stop.signal.aborted || this.#redis.status !== "ready" || "syscall" in error) return;
    const lost = /Missing (?:lock|key) for job (\w+)|could not renew lock for job (\w+)/.exec(error.message);
    const job = lost?.[1] ?? lost?.[2];
    if (job === undefined) this.#watcher.tell(error.message.split("\n")[0] ?? "");
    else if (job !== this.#lost) {
      this.#lost = job;
      this.#watcher.tell("too late with a job, which is not this worker's any more; each run counts once");
    }
  }
}
