/**
 * One health check of one version of an app, over all tasks of that version (HealthCheckActor.scala). It ticks at every
 * interval from its beginning, and each tick asks every task that runs. A tick that could change nothing for a task is
 * not played for it: what it would have counted is added when somebody looks. A COMMAND check does not tick: the
 * executor runs it, and status updates bring its results.
 *
 * Ids are all that Marathon has to tell tasks apart, so a resident task that is launched again, before a tick has seen it
 * gone, takes over what was found out before: its grace period is over if it was healthy once, and its failures go on.
 */

import type { HealthCheck } from "../../../model/app/definition.ts";
import type { Pulse, Vitals, Watch } from "../../cluster/vitals.ts";
import { noTimer, type Timer } from "../../kernel/agenda.ts";
import type { App } from "../apps.ts";
import { type Context, onGrid } from "../context.ts";
import type { StatusBus } from "../status-bus.ts";
import type { Task } from "../task.ts";
import type { TimerKind } from "../terms.ts";
import type { Tracker } from "../tracker.ts";
import { failed, type Health, isAlive, noHealth, succeeded } from "./health.ts";

/** Akka's scheduler knows no shorter time, so an interval of 0 is this. */
const shortestIntervalMs = 10;

/** What all checks need. */
export interface CheckParts {
  readonly context: Context;
  readonly tracker: Tracker;
  readonly bus: StatusBus;
  readonly vitals: Vitals;
  kill(taskId: string): void;
}

/** The kinds of event that all checks of a leader share. */
export interface CheckKinds {
  /** A tick, before and after all else that was set for its instant. */
  readonly tick: TimerKind;
  readonly settled: TimerKind;
  readonly timeout: TimerKind;
}

/** One task under one check. */
interface Entry {
  readonly owner: Checker;
  readonly taskId: string;
  /** Null: there was no result yet. */
  health: Health | null;
  /** While it is asked: when Marathon heard that it runs. */
  startedMs: number | null;
  watch: Watch | null;
  timer: Timer;
  /** Ticks up to here are in `health`. */
  countedMs: number;
  /** What ticks that are not played would hear. */
  answer: Answer;
  /** Since when it is not launched; a tick from then on forgets it. */
  goneMs: number | null;
  /** The kill for these failures in a row is in the journal. */
  told: boolean;
}

type Answer = "healthy" | "unhealthy" | "silent";

const causes = {
  unhealthy: "it answers that it is not healthy",
  refused: "connection refused",
  silent: "no answer within the timeout",
} as const;

export function checkKinds({ context: { kernel } }: CheckParts): CheckKinds {
  const kinds: CheckKinds = {
    tick: kernel.kind("marathon/health check", (payload) => {
      // A check sees what has happened at its instant.
      const entry = payload as Entry;
      entry.timer = kernel.after(0, kinds.settled, entry);
    }),
    settled: kernel.kind("marathon/health check asks", (payload) => {
      const entry = payload as Entry;
      entry.owner.ask(entry);
    }),
    timeout: kernel.kind("marathon/health check timed out", (payload) => {
      const entry = payload as Entry;
      entry.owner.timedOut(entry);
    }),
  };
  return kinds;
}

export class Checker {
  readonly app: App;
  readonly check: HealthCheck;
  readonly #parts: CheckParts;
  readonly #kinds: CheckKinds;
  readonly #startMs: number;
  readonly #everyMs: number;
  readonly #entries = new Map<string, Entry>();
  #removed = false;

  constructor(parts: CheckParts, kinds: CheckKinds, app: App, check: HealthCheck) {
    this.#parts = parts;
    this.#kinds = kinds;
    this.app = app;
    this.check = check;
    this.#startMs = parts.context.kernel.nowMs;
    this.#everyMs = Math.max(shortestIntervalMs, check.intervalMs);
    for (const task of parts.tracker.of(app.id).all()) this.started(task);
  }

  /** What it knows of a task; null before the first result. */
  healthOf(taskId: string): Health | null {
    const entry = this.#entries.get(taskId);
    if (entry === undefined) return null;
    return entry.startedMs === null ? entry.health : this.#healthAt(entry, this.#nowMs);
  }

  /** Nothing is checked any more. */
  remove(): void {
    this.#removed = true;
    for (const entry of this.#entries.values()) this.#stopAsking(entry);
    this.#entries.clear();
  }

  /** It is launched: if a tick has seen it gone, it is a stranger. */
  launched({ taskId }: Task): void {
    const entry = this.#entries.get(taskId);
    if (entry?.goneMs == null) return;
    // Only a check that ticks forgets, and not by the tick that brought its end.
    const nextTick = this.#tickFrom(Math.max(entry.goneMs, entry.countedMs + 1));
    const forgotten = this.#ticks && nextTick < this.#nowMs;
    if (forgotten) entry.health = null;
    entry.goneMs = null;
    entry.told = false;
  }

  /** It runs, as far as Marathon knows; asked from now on if it is of this version. */
  started(task: Task): void {
    const { launched } = task;
    if (launched?.startedMs == null || launched.versionMs !== this.app.versionMs) return;
    const entry = this.#entryOf(task.taskId);
    if (entry.startedMs !== null) return;
    entry.startedMs = launched.startedMs;
    if (!this.#ticks) return;
    const { vitals, context } = this.#parts;
    entry.watch = vitals.watch(context.name, task.taskId, task.agent, () => this.#changed(entry));
    this.#lookAgain(entry);
  }

  /** It is not launched any more; `known`: it may be again, under the same id. */
  ended(taskId: string, known: boolean): void {
    const entry = this.#entries.get(taskId);
    if (entry === undefined) return;
    if (entry.startedMs !== null) this.#count(entry, this.#nowMs - 1);
    this.#stopAsking(entry);
    entry.goneMs = this.#nowMs;
    if (!known) this.#entries.delete(taskId);
  }

  /** Nobody is told of what was stored under another leader (MarathonHealthCheckManager.scala:72-85 @ 1.1.4). */
  remember(task: Task): void {
    const { taskId, launched } = task;
    if (this.#ticks || launched?.healthy === undefined || launched.versionMs !== this.app.versionMs) return;
    const entry = this.#entryOf(taskId);
    if (launched.healthy) entry.health = succeeded(noHealth, this.#nowMs);
    else entry.health = this.#ignores(task, noHealth) ? noHealth : failed(noHealth, this.#nowMs, "");
  }

  /** A result that Mesos told of. */
  reported(taskId: string, healthy: boolean): void {
    this.#apply(this.#entryOf(taskId), healthy ? null : "");
  }

  /** A tick, for one task. */
  ask(entry: Entry): void {
    const { kernel } = this.#parts.context;
    const { nowMs } = kernel;
    entry.timer = noTimer;
    this.#count(entry, nowMs - 1);
    const pulse = this.#pulseOf(entry);
    entry.countedMs = nowMs;
    if (pulse === "silent") kernel.after(Math.max(0, this.check.timeoutMs), this.#kinds.timeout, entry);
    else this.#apply(entry, causeOf(pulse, nowMs));
    if (entry.startedMs !== null) this.#schedule(entry);
  }

  timedOut(entry: Entry): void {
    if (this.#removed || this.#entries.get(entry.taskId) !== entry) return;
    if (entry.startedMs !== null) this.#count(entry, this.#nowMs - 1);
    this.#apply(entry, causes.silent);
    if (entry.startedMs !== null) this.#schedule(entry);
  }

  get #nowMs(): number {
    return this.#parts.context.kernel.nowMs;
  }

  get #ticks(): boolean {
    return this.check.protocol !== "COMMAND";
  }

  #entryOf(taskId: string): Entry {
    let entry = this.#entries.get(taskId);
    if (entry === undefined) {
      entry = {
        owner: this,
        taskId,
        health: null,
        startedMs: null,
        watch: null,
        timer: noTimer,
        countedMs: -1,
        answer: "healthy",
        goneMs: null,
        told: false,
      };
      this.#entries.set(taskId, entry);
    }
    return entry;
  }

  #stopAsking(entry: Entry): void {
    this.#parts.context.kernel.cancel(entry.timer);
    entry.timer = noTimer;
    entry.startedMs = null;
    if (entry.watch !== null) this.#parts.vitals.unwatch(entry.watch);
    entry.watch = null;
  }

  /** What answers at the task's address is another one now. */
  #changed(entry: Entry): void {
    this.#count(entry, this.#nowMs - 1);
    this.#lookAgain(entry);
  }

  #lookAgain(entry: Entry): void {
    entry.countedMs = Math.max(entry.countedMs, this.#nowMs - 1);
    this.#schedule(entry);
  }

  #pulseOf({ watch }: Entry): Pulse {
    return watch === null ? "refused" : this.#parts.vitals.pulseOf(watch);
  }

  /** The first tick that is not before an instant. */
  #tickFrom(ms: number): number {
    return onGrid(this.#startMs + this.#everyMs, this.#everyMs, ms);
  }

  /** Sets the next tick that could change something. */
  #schedule(entry: Entry): void {
    const { kernel } = this.#parts.context;
    const { nowMs } = kernel;
    kernel.cancel(entry.timer);
    entry.timer = noTimer;
    const pulse = this.#pulseOf(entry);
    entry.answer = answerOf(pulse, nowMs);
    const next = this.#tickFrom(entry.countedMs + 1);
    const changeMs = typeof pulse === "string" ? Number.POSITIVE_INFINITY : pulse.nextChangeAfter(nowMs);
    const changedMs = Number.isFinite(changeMs) ? Math.max(next, this.#tickFrom(changeMs)) : changeMs;
    const dueMs = Math.min(changedMs, this.#ownTick(entry, next));
    if (Number.isFinite(dueMs)) entry.timer = kernel.at(dueMs, this.#kinds.tick, entry);
  }

  /** The next tick, from `next` on, that changes something if the answer stays the same. */
  #ownTick({ health, answer, startedMs }: Entry, next: number): number {
    if (answer === "silent" || health === null) return next;
    if (answer === "healthy") return isAlive(health) ? Number.POSITIVE_INFINITY : next;
    if (isAlive(health)) return next;
    const { maxConsecutiveFailures: max } = this.check;
    // What comes next is the kill, one failure after those that are allowed.
    if (max <= 0) return Number.POSITIVE_INFINITY;
    const counted = this.#countedFrom(health, startedMs, next);
    return counted + Math.max(0, max - health.consecutiveFailures) * this.#everyMs;
  }

  /** The first tick from `next` on whose failure counts: not in the grace period of one that never was healthy. */
  #countedFrom({ firstSuccessMs }: Health, startedMs: number | null, next: number): number {
    if (firstSuccessMs !== null || startedMs === null) return next;
    return Math.max(next, this.#tickFrom(startedMs + this.check.gracePeriodMs));
  }

  /** Adds what ticks up to an instant would have found. */
  #count(entry: Entry, toMs: number): void {
    entry.health = this.#healthAt(entry, toMs);
    entry.countedMs = Math.max(entry.countedMs, toMs);
  }

  /** What is known at an instant, with the ticks up to it that are not played. */
  #healthAt({ health, answer, startedMs, countedMs }: Entry, ms: number): Health | null {
    const first = this.#tickFrom(countedMs + 1);
    if (!this.#ticks || health === null || answer === "silent" || first > ms) return health;
    const last = first + Math.floor((ms - first) / this.#everyMs) * this.#everyMs;
    if (answer === "healthy") return succeeded(health, last);
    const counted = this.#countedFrom(health, startedMs, first);
    if (counted > last) return health;
    const times = 1 + (last - counted) / this.#everyMs;
    return failed(health, last, health.lastFailureCause ?? causes.unhealthy, times);
  }

  /** One result: null a success, else why it failed (lines 180-222). */
  #apply(entry: Entry, cause: string | null): void {
    const { nowMs } = this.#parts.context.kernel;
    const { taskId } = entry;
    const before = entry.health ?? noHealth;
    const isFirst = entry.health === null;
    const task = this.#parts.tracker.task(taskId);
    if (cause === null) {
      entry.health = succeeded(before, nowMs);
      entry.told = false;
    } else if (task === null) entry.health = failed(before, nowMs, cause);
    else if (this.#ignores(task, before)) entry.health = before;
    else {
      this.#killIfTooMany(entry, task, before);
      entry.health = failed(before, nowMs, cause);
    }
    const alive = isAlive(entry.health);
    if (isAlive(before) !== alive) {
      this.#record(task, taskId, alive, cause, "check-failed");
      const { versionMs } = this.app;
      this.#parts.bus.healthChanged({ taskId, app: this.app.id, versionMs, alive });
    } else if (isFirst && task?.launched != null) this.#record(task, taskId, alive, cause, "not-yet-healthy");
  }

  /** While it stages, and until it is healthy for the first time or its grace period is over (lines 136-146). */
  #ignores({ launched }: Task, { firstSuccessMs }: Health): boolean {
    if (launched === null) return true;
    if (firstSuccessMs !== null) return false;
    return launched.startedMs === null || launched.startedMs + this.check.gracePeriodMs > this.#nowMs;
  }

  /** The failures before this one are looked at, so one more than allowed is needed; and each further one kills again
   * (lines 108-134). */
  #killIfTooMany(entry: Entry, { taskId, agent }: Task, { consecutiveFailures }: Health): void {
    const { maxConsecutiveFailures: max } = this.check;
    if (max <= 0 || consecutiveFailures < max) return;
    const { name, role, recorder } = this.#parts.context;
    if (!entry.told) {
      recorder.add("task.unhealthy-kill", {
        agent,
        framework: name,
        role,
        app: this.app.id,
        task: taskId,
        failures: consecutiveFailures + 1,
        reason: "too-many-failures",
      });
    }
    entry.told = true;
    this.#parts.kill(taskId);
  }

  #record(
    task: Task | null,
    taskId: string,
    alive: boolean,
    cause: string | null,
    reason: "check-failed" | "not-yet-healthy",
  ): void {
    const { name, role, recorder } = this.#parts.context;
    const { protocol } = this.check;
    const ids = { agent: task?.agent, framework: name, role, app: this.app.id, task: taskId, protocol };
    if (alive) recorder.add("task.healthy", ids);
    else recorder.add("task.unhealthy", { ...ids, cause: cause === "" ? null : cause, reason });
  }
}

function answerOf(pulse: Pulse, ms: number): Answer {
  if (pulse === "silent") return "silent";
  return pulse !== "refused" && pulse.isHealthyAt(ms) ? "healthy" : "unhealthy";
}

/** Null for a success. */
function causeOf(pulse: Exclude<Pulse, "silent">, ms: number): string | null {
  if (pulse === "refused") return causes.refused;
  return pulse.isHealthyAt(ms) ? null : causes.unhealthy;
}
