/** How fast agents may be removed: permits evenly spaced, the first at once, in order of asking; an agent that answers
 * before its permit comes is kept (master.cpp:181-231; process/limiter.hpp:65-141 @ 0.28.3). */

import type { Timer } from "../kernel/agenda.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import type { AgentRecord } from "./records.ts";

export class RemovalLimiter {
  readonly #kernel: Kernel;
  readonly #spacingMs: number;
  readonly #permit: EventKind;
  readonly #waiting = new Map<AgentRecord, Timer>();
  #nextMs = 0;

  /** `spacingMs` is the time between permits, 0 for no limit. */
  constructor(kernel: Kernel, spacingMs: number, remove: (agent: AgentRecord) => void) {
    this.#kernel = kernel;
    this.#spacingMs = spacingMs;
    this.#permit = kernel.kind("mesos/agent removal permitted", (_a, _b, payload) => {
      const agent = payload as AgentRecord;
      this.#waiting.delete(agent);
      remove(agent);
    });
  }

  request(agent: AgentRecord): void {
    if (this.#waiting.has(agent)) return;
    const atMs = Math.max(this.#kernel.nowMs, this.#nextMs);
    this.#nextMs = atMs + this.#spacingMs;
    this.#waiting.set(agent, this.#kernel.at(atMs, this.#permit, 0, 0, agent));
  }

  cancel(agent: AgentRecord): void {
    const timer = this.#waiting.get(agent);
    if (timer === undefined) return;
    this.#kernel.cancel(timer);
    this.#waiting.delete(agent);
  }
}
