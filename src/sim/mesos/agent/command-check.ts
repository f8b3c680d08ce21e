/**
 * The health check that a task's executor runs: a command, at once and then at every interval. It reports the first
 * success, a success after failures, and each failure beyond the grace period; with enough failures in a row the executor
 * kills the task (health-check/main.cpp, HealthCheckerProcess @ 0.28). Runs that would report nothing are not played.
 */

import type { CommandCheckInfo } from "../../../model/tasks.ts";
import type { HealthCourse } from "../../cluster/health-course.ts";
import { noTimer, type Timer } from "../../kernel/agenda.ts";
import type { EventKind, Kernel } from "../../kernel/kernel.ts";

/** What the executor learns of a run. */
export type CheckReport = (healthy: boolean, failures: number, kills: boolean) => void;

/** The kind of event that all hosts share, registered once. */
export function commandCheckEvent(kernel: Kernel): EventKind {
  return kernel.kind("agent/command check", (_a, _b, payload) => (payload as CommandCheck).run());
}

export class CommandCheck {
  readonly #kernel: Kernel;
  readonly #kind: EventKind;
  readonly #info: CommandCheckInfo;
  readonly #course: HealthCourse;
  readonly #report: CheckReport;
  readonly #startMs: number;
  #timer: Timer = noTimer;
  /** No success yet. */
  #initializing = true;
  #failures = 0;

  constructor(
    kernel: Kernel,
    kind: EventKind,
    info: CommandCheckInfo,
    course: HealthCourse,
    report: CheckReport,
  ) {
    this.#kernel = kernel;
    this.#kind = kind;
    this.#info = info;
    this.#course = course;
    this.#report = report;
    this.#startMs = kernel.nowMs;
    this.#schedule(this.#startMs);
  }

  stop(): void {
    this.#kernel.cancel(this.#timer);
    this.#timer = noTimer;
  }

  run(): void {
    this.#timer = noTimer;
    const { nowMs } = this.#kernel;
    const { failuresMax } = this.#info;
    if (this.#course.isHealthyAt(nowMs)) {
      const news = this.#initializing || this.#failures > 0;
      this.#initializing = false;
      this.#failures = 0;
      if (news) this.#report(true, 0, false);
    } else if (!this.#inGrace(nowMs)) {
      this.#failures++;
      const kills = this.#failures >= failuresMax;
      this.#report(false, this.#failures, kills);
      if (kills) return;
    }
    this.#schedule(nowMs + 1);
  }

  /** Whatever it found before, a failure in that time is passed over. */
  #inGrace(ms: number): boolean {
    return this.#info.graceMs > 0 && ms - this.#startMs <= this.#info.graceMs;
  }

  /** The next run from an instant on that could report something. */
  #schedule(fromMs: number): void {
    const { nowMs } = this.#kernel;
    const next = this.#runFrom(fromMs);
    const changeMs = this.#course.nextChangeAfter(nowMs);
    let ownMs = Number.POSITIVE_INFINITY;
    if (!this.#course.isHealthyAt(nowMs)) {
      const graceEndsMs = this.#info.graceMs > 0 ? this.#startMs + this.#info.graceMs + 1 : 0;
      ownMs = this.#runFrom(Math.max(next, graceEndsMs));
    } else if (this.#initializing || this.#failures > 0) ownMs = next;
    const dueMs = Math.min(ownMs, changeMs === Number.POSITIVE_INFINITY ? changeMs : this.#runFrom(changeMs));
    if (dueMs === Number.POSITIVE_INFINITY) return;
    this.#timer = this.#kernel.at(Math.max(next, dueMs), this.#kind, 0, 0, this);
  }

  #runFrom(ms: number): number {
    const everyMs = Math.max(1, this.#info.intervalMs);
    return this.#startMs + Math.ceil(Math.max(0, ms - this.#startMs) / everyMs) * everyMs;
  }
}
