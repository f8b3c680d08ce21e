/**
 * Tasks that do not come up in time (OverdueTasksActor.scala:69-118): reservations that were not launched before their
 * deadline are given up; launched tasks that nobody confirms, or that stay in staging, are killed, again and again.
 *
 * Looked for first 30 s after the election and then every 5 s; a look that could find nothing is not played.
 */

import { noTimer, type Timer } from "../kernel/agenda.ts";
import { type Context, onGrid } from "./context.ts";
import { RowOfTasks } from "./row-of-tasks.ts";
import type { Task } from "./task.ts";
import type { TimerKind } from "./terms.ts";
import type { TaskChanged } from "./updates.ts";

const firstMs = 30_000;
const everyMs = 5000;

export interface OverdueEnds {
  kill(taskId: string): void;
  timeout(taskId: string): void;
}

export class OverdueTasks {
  readonly #context: Context;
  readonly #ends: OverdueEnds;
  readonly #check: TimerKind;
  /** Reserved until a deadline: in the order of these. */
  readonly #reserving = new RowOfTasks();
  /** Launched, not yet told to run: in the order in which they were launched. */
  readonly #staging = new RowOfTasks();
  /** Launches whose first kill is in the journal. */
  readonly #told = new Set<string>();
  #electedMs = 0;
  #timer: Timer = noTimer;
  #timerMs = Number.POSITIVE_INFINITY;

  constructor(context: Context, ends: OverdueEnds) {
    this.#context = context;
    this.#ends = ends;
    this.#check = context.kernel.kind("marathon/overdue", () => this.#look());
  }

  /** The looks count from here; `tasks` are those that the leader before has left. */
  elected(tasks: Iterable<Task>): void {
    this.#electedMs = this.#context.kernel.nowMs;
    const known = [...tasks];
    const stagedMs = ({ launched }: Task): number => launched?.stagedMs ?? 0;
    for (const task of known.filter(isReserving)) this.#reserving.put(task);
    this.#sortReserving();
    for (const task of known.filter(isStaging).sort((a, b) => stagedMs(a) - stagedMs(b)))
      this.#staging.put(task);
    this.#schedule(this.#electedMs);
  }

  taskChanged({ taskId, before, after }: TaskChanged): void {
    if (after !== null && isReserving(after)) this.#reserve(after, before);
    else if (before !== null && isReserving(before)) this.#reserving.delete(taskId);
    if (after !== null && isStaging(after)) this.#staging.put(after);
    else if (before !== null && isStaging(before)) {
      this.#staging.delete(taskId);
      this.#told.delete(taskId);
    }
    this.#schedule(this.#context.kernel.nowMs);
  }

  /** A new one's deadline is as far away as all others', and so the last; a lost one's is as its app says. */
  #reserve(task: Task, before: Task | null): void {
    this.#reserving.put(task);
    if (before !== null) this.#sortReserving();
  }

  #sortReserving(): void {
    this.#reserving.sort((a, b) => deadlineMs(a) - deadlineMs(b));
  }

  #look(): void {
    const { nowMs } = this.#context.kernel;
    this.#timer = noTimer;
    this.#timerMs = Number.POSITIVE_INFINITY;
    for (const task of this.#staging.all()) {
      if (this.#stagedOverdueMs(task) > nowMs) continue;
      this.#record(task);
      this.#ends.kill(task.taskId);
    }
    for (const task of this.#reserving.all()) {
      if ((task.reservation?.deadlineMs ?? nowMs) > nowMs) break;
      this.#ends.timeout(task.taskId);
    }
    this.#schedule(nowMs + 1);
  }

  /** From when on a launched task is overdue: the comparison is strict (lines 69-79). */
  #stagedOverdueMs({ launched }: Task): number {
    const { flags } = this.#context;
    const stagedMs = launched?.stagedMs ?? 0;
    if (launched?.state === "staging") return stagedMs + flags.task_launch_timeout + 1;
    const unconfirmed = launched?.state === null || launched?.state === "starting";
    return unconfirmed ? stagedMs + flags.task_launch_confirm_timeout + 1 : Number.POSITIVE_INFINITY;
  }

  #schedule(notBeforeMs: number): void {
    const reserved = this.#reserving.first?.reservation?.deadlineMs ?? Number.POSITIVE_INFINITY;
    const staged = this.#staging.first?.launched?.stagedMs ?? Number.POSITIVE_INFINITY;
    const { flags, kernel } = this.#context;
    const dueMs = Math.min(
      reserved,
      staged + Math.min(flags.task_launch_timeout, flags.task_launch_confirm_timeout) + 1,
    );
    if (dueMs === Number.POSITIVE_INFINITY) return;
    const atMs = onGrid(this.#electedMs + firstMs, everyMs, Math.max(dueMs, notBeforeMs));
    if (atMs >= this.#timerMs) return;
    kernel.cancel(this.#timer);
    this.#timer = kernel.at(atMs, this.#check);
    this.#timerMs = atMs;
  }

  /** The first kill of each launch; those that repeat it are not news. */
  #record(task: Task): void {
    if (this.#told.has(task.taskId)) return;
    this.#told.add(task.taskId);
    const { name, role, recorder } = this.#context;
    recorder.add("task.overdue", {
      agent: task.agent,
      framework: name,
      role,
      app: task.app,
      task: task.taskId,
      staged_ms: task.launched?.stagedMs,
      reason: task.launched?.state === "staging" ? "staging-too-long" : "launch-unconfirmed",
    });
  }
}

const deadlineMs = ({ reservation }: Task): number => reservation?.deadlineMs ?? 0;

/** Reserved with a deadline: never launched; or lost, and not waited for without end (B35 mended). */
function isReserving({ reservation, launched }: Task): boolean {
  return launched === null && reservation !== null && reservation.deadlineMs !== null;
}

/** Launched, and not told to run yet. */
function isStaging({ launched }: Task): boolean {
  return launched !== null && launched.startedMs === null;
}
