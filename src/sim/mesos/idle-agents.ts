/**
 * Agents that the only framework refuses again and again, as groups that are offered, refused and filtered together.
 *
 * While nothing changes on an agent, and while its framework would refuse it as it did before, all that becomes of its offers
 * is known: they go out with a run of the allocator, come back, and are hidden until a filter is over. Agents of which this is
 * so share a cohort, and a cohort costs the same however many they are. Whatever touches an agent takes it out, as what it
 * would be had each of its offers been made.
 */

import type { Offer } from "../../model/messages.ts";
import type { Resources } from "../../model/resources.ts";
import { noTimer, type Timer } from "../kernel/agenda.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import type { AgentState } from "./agent-state.ts";
import type { IdleShare } from "./allocator-like.ts";
import type { Filter } from "./filters.ts";

/** Agents that are in the same state: offered, or filtered until the same instant, or due to be offered. */
export class Cohort {
  /** The one that took over its agents. */
  heir: Cohort | null = null;
  size = 0;
  version = 0;
  /** Its offers, while they are out. */
  flight: Flight | null = null;
  untilMs = 0;
  timer: Timer = noTimer;
  /** Filters of agents that were taken out; they are over when the cohort's is. */
  readonly taken: Filter[] = [];
}

/** What the allocator does for it. */
export interface IdleHost {
  readonly agents: Iterable<AgentState>;
  /** Puts agents into the order of a run. */
  sort(agents: AgentState[], atMs: number, cause: string): void;
  /** The agent's offer is one like all others now; null where nobody is there to have it. */
  realise(agent: AgentState, resources: Resources, madeMs: number): Offer | null;
  /** Hides the agent's resources until that instant, or until the filter is taken out. */
  filter(agent: AgentState, resources: Resources, untilMs: number): Filter;
  /** A filter is over. */
  expire(filter: Filter): void;
  mark(agent: AgentState): void;
  /** There is something to allocate at the next tick. */
  wake(): void;
  filterLifeMs(refuseMs: number): number;
}

/** The agents that one message offers without listing them. */
class Flight implements IdleShare {
  readonly #idle: IdleAgents;
  readonly #cohort: Cohort;
  readonly atMs: number;
  readonly #cause: string;
  readonly #listedAgents: readonly AgentState[];
  readonly #revealed: { readonly agent: AgentState; readonly offer: Offer }[] = [];
  listed: readonly Offer[] = [];
  /** The framework's answer to each may be another by now, or get lost on its own. */
  stale = false;

  constructor(idle: IdleAgents, cohort: Cohort, atMs: number, cause: string, listed: readonly AgentState[]) {
    this.#idle = idle;
    this.#cohort = cohort;
    this.atMs = atMs;
    this.#cause = cause;
    this.#listedAgents = listed;
  }

  get version(): number {
    return this.stale ? -1 : this.#cohort.version;
  }

  get size(): number {
    return this.#cohort.size;
  }

  get revealed(): readonly Offer[] {
    return this.#revealed.map(({ offer }) => offer);
  }

  take(agent: AgentState, offer: Offer): void {
    this.#revealed.push({ agent, offer });
  }

  reveal(): readonly Offer[] {
    this.#idle.land(this.#cohort);
    return this.#inOrder(this.#revealed);
  }

  all(): readonly Offer[] {
    this.#idle.land(this.#cohort);
    const agentOf = new Map(this.#listedAgents.map((agent) => [agent.slaveId, agent]));
    const listed = this.listed.flatMap((offer) => {
      const agent = agentOf.get(offer.slaveId);
      return agent === undefined ? [] : [{ agent, offer }];
    });
    return this.#inOrder([...listed, ...this.#revealed]);
  }

  declined(refuseMs: number): void {
    this.#idle.refused(this.#cohort, refuseMs);
  }

  #inOrder(pairs: readonly { readonly agent: AgentState; readonly offer: Offer }[]): readonly Offer[] {
    const offerOf = new Map(pairs.map(({ agent, offer }) => [agent, offer]));
    return this.#idle.inOrder([...offerOf.keys()], this.atMs, this.#cause).flatMap((agent) => {
      const offer = offerOf.get(agent);
      return offer === undefined ? [] : [offer];
    });
  }
}

export class IdleAgents {
  readonly #host: IdleHost;
  readonly #kernel: Kernel;
  readonly #expired: EventKind;
  readonly #filtered = new Set<Cohort>();
  readonly #due = new Set<Cohort>();
  readonly #out = new Set<Cohort>();

  constructor(kernel: Kernel, host: IdleHost) {
    this.#host = host;
    this.#kernel = kernel;
    this.#expired = kernel.kind("mesos/idle filters expiry", (_a, _b, cohort) =>
      this.#expire(cohort as Cohort),
    );
  }

  /** Whether some agents wait for the next run. */
  get isDue(): boolean {
    return this.#due.size > 0;
  }

  /**
   * Offers those agents and, in a run that `withDue` looks at all that may have changed, what is due; `listed` are the
   * agents that the message of the run lists. Null where there is nothing to offer.
   */
  depart(
    version: number,
    cause: string,
    withDue: boolean,
    agents: readonly AgentState[],
    listed: readonly AgentState[],
  ): IdleShare | null {
    const cohort = (withDue ? this.#united() : null) ?? new Cohort();
    cohort.version = version;
    for (const agent of agents) agent.idle = cohort;
    cohort.size += agents.length;
    if (cohort.size === 0) return null;
    const flight = new Flight(this, cohort, this.#kernel.nowMs, cause, listed);
    cohort.flight = flight;
    this.#out.add(cohort);
    return flight;
  }

  /** The agent, if it is in a cohort, becomes what it would be had its offers been made one by one. */
  touch(agent: AgentState): void {
    const cohort = cohortOf(agent);
    if (cohort === null) return;
    agent.idle = null;
    cohort.size--;
    if (cohort.flight !== null) {
      const offer = this.#host.realise(agent, agent.idleOffer, cohort.flight.atMs);
      if (offer !== null) cohort.flight.take(agent, offer);
    } else if (this.#filtered.has(cohort)) {
      cohort.taken.push(this.#host.filter(agent, agent.idleOffer, cohort.untilMs));
    } else {
      if (cohort.size === 0) this.#due.delete(cohort);
      this.#host.mark(agent);
    }
  }

  /** No cohort is left; what is out is answered one by one. */
  dissolve(): void {
    if (this.#filtered.size + this.#due.size + this.#out.size === 0) return;
    for (const { flight } of this.#out) if (flight !== null) flight.stale = true;
    for (const agent of this.#host.agents) this.touch(agent);
    this.#out.clear();
  }

  /** Those that are due stay together only while their framework would refuse them as it did. */
  keepWhatHolds(version: number): void {
    if (version === 0) return;
    for (const cohort of [...this.#due]) if (cohort.version !== version) this.#part(cohort);
  }

  /** All filters are forgotten. */
  revive(): void {
    for (const cohort of this.#filtered) {
      this.#kernel.cancel(cohort.timer);
      cohort.taken.length = 0;
      if (cohort.size > 0) this.#due.add(cohort);
    }
    this.#filtered.clear();
  }

  /** Its offers are answered one by one. */
  land(cohort: Cohort): void {
    if (!this.#out.delete(cohort)) return;
    this.#part(cohort);
    cohort.flight = null;
  }

  refused(cohort: Cohort, refuseMs: number): void {
    if (!this.#out.delete(cohort)) return;
    cohort.flight = null;
    if (cohort.size === 0) return;
    const lifeMs = this.#host.filterLifeMs(refuseMs);
    if (lifeMs === 0) {
      this.#due.add(cohort);
      this.#host.wake();
      return;
    }
    cohort.untilMs = this.#kernel.nowMs + lifeMs;
    cohort.timer = this.#kernel.after(lifeMs, this.#expired, 0, 0, cohort);
    this.#filtered.add(cohort);
  }

  inOrder(agents: AgentState[], atMs: number, cause: string): readonly AgentState[] {
    this.#host.sort(agents, atMs, cause);
    return agents;
  }

  #part(cohort: Cohort): void {
    if (cohort.size === 0) return;
    for (const agent of this.#host.agents) if (cohortOf(agent) === cohort) this.touch(agent);
  }

  /** All that is due, as one cohort: the largest takes over the others. */
  #united(): Cohort | null {
    let largest: Cohort | null = null;
    for (const cohort of this.#due) if (largest === null || cohort.size > largest.size) largest = cohort;
    if (largest === null) return null;
    for (const cohort of this.#due) {
      if (cohort === largest) continue;
      cohort.heir = largest;
      largest.size += cohort.size;
    }
    this.#due.clear();
    return largest;
  }

  #expire(cohort: Cohort): void {
    this.#filtered.delete(cohort);
    for (const filter of cohort.taken.splice(0)) this.#host.expire(filter);
    if (cohort.size === 0) return;
    this.#due.add(cohort);
    this.#host.wake();
  }
}

/** The cohort that the agent is in by now, or null. */
function cohortOf(agent: AgentState): Cohort | null {
  let cohort = agent.idle;
  if (cohort === null || cohort.heir === null) return cohort;
  while (cohort.heir !== null) cohort = cohort.heir;
  // Those on the way point to the last one from now on.
  for (let each: Cohort | null = agent.idle; each !== null && each !== cohort; ) {
    const next: Cohort | null = each.heir;
    each.heir = cohort;
    each = next;
  }
  agent.idle = cohort;
  return cohort;
}
