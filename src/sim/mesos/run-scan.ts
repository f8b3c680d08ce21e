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
  readonly list: AgentList;
  readonly order: AgentOrder;
  /** How many agents are offered without being listed. */
  readonly size: number;
  readonly listed: readonly Offer[];
  /** Of the run. */
  runKey(): RunKey;
  /** Whether the agent is offered without being listed. */
  isHidden(agent: AgentState): boolean;
  /** The offer of such an agent, which is not hidden any more; null where nobody is there to have it. */
  realise(agent: AgentState): Offer | null;
  /** It is not among the revealed ones any more. */
  takeOut(revealed: Revealed): void;
  /** The rest becomes offers like all others: all that are revealed, in no order that means anything. */
  revealAll(): readonly Offer[];
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
  readonly #scan: RunScan;
  #key: number | null = null;

  constructor(scan: RunScan, offer: Offer, revealed: Revealed | null) {
    this.#scan = scan;
    this.offer = offer;
    this.revealed = revealed;
  }

  get key(): number {
    this.#key ??= this.#scan.keyOf(this.offer);
    return this.#key;
  }
}

/** How many are put in order at first, about; and by how much the bound grows. */
const firstCount = 16;
const growth = 8;
const keysEnd = 2 ** 32;
/** An agent's key and its place by hostname are one number: larger than any place, and exact in a double with the key. */
const places = 2 ** 21;
const noPlaces = new Float64Array();

export class RunScan implements OfferScan {
  readonly #scanned: Scanned;
  /** Once somebody asks. */
  #runKey: RunKey | null = null;
  /** In order; and how many of them were looked at. */
  readonly #offers: readonly Placed[];
  #passed = 0;
  /** All agents, once one that is not listed is wanted. */
  #byHostname: readonly AgentState[] = [];
  /** Agents with keys from one bound to the next, in order; and how many of them were looked at. */
  #agents = noPlaces;
  #agentsPassed = 0;
  #below = 0;
  readonly #realised: Offer[] = [];

  /** `revealed`: offers like all others by now, of agents that were not listed. */
  constructor(scanned: Scanned, revealed: readonly Revealed[]) {
    this.#scanned = scanned;
    const offers = scanned.listed.map((offer) => new Placed(this, offer, null));
    for (const each of revealed) offers.push(new Placed(this, each.offer, each));
    if (offers.length > 1)
      offers.sort((left, right) => left.key - right.key || byCodeUnit(left.offer.agent, right.offer.agent));
    this.#offers = offers;
  }

  keyOf({ agent }: Offer): number {
    return this.#keyOf(this.#scanned.order.saltOf(agent));
  }

  get #keyOf(): RunKey {
    this.#runKey ??= this.#scanned.runKey();
    return this.#runKey;
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
    return scanned.inRunOrder([...scanned.listed, ...this.#realised, ...scanned.revealAll()]);
  }

  /** The next hidden one before that offer. */
  #nextWanted(before: Placed | null, sieve: Sieve): AgentState | null {
    const scanned = this.#scanned;
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
      if (agent.idleCpusMilli < sieve.cpusMilli || !scanned.isHidden(agent)) continue;
      if (sieve.wants(agent.idleOffer)) return agent;
    }
  }

  #fill(): void {
    const keyOf = this.#keyOf;
    const { list, size } = this.#scanned;
    const { byHostname, salts } = list;
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
