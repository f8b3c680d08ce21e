/**
 * A stream of jobs: each queues when it arrives, and its tasks are packed into offers, in order of arrival.
 *
 * It is a decent neighbour: it leaves alone what carries another framework's labels. Offers that come while it thinks
 * wait their turn. A task that is lost queues again, at the end; one that failed or was killed does not.
 */

import type { Distribution } from "../../model/distributions.ts";
import type { Offer } from "../../model/messages.ts";
import type { TaskInfo, TaskStatus } from "../../model/tasks.ts";
import type { Timer } from "../kernel/agenda.ts";
import type { EventKind } from "../kernel/kernel.ts";
import type { Stream, Streams } from "../kernel/streams.ts";
import { drawMs } from "../kernel/variates.ts";
import { Behaviour } from "./behaviour.ts";
import type { BehaviourDeps, Identity } from "./connection.ts";
import { type Job, JobQueue } from "./job-queue.ts";
import { demandOf, isLabelled, Pool } from "./pool.ts";
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
  readonly id: string;
  readonly runs: Distribution | null;
  /** Tasks of it that were ever placed. */
  placed: number;
}

interface Plan {
  readonly offer: Offer;
  readonly tasks: readonly TaskInfo[];
  readonly timer: Timer;
}

const isStream = (jobs: BatchFields["jobs"]): jobs is JobsFromStream => "arrives" in jobs;

export class Batch extends Behaviour {
  readonly #fields: BatchFields;
  readonly #streams: Streams;
  readonly #runs: Stream;
  readonly #arrive: EventKind;
  readonly #thought: EventKind;
  readonly #queue = new JobQueue<BatchJob>();
  /** By task id, while the task is not known to have ended. */
  readonly #jobs = new Map<string, BatchJob>();
  /** Offers that wait for their turn, by id, oldest first. */
  readonly #waiting = new Map<string, Offer>();
  #thinking: Plan | null = null;
  #arrived = 0;

  constructor(identity: Identity, fields: BatchFields, deps: BehaviourDeps) {
    super(identity, deps);
    this.#fields = fields;
    this.#streams = deps.streams;
    this.#runs = this.#streams.of("framework.runs", identity.name);
    this.#arrive = deps.kernel.kind("batch/jobs arrive", () => this.#jobsArrive());
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
      this.#queue.add(this.#madeUp(jobs), count);
    } else {
      for (let job = jobs[this.#arrived]; job !== undefined; job = jobs[this.#arrived]) {
        if (job.submittedMs > this.kernel.nowMs) break;
        this.#arrived++;
        const { id, demand, tasks, runsMs } = job;
        this.#queue.add({ id, demand, runs: { kind: "constant", ms: runsMs }, placed: 0 }, tasks);
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
    return { id: String(++this.#arrived), demand, runs, placed: 0 };
  }

  #draw(purpose: string, from: Distribution): number {
    return drawMs(from, this.#streams.of(purpose, this.name));
  }

  protected answer(offers: readonly Offer[]): void {
    for (const offer of offers) this.#waiting.set(offer.offerId, offer);
    this.#work();
  }

  /** Goes through the offers that wait, until one needs thought. */
  #work(): void {
    const useless: Offer[] = [];
    for (const offer of this.#waiting.values()) {
      if (this.#thinking !== null) break;
      this.#waiting.delete(offer.offerId);
      const { tasks, jobs } = this.#pack(offer);
      const thinksMs = jobs * this.#fields.thinksJobMs + tasks.length * this.#fields.thinksTaskMs;
      if (tasks.length === 0) useless.push(offer);
      else if (thinksMs === 0) this.accept(offer, [{ type: "LAUNCH", tasks }]);
      else this.#thinking = { offer, tasks, timer: this.kernel.after(thinksMs, this.#thought) };
    }
    this.decline(useless);
  }

  /** Tasks of the queue that the offer holds, and of how many jobs they are; a job that does not fit is passed over. */
  #pack(offer: Offer): { readonly tasks: readonly TaskInfo[]; readonly jobs: number } {
    const tasks: TaskInfo[] = [];
    let jobs = 0;
    if (this.#queue.isEmpty) return { tasks, jobs };
    const pool = new Pool(offer.resources, (entry) => !isLabelled(entry));
    const room = (name: string): number => pool.milli(name);
    for (let place = this.#queue.next(0, room); place >= 0; place = this.#queue.next(place + 1, room)) {
      const { job, waiting } = this.#queue.at(place);
      const count = Math.min(waiting, pool.holds(job.demand));
      for (let i = 0; i < count; i++) tasks.push(this.#taskOf(job, pool));
      this.#queue.placed(place, count);
      jobs++;
    }
    return { tasks, jobs };
  }

  #taskOf(job: BatchJob, pool: Pool): TaskInfo {
    const taskId = `${this.name}-${job.id}-${++job.placed}`;
    this.#jobs.set(taskId, job);
    return {
      taskId,
      resources: pool.take(job.demand),
      trace: { task: taskId },
      ...(job.runs === null ? {} : { runsMs: drawMs(job.runs, this.#runs) }),
    };
  }

  #hasThought(): void {
    if (this.isOver) return;
    const plan = this.#thinking;
    this.#thinking = null;
    if (plan !== null) this.accept(plan.offer, [{ type: "LAUNCH", tasks: plan.tasks }]);
    this.#work();
  }

  /** What was planned for one of them queues again. */
  protected override offersGone(offers: readonly Offer[]): void {
    for (const { offerId } of offers) this.#waiting.delete(offerId);
    const plan = this.#thinking;
    if (plan === null || !offers.includes(plan.offer)) return;
    this.kernel.cancel(plan.timer);
    this.#thinking = null;
    for (const { taskId } of plan.tasks) this.#again(taskId);
    this.#work();
  }

  protected override taskEnded({ taskId }: TaskInfo, { state }: TaskStatus): void {
    if (state === "lost") this.#again(taskId);
    else this.#jobs.delete(taskId);
  }

  #again(taskId: string): void {
    const job = this.#jobs.get(taskId);
    this.#jobs.delete(taskId);
    if (job !== undefined) this.#queue.add(job, 1);
  }
}
