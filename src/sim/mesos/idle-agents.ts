/**
 * Agents that a framework has refused, as groups that are offered, looked into, refused and filtered together.
 *
 * While nothing changes on an agent, and unless its framework takes it out, all that becomes of its offers is known: they go
 * out with a run of the allocator, come back, and are hidden until a filter is over. Agents of which this is so share a cohort,
 * and a cohort costs the same however many they are. Whatever touches an agent takes it out, as what it would be had each of
 * its offers been made.
 *
 * A cohort departs only while its framework is the only one that wants offers. What is out stays out when another one wants
 * some too, since nothing of it is free; what is filtered or due is scattered then.
 */

import type { Offer } from "../../model/messages.ts";
import type { Resources } from "../../model/resources.ts";
import type { Scalars } from "../../model/scalar-sums.ts";
import type { Refusing } from "../cluster/framework.ts";
import { Clockwork, type Idling, type Turn, type Wheel } from "../kernel/clockwork.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import type { AgentList } from "./agent-list.ts";
import type { AgentOrder } from "./agent-order.ts";
import type { AgentState } from "./agent-state.ts";
import type { IdleShare } from "./allocator-like.ts";
import type { FrameworkState } from "./allocator-state.ts";
import { Cohort, cohortOf } from "./cohort.ts";
import type { Filter } from "./filters.ts";
import { Flight, type FlightHost } from "./idle-flight.ts";
import { type RoundTimes, roundsUpTo } from "./idle-rounds.ts";

/** What the allocator does for it. */
export interface IdleHost {
  readonly agents: AgentList;
  readonly order: AgentOrder;
  /** Whether another framework than that one may be offered something. */
  isContended(framework: FrameworkState): boolean;
  /** So many allocations, of those sums. */
  charge(framework: FrameworkState, sums: Scalars, allocations: number): void;
  release(framework: FrameworkState, sums: Scalars): void;
  /** The agent's offer, which is charged, is one like all others now; null where nobody is there to have it. */
  realise(framework: FrameworkState, agent: AgentState, resources: Resources, flight: Flight): Offer | null;
  /** Hides the agent's resources from the framework until that instant, or until the filter is taken out. */
  filter(framework: FrameworkState, agent: AgentState, resources: Resources, untilMs: number): Filter;
  /** A filter is over. */
  expire(framework: FrameworkState, filter: Filter): void;
  mark(agent: AgentState): void;
  /** There is something to allocate at the next tick. */
  wake(): void;
  filterLifeMs(refuseMs: number): number;
  /** The one that wants offers, where nothing else is to be allocated and it refuses them unseen; how its rounds go on. */
  unseenBy(): Unseen | null;
  /** So many allocations, which came back. */
  refusedUnseen(framework: FrameworkState, sums: Scalars, allocations: number): void;
  /** Ticks of the allocator; whether the next one would do nothing as things stand. */
  readonly tickKind: EventKind;
  readonly isIdle: boolean;
  /** What its rounds are a part of; without it they are one of their own. */
  readonly clockwork: Clockwork | undefined;
}

/** The one framework that may be offered anything, and what it would refuse. */
export interface OnlyOne {
  readonly framework: FrameworkState;
  readonly refusing: Refusing;
}

/** Who refuses all unseen, and how its rounds go on. */
interface Unseen {
  readonly only: OnlyOne;
  readonly times: RoundTimes;
}

export class IdleAgents implements FlightHost, Wheel {
  readonly #host: IdleHost;
  readonly #kernel: Kernel;
  readonly #clockwork: Clockwork;
  readonly #expired: EventKind;
  readonly #filtered = new Set<Cohort>();
  readonly #due = new Set<Cohort>();
  readonly #out = new Set<Cohort>();
  /** Something came back that another framework may want, and was not looked at yet. */
  #contended = false;
  /** The one whose filter is over just now, while it is asked what becomes of it. */
  #ending: Cohort | null = null;
  /** Who refuses all unseen, where nothing is out or due; as of when that was asked last. */
  #unseen: Unseen | null = null;
  readonly #ticksOnly: readonly EventKind[];
  readonly #allKinds: readonly EventKind[];

  constructor(kernel: Kernel, host: IdleHost) {
    this.#host = host;
    this.#kernel = kernel;
    this.#clockwork = host.clockwork ?? new Clockwork(kernel, Number.POSITIVE_INFINITY);
    this.#expired = kernel.kind("mesos/idle filters expiry", (_a, _b, cohort) =>
      this.#expire(cohort as Cohort),
    );
    this.#ticksOnly = [host.tickKind];
    this.#allKinds = [host.tickKind, this.#expired];
    this.#clockwork.add(this, this.#allKinds);
  }

  /** Nothing is offered any more. */
  stop(): void {
    this.dissolve();
    this.#clockwork.remove(this);
  }

  get agents(): AgentList {
    return this.#host.agents;
  }

  get order(): AgentOrder {
    return this.#host.order;
  }

  /** Whether some agents wait for the next run. */
  get isDue(): boolean {
    return this.#due.size > 0 || this.#contended;
  }

  /**
   * Offers those agents and, in a run that `withDue` looks at all that may have changed, what is due. Null where there is
   * nothing to offer.
   */
  depart(
    { framework, refusing: { version, all } }: OnlyOne,
    cause: string,
    withDue: boolean,
    agents: readonly AgentState[],
  ): IdleShare | null {
    if (withDue) this.#contended = false;
    const due = withDue ? this.#united() : null;
    if (due === null && agents.length === 0) return null;
    const cohort = due ?? new Cohort(framework, version);
    cohort.framework = framework;
    // Who refuses all in its present state refuses each in it.
    if (all) cohort.version = version;
    for (const agent of agents) {
      cohort.admit(agent);
      if (!all && agent.refused !== null) cohort.version = Math.min(cohort.version, agent.refused.version);
    }
    const flight = new Flight(this, cohort, this.#kernel.nowMs, cause);
    cohort.flight = flight;
    this.#out.add(cohort);
    this.#host.charge(framework, cohort.sums, cohort.size);
    return flight;
  }

  /** The agent, if it is in a cohort, becomes what it would be had its offers been made one by one. */
  touch(agent: AgentState): void {
    const cohort = cohortOf(agent);
    if (cohort === null) return;
    const { framework, flight, untilMs } = cohort;
    const resources = cohort.dismiss(agent);
    if (flight !== null) {
      const offer = this.#host.realise(framework, agent, resources, flight);
      if (offer !== null) flight.take(agent, offer);
    } else if (this.#filtered.has(cohort)) {
      cohort.taken.push(this.#host.filter(framework, agent, resources, untilMs));
      if (this.#contended) this.#host.mark(agent);
    } else {
      if (cohort.size === 0) this.#due.delete(cohort);
      this.#host.mark(agent);
    }
  }

  /** No cohort is left; what is out is answered one by one. */
  dissolve(): void {
    if (this.#filtered.size + this.#due.size + this.#out.size === 0) return;
    for (const { flight } of this.#out) if (flight !== null) flight.stale = true;
    for (const agent of this.#host.agents.values()) this.touch(agent);
    for (const cohort of this.#out) cohort.flight = null;
    this.#out.clear();
  }

  /** Of what is not out, each agent is looked at by itself: more than one framework may want it. */
  scatter(): void {
    this.#contended = false;
    if (!some(this.#filtered, hasAgents) && !some(this.#due, hasAgents)) return;
    for (const agent of this.#host.agents.values()) {
      const cohort = cohortOf(agent);
      if (cohort === null || cohort.flight !== null) continue;
      this.touch(agent);
      this.#host.mark(agent);
    }
  }

  /** Unless it refuses all, what another framework refused is no refusal of this one's: it is looked at by itself. */
  keepItsOwn({ framework, refusing }: OnlyOne): void {
    if (refusing.all || this.#due.size === 0) return;
    for (const cohort of [...this.#due]) if (cohort.framework !== framework) this.#part(cohort);
  }

  /** All filters of the framework are forgotten. */
  unfilter(framework: FrameworkState): void {
    for (const cohort of this.#filtered) {
      if (cohort.framework !== framework) continue;
      this.#filtered.delete(cohort);
      this.#kernel.cancel(cohort.timer);
      cohort.taken.length = 0;
      if (cohort.size > 0) this.#due.add(cohort);
    }
    if (this.isDue) this.#host.wake();
  }

  /** Its offers are answered one by one. */
  land(cohort: Cohort): void {
    if (!this.#out.delete(cohort)) return;
    this.#part(cohort);
    cohort.flight = null;
  }

  refused(cohort: Cohort, refuseMs: number, version?: number): void {
    if (!this.#out.delete(cohort)) return;
    const { framework } = cohort;
    if (version !== undefined) cohort.version = version;
    cohort.flight = null;
    if (cohort.size === 0) return;
    this.#host.release(framework, cohort.sums);
    // Who is suppressed sees no offer before its filters are forgotten.
    const lifeMs = framework.suppressed ? 0 : this.#host.filterLifeMs(refuseMs);
    if (lifeMs === 0) this.#due.add(cohort);
    else {
      cohort.lifeMs = lifeMs;
      this.#hide(cohort, this.#kernel.nowMs + lifeMs);
      this.#contended ||= this.#host.isContended(framework);
    }
    if (this.isDue) this.#host.wake();
  }

  /** Takes out all its agents. */
  #part(cohort: Cohort): void {
    if (cohort.size === 0) return;
    for (const agent of this.#host.agents.values()) if (cohortOf(agent) === cohort) this.touch(agent);
  }

  /** All that is due, as one cohort: the largest takes over the others. */
  #united(): Cohort | null {
    let largest: Cohort | null = null;
    for (const cohort of this.#due) if (largest === null || cohort.size > largest.size) largest = cohort;
    if (largest === null) return null;
    for (const cohort of this.#due) if (cohort !== largest) largest.inherit(cohort);
    this.#due.clear();
    return largest;
  }

  #expire(cohort: Cohort): void {
    for (const filter of cohort.taken) this.#host.expire(cohort.framework, filter);
    cohort.taken.length = 0;
    this.#ending = cohort;
    const isTurned = cohort.size > 0 && this.#clockwork.turn(this);
    this.#ending = null;
    if (isTurned) return;
    this.#filtered.delete(cohort);
    if (cohort.size === 0) return;
    this.#due.add(cohort);
    this.#host.wake();
  }

  #hide(cohort: Cohort, untilMs: number): void {
    cohort.untilMs = untilMs;
    cohort.timer = this.#kernel.at(untilMs, this.#expired, 0, 0, cohort);
    this.#filtered.add(cohort);
  }

  /** Ticks that would do nothing; and filters, while what they hide would go round, refused unseen. */
  idling(): Idling | null {
    if (!this.#host.isIdle) return null;
    const unseen = this.#out.size > 0 || this.isDue ? null : this.#host.unseenBy();
    this.#unseen = unseen;
    let untilMs = Number.POSITIVE_INFINITY;
    if (unseen === null) return { kinds: this.#ticksOnly, lastsMs: 0, untilMs };
    for (const each of this.#filtered)
      if (!goesRound(each, unseen)) untilMs = Math.min(untilMs, each.untilMs);
    return { kinds: this.#allKinds, lastsMs: unseen.times.outMs, untilMs };
  }

  /**
   * All cohorts are where they would be then. What a filter's end and a wheel of another kind do at one instant they may do
   * in either order.
   */
  turn(lastMs: number): Turn | null {
    const unseen = this.#unseen;
    if (unseen === null) return null;
    const { times } = unseen;
    const isTurned = ({ untilMs, lifeMs }: Cohort) => roundsUpTo(lastMs, untilMs, lifeMs, times).count > 0;
    if (!(this.#ending === null ? some(this.#filtered, isTurned) : isTurned(this.#ending))) return null;
    return { setMs: 0, dueMs: 0, setting: 0, apply: () => this.#turn(lastMs, unseen) };
  }

  #turn(lastMs: number, unseen: Unseen): void {
    const byEnd = this.#filtered.size > 1 ? new Map<number, Cohort>() : null;
    for (const each of this.#filtered) {
      const { count, untilMs } = roundsUpTo(lastMs, each.untilMs, each.lifeMs, unseen.times);
      if (count === 0 || !goesRound(each, unseen)) continue;
      this.#kernel.cancel(each.timer);
      this.#host.refusedUnseen(each.framework, each.sums, count * each.size);
      const met = byEnd?.get(untilMs);
      if (met === undefined) {
        byEnd?.set(untilMs, each);
        this.#hide(each, untilMs);
      } else {
        // Those that are over together were offered together.
        met.inherit(each);
        this.#filtered.delete(each);
      }
    }
  }
}

function some(cohorts: Iterable<Cohort>, isOne: (cohort: Cohort) => boolean): boolean {
  for (const cohort of cohorts) if (isOne(cohort)) return true;
  return false;
}

const hasAgents = ({ size }: Cohort): boolean => size > 0;

/** Whether the cohort would be offered to that framework, and refused as before. */
function goesRound({ framework, version, lifeMs, taken }: Cohort, { only, times }: Unseen): boolean {
  return (
    framework === only.framework &&
    (only.refusing.all || version === only.refusing.version) &&
    taken.length === 0 &&
    lifeMs > times.intervalMs
  );
}
