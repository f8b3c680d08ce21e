/** Filters from the refusal that sets them until they are over or forgotten. */

import type { Resources } from "../../model/resources.ts";
import { noTimer } from "../kernel/agenda.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import type { FrameworkState } from "./allocator-state.ts";
import { type Filter, filterLifeMs } from "./filters.ts";

interface Expiry {
  readonly frameworkId: string;
  readonly filter: Filter;
}

export class Refusals {
  readonly #kernel: Kernel;
  readonly #allocationIntervalMs: number;
  readonly #frameworks: ReadonlyMap<string, FrameworkState>;
  readonly #shown: (slaveId: string) => void;
  readonly #expire: EventKind;

  /** `shown` is told of each agent of which a filter is over. */
  constructor(
    kernel: Kernel,
    allocationIntervalMs: number,
    frameworks: ReadonlyMap<string, FrameworkState>,
    shown: (slaveId: string) => void,
  ) {
    this.#kernel = kernel;
    this.#allocationIntervalMs = allocationIntervalMs;
    this.#frameworks = frameworks;
    this.#shown = shown;
    this.#expire = kernel.kind("mesos/filter expiry", (_a, _b, payload) => {
      const { frameworkId, filter } = payload as Expiry;
      this.over(frameworkId, filter);
    });
  }

  /** The framework does not want to see them for so long; 0 for no filter. */
  add(framework: FrameworkState, slaveId: string, refused: Resources, refuseMs: number): void {
    const lifeMs = filterLifeMs(refuseMs, this.#allocationIntervalMs);
    if (lifeMs === 0) return;
    const filter: Filter = { slaveId, refused, untilMs: this.#kernel.nowMs + lifeMs, timer: noTimer };
    const expiry: Expiry = { frameworkId: framework.frameworkId, filter };
    filter.timer = this.#kernel.after(lifeMs, this.#expire, 0, 0, expiry);
    framework.filters.add(filter);
  }

  /** Nobody else's view changes, and the framework itself is looked at when it wants anything again. */
  clear({ filters }: FrameworkState): void {
    for (const { timer } of filters.clear()) this.#kernel.cancel(timer);
  }

  over(frameworkId: string, filter: Filter): void {
    if (this.#frameworks.get(frameworkId)?.filters.remove(filter) === true) this.#shown(filter.slaveId);
  }
}
