/** Outstanding offers: makes them of what the allocator gives, and takes them out when they are answered. */

import type { EventValues } from "../../model/events.ts";
import type { IdleOffers, Offer, OfferName } from "../../model/messages.ts";
import type { Resources } from "../../model/resources.ts";
import type { Network } from "../cluster/network.ts";
import type { Recorder } from "../cluster/recorder.ts";
import { Roster } from "../cluster/roster.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import type { AllocatorLike, Given, IdleShare, KnownBy } from "./allocator-like.ts";
import { inOrderMade } from "./offer-order.ts";
import { AgentRecord, type FrameworkRecord, type Making, OfferRecord } from "./records.ts";
import type { Registry } from "./registry.ts";

/** What offers need of the master. */
export interface OffersContext {
  readonly masterId: string;
  readonly registry: Registry;
  readonly recorder: Recorder;
  readonly network: Network;
  readonly allocator: AllocatorLike;
  readonly kernel: Kernel;
  /** The flag offer_timeout; null for none. */
  readonly offerTimeoutMs: number | null;
}

/** Why an offer is taken back. */
export type Rescinding = EventValues<"offer.rescinded">["reason"];

export class Offers {
  readonly #context: OffersContext;
  readonly #outstanding = new Roster<OfferRecord>(({ isOutstanding }) => isOutstanding);
  readonly #timedOut: EventKind;
  /** The master hears of an offer once the allocator has set its next tick, which so comes before a timeout of one interval. */
  readonly #counts: EventKind;
  /** Agents whose offers came or went since somebody asked. */
  #changed: AgentRecord[] = [];
  /** Messages of offers so far. */
  #turns = 0;

  constructor(context: OffersContext) {
    this.#context = context;
    this.#timedOut = context.kernel.kind("mesos/offer timeout", (_a, _b, payload) =>
      this.rescind(payload as OfferRecord, "offer-timeout"),
    );
    this.#counts = context.kernel.kind("mesos/offer is out", (timeoutMs, _b, payload) => {
      const record = payload as OfferRecord;
      record.timer = context.kernel.after(timeoutMs, this.#timedOut, 0, 0, record);
    });
  }

  /** Outstanding offers, oldest first; makes those that were not listed. */
  get all(): Iterable<OfferRecord> {
    this.#context.allocator.reveal(null);
    return inOrderMade(this.#outstanding.now());
  }

  /** Those of an agent, oldest first. */
  ofAgent(agent: AgentRecord): readonly OfferRecord[] {
    this.#context.allocator.reveal(agent.slaveId);
    return inOrderMade(agent.offers);
  }

  /** Those of a framework, oldest first. */
  ofFramework(framework: FrameworkRecord): readonly OfferRecord[] {
    this.#context.allocator.reveal(null);
    const its: OfferRecord[] = [];
    for (const record of this.#outstanding.now()) if (record.framework === framework) its.push(record);
    return inOrderMade(its);
  }

  /** The offer that is meant, or null where it is outstanding no more. */
  find(offer: OfferName): OfferRecord | null {
    return offer instanceof OfferRecord && offer.isOutstanding ? offer : null;
  }

  /**
   * One offer per agent, all of one framework in one message; what cannot be offered any more goes back without a
   * filter (master.cpp:5187-5331).
   */
  make(frameworkId: string, given: Given, idle: IdleShare | null): void {
    const { registry, allocator, network, recorder, kernel, masterId } = this.#context;
    const framework = registry.framework(frameworkId);
    const offers: Offer[] = [];
    const turn = ++this.#turns;
    const making: Making = { masterId, atMs: kernel.nowMs, turn, share: idle };
    for (const [{ slaveId, known }, resources] of given) {
      const agent = this.#agentOf(slaveId, known);
      if (framework === null || agent === null || !framework.active || !agent.connected) {
        allocator.recoverResources(frameworkId, slaveId, resources, null);
        continue;
      }
      const offer = this.#add(framework, agent, resources, making);
      offers.push(offer);
      recorder.offer("offer.made", madeValues, offer);
    }
    if (framework === null) return;
    if (idle === null) {
      if (offers.length > 0) network.toFramework(framework.port, { type: "OFFERS", offers });
      return;
    }
    idle.listed = offers;
    idle.turn = turn;
    recorder.countOffers("made", idle.size);
    network.toFramework(framework.port, { type: "OFFERS", offers, idle });
  }

  /** What was offered without being listed is one of them; null where it is nobody's any more. */
  reveal(
    frameworkId: string,
    slaveId: string,
    resources: Resources,
    share: IdleShare,
    known: KnownBy | null,
  ): Offer | null {
    const { registry, masterId } = this.#context;
    const framework = registry.framework(frameworkId);
    const agent = this.#agentOf(slaveId, known);
    if (framework === null || agent === null) return null;
    const { atMs, turn } = share;
    return this.#add(framework, agent, resources, { masterId, atMs, turn, share });
  }

  /** The registered agent; at hand where the allocator knows who it is. */
  #agentOf(slaveId: string, known: KnownBy | null | undefined): AgentRecord | null {
    const { registry } = this.#context;
    const isKnown = known instanceof AgentRecord && known.registry === registry && !known.removed;
    return isKnown ? known : registry.agent(slaveId);
  }

  #add(framework: FrameworkRecord, agent: AgentRecord, resources: Resources, making: Making): OfferRecord {
    const { kernel, offerTimeoutMs } = this.#context;
    const record = new OfferRecord(framework, agent, resources, making);
    if (offerTimeoutMs !== null) record.timer = kernel.after(0, this.#counts, offerTimeoutMs, 0, record);
    this.#changes(agent);
    this.#outstanding.add(record);
    agent.offerCame(record);
    return record;
  }

  #changes(agent: AgentRecord): void {
    if (agent.offersChanged) return;
    agent.offersChanged = true;
    this.#changed.push(agent);
  }

  /** Agents whose offers came or went since the last call. */
  takeChanged(): Iterable<AgentRecord> {
    const changed = this.#changed;
    this.#changed = [];
    for (const agent of changed) agent.offersChanged = false;
    return changed;
  }

  remove(record: OfferRecord): void {
    this.#changes(record.from);
    this.#context.kernel.cancel(record.timer);
    record.isOutstanding = false;
    this.#outstanding.went();
    record.from.offerWent(record);
  }

  /** Taken back without a word, and without a filter. */
  recover(record: OfferRecord, refuseMs: number | null = null, version?: number): void {
    const { frameworkId, from, resources } = record;
    this.remove(record);
    this.#context.allocator.recoverResources(frameworkId, from, resources, refuseMs, version);
  }

  /** Taken back, and its framework told (master.cpp:6585-6620). */
  rescind(record: OfferRecord, reason: Rescinding, refuseMs: number | null = null): void {
    const { recorder, network } = this.#context;
    this.recover(record, refuseMs);
    recorder.offer("offer.rescinded", () => ({ ...offerIds(record), reason }));
    network.toFramework(record.framework.info.name, { type: "RESCIND", offer: record });
  }

  /** All outstanding ones are forgotten: their master leads no more. */
  forgetAll(): void {
    for (const record of this.#outstanding.now()) {
      this.#context.kernel.cancel(record.timer);
      record.isOutstanding = false;
      this.#outstanding.went();
    }
  }

  /** Unknown offers are ignored; whose the others are is not asked (master.cpp:3638-3694). */
  decline(offers: readonly OfferName[], refuseMs: number, version?: number): void {
    const { recorder } = this.#context;
    for (const offer of offers) {
      const record = this.find(offer);
      if (record === null) continue;
      recorder.offer("offer.declined", declinedValues, record, refuseMs);
      this.recover(record, refuseMs, version);
    }
  }

  /** So are those that were not listed; who was revealed meanwhile is one like all others. */
  declineIdle(idle: IdleOffers, refuseMs: number, version?: number): void {
    this.decline(idle.revealed, refuseMs, version);
    this.#context.recorder.countOffers("declined", idle.size);
    idle.declined(refuseMs, version);
  }
}

function madeValues(offer: OfferRecord): EventValues<"offer.made"> {
  return { ...offerIds(offer), resources: offer.resources.toString() };
}

function declinedValues(offer: OfferRecord, refuseMs: number): EventValues<"offer.declined"> {
  return { ...offerIds(offer), refuse_ms: refuseMs };
}

/** The ids that every row about an offer carries. */
export function offerIds({ agent, framework, offerId }: OfferRecord): {
  agent: string;
  framework: string;
  role: string;
  offer: string;
} {
  return {
    agent,
    framework: framework.info.name,
    role: framework.info.role,
    offer: offerId,
  };
}

/** The agent that the first of the offers is of, or was, where it is outstanding no more; null for no offers. */
export function agentOf(offers: readonly OfferName[]): AgentRecord | null {
  const first = offers.find((offer) => offer instanceof OfferRecord);
  return first?.from ?? null;
}

/** Why offers cannot be accepted together, in Mesos' words, or null (master/validation.cpp:541-646). */
export function offersProblem(
  framework: FrameworkRecord,
  offers: readonly OfferName[],
  records: readonly (OfferRecord | null)[],
): string | null {
  if (offers.length === 0) return "No offers specified";
  // The usual ACCEPT.
  if (offers.length === 1 && records[0]?.framework === framework) return null;
  const ids = offers.map(({ offerId }) => offerId);
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) return `Duplicate offer ${id} in offer list`;
    seen.add(id);
  }
  for (const [i, record] of records.entries()) {
    if (record === null) return `Offer ${ids[i]} is no longer valid`;
    if (record.framework !== framework) {
      return `Offer ${ids[i]} has invalid framework ${record.frameworkId} while framework ${framework.frameworkId} is expected`;
    }
  }
  const first = records[0];
  const astray = records.find((record) => record?.from !== first?.from);
  if (astray == null) return null;
  return `Aggregated offers must belong to one single slave. Offer ${astray.offerId} uses slave ${astray.slaveId} and slave ${first?.slaveId}`;
}
