/**
 * The hierarchical allocator: who is offered what, and when. Follows
 * master/allocator/mesos/hierarchical.cpp @ 0.28.3; knows quantities and filters, not offers or tasks.
 *
 * What is offered counts as allocated from the instant of the decision. Agents on which something changed are
 * marked; the tick looks at marked ones only, which decides the same as looking at all: an agent that nobody wanted
 * and on which nothing changed is wanted by nobody still.
 */

import { applyOperation, type Operation } from "../../model/operations.ts";
import { Resources } from "../../model/resources.ts";
import { byCodeUnit } from "../../model/units.ts";
import { noTimer } from "../kernel/agenda.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import { mix32, type Streams } from "../kernel/streams.ts";
import { type Filter, Filters } from "./filters.ts";
import { Sorter } from "./sorter.ts";

/** Minimum of an offer: either is enough (master/constants.cpp:30-31; hierarchical.cpp:1705-1713). */
const minCpusMilli = 10;
const minMemMilli = 32_000;

/** refuse_seconds where a framework gives none, or one that cannot be (mesos.proto:1348; hierarchical.cpp:937-951). */
export const defaultRefuseMs = 5000;

/** Durations are int64 nanoseconds: what does not fit is taken for the default (stout/duration.hpp:395-404). */
const refuseMsMax = 9_223_372_036_854;

/** What one framework is given in one run: by agent, in the order of allocation. */
export type Given = ReadonlyMap<string, Resources>;

interface AgentState {
  readonly slaveId: string;
  readonly hostname: string;
  /** Orders agents in a run, together with the run's own number. */
  readonly salt: number;
  total: Resources;
  allocated: Resources;
  /** total - allocated, once somebody asked; null when either changed since. */
  available: Resources | null;
  activated: boolean;
}

interface FrameworkState {
  readonly frameworkId: string;
  readonly role: string;
  readonly filters: Filters;
  suppressed: boolean;
}

interface Expiry {
  readonly frameworkId: string;
  readonly filter: Filter;
}

export interface AllocatorOptions {
  readonly allocationIntervalMs: number;
  readonly agentOrder: "shuffled" | "sorted";
}

export function isAllocatable(resources: Resources): boolean {
  // Mesos compares memory in whole megabytes (common/resources.cpp:1230-1249).
  return (
    resources.milli("cpus") >= minCpusMilli || Math.floor(resources.milli("mem") / 1000) * 1000 >= minMemMilli
  );
}

export class Allocator {
  readonly #kernel: Kernel;
  readonly #streams: Streams;
  readonly #options: AllocatorOptions;
  readonly #offer: (frameworkId: string, given: Given) => void;
  readonly #agents = new Map<string, AgentState>();
  readonly #frameworks = new Map<string, FrameworkState>();
  readonly #roleSorter = new Sorter();
  readonly #frameworkSorters = new Map<string, Sorter>();
  readonly #frameworksInRole = new Map<string, number>();
  readonly #marked = new Set<AgentState>();
  readonly #tick: EventKind;
  readonly #expire: EventKind;
  readonly #runSalt: number;
  #asleep = false;

  constructor(
    kernel: Kernel,
    streams: Streams,
    options: AllocatorOptions,
    offer: (frameworkId: string, given: Given) => void,
  ) {
    this.#kernel = kernel;
    this.#streams = streams;
    this.#options = options;
    this.#offer = offer;
    this.#tick = kernel.kind("mesos/allocation tick", () => this.#batch());
    this.#expire = kernel.kind("mesos/filter expiry", (_a, _b, payload) => this.#expired(payload as Expiry));
    this.#runSalt = streams.salt("mesos.agent_order", "run");
  }

  /** The first tick comes one interval after the start. */
  start(): void {
    this.#kernel.after(this.#options.allocationIntervalMs, this.#tick);
  }

  /** Allocates over all agents at once (hierarchical.cpp:215-269). */
  addFramework(frameworkId: string, role: string): void {
    const inRole = this.#frameworksInRole.get(role) ?? 0;
    if (inRole === 0) {
      this.#roleSorter.add(role);
      this.#frameworkSorters.set(role, new Sorter());
    }
    this.#frameworksInRole.set(role, inRole + 1);
    this.#sorterOf(role).add(frameworkId);
    this.#frameworks.set(frameworkId, { frameworkId, role, filters: new Filters(), suppressed: false });
    this.#allocateAll(`add ${frameworkId}`);
  }

  /** Allocates over that agent only (hierarchical.cpp:402-478). */
  addAgent(slaveId: string, hostname: string, total: Resources): void {
    const salt = this.#streams.salt("mesos.agent_order", hostname);
    const agent: AgentState = {
      slaveId,
      hostname,
      salt,
      total,
      allocated: Resources.none,
      available: null,
      activated: true,
    };
    this.#agents.set(slaveId, agent);
    this.#roleSorter.addTotal(total.scalars());
    this.#allocate([agent]);
  }

  /** An accepted operation changed what is allocated into something else of the same quantity (hierarchical.cpp:599-682). */
  updateAllocation(slaveId: string, operation: Operation): void {
    const agent = this.#agent(slaveId);
    const allocated = applyOperation(agent.allocated, operation);
    const total = applyOperation(agent.total, operation);
    if (!allocated.ok || !total.ok)
      throw new Error(`${operation.type} does not apply to what ${slaveId} has allocated`);
    agent.allocated = allocated.resources;
    agent.total = total.resources;
    agent.available = null;
  }

  /**
   * Resources are free again; never allocates (MESOS-3078). With `refuseMs` a filter on them is set, which lives at
   * least one interval; 0 sets none; a negative or absurdly large one counts as 5 s (hierarchical.cpp:874-986).
   */
  recoverResources(
    frameworkId: string,
    slaveId: string,
    resources: Resources,
    refuseMs: number | null,
  ): void {
    if (resources.isEmpty) return;
    const framework = this.#frameworks.get(frameworkId);
    if (framework !== undefined) {
      const amounts = resources.scalars();
      const sorter = this.#sorterOf(framework.role);
      sorter.unallocated(frameworkId, amounts);
      sorter.removeTotal(amounts);
      this.#roleSorter.unallocated(framework.role, amounts);
    }
    const agent = this.#agents.get(slaveId);
    if (agent === undefined) return;
    agent.allocated = agent.allocated.minus(resources);
    agent.available = null;
    this.#mark(agent);
    if (framework === undefined || refuseMs === null) return;
    const refusedMs = refuseMs < 0 || refuseMs > refuseMsMax ? defaultRefuseMs : refuseMs;
    if (refusedMs === 0) return;
    const filter: Filter = { slaveId, refused: resources, timer: noTimer };
    const lifeMs = Math.max(this.#options.allocationIntervalMs, refusedMs);
    filter.timer = this.#kernel.after(lifeMs, this.#expire, 0, 0, { frameworkId, filter } satisfies Expiry);
    framework.filters.add(filter);
  }

  /** The framework is skipped until it revives (hierarchical.cpp:990-998). */
  suppressOffers(frameworkId: string): void {
    this.#framework(frameworkId).suppressed = true;
  }

  /** Drops all its filters and allocates over all agents at once (hierarchical.cpp:1001-1020). */
  reviveOffers(frameworkId: string): void {
    const framework = this.#framework(frameworkId);
    for (const filter of framework.filters.clear()) this.#kernel.cancel(filter.timer);
    framework.suppressed = false;
    this.#allocateAll(`revive ${frameworkId}`);
  }

  /** What the allocator thinks of an agent, for checks; null for an unknown one. */
  stateOf(slaveId: string): { readonly total: Resources; readonly allocated: Resources } | null {
    return this.#agents.get(slaveId) ?? null;
  }

  #batch(): void {
    const agents = [...this.#marked];
    this.#allocateOver(agents, "tick");
    this.#rearm();
  }

  /**
   * Sets the next tick. While nothing is marked and nothing is due before some later instant, the ticks up to the
   * last one before it would do nothing: they are skipped, and that last one is set, so that the order among timers
   * of one instant stays what it would have been.
   */
  #rearm(): void {
    const interval = this.#options.allocationIntervalMs;
    const nowMs = this.#kernel.nowMs;
    let nextMs = nowMs + interval;
    if (this.#marked.size === 0) {
      const dueMs = this.#kernel.nextAtMs();
      if (dueMs === Number.POSITIVE_INFINITY) {
        this.#asleep = true;
        return;
      }
      const idleTicks = Math.ceil((dueMs - nowMs) / interval) - 1;
      if (idleTicks > 1) nextMs = nowMs + idleTicks * interval;
    }
    this.#kernel.at(nextMs, this.#tick);
  }

  #mark(agent: AgentState): void {
    this.#marked.add(agent);
    if (!this.#asleep) return;
    this.#asleep = false;
    const interval = this.#options.allocationIntervalMs;
    this.#kernel.at((Math.floor(this.#kernel.nowMs / interval) + 1) * interval, this.#tick);
  }

  #allocateAll(cause: string): void {
    this.#allocateOver([...this.#agents.values()], cause);
  }

  /** `cause` and the instant name the run, so that its shuffle depends on no other run. */
  #allocateOver(agents: AgentState[], cause: string): void {
    if (agents.length === 0) return;
    if (this.#options.agentOrder === "sorted") agents.sort((a, b) => byCodeUnit(a.hostname, b.hostname));
    else {
      let run = mix32(this.#runSalt, this.#kernel.nowMs % 4_294_967_296);
      for (let i = 0; i < cause.length; i++) run = mix32(run, cause.charCodeAt(i));
      const keyed = agents.map((agent) => ({ agent, key: mix32(run, agent.salt) }));
      keyed.sort((a, b) => a.key - b.key || byCodeUnit(a.agent.hostname, b.agent.hostname));
      for (const [i, { agent }] of keyed.entries()) agents[i] = agent;
    }
    this.#allocate(agents);
  }

  /** The fair-share stage (hierarchical.cpp:1389-1479): each agent's candidates go whole to the first taker. */
  #allocate(agents: readonly AgentState[]): void {
    const given = new Map<string, Map<string, Resources>>();
    for (const agent of agents) {
      this.#marked.delete(agent);
      if (!agent.activated) continue;
      for (const role of this.#roleSorter.sort()) {
        const sorter = this.#sorterOf(role);
        for (const frameworkId of sorter.sort()) {
          const resources = this.#candidate(agent, this.#framework(frameworkId));
          if (resources === null) continue;
          agent.allocated = agent.allocated.plus(resources);
          agent.available = null;
          const amounts = resources.scalars();
          sorter.addTotal(amounts);
          sorter.allocated(frameworkId, amounts);
          this.#roleSorter.allocated(role, amounts);
          const share = given.get(frameworkId);
          if (share === undefined) given.set(frameworkId, new Map([[agent.slaveId, resources]]));
          else share.set(agent.slaveId, resources);
        }
      }
    }
    for (const [frameworkId, share] of given) this.#offer(frameworkId, share);
  }

  /** What the framework would get of the agent now: its role's reservations, then what is unreserved; or null. */
  #candidate(agent: AgentState, framework: FrameworkState): Resources | null {
    if (framework.suppressed) return null;
    agent.available ??= agent.total.minus(agent.allocated);
    if (agent.available.isEmpty) return null;
    const resources = agent.available.reserved(framework.role).plus(agent.available.unreserved());
    if (!isAllocatable(resources) || framework.filters.hides(agent.slaveId, resources)) return null;
    return resources;
  }

  #expired({ frameworkId, filter }: Expiry): void {
    if (this.#frameworks.get(frameworkId)?.filters.remove(filter) !== true) return;
    const agent = this.#agents.get(filter.slaveId);
    if (agent !== undefined) this.#mark(agent);
  }

  #agent(slaveId: string): AgentState {
    const agent = this.#agents.get(slaveId);
    if (agent === undefined) throw new Error(`the allocator has no agent ${slaveId}`);
    return agent;
  }

  #framework(frameworkId: string): FrameworkState {
    const framework = this.#frameworks.get(frameworkId);
    if (framework === undefined) throw new Error(`the allocator has no framework ${frameworkId}`);
    return framework;
  }

  #sorterOf(role: string): Sorter {
    const sorter = this.#frameworkSorters.get(role);
    if (sorter === undefined) throw new Error(`the allocator has no role ${role}`);
    return sorter;
  }
}
