/**
 * A look at the offers of one message in the order of the run that made them, those among them that the message does not list.
 *
 * Most often one of the first is taken, so of thousands of agents only some are put in order at a time: those whose keys are
 * below a bound, and further on those below a larger one. Hot: each bound goes through the keys of all agents.
 */

import type { Offer, OfferScan, Sieve } from "../../model/messages.ts";
import { byCodeUnit } from "../../model/units.ts";
import type { AgentList } from "./agent-list.ts";
import type { AgentOrder, RunKey } from "./agent-order.ts";
import type { AgentState } from "./agent-state.ts";

/** What it looks at. */
export interface Scanned {
  readonly agents: AgentList;
  readonly order: AgentOrder;
  /** Of the run. */
  readonly keyOf: RunKey;
  /** How many agents are offered without being listed. */
  readonly size: number;
  readonly listed: readonly Offer[];
  /** Offers like all others by now, of agents that were not listed. */
  readonly revealed: readonly Revealed[];
  /** Whether the agent is offered without being listed. */
  isHidden(agent: AgentState): boolean;
  /** The offer of such an agent, which is not hidden any more; null where nobody is there to have it. */
  realise(agent: AgentState): Offer | null;
  /** It is not among the revealed ones any more. */
  takeOut(revealed: Revealed): void;
  /** The rest becomes offers like all others: all that are revealed. */
  reveal(): readonly Offer[];
  inRunOrder(offers: readonly Offer[]): readonly Offer[];
}

export interface Revealed {
  readonly agent: AgentState;
  readonly offer: Offer;
}

/** An offer of the message, and where it is in the order of the run: worked out once somebody asks. */
class Placed {
  readonly offer: Offer;
  /** Null where it is listed. */
  readonly revealed: Revealed | null;
  readonly #scanned: Scanned;
  #key: number | null = null;

  constructor(scanned: Scanned, offer: Offer, revealed: Revealed | null) {
    this.#scanned = scanned;
    this.offer = offer;
    this.revealed = revealed;
  }

  get key(): number {
    if (this.#key === null) {
      const { order, keyOf } = this.#scanned;
      this.#key = keyOf(order.saltOf(this.offer.agent));
    }
    return this.#key;
  }
}

/** How many are put in order at first, about; and by how much the bound grows. */
const firstCount = 16;
const growth = 8;
const keysEnd = 2 ** 32;
/** An agent's key and its place by hostname are one number: larger than any place, and exact in a double with the key. */
const places = 2 ** 21;

export class RunScan implements OfferScan {
  readonly #scanned: Scanned;
  /** In order; and how many of them were looked at. */
  readonly #offers: readonly Placed[];
  #passed = 0;
  /** All agents, once one that is not listed is wanted. */
  #byHostname: readonly AgentState[] = [];
  /** Agents with keys from one bound to the next, in order; and how many of them were looked at. */
  #agents = new Float64Array();
  #agentsPassed = 0;
  #below = 0;
  readonly #realised: Offer[] = [];

  constructor(scanned: Scanned) {
    this.#scanned = scanned;
    const { listed, revealed } = scanned;
    this.#offers = [
      ...listed.map((offer) => new Placed(scanned, offer, null)),
      ...revealed.map((each) => new Placed(scanned, each.offer, each)),
    ].sort((left, right) => left.key - right.key || byCodeUnit(left.offer.agent, right.offer.agent));
  }

  next(sieve: Sieve | null): Offer | null {
    for (;;) {
      const placed = this.#offers[this.#passed];
      const hidden = sieve === null ? null : this.#nextWanted(placed ?? null, sieve);
      if (hidden !== null) {
        const offer = this.#scanned.realise(hidden);
        if (offer === null) continue;
        this.#realised.push(offer);
        return offer;
      }
      if (placed === undefined) return null;
      this.#passed++;
      const { offer, revealed } = placed;
      if (revealed === null) return offer;
      if (sieve?.wants(offer.resources) !== true) continue;
      this.#scanned.takeOut(revealed);
      this.#realised.push(offer);
      return offer;
    }
  }

  all(): readonly Offer[] {
    const scanned = this.#scanned;
    return scanned.inRunOrder([...scanned.listed, ...this.#realised, ...scanned.reveal()]);
  }

  /** The next hidden one before that offer. */
  #nextWanted(before: Placed | null, sieve: Sieve): AgentState | null {
    const { isHidden } = this.#scanned;
    const after = this.#offers[this.#passed - 1] ?? null;
    for (;;) {
      if (this.#agentsPassed === this.#agents.length) {
        if (this.#below >= keysEnd || (before !== null && before.key < this.#below)) return null;
        this.#fill();
        continue;
      }
      const place = this.#agents[this.#agentsPassed] ?? 0;
      const key = Math.floor(place / places);
      const agent = this.#byHostname[place % places];
      if (agent === undefined || (before !== null && isBefore(before, key, agent))) return null;
      this.#agentsPassed++;
      // Passed while nothing was wanted.
      if (after !== null && !isBefore(after, key, agent)) continue;
      if (agent.idleCpusMilli < sieve.cpusMilli || !isHidden(agent)) continue;
      if (sieve.wants(agent.idleOffer)) return agent;
    }
  }

  #fill(): void {
    const { keyOf, size } = this.#scanned;
    const { byHostname, salts } = this.#scanned.agents;
    this.#byHostname = byHostname;
    const from = this.#below;
    const below = from === 0 ? Math.ceil((keysEnd / Math.max(1, size)) * firstCount) : from * growth;
    const agents: number[] = [];
    for (let i = 0; i < salts.length; i++) {
      const key = keyOf(salts[i] ?? 0);
      if (key >= from && key < below) agents.push(key * places + i);
    }
    this.#agents = Float64Array.from(agents).sort();
    this.#agentsPassed = 0;
    this.#below = below;
  }
}

function isBefore(placed: Placed, agentKey: number, { hostname }: AgentState): boolean {
  const { key } = placed;
  return key < agentKey || (key === agentKey && placed.offer.agent < hostname);
}
