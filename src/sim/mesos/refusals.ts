/** Filters from the refusal that sets them until they are over or forgotten. */

import type { Resources } from "../../model/resources.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import type { AgentState } from "./agent-state.ts";
import type { FrameworkState } from "./allocator-state.ts";
import { type Filter, filterLifeMs } from "./filters.ts";

export class Refusals {
  readonly #kernel: Kernel;
  readonly #allocationIntervalMs: number;
  readonly #shown: (agent: AgentState) => void;
  readonly #expire: EventKind;

  /** `shown` is told of each agent of which a filter is over. */
  constructor(kernel: Kernel, allocationIntervalMs: number, shown: (agent: AgentState) => void) {
    this.#kernel = kernel;
    this.#allocationIntervalMs = allocationIntervalMs;
    this.#shown = shown;
    this.#expire = kernel.kind("mesos/filter expiry", (_a, _b, payload) => {
      this.over(payload as Filter);
    });
  }

  /** The framework does not want to see them for so long; 0 for no filter. */
  add(framework: FrameworkState, agent: AgentState, refused: Resources, refuseMs: number): void {
    const lifeMs = filterLifeMs(refuseMs, this.#allocationIntervalMs);
    if (lifeMs === 0) return;
    const filter = framework.filters.add(agent, refused, this.#kernel.nowMs + lifeMs);
    filter.timer = this.#kernel.after(lifeMs, this.#expire, 0, 0, filter);
  }

  /** Nobody else's view changes, and the framework itself is looked at when it wants anything again. */
  clear({ filters }: FrameworkState): void {
    filters.clear(({ timer }) => this.#kernel.cancel(timer));
  }

  over(filter: Filter): void {
    if (filter.owner?.remove(filter) === true) this.#shown(filter.agent);
  }
}
