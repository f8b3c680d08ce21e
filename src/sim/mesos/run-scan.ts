/**
 * A look at the offers of one message in the order of the run that made them, those among them that the message does not list.
 *
 * Most often one of the first is taken, so of thousands of agents only some are put in order at a time: those whose keys are
 * below a bound, and further on those below a larger one. Hot: each bound goes through the keys of all agents.
 */

import type { Offer, OfferScan, Sieve } from "../../model/messages.ts";
import { byCodeUnit } from "../../model/units.ts";
import type { AgentOrder, RunKey } from "./agent-order.ts";
import type { AgentState } from "./agent-state.ts";

/** What it looks at. */
export interface Scanned {
  /** All agents in order of hostname, and their salts. */
  readonly byHostname: readonly AgentState[];
  readonly salts: Uint32Array;
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

/** An offer of the message, and where it is in the order of the run. */
interface Placed {
  readonly key: number;
  readonly offer: Offer;
  /** Null where it is listed. */
  readonly revealed: Revealed | null;
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
  /** Agents with keys from one bound to the next, in order; and how many of them were looked at. */
  #agents = new Float64Array();
  #agentsPassed = 0;
  #below = 0;
  readonly #realised: Offer[] = [];

  constructor(scanned: Scanned) {
    this.#scanned = scanned;
    const { order, keyOf, listed, revealed } = scanned;
    const placed = (offer: Offer, of: Revealed | null) => ({
      key: keyOf(order.saltOf(offer.agent)),
      offer,
      revealed: of,
    });
    this.#offers = [
      ...listed.map((offer) => placed(offer, null)),
      ...revealed.map((each) => placed(each.offer, each)),
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
    const { byHostname, isHidden } = this.#scanned;
    const after = this.#offers[this.#passed - 1] ?? null;
    for (;;) {
      if (this.#agentsPassed === this.#agents.length) {
        if (this.#below >= keysEnd || (before !== null && before.key < this.#below)) return null;
        this.#fill();
        continue;
      }
      const place = this.#agents[this.#agentsPassed] ?? 0;
      const key = Math.floor(place / places);
      const agent = byHostname[place % places];
      if (agent === undefined || (before !== null && isBefore(before, key, agent))) return null;
      this.#agentsPassed++;
      // Passed while nothing was wanted.
      if (after !== null && !isBefore(after, key, agent)) continue;
      if (agent.idleCpusMilli < sieve.cpusMilli || !isHidden(agent)) continue;
      if (sieve.wants(agent.idleOffer)) return agent;
    }
  }

  #fill(): void {
    const { salts, keyOf, size } = this.#scanned;
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

function isBefore({ key, offer }: Placed, agentKey: number, { hostname }: AgentState): boolean {
  return key < agentKey || (key === agentKey && offer.agent < hostname);
}
