/**
 * The hierarchical allocator: what happens to it, and when it allocates. Follows
 * master/allocator/mesos/hierarchical.cpp @ 0.28.3; knows quantities and filters, not offers or tasks.
 *
 * What is offered counts as allocated from the instant of the decision. Agents on which something changed are marked; the tick
 * looks at marked ones only, which decides the same as looking at all: an agent that nobody wanted and on which nothing changed
 * is wanted by nobody still. Where there is a budget, it ties all agents together: after any change the tick looks at all.
 * Agents that are refused again and again by the only framework that wants offers are handled together, as `idle-agents.ts`
 * says; while nobody wants any, nothing is done.
 */

import type { Operation } from "../../model/operations.ts";
import type { Resources } from "../../model/resources.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Streams } from "../kernel/streams.ts";
import { AgentList } from "./agent-list.ts";
import { AgentOrder } from "./agent-order.ts";
import { AgentSet } from "./agent-set.ts";
import { AgentState } from "./agent-state.ts";
import { allocate, type Ground } from "./allocation-run.ts";
import type { AllocatorLike, AllocatorOptions, Holdings, KnownBy, OfferCallback } from "./allocator-like.ts";
import { charge, FrameworkStates, frameworkState, release, Sorters } from "./allocator-state.ts";
import { type Alone, aloneOf, aloneRun, giveAlone } from "./alone.ts";
import { IdleAgents } from "./idle-agents.ts";
import { idleHost } from "./idle-host.ts";
import { Orphans } from "./orphans.ts";
import { type Outlook, outlookOf } from "./outlook.ts";
import { Refusals } from "./refusals.ts";
import type { Quantities } from "./sorter.ts";
import { Ticks } from "./ticks.ts";

export class Allocator implements AllocatorLike {
  readonly #kernel: Kernel;
  readonly #options: AllocatorOptions;
  readonly #offer: OfferCallback;
  readonly #order: AgentOrder;
  readonly #agents = new AgentList();
  readonly #frameworks = new FrameworkStates();
  readonly #sorters = new Sorters();
  readonly #marked = new AgentSet("marked");
  readonly #idle: IdleAgents;
  /** All but idle ones and those that were found to have nothing to offer. */
  readonly #loose = new AgentSet("loose");
  /** Something changed that may concern any agent. */
  #anyMarked = false;
  readonly #orphaned = new Orphans();
  readonly #ticks: Ticks;
  readonly #refusals: Refusals;
  #whitelist: ReadonlySet<string> | null = null;
  /** How many agents must be back before anything is allocated; 0: no wait. */
  #awaitedAgents = 0;
  #stopped = false;

  constructor(kernel: Kernel, streams: Streams, options: AllocatorOptions, offer: OfferCallback) {
    this.#kernel = kernel;
    this.#options = options;
    this.#offer = offer;
    this.#order = new AgentOrder(streams, options.agentOrder);
    this.#ticks = new Ticks(
      kernel,
      options.allocationIntervalMs,
      () => this.#batch(),
      () => !this.#frameworks.someWant() || (!this.#isMarked && !this.#idle.isDue),
    );
    this.#idle = new IdleAgents(
      kernel,
      idleHost(options, this.#agents, this.#sorters, this.#ticks, {
        undisturbed: () => (this.#isMarked ? null : this.#alone()),
        isContended: (framework) => this.#frameworks.someWant(framework),
        order: this.#order,
        expired: (filter) => this.#refusals.over(filter),
        loosen: (agent) => this.#loose.add(agent),
        mark: (agent) => this.#mark(agent),
        wake: () => this.#ticks.wake(),
      }),
    );
    this.#refusals = new Refusals(kernel, options.allocationIntervalMs, (agent) => {
      if (agent.list === this.#agents) this.#mark(agent);
    });
    if (options.weights !== undefined) this.#sorters.updateWeights(options.weights);
  }

  /** The first tick comes one interval after the start. */
  start(): void {
    this.#ticks.start();
  }

  /** Its master leads no more: nothing it set fires. */
  stop(): void {
    this.#idle.stop();
    this.#stopped = true;
    this.#ticks.stop();
    for (const framework of this.#frameworks.values()) this.#refusals.clear(framework);
  }

  /** Allocates over all agents at once; `used` is charged first (hierarchical.cpp:215-269). */
  addFramework(frameworkId: string, role: string, used: Holdings = []): void {
    this.#crowdChanges();
    const framework = frameworkState(frameworkId, role);
    this.#sorters.addFramework(framework);
    this.#frameworks.set(frameworkId, framework);
    for (const [slaveId, resources] of used) {
      const agent = this.#agents.of(slaveId);
      agent.uncharged = agent.uncharged.minus(resources);
      charge(this.#sorters, agent, framework, resources);
    }
    this.#allocateAll(`add ${frameworkId}`);
  }

  /** What it holds stays allocated on the agents until it is recovered (hierarchical.cpp:272-327). */
  removeFramework(frameworkId: string): void {
    this.#crowdChanges();
    const framework = this.#frameworks.of(frameworkId);
    this.#refusals.clear(framework);
    this.#sorters.removeFramework(framework);
    this.#frameworks.delete(frameworkId);
    this.#agents.disown(frameworkId);
    this.#orphaned.forget(frameworkId);
    this.#changed();
  }

  /** Its count starts again at 0; allocates over all agents at once (hierarchical.cpp:330-344). */
  activateFramework(frameworkId: string): void {
    this.#idle.dissolve();
    const framework = this.#frameworks.of(frameworkId);
    framework.active = true;
    this.#sorters.of(framework.role)?.activate(frameworkId);
    this.#allocateAll(`activate ${frameworkId}`);
  }

  /** Its filters and the wish to be left alone are forgotten; what it holds stays (hierarchical.cpp:347-376). */
  deactivateFramework(frameworkId: string): void {
    this.#idle.dissolve();
    const framework = this.#frameworks.of(frameworkId);
    this.#sorters.of(framework.role)?.deactivate(frameworkId);
    this.#refusals.clear(framework);
    framework.active = false;
    framework.suppressed = false;
  }

  /** Allocates over that agent only; `used` is charged to the frameworks that are known (hierarchical.cpp:402-478). */
  addAgent(slaveId: string, hostname: string, total: Resources, used: Holdings = []): void {
    const agent = new AgentState(slaveId, hostname, this.#order.saltOf(hostname), total);
    this.#agents.add(agent);
    this.#loose.add(agent);
    this.#sorters.addAgent(total);
    for (const [frameworkId, resources] of used) {
      agent.allocated = agent.allocated.plus(resources);
      const framework = this.#frameworks.get(frameworkId);
      if (framework === undefined) agent.uncharged = agent.uncharged.plus(resources);
      else charge(this.#sorters, agent, framework, resources);
    }
    if (this.#awaitedAgents > 0 && this.#agents.size >= this.#awaitedAgents) this.#awaitedAgents = 0;
    this.#changed();
    this.#allocate(() => [agent], null);
  }

  /** Its totals go at once, what is allocated on it when it is recovered (hierarchical.cpp:481-506). */
  removeAgent(slaveId: string): void {
    const agent = this.#touched(slaveId);
    this.#loose.delete(agent);
    this.#sorters.removeAgent(agent.total);
    this.#agents.remove(agent);
    // What came free on it, and was not looked at yet, may be missing from a quota that others can fill.
    if (this.#isMarked) this.#changed();
    this.#marked.delete(agent);
    this.#orphaned.add(slaveId, agent.holdings);
  }

  /** Waits for the next tick (hierarchical.cpp:546-567). */
  activateAgent(slaveId: string): void {
    const agent = this.#touched(slaveId);
    agent.activated = true;
    this.#mark(agent);
  }

  deactivateAgent(slaveId: string): void {
    this.#touched(slaveId).activated = false;
  }

  /** Hostnames that may be offered, or null for all; waits for the next tick (hierarchical.cpp:570-586). */
  updateWhitelist(hostnames: ReadonlySet<string> | null): void {
    this.#idle.dissolve();
    this.#whitelist = hostnames;
    for (const agent of this.#agents.values()) this.#mark(agent);
  }

  /** An accepted operation changed what is allocated into something else of the same quantity (hierarchical.cpp:599-682). */
  updateAllocation(frameworkId: string, slaveId: string, operation: Operation): void {
    this.#touched(slaveId).changeAllocated(frameworkId, operation);
  }

  /** An operator's operation, on what is free; false where it cannot be applied (hierarchical.cpp:685-728). */
  updateAvailable(slaveId: string, operation: Operation): boolean {
    const agent = this.#touched(slaveId);
    if (!agent.changeAvailable(operation)) return false;
    this.#mark(agent);
    return true;
  }

  /**
   * Resources are free again; never allocates (MESOS-3078). With `refuseMs` a filter on them is set, unless it is 0 or
   * nothing is left (hierarchical.cpp:874-986). `version` is the number of the framework's state in which it refused them.
   */
  recoverResources(
    frameworkId: string,
    of: string | KnownBy,
    resources: Resources,
    refuseMs: number | null,
    version?: number,
  ): void {
    if (resources.isEmpty) return;
    const framework = this.#frameworks.get(frameworkId);
    const agent = this.#agents.find(of);
    if (agent === undefined) {
      if (framework === undefined) return;
      this.#changed();
      this.#sorters.release(framework, resources);
      this.#orphaned.recover(typeof of === "string" ? of : of.slaveId, frameworkId, resources);
      return;
    }
    this.#idle.touch(agent);
    if (framework !== undefined && agent.takeBack(frameworkId, resources)) {
      this.#sorters.release(framework, resources);
    } else if (framework !== undefined) release(this.#sorters, agent, framework, resources);
    else agent.recoverUncharged(resources);
    this.#mark(agent);
    agent.refused = version === undefined ? null : { frameworkId, version, resources };
    if (framework?.suppressed === false) this.#refusals.add(framework, agent, resources, refuseMs ?? 0);
  }

  reveal(slaveId: string | null): void {
    if (slaveId === null) this.#idle.dissolve();
    else if (this.#agents.get(slaveId) !== undefined) this.#touched(slaveId);
  }

  /**
   * The framework is skipped until it revives (hierarchical.cpp:990-998). Its filters are of no use any more: what makes it
   * see offers again drops them first (hierarchical.cpp:347-376, 1001-1020).
   */
  suppressOffers(frameworkId: string): void {
    const framework = this.#frameworks.of(frameworkId);
    framework.suppressed = true;
    this.#refusals.clear(framework);
    this.#idle.unfilter(framework);
  }

  /** Drops all its filters and allocates over all agents at once (hierarchical.cpp:1001-1020). */
  reviveOffers(frameworkId: string): void {
    const framework = this.#frameworks.of(frameworkId);
    this.#refusals.clear(framework);
    this.#idle.unfilter(framework);
    framework.suppressed = false;
    this.#allocateAll(`revive ${frameworkId}`);
  }

  /** What the role holds already counts, one allocation per agent; allocates at once (hierarchical.cpp:1023-1056). */
  setQuota(role: string, guarantee: Quantities): void {
    this.#idle.dissolve();
    const ofRole = (frameworkId: string): boolean => this.#frameworks.get(frameworkId)?.role === role;
    const holdings = this.#agents.heldBy(ofRole) + this.#orphaned.heldBy(ofRole);
    this.#sorters.setQuota(role, guarantee, holdings);
    this.#allocateAll(`quota ${role}`);
  }

  removeQuota(role: string): void {
    this.#sorters.removeQuota(role);
    this.#allocateAll(`no quota ${role}`);
  }

  /** Allocates at once where a role of these has frameworks (hierarchical.cpp:1083-1116). */
  updateWeights(weights: ReadonlyMap<string, number>): void {
    this.#idle.dissolve();
    if (this.#sorters.updateWeights(weights)) this.#allocateAll("weights");
  }

  /** After a fail-over with quotas nothing is allocated before that many agents are back (hierarchical.cpp:151-212). */
  awaitAgents(count: number): void {
    this.#idle.dissolve();
    this.#awaitedAgents = count;
  }

  /** The wait is over, whoever is back. What would have been given meanwhile is marked. */
  resume(): void {
    this.#awaitedAgents = 0;
  }

  /** What the allocator thinks of an agent, for checks; null for an unknown one. */
  stateOf(slaveId: string): { readonly total: Resources; readonly allocated: Resources } | null {
    return this.#agents.get(slaveId) ?? null;
  }

  outlook(frameworkId: string, slaveId: string): Outlook | null {
    const agent = this.#agents.get(slaveId);
    const framework = this.#frameworks.get(frameworkId);
    if (agent === undefined || framework === undefined) return null;
    const awaitsAgents = this.#awaitedAgents > 0;
    return outlookOf(agent, framework, { ...this.#ground, whitelist: this.#whitelist, awaitsAgents });
  }

  #batch(): void {
    if (this.#anyMarked || (this.#isBudgeted && this.#marked.size > 0)) this.#allocateAll("tick");
    else this.#allocate(() => this.#marked.list(), "tick");
  }

  /** Quotas lay something away; what is still held on removed agents is missing elsewhere (hierarchical.cpp:1347-1369). */
  get #isBudgeted(): boolean {
    return this.#sorters.quotas.size > 0 || this.#orphaned.size > 0;
  }

  /** All agents are looked at in each run. */
  get #isTied(): boolean {
    return this.#isBudgeted || this.#awaitedAgents > 0;
  }

  get #isMarked(): boolean {
    return this.#anyMarked || this.#marked.size > 0;
  }

  #alone(): Alone | null {
    return this.#isTied ? null : aloneOf(this.#frameworks, this.#options);
  }

  #mark(agent: AgentState): void {
    this.#marked.add(agent);
    if (agent.idle === null) this.#loose.add(agent);
    this.#ticks.wake();
  }

  /** To be called at any change that may move the budget, before it and after. */
  #changed(): void {
    if (!this.#isBudgeted) return;
    this.#anyMarked = true;
    this.#ticks.wake();
  }

  #allocateAll(cause: string): void {
    this.#anyMarked = false;
    this.#allocate(() => (this.#isBudgeted ? [...this.#agents.values()] : this.#loose.list()), cause);
  }

  /**
   * What may not be allocated yet is looked at when it may. What was looked at needs no second look: who was passed over
   * for a filter, its wish or the budget would be again, since what is free and the budget have only become less; and
   * who has not met its quota got in the first stage what it would take in the second, so that nothing that was laid
   * away for it comes free. `cause` and the instant name the run, so that its shuffle depends on no other run; null
   * where there is nothing to shuffle.
   */
  #allocate(over: () => AgentState[], cause: string | null): void {
    if (this.#stopped || !this.#frameworks.someWant()) return;
    const alone = this.#alone();
    if (alone !== null) this.#idle.keepItsOwn(alone);
    else if (this.#isTied) this.#idle.dissolve();
    else this.#idle.scatter();
    const agents = over();
    if (this.#awaitedAgents > 0) {
      for (const agent of agents) this.#mark(agent);
      return;
    }
    for (const agent of agents) this.#marked.delete(agent);
    // A filter may be over of what is offered, or refused, together with others'.
    const open = agents.filter((agent) => agent.isOpen && this.#whitelist?.has(agent.hostname) !== false);
    if (alone !== null) {
      // A run over one agent lists it: there may be one for each of very many at an instant.
      const { takers, idle, bare } = aloneRun(alone, open, cause !== null);
      for (const agent of idle) this.#loose.delete(agent);
      for (const agent of bare) this.#loose.delete(agent);
      // The order of a run matters to what is listed only.
      if (cause !== null) this.#order.sort(takers, this.#kernel.nowMs, cause);
      const given = giveAlone(this.#sorters, alone, takers);
      const share = this.#idle.depart(alone, cause ?? "", cause !== null, idle);
      if (given.length > 0 || share !== null) this.#offer(alone.framework.frameworkId, given, share);
      return;
    }
    if (cause !== null) this.#order.sort(open, this.#kernel.nowMs, cause);
    for (const [frameworkId, share] of allocate(this.#ground, open)) this.#offer(frameworkId, share, null);
  }

  get #ground(): Ground {
    return {
      sorters: this.#sorters,
      agents: this.#agents.values(),
      orphaned: this.#isBudgeted ? this.#orphaned.held : null,
      framework: (frameworkId) => this.#frameworks.of(frameworkId),
    };
  }

  /** A framework comes or goes: what each agent has for others may count, or count no more. */
  #crowdChanges(): void {
    this.#idle.dissolve();
    for (const agent of this.#agents.values()) this.#loose.add(agent);
  }

  #touched(slaveId: string): AgentState {
    const agent = this.#agents.of(slaveId);
    this.#idle.touch(agent);
    return agent;
  }
}
