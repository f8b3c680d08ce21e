/**
 * The order in which a run looks at agents: shuffled, as Mesos does (hierarchical.cpp:1213), or by id.
 *
 * The shuffle is a hash of the seed, the run and the agent: who else takes part changes nothing, and a run that is
 * skipped shifts nothing.
 */

import type { Offer } from "../../model/messages.ts";
import { byCodeUnit } from "../../model/units.ts";
import { mix32, type Streams } from "../kernel/streams.ts";

export type AgentOrdering = "shuffled" | "sorted";

interface Ordered {
  readonly hostname: string;
  readonly salt: number;
}

/** Above any number of agents; a key of 32 bits times this is a whole number of a double yet. */
const placesMax = 2 ** 21;

const byHostname = (a: Ordered, b: Ordered): number => byCodeUnit(a.hostname, b.hostname);

/** An agent's place in one run, by its salt: agents of one place go by hostname. Below 2^32. */
export type RunKey = (salt: number) => number;

export class AgentOrder {
  readonly #streams: Streams;
  readonly #ordering: AgentOrdering;
  readonly #runSalt: number;

  constructor(streams: Streams, ordering: AgentOrdering) {
    this.#streams = streams;
    this.#ordering = ordering;
    this.#runSalt = streams.salt("mesos.agent_order", "run");
  }

  /** An agent's own part of the key. */
  saltOf(hostname: string): number {
    return this.#streams.salt("mesos.agent_order", hostname);
  }

  /** Sorts in place for the run of that instant and cause. */
  sort<A extends Ordered>(agents: A[], nowMs: number, cause: string): void {
    if (agents.length < 2) return;
    if (this.#ordering === "sorted") {
      agents.sort(byHostname);
      return;
    }
    const keyOf = this.keyOf(nowMs, cause);
    const from = agents.slice();
    // Key and place as one number: to sort numbers calls nothing.
    const keyed = new Float64Array(from.length);
    for (let i = 0; i < from.length; i++) keyed[i] = keyOf((from[i] as A).salt) * placesMax + i;
    keyed.sort();
    let first = 0;
    let key = -1;
    for (let i = 0; i < keyed.length; i++) {
      const each = keyed[i] as number;
      agents[i] = from[each % placesMax] as A;
      const own = Math.floor(each / placesMax);
      if (own !== key) first = i;
      // Hardly ever: those of one key, so far, in the order of their names.
      else agents.splice(first, i + 1 - first, ...agents.slice(first, i + 1).sort(byHostname));
      key = own;
    }
  }

  keyOf(atMs: number, cause: string): RunKey {
    if (this.#ordering === "sorted") return () => 0;
    let run = mix32(this.#runSalt, atMs % 4_294_967_296);
    for (let i = 0; i < cause.length; i++) run = mix32(run, cause.charCodeAt(i));
    return (salt) => mix32(run, salt);
  }

  /** Offers in the order in which the run of that instant and cause looked at their agents. */
  ofOffers(offers: readonly Offer[], atMs: number, cause: string): readonly Offer[] {
    const ordered = offers.map((offer) => ({
      hostname: offer.agent,
      salt: this.saltOf(offer.agent),
      offer,
    }));
    this.sort(ordered, atMs, cause);
    return ordered.map(({ offer }) => offer);
  }
}
