/** Offers of one message that it does not list, from the run that makes them until they are answered. */

import { type IdleWalk, type Offer, type OfferScan, offersInOrder } from "../../model/messages.ts";
import type { Resources } from "../../model/resources.ts";
import type { AgentList } from "./agent-list.ts";
import type { AgentOrder, RunKey } from "./agent-order.ts";
import type { AgentState } from "./agent-state.ts";
import type { IdleShare } from "./allocator-like.ts";
import { type Cohort, cohortOf } from "./cohort.ts";
import { type Revealed, RunScan, type Scanned } from "./run-scan.ts";

/** What a flight asks of whoever keeps the cohorts. */
export interface FlightHost {
  readonly agents: AgentList;
  readonly order: AgentOrder;
  /** Takes the agent out of its cohort. */
  touch(agent: AgentState): void;
  /** Takes all out. */
  land(cohort: Cohort): void;
  refused(cohort: Cohort, refuseMs: number, version?: number): void;
}

export class Flight implements IdleShare, Scanned {
  readonly #host: FlightHost;
  readonly #cohort: Cohort;
  readonly atMs: number;
  readonly #cause: string;
  /** In order of hostname. */
  readonly #revealed: Revealed[] = [];
  /** The agent that a walk takes out just now, and its offer once that is made. */
  #wanted: AgentState | null = null;
  #found: Offer | null = null;
  listed: readonly Offer[] = [];
  turn = 0;
  /** The framework's answer to each may be another by now, or get lost on its own. */
  stale = false;

  constructor(host: FlightHost, cohort: Cohort, atMs: number, cause: string) {
    this.#host = host;
    this.#cohort = cohort;
    this.atMs = atMs;
    this.#cause = cause;
  }

  get version(): number {
    return this.stale ? -1 : this.#cohort.version;
  }

  get size(): number {
    return this.#isOut ? this.#cohort.size : 0;
  }

  get revealed(): readonly Offer[] {
    return this.#revealed.map(({ offer }) => offer);
  }

  /** The agent was taken out of the cohort. */
  take(agent: AgentState, offer: Offer): void {
    const { hostname } = agent;
    if (agent === this.#wanted) this.#found = offer;
    else this.#revealed.splice(this.#indexOf(hostname, true), 0, { agent, offer });
  }

  reveal(): readonly Offer[] {
    return this.inRunOrder(this.revealAll());
  }

  all(): readonly Offer[] {
    return this.inRunOrder([...this.listed, ...this.revealAll()]);
  }

  /** In no order that means anything. */
  revealAll(): readonly Offer[] {
    this.#host.land(this.#cohort);
    return this.revealed;
  }

  inRunOrder(offers: readonly Offer[]): readonly Offer[] {
    return this.#host.order.ofOffers(offers, this.atMs, this.#cause);
  }

  agents(): readonly string[] {
    const names: string[] = [];
    if (!this.#isOut) return names;
    for (const agent of this.#host.agents.byHostname)
      if (cohortOf(agent) === this.#cohort) names.push(agent.hostname);
    return names;
  }

  walk(): IdleWalk {
    const place: Place = { hostname: "", isPassed: false, agents: null, index: 0 };
    return {
      next: (before, wants) => {
        const offer = this.#next(place, before, wants);
        // Another offer of the very agent of `before` may be one of these, and come after it.
        const hostname = offer === null ? before?.agent : offer.agent;
        if (offer !== null || (hostname !== undefined && hostname > place.hostname)) {
          if (place.hostname !== hostname) place.agents = null;
          place.hostname = hostname ?? "";
          place.isPassed = offer !== null;
        }
        return offer;
      },
    };
  }

  scan(): OfferScan {
    return new RunScan(this, this.#revealed.slice());
  }

  get list(): AgentList {
    return this.#host.agents;
  }

  get order(): AgentOrder {
    return this.#host.order;
  }

  runKey(): RunKey {
    return this.#host.order.keyOf(this.atMs, this.#cause);
  }

  isHidden(agent: AgentState): boolean {
    return this.#isOut && cohortOf(agent) === this.#cohort;
  }

  forget(offerId: string): void {
    const place = this.#revealed.findIndex(({ offer }) => offer.offerId === offerId);
    if (place >= 0) this.#revealed.splice(place, 1);
  }

  declined(refuseMs: number, version?: number): void {
    this.#host.refused(this.#cohort, refuseMs, version);
  }

  get #isOut(): boolean {
    return this.#cohort.flight === this;
  }

  /** See `IdleWalk`. Most agents are of no use: the loop over them must be cheap. */
  #next(place: Place, before: Offer | null, wants: (resources: Resources) => boolean): Offer | null {
    const revealed = this.#nextRevealed(place, before, wants);
    const limit = revealed?.agent.hostname ?? before?.agent ?? null;
    const agents = this.#isOut ? this.#host.agents.byHostname : [];
    const from =
      place.agents === agents
        ? place.index
        : indexOf(place.hostname, place.isPassed, agents.length, (at) => agents[at]?.hostname);
    for (let i = from; i < agents.length; i++) {
      const agent = agents[i];
      if (agent === undefined || (limit !== null && agent.hostname >= limit)) break;
      if (cohortOf(agent) !== this.#cohort || !wants(agent.idleOffer)) continue;
      const offer = this.realise(agent);
      if (offer === null) return null;
      // The next look goes on behind it.
      place.hostname = agent.hostname;
      place.agents = agents;
      place.index = i + 1;
      return offer;
    }
    return revealed === null ? null : this.takeOut(revealed);
  }

  #nextRevealed(
    place: Place,
    before: Offer | null,
    wants: (resources: Resources) => boolean,
  ): Revealed | null {
    if (this.#revealed.length === 0) return null;
    for (let i = this.#indexOf(place.hostname, place.isPassed); i < this.#revealed.length; i++) {
      const revealed = this.#revealed[i];
      if (revealed === undefined || (before !== null && offersInOrder(before, revealed.offer) < 0)) break;
      if (wants(revealed.offer.resources)) return revealed;
    }
    return null;
  }

  /** The agent's offer, which is the framework's alone from now on. */
  takeOut({ agent: { hostname } }: Revealed): Offer | null {
    const [revealed] = this.#revealed.splice(this.#indexOf(hostname, false), 1);
    return revealed?.offer ?? null;
  }

  /** The offer of an agent of the cohort, which leaves it; null where nobody is there to have it. */
  realise(agent: AgentState): Offer | null {
    this.#wanted = agent;
    this.#found = null;
    this.#host.touch(agent);
    this.#wanted = null;
    return this.#found;
  }

  #indexOf(hostname: string, isPassed: boolean): number {
    return indexOf(hostname, isPassed, this.#revealed.length, (at) => this.#revealed[at]?.agent.hostname);
  }
}

/** Where a walk stands: at that agent, or just behind it. */
interface Place {
  hostname: string;
  isPassed: boolean;
  /** A list of agents in order of hostname, and the index in it from which the walk goes on; null where that is not known. */
  agents: readonly AgentState[] | null;
  index: number;
}

/** The first index from that place on, in a list in order of hostname. */
function indexOf(
  hostname: string,
  isPassed: boolean,
  length: number,
  nameAt: (index: number) => string | undefined,
): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const name = nameAt(middle) ?? "";
    if (name < hostname || (isPassed && name === hostname)) low = middle + 1;
    else high = middle;
  }
  return low;
}
