/**
 * The allocator as it is written in Mesos: at every interval, over every agent and every framework, everything summed
 * up anew (master/allocator/mesos/hierarchical.cpp @ 0.28.3).
 *
 * It is there to be compared with the fast one, and shares nothing with it but the order of agents and the least
 * offer. Slow: use it for small clusters.
 */

import { applyOperation, type Operation } from "../../model/operations.ts";
import { kindOf, Resources, scalar, unreservedRole } from "../../model/resources.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import type { Streams } from "../kernel/streams.ts";
import { AgentOrder } from "./agent-order.ts";
import { isAllocatable } from "./allocation-run.ts";
import type { AllocatorLike, AllocatorOptions, Holdings, KnownBy, OfferCallback } from "./allocator-like.ts";
import type { Obstacle, Outlook } from "./outlook.ts";
import { PlainSorter, sum } from "./plain-sorter.ts";
import type { Quantities } from "./sorter.ts";

interface Agent {
  readonly slaveId: string;
  readonly hostname: string;
  readonly salt: number;
  total: Resources;
  allocated: Resources;
  activated: boolean;
}

interface OfferFilter {
  readonly slaveId: string;
  readonly refused: Resources;
}

interface Framework {
  readonly role: string;
  suppressed: boolean;
  filters: Set<OfferFilter>;
  /** By agent; an agent that is gone stays until what was allocated on it is recovered. */
  readonly held: Map<string, Resources>;
}

const defaultFilterMs = 5000;
/** The longest time that fits into nanoseconds of 64 bits. */
const longestFilterMs = 9_223_372_036_854;

export class ExhaustiveAllocator implements AllocatorLike {
  readonly #kernel: Kernel;
  readonly #intervalMs: number;
  readonly #offer: OfferCallback;
  readonly #order: AgentOrder;
  readonly #agents = new Map<string, Agent>();
  readonly #frameworks = new Map<string, Framework>();
  /** By role, while it has frameworks. */
  readonly #frameworkSorters = new Map<string, PlainSorter>();
  readonly #roleSorter: PlainSorter;
  readonly #quotaSorter: PlainSorter;
  readonly #quotas = new Map<string, Resources>();
  readonly #weights = new Map<string, number>();
  readonly #batch: EventKind;
  readonly #expire: EventKind;
  #whitelist: ReadonlySet<string> | null = null;
  #expectedAgents = 0;
  #paused = false;
  #stopped = false;

  constructor(kernel: Kernel, streams: Streams, options: AllocatorOptions, offer: OfferCallback) {
    this.#kernel = kernel;
    this.#intervalMs = options.allocationIntervalMs;
    this.#offer = offer;
    this.#order = new AgentOrder(streams, options.agentOrder);
    for (const [role, weight] of options.weights ?? []) this.#weights.set(role, weight);
    const sums = {
      total: () => sum([...this.#agents.values()].map(({ total }) => total)),
      heldBy: (role: string) => this.#heldByRole(role),
      weightOf: (role: string) => this.#weights.get(role) ?? 1,
    };
    this.#roleSorter = new PlainSorter(sums);
    this.#quotaSorter = new PlainSorter(sums);
    this.#batch = kernel.kind("mesos/batch", () => {
      if (this.#stopped) return;
      this.#allocateAll("tick");
      kernel.after(this.#intervalMs, this.#batch);
    });
    this.#expire = kernel.kind("mesos/filter expires", (_a, _b, expire) => (expire as () => void)());
  }

  start(): void {
    this.#kernel.after(this.#intervalMs, this.#batch);
  }

  stop(): void {
    this.#stopped = true;
  }

  addFramework(frameworkId: string, role: string, used: Holdings = []): void {
    const framework: Framework = { role, suppressed: false, filters: new Set(), held: new Map() };
    if (!this.#frameworkSorters.has(role)) {
      this.#roleSorter.add(role);
      const total = (): Resources => this.#heldByRole(role);
      const heldBy = (id: string): Resources => sum(this.#framework(id).held.values());
      this.#frameworkSorters.set(role, new PlainSorter({ total, heldBy, weightOf: () => 1 }));
    }
    this.#frameworkSorters.get(role)?.add(frameworkId);
    this.#frameworks.set(frameworkId, framework);
    for (const [slaveId, resources] of used) this.#charge(frameworkId, slaveId, resources);
    this.#allocateAll(`add ${frameworkId}`);
  }

  removeFramework(frameworkId: string): void {
    const { role } = this.#framework(frameworkId);
    this.#frameworks.delete(frameworkId);
    this.#frameworkSorters.get(role)?.remove(frameworkId);
    if ([...this.#frameworks.values()].some((other) => other.role === role)) return;
    this.#frameworkSorters.delete(role);
    this.#roleSorter.remove(role);
  }

  activateFramework(frameworkId: string): void {
    this.#frameworkSorters.get(this.#framework(frameworkId).role)?.activate(frameworkId);
    this.#allocateAll(`activate ${frameworkId}`);
  }

  deactivateFramework(frameworkId: string): void {
    const framework = this.#framework(frameworkId);
    this.#frameworkSorters.get(framework.role)?.deactivate(frameworkId);
    framework.filters = new Set();
    framework.suppressed = false;
  }

  addAgent(slaveId: string, hostname: string, total: Resources, used: Holdings = []): void {
    const holdings = [...used];
    for (const [frameworkId, resources] of holdings) {
      if (this.#frameworks.has(frameworkId)) this.#charge(frameworkId, slaveId, resources);
    }
    const allocated = sum(holdings.map(([, resources]) => resources));
    const salt = this.#order.saltOf(hostname);
    this.#agents.set(slaveId, { slaveId, hostname, salt, total, allocated, activated: true });
    if (this.#paused && this.#agents.size >= this.#expectedAgents) this.#paused = false;
    this.#allocate([this.#agent(slaveId)]);
  }

  removeAgent(slaveId: string): void {
    this.#agent(slaveId);
    this.#agents.delete(slaveId);
  }

  activateAgent(slaveId: string): void {
    this.#agent(slaveId).activated = true;
  }

  deactivateAgent(slaveId: string): void {
    this.#agent(slaveId).activated = false;
  }

  updateWhitelist(hostnames: ReadonlySet<string> | null): void {
    this.#whitelist = hostnames;
  }

  updateAllocation(frameworkId: string, slaveId: string, operation: Operation): void {
    const agent = this.#agent(slaveId);
    const { held } = this.#framework(frameworkId);
    agent.allocated = applied(agent.allocated, operation);
    agent.total = applied(agent.total, operation);
    held.set(slaveId, applied(held.get(slaveId) ?? Resources.none, operation));
  }

  updateAvailable(slaveId: string, operation: Operation): boolean {
    const agent = this.#agent(slaveId);
    if (!applyOperation(agent.total.minus(agent.allocated), operation).ok) return false;
    agent.total = applied(agent.total, operation);
    return true;
  }

  recoverResources(
    frameworkId: string,
    of: string | KnownBy,
    resources: Resources,
    refuseMs: number | null,
  ): void {
    const slaveId = typeof of === "string" ? of : of.slaveId;
    if (resources.isEmpty) return;
    const framework = this.#frameworks.get(frameworkId);
    const agent = this.#agents.get(slaveId);
    if (framework !== undefined) {
      const held = framework.held.get(slaveId) ?? Resources.none;
      if (!held.contains(resources))
        throw new Error(`${frameworkId} does not hold ${resources} on ${slaveId}`);
      const rest = held.minus(resources);
      if (rest.isEmpty) framework.held.delete(slaveId);
      else framework.held.set(slaveId, rest);
    }
    if (agent !== undefined) {
      if (!agent.allocated.contains(resources)) throw new Error(`${slaveId} has not allocated ${resources}`);
      agent.allocated = agent.allocated.minus(resources);
    }
    if (refuseMs === null || framework === undefined || agent === undefined) return;
    const wantedMs = refuseMs < 0 || refuseMs > longestFilterMs ? defaultFilterMs : refuseMs;
    if (wantedMs === 0) return;
    const filter: OfferFilter = { slaveId, refused: resources };
    framework.filters.add(filter);
    this.#kernel.after(Math.max(this.#intervalMs, wantedMs), this.#expire, 0, 0, () => {
      this.#frameworks.get(frameworkId)?.filters.delete(filter);
    });
  }

  suppressOffers(frameworkId: string): void {
    this.#framework(frameworkId).suppressed = true;
  }

  reviveOffers(frameworkId: string): void {
    const framework = this.#framework(frameworkId);
    framework.filters = new Set();
    framework.suppressed = false;
    this.#allocateAll(`revive ${frameworkId}`);
  }

  setQuota(role: string, guarantee: Quantities): void {
    const amounts = [...guarantee].map(([name, milli]) => scalar(kindOf(name), milli));
    this.#quotas.set(role, Resources.of(...amounts));
    this.#quotaSorter.add(role);
    const slaves = new Set(this.#ofRole(role).flatMap(({ held }) => [...held.keys()]));
    for (const _slave of slaves) this.#quotaSorter.gave(role);
    this.#allocateAll(`quota ${role}`);
  }

  removeQuota(role: string): void {
    this.#quotas.delete(role);
    this.#quotaSorter.remove(role);
    this.#allocateAll(`no quota ${role}`);
  }

  updateWeights(weights: ReadonlyMap<string, number>): void {
    for (const [role, weight] of weights) this.#weights.set(role, weight);
    if ([...weights.keys()].some((role) => this.#roleSorter.contains(role))) this.#allocateAll("weights");
  }

  awaitAgents(count: number): void {
    this.#expectedAgents = count;
    this.#paused = count > 0;
  }

  resume(): void {
    this.#paused = false;
  }

  /** All its offers are listed. */
  reveal(): void {}

  stateOf(slaveId: string): { readonly total: Resources; readonly allocated: Resources } | null {
    return this.#agents.get(slaveId) ?? null;
  }

  outlook(frameworkId: string, slaveId: string): Outlook | null {
    const agent = this.#agents.get(slaveId);
    const framework = this.#frameworks.get(frameworkId);
    if (agent === undefined || framework === undefined) return null;
    const available = agent.total.minus(agent.allocated);
    const resources = available.reserved(framework.role).plus(available.unreserved());
    const obstacle = (): Obstacle | null => {
      if (this.#paused) return "awaiting-agents";
      if (!agent.activated) return "not-activated";
      if (this.#whitelist?.has(agent.hostname) === false) return "not-whitelisted";
      if (framework.suppressed) return "suppressed";
      if (!isAllocatable(resources)) return "too-small";
      if (!this.#wants(frameworkId, agent, resources)) return "filtered";
      if (this.#quotas.has(framework.role))
        return this.#missingQuota(framework.role).isEmpty ? "quota-met" : null;
      return this.#remaining().contains(stripped(resources)) ? null : "budget";
    };
    return { resources, obstacle: obstacle(), untilMs: null };
  }

  #allocateAll(cause: string): void {
    const agents = [...this.#agents.values()];
    this.#order.sort(agents, this.#kernel.nowMs, cause);
    this.#allocate(agents);
  }

  /** Both stages over some agents, in the given order (hierarchical.cpp:1185-1494). */
  #allocate(candidates: readonly Agent[]): void {
    if (this.#paused || this.#stopped) return;
    const agents = candidates.filter(
      ({ activated, hostname }) => activated && (this.#whitelist === null || this.#whitelist.has(hostname)),
    );
    const offerable = new Map<string, Map<Agent, Resources>>();
    const give = (agent: Agent, frameworkId: string, resources: Resources): void => {
      const share = offerable.get(frameworkId) ?? new Map<Agent, Resources>();
      offerable.set(frameworkId, share);
      share.set(agent, (share.get(agent) ?? Resources.none).plus(resources));
      agent.allocated = agent.allocated.plus(resources);
      this.#charge(frameworkId, agent.slaveId, resources);
    };
    this.#quotaStage(agents, give);
    this.#fairShareStage(agents, give);
    for (const [frameworkId, share] of offerable) this.#offer(frameworkId, share, null);
  }

  #quotaStage(agents: readonly Agent[], give: Give): void {
    for (const agent of agents) {
      for (const role of this.#quotaSorter.sort()) {
        const sorter = this.#frameworkSorters.get(role);
        if (sorter === undefined || this.#missingQuota(role).isEmpty) continue;
        for (const frameworkId of sorter.sort()) {
          const available = agent.total.minus(agent.allocated);
          const resources = available.unreserved().plus(available.reserved(role));
          if (this.#wants(frameworkId, agent, resources)) give(agent, frameworkId, resources);
        }
      }
    }
  }

  #fairShareStage(agents: readonly Agent[], give: Give): void {
    const remaining = this.#remaining();
    let given = Resources.none;
    for (const agent of agents) {
      if (!isAllocatable(remaining.minus(given))) break;
      for (const role of this.#roleSorter.sort()) {
        for (const frameworkId of this.#frameworkSorters.get(role)?.sort() ?? []) {
          const available = agent.total.minus(agent.allocated);
          const reserved = available.reserved(role);
          const resources = this.#quotas.has(role) ? reserved : reserved.plus(available.unreserved());
          if (!this.#wants(frameworkId, agent, resources)) continue;
          const more = given.plus(stripped(resources));
          if (!remaining.contains(more)) continue;
          given = more;
          give(agent, frameworkId, resources);
        }
      }
    }
  }

  /** What all agents have, less what frameworks hold, less what quotas lay away (hierarchical.cpp:1347-1369). */
  #remaining(): Resources {
    let remaining = stripped(sum([...this.#agents.values()].map(({ total }) => total)));
    for (const role of this.#frameworkSorters.keys()) {
      remaining = remaining.minus(stripped(this.#heldByRole(role)));
    }
    return remaining.minus(sum([...this.#quotas.keys()].map((role) => this.#missingQuota(role))));
  }

  #wants(frameworkId: string, { slaveId }: Agent, resources: Resources): boolean {
    const { suppressed, filters } = this.#framework(frameworkId);
    if (suppressed || !isAllocatable(resources)) return false;
    return ![...filters].some((filter) => filter.slaveId === slaveId && filter.refused.contains(resources));
  }

  /** What a role's guarantee lacks, whatever role what it holds is reserved for (hierarchical.cpp:1214-1240). */
  #missingQuota(role: string): Resources {
    const held = stripped(this.#heldByRole(role), unreservedRole);
    return (this.#quotas.get(role) ?? Resources.none).minus(held);
  }

  #charge(frameworkId: string, slaveId: string, resources: Resources): void {
    const { role, held } = this.#framework(frameworkId);
    held.set(slaveId, (held.get(slaveId) ?? Resources.none).plus(resources));
    this.#frameworkSorters.get(role)?.gave(frameworkId);
    this.#roleSorter.gave(role);
    this.#quotaSorter.gave(role);
  }

  #ofRole(role: string): readonly Framework[] {
    return [...this.#frameworks.values()].filter((framework) => framework.role === role);
  }

  #heldByRole(role: string): Resources {
    return sum(this.#ofRole(role).map(({ held }) => sum(held.values())));
  }

  #agent(slaveId: string): Agent {
    const agent = this.#agents.get(slaveId);
    if (agent === undefined) throw new Error(`the allocator has no agent ${slaveId}`);
    return agent;
  }

  #framework(frameworkId: string): Framework {
    const framework = this.#frameworks.get(frameworkId);
    if (framework === undefined) throw new Error(`the allocator has no framework ${frameworkId}`);
    return framework;
  }
}

type Give = (agent: Agent, frameworkId: string, resources: Resources) => void;

function applied(resources: Resources, operation: Operation): Resources {
  const result = applyOperation(resources, operation);
  if (!result.ok) throw new Error(`${operation.type} does not apply to ${resources}: ${result.reason}`);
  return result.resources;
}

/** Scalars without reservations and volumes, under their own role or under another (resources.cpp:927-941). */
function stripped(resources: Resources, role: string | null = null): Resources {
  const scalars = resources.entries.filter(({ ranges }) => ranges === null);
  return Resources.of(
    ...scalars.map(({ kind, milli }) => scalar(kindOf(kind.name, role ?? kind.role), milli)),
  );
}
