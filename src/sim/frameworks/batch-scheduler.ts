/**
 * A stream of jobs: each queues when it arrives, and its tasks are packed into offers, in order of arrival.
 *
 * It is a decent neighbour: it leaves alone what carries another framework's labels. Offers that come while it thinks
 * wait their turn. A task that is lost queues again, at the end; one that failed or was killed does not.
 */

import type { Distribution } from "../../model/distributions.ts";
import { defaultRefuseMs, type IdleOffers, type Offer, type OfferName } from "../../model/messages.ts";
import { noTrace } from "../../model/operations.ts";
import type { Entry, Resources } from "../../model/resources.ts";
import { type TaskFields, TaskInfo, type TaskStatus } from "../../model/tasks.ts";
import { noTimer, type Timer } from "../kernel/agenda.ts";
import type { EventKind } from "../kernel/kernel.ts";
import type { Stream, Streams } from "../kernel/streams.ts";
import { drawMs } from "../kernel/variates.ts";
import { Behaviour } from "./behaviour.ts";
import type { BehaviourDeps, Identity } from "./connection.ts";
import { HeldOffers } from "./held-offers.ts";
import { type Job, JobQueue } from "./job-queue.ts";
import { type Demand, demandOf, isLabelled, Pool, roomIn, unreservedOf } from "./pool.ts";
import type { TabledJob } from "./workload.ts";

/** Jobs that are made up: each has its own size, its tasks have their own run times. */
interface JobsFromStream {
  readonly arrives: Distribution;
  /** Thousandths. */
  readonly cpus: Distribution;
  readonly mem: Distribution;
  readonly disk: Distribution;
  /** Tasks of a job; at least one is drawn. */
  readonly count: Distribution;
  /** Null: as the scenario's `tasks` say. */
  readonly runs: Distribution | null;
}

export interface BatchFields {
  readonly jobs: JobsFromStream | readonly TabledJob[];
  readonly thinksJobMs: number;
  readonly thinksTaskMs: number;
}

interface BatchJob extends Job {
  /** With which the ids of its tasks begin. */
  readonly prefix: string;
  readonly runs: Distribution | null;
  /** The demand of each task, as most ask for it. */
  readonly unreserved: Resources;
  /** Tasks of it that were ever placed. */
  placed: number;
}

class BatchTask extends TaskInfo {
  readonly job: BatchJob;

  constructor(fields: TaskFields, job: BatchJob) {
    super(fields);
    this.job = job;
  }
}

interface Plan {
  readonly offer: Offer;
  readonly tasks: readonly BatchTask[];
  readonly timer: Timer;
}

/** It asks again for offers after this, and after twice as long each time. */
const firstBackoffMs = 5000;
const backoffMsMax = 60_000;

const mayTake = (entry: Entry): boolean => !isLabelled(entry);

const isStream = (jobs: BatchFields["jobs"]): jobs is JobsFromStream => "arrives" in jobs;

export class Batch extends Behaviour {
  readonly #fields: BatchFields;
  readonly #streams: Streams;
  readonly #runs: Stream;
  readonly #arrive: EventKind;
  readonly #thought: EventKind;
  readonly #queue = new JobQueue<BatchJob>();
  /** Offers that wait for their turn, those of the oldest instant first. */
  readonly #held: HeldOffers[] = [];
  #thinking: Plan | null = null;
  #arrived = 0;
  /** It has asked for offers since it registered, and not said since then that it wants none. */
  #asks = false;
  readonly #holdsATask = (resources: Resources): boolean =>
    this.#queue.next(0, roomIn(resources, mayTake)) >= 0;
  /** When it asks again, unless offers come. */
  #retry: Timer = noTimer;
  readonly #asksAgain: EventKind;

  constructor(identity: Identity, fields: BatchFields, deps: BehaviourDeps) {
    super(identity, deps);
    this.#fields = fields;
    this.#streams = deps.streams;
    this.#runs = this.#streams.of("framework.runs", identity.name);
    this.#arrive = deps.kernel.kind("batch/jobs arrive", () => this.#jobsArrive());
    this.#asksAgain = deps.kernel.kind("batch/asks again", (backoffMs) => this.#askAgain(backoffMs));
    this.#thought = deps.kernel.kind("batch/has thought", () => this.#hasThought());
  }

  override join(): void {
    super.join();
    this.#awaitJobs();
  }

  /** Jobs of a table that were submitted before it joined arrive at once. */
  #awaitJobs(): void {
    const { jobs } = this.#fields;
    if (isStream(jobs)) {
      this.kernel.after(this.#draw("framework.arrives", jobs.arrives), this.#arrive);
      return;
    }
    const next = jobs[this.#arrived];
    if (next !== undefined) this.kernel.at(Math.max(next.submittedMs, this.kernel.nowMs), this.#arrive);
  }

  #jobsArrive(): void {
    if (this.isOver) return;
    const { jobs } = this.#fields;
    if (isStream(jobs)) {
      const count = Math.max(1, this.#draw("framework.count", jobs.count));
      this.#enqueue(this.#madeUp(jobs), count);
    } else {
      for (let job = jobs[this.#arrived]; job !== undefined; job = jobs[this.#arrived]) {
        if (job.submittedMs > this.kernel.nowMs) break;
        this.#arrived++;
        const { id, demand, tasks, runsMs } = job;
        this.#enqueue(this.#jobOf(id, demand, { kind: "constant", ms: runsMs }), tasks);
      }
    }
    this.#awaitJobs();
  }

  #madeUp({ cpus, mem, disk, runs }: JobsFromStream): BatchJob {
    const demand = demandOf({
      cpus: this.#draw("framework.cpus", cpus),
      mem: this.#draw("framework.mem", mem),
      disk: this.#draw("framework.disk", disk),
    });
    return this.#jobOf(String(++this.#arrived), demand, runs);
  }

  #jobOf(id: string, demand: Demand, runs: Distribution | null): BatchJob {
    return { prefix: `${this.name}-${id}-`, demand, runs, unreserved: unreservedOf(demand), placed: 0 };
  }

  #draw(purpose: string, from: Distribution): number {
    return drawMs(from, this.#streams.of(purpose, this.name));
  }

  /** It looks into offers that are not listed itself. */
  readonly refusing = { version: 0, all: true };

  #enqueue(job: BatchJob, tasks: number): void {
    this.#queue.add(job, tasks);
    if (!this.#asks) this.revive();
  }

  override revive(): void {
    super.revive();
    if (!this.isRegistered) return;
    this.#asks = true;
    this.#awaitOffers(firstBackoffMs);
  }

  override suppress(): void {
    super.suppress();
    this.#asks = false;
    this.kernel.cancel(this.#retry);
  }

  #awaitOffers(backoffMs: number): void {
    this.kernel.cancel(this.#retry);
    this.#retry = this.kernel.after(backoffMs, this.#asksAgain, Math.min(2 * backoffMs, backoffMsMax));
  }

  /** A REVIVE may be lost, as any message may be. */
  #askAgain(backoffMs: number): void {
    if (this.#queue.isEmpty || !this.isRegistered) return;
    super.revive();
    this.#awaitOffers(backoffMs);
  }

  /** A master that knows it may take it for suppressed still. */
  protected override registered(): void {
    if (!this.#queue.isEmpty) this.revive();
  }

  protected override parted(): void {
    this.#held.length = 0;
    this.#asks = false;
    this.kernel.cancel(this.#retry);
  }

  protected answer(offers: readonly Offer[], idle: readonly IdleOffers[]): void {
    this.kernel.cancel(this.#retry);
    const held = new HeldOffers(offers, idle);
    for (const offer of held.listed) this.hold(offer);
    this.#held.push(held);
    this.#work();
  }

  /** Goes through the offers that wait, until one needs thought. With nothing queued it wants no more. */
  #work(): void {
    if (this.#held.length === 0) return;
    while (this.#thinking === null) {
      const [held] = this.#held;
      if (held === undefined) break;
      const offer = this.#nextOf(held);
      if (offer === null) {
        this.#held.shift();
        this.#declineRest(held);
        continue;
      }
      this.hold(offer);
      const { tasks, jobs } = this.#pack(offer);
      const thinksMs = jobs * this.#fields.thinksJobMs + tasks.length * this.#fields.thinksTaskMs;
      if (thinksMs === 0) this.accept(offer, [{ type: "LAUNCH", tasks }]);
      else this.#thinking = { offer, tasks, timer: this.kernel.after(thinksMs, this.#thought) };
    }
    if (this.#thinking === null && this.#queue.isEmpty) this.suppress();
  }

  #declineRest(held: HeldOffers): void {
    const { listed, revealed, idle } = held.rest();
    for (const offer of revealed) this.hold(offer);
    this.decline([...listed, ...revealed], defaultRefuseMs, idle);
  }

  /** The next offer of these that holds a task of the queue; null where there is none. */
  #nextOf(held: HeldOffers): Offer | null {
    if (this.#queue.isEmpty) return null;
    return held.next(this.#holdsATask, (offer) => this.isOutstanding(offer));
  }

  /** Tasks of the queue that the offer holds, and of how many jobs they are; a job that does not fit is passed over. */
  #pack(offer: Offer): { readonly tasks: readonly BatchTask[]; readonly jobs: number } {
    const tasks: BatchTask[] = [];
    let jobs = 0;
    const pool = new Pool(offer.resources, mayTake);
    for (
      let place = this.#queue.next(0, pool.room);
      place >= 0;
      place = this.#queue.next(place + 1, pool.room)
    ) {
      const { job, waiting } = this.#queue.at(place);
      const count = Math.min(waiting, pool.holds(job.demand));
      for (let i = 0; i < count; i++) tasks.push(this.#taskOf(job, pool));
      this.#queue.placed(place, count);
      jobs++;
    }
    return { tasks, jobs };
  }

  #taskOf(job: BatchJob, pool: Pool): BatchTask {
    const taskId = `${job.prefix}${++job.placed}`;
    const fields: TaskFields = {
      taskId,
      resources: pool.take(job.demand, job.unreserved),
      trace: noTrace,
      runsMs: job.runs === null ? undefined : drawMs(job.runs, this.#runs),
    };
    return new BatchTask(fields, job);
  }

  #hasThought(): void {
    if (this.isOver) return;
    const plan = this.#thinking;
    this.#thinking = null;
    if (plan !== null) this.accept(plan.offer, [{ type: "LAUNCH", tasks: plan.tasks }]);
    this.#work();
  }

  /** What was planned for one of them queues again. */
  protected override offersGone(offers: readonly OfferName[]): void {
    const plan = this.#thinking;
    if (plan === null || !offers.includes(plan.offer)) return;
    this.kernel.cancel(plan.timer);
    this.#thinking = null;
    for (const { job } of plan.tasks) this.#enqueue(job, 1);
    this.#work();
  }

  protected override unlistedGone(offerId: string): void {
    for (const held of this.#held) held.forget(offerId);
  }

  protected override taskEnded(task: TaskInfo, { state }: TaskStatus): void {
    if (state === "lost" && task instanceof BatchTask) this.#enqueue(task.job, 1);
  }
}
