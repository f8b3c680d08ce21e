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
      agents.sort((a, b) => byCodeUnit(a.hostname, b.hostname));
      return;
    }
    let run = mix32(this.#runSalt, nowMs % 4_294_967_296);
    for (let i = 0; i < cause.length; i++) run = mix32(run, cause.charCodeAt(i));
    const keyed = agents.map((agent) => ({ agent, key: mix32(run, agent.salt) }));
    keyed.sort((a, b) => a.key - b.key || byCodeUnit(a.agent.hostname, b.agent.hostname));
    for (const [i, { agent }] of keyed.entries()) agents[i] = agent;
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
