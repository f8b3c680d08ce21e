/** The study's side of a queue: connects, says who is there, and plays rounds of runs through it. */

import { Queue, QueueEvents } from "bullmq";
import type { Redis } from "ioredis";
import type { Base, Batch, BatchResult, Runner } from "../../job.ts";
import type { QueueAddress } from "./address.ts";
import { another, connect, isServers, sentence, watch } from "./connect.ts";
import { prefix, queueName } from "./names.ts";
import { type Member, otherVersions, Presence, type Present } from "./presence.ts";
import { QueueProblem } from "./problem.ts";
import { Round } from "./round.ts";
import { Store } from "./store.ts";

export class QueueRunner implements Runner {
  readonly playsOn = true;
  readonly #address: QueueAddress;
  readonly #base: Base;
  readonly #tell: (line: string) => void;
  readonly #redis: Redis;
  readonly #blocking: Redis;
  readonly #store: Store;
  readonly #queue: Queue;
  readonly #events: QueueEvents;
  readonly #presence: Presence;
  #width = 1;
  #workers: readonly Member[] = [];
  #round: Round | null = null;
  /** What was said last about nobody being there. */
  #told = "";

  private constructor(redis: Redis, address: QueueAddress, base: Base, tell: (line: string) => void) {
    this.#address = address;
    this.#base = base;
    this.#tell = tell;
    this.#redis = redis;
    this.#blocking = another(redis);
    this.#store = new Store(redis);
    const name = queueName(base.version);
    this.#queue = new Queue(name, { connection: redis, prefix });
    this.#events = new QueueEvents(name, { connection: this.#blocking, prefix });
    // What the server says to a command is thrown there; that it is away is told by `watch`.
    this.#queue.on("error", () => undefined);
    this.#events.on("error", () => undefined);
    this.#events.on("completed", ({ jobId, returnvalue }) => this.#round?.completed(jobId, returnvalue));
    this.#events.on("failed", ({ jobId, failedReason }) => this.#round?.failed(jobId, failedReason));
    // Another study that wanted the same has taken its job back.
    this.#events.on("removed", () => this.#round?.look());
    const about = { version: base.version, jobs: 0 };
    this.#presence = new Presence(redis, "studies", about, (present) => this.#see(present));
    watch(redis, address, tell);
    redis.on("ready", () => this.#round?.look());
  }

  /** Connects and leaves the files of the base there; throws a QueueProblem where that does not work. */
  static async open(address: QueueAddress, base: Base, tell: (line: string) => void): Promise<QueueRunner> {
    const runner = new QueueRunner(await connect(address), address, base, tell);
    try {
      await Promise.all([runner.#queue.waitUntilReady(), runner.#events.waitUntilReady()]);
      await runner.#store.putBase(base);
      await runner.#presence.start();
    } catch (error) {
      await runner.end();
      throw new QueueProblem(sentence(address, error));
    }
    return runner;
  }

  /** Runs that the workers play at one time. */
  get width(): number {
    return this.#width;
  }

  /** Throws a QueueProblem where the server refuses what it is told. */
  async *play(batches: readonly Batch[], stop: AbortSignal): AsyncGenerator<BatchResult> {
    const round = new Round({
      queue: this.#queue,
      store: this.#store,
      base: this.#base,
      width: () => this.#width,
      isThere: () => this.#redis.status === "ready",
    });
    this.#round = round;
    this.#tellOfNobody();
    try {
      yield* round.play(batches, stop);
    } catch (error) {
      throw isServers(error) ? new QueueProblem(sentence(this.#address, error)) : error;
    } finally {
      this.#round = null;
    }
  }

  async end(): Promise<void> {
    await this.#presence.end();
    const closing = Promise.allSettled([this.#queue.close(), this.#events.close()]);
    // Without a server they would wait for it.
    if (this.#redis.status === "ready") await closing;
    this.#redis.disconnect();
    this.#blocking.disconnect();
  }

  #see({ workers }: Present): void {
    this.#workers = workers;
    const jobs = this.#own().reduce((sum, worker) => sum + worker.jobs, 0);
    this.#width = Math.max(1, jobs);
    this.#round?.wake();
    this.#tellOfNobody();
  }

  /** Workers of this version. */
  #own(): readonly Member[] {
    return this.#workers.filter(({ version }) => version === this.#base.version);
  }

  #tellOfNobody(): void {
    if (this.#round === null) return;
    const { version } = this.#base;
    const { shown } = this.#address;
    const others = otherVersions(this.#workers, version).join(", ");
    const why = others === "" ? "" : `; those of holdfast ${others} would come to other results`;
    const line = `no worker of holdfast ${version} is at ${shown}${why}; start some, here or elsewhere: holdfast worker --queue ${shown}`;
    const told = this.#own().length === 0 ? line : "";
    if (told !== "" && told !== this.#told) this.#tell(told);
    this.#told = told;
  }
}
