/** Outstanding offers: makes them of what the allocator gives, and takes them out when they are answered. */

import type { EventValues } from "../../model/events.ts";
import type { IdleOffers, Offer } from "../../model/messages.ts";
import type { Resources } from "../../model/resources.ts";
import type { Network } from "../cluster/network.ts";
import type { Recorder } from "../cluster/recorder.ts";
import { noTimer } from "../kernel/agenda.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import type { AllocatorLike, Given, IdleShare, KnownBy } from "./allocator-like.ts";
import { inOrderMade } from "./offer-order.ts";
import { AgentRecord, type FrameworkRecord, type OfferRecord } from "./records.ts";
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

/** When an offer is made, and with which message. */
interface Making extends Pick<OfferRecord, "turn" | "share"> {
  readonly atMs: number;
}

export class Offers {
  readonly #context: OffersContext;
  readonly #outstanding = new Map<string, OfferRecord>();
  readonly #timedOut: EventKind;
  /** Agents whose offers came or went since somebody asked. */
  #changed = new Set<AgentRecord>();
  /** Messages of offers so far. */
  #turns = 0;

  constructor(context: OffersContext) {
    this.#context = context;
    this.#timedOut = context.kernel.kind("mesos/offer timeout", (_a, _b, payload) =>
      this.rescind(payload as OfferRecord, "offer-timeout"),
    );
  }

  /** Outstanding offers, oldest first; makes those that were not listed. */
  get all(): Iterable<OfferRecord> {
    this.#context.allocator.reveal(null);
    return inOrderMade(this.#outstanding.values());
  }

  /** Those of an agent, oldest first. */
  ofAgent(agent: AgentRecord): readonly OfferRecord[] {
    this.#context.allocator.reveal(agent.slaveId);
    return inOrderMade(agent.offers);
  }

  /** Those of a framework, oldest first. */
  ofFramework(framework: FrameworkRecord): readonly OfferRecord[] {
    this.#context.allocator.reveal(null);
    return inOrderMade(framework.offers);
  }

  /** The outstanding offer of that id, or null. */
  get(offerId: string): OfferRecord | null {
    return this.#outstanding.get(offerId) ?? null;
  }

  /**
   * One offer per agent, all of one framework in one message; what cannot be offered any more goes back without a
   * filter (master.cpp:5187-5331).
   */
  make(frameworkId: string, given: Given, idle: IdleShare | null): void {
    const { registry, allocator, network, recorder, kernel } = this.#context;
    const framework = registry.framework(frameworkId);
    const offers: Offer[] = [];
    const turn = ++this.#turns;
    for (const [slaveId, resources] of given) {
      const agent = registry.agent(slaveId);
      if (framework === null || agent === null || !framework.active || !agent.connected) {
        allocator.recoverResources(frameworkId, slaveId, resources, null);
        continue;
      }
      const record = this.#add(framework, agent, resources, { atMs: kernel.nowMs, turn, share: idle });
      offers.push(record.offer);
      recorder.offer("offer.made", () => ({ ...offerIds(record), resources: resources.toString() }));
    }
    if (framework === null) return;
    if (idle === null) {
      if (offers.length > 0) network.toFramework(framework.info.name, { type: "OFFERS", offers });
      return;
    }
    idle.listed = offers;
    idle.turn = turn;
    recorder.countOffers("made", idle.size);
    network.toFramework(framework.info.name, { type: "OFFERS", offers, idle });
  }

  /** What was offered without being listed is one of them; null where it is nobody's any more. */
  reveal(
    frameworkId: string,
    slaveId: string,
    resources: Resources,
    share: IdleShare,
    known: KnownBy | null,
  ): Offer | null {
    const { registry } = this.#context;
    const framework = registry.framework(frameworkId);
    const isKnown = known instanceof AgentRecord && known.registry === registry && !known.removed;
    const agent = isKnown ? known : registry.agent(slaveId);
    if (framework === null || agent === null) return null;
    const { atMs, turn } = share;
    return this.#add(framework, agent, resources, { atMs, turn, share }).offer;
  }

  /**
   * Mesos numbers its offers; here the id says when an offer was made and of which agent, so that it is the same
   * whatever was offered besides.
   */
  #idOf(agent: AgentRecord, madeMs: number): string {
    agent.offersOfInstant = agent.offeredMs === madeMs ? agent.offersOfInstant + 1 : 0;
    agent.offeredMs = madeMs;
    const again = agent.offersOfInstant === 0 ? "" : `.${agent.offersOfInstant}`;
    return `${this.#context.masterId}-O${madeMs}.${agent.number}${again}`;
  }

  #add(
    framework: FrameworkRecord,
    agent: AgentRecord,
    resources: Resources,
    { atMs, turn, share }: Making,
  ): OfferRecord {
    const { kernel, offerTimeoutMs } = this.#context;
    const offer: Offer = {
      offerId: this.#idOf(agent, atMs),
      frameworkId: framework.frameworkId,
      slaveId: agent.slaveId,
      agent: agent.info.agent,
      attributes: agent.info.attributes,
      resources,
    };
    const record: OfferRecord = { offer, framework, agent, madeMs: atMs, turn, share, timer: noTimer };
    if (offerTimeoutMs !== null) record.timer = kernel.after(offerTimeoutMs, this.#timedOut, 0, 0, record);
    this.#changed.add(agent);
    this.#outstanding.set(offer.offerId, record);
    framework.offers.add(record);
    agent.offers.add(record);
    return record;
  }

  /** Agents whose offers came or went since the last call. */
  takeChanged(): Iterable<AgentRecord> {
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  remove(record: OfferRecord): void {
    this.#changed.add(record.agent);
    this.#context.kernel.cancel(record.timer);
    this.#outstanding.delete(record.offer.offerId);
    record.framework.offers.delete(record);
    record.agent.offers.delete(record);
  }

  /** Taken back without a word, and without a filter. */
  recover(record: OfferRecord, refuseMs: number | null = null, version?: number): void {
    const { frameworkId, resources } = record.offer;
    this.remove(record);
    this.#context.allocator.recoverResources(frameworkId, record.agent, resources, refuseMs, version);
  }

  /** Taken back, and its framework told (master.cpp:6585-6620). */
  rescind(record: OfferRecord, reason: Rescinding, refuseMs: number | null = null): void {
    const { recorder, network } = this.#context;
    this.recover(record, refuseMs);
    recorder.offer("offer.rescinded", () => ({ ...offerIds(record), reason }));
    network.toFramework(record.framework.info.name, { type: "RESCIND", offerId: record.offer.offerId });
  }

  /** All outstanding ones are forgotten: their master leads no more. */
  forgetAll(): void {
    for (const record of this.#outstanding.values()) this.#context.kernel.cancel(record.timer);
    this.#outstanding.clear();
  }

  /** Unknown offers are ignored; whose the others are is not asked (master.cpp:3638-3694). */
  decline(offerIdsDeclined: readonly string[], refuseMs: number, version?: number): void {
    for (const id of offerIdsDeclined) {
      const record = this.get(id);
      if (record === null) continue;
      this.#context.recorder.offer("offer.declined", () => ({ ...offerIds(record), refuse_ms: refuseMs }));
      this.recover(record, refuseMs, version);
    }
  }

  /** So are those that were not listed; who was revealed meanwhile is one like all others. */
  declineIdle(idle: IdleOffers, refuseMs: number): void {
    this.decline(
      idle.revealed.map(({ offerId }) => offerId),
      refuseMs,
    );
    this.#context.recorder.countOffers("declined", idle.size);
    idle.declined(refuseMs);
  }
}

/** The ids that every row about an offer carries. */
export function offerIds({ offer, framework }: OfferRecord): {
  agent: string;
  framework: string;
  role: string;
  offer: string;
} {
  return {
    agent: offer.agent,
    framework: framework.info.name,
    role: framework.info.role,
    offer: offer.offerId,
  };
}

/** Why offers cannot be accepted together, in Mesos' words, or null (master/validation.cpp:541-646). */
export function offersProblem(
  framework: FrameworkRecord,
  ids: readonly string[],
  records: readonly (OfferRecord | null)[],
): string | null {
  if (ids.length === 0) return "No offers specified";
  // The usual ACCEPT.
  if (ids.length === 1 && records[0]?.framework === framework) return null;
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) return `Duplicate offer ${id} in offer list`;
    seen.add(id);
  }
  for (const [i, record] of records.entries()) {
    if (record === null) return `Offer ${ids[i]} is no longer valid`;
    if (record.framework !== framework) {
      return `Offer ${ids[i]} has invalid framework ${record.offer.frameworkId} while framework ${framework.frameworkId} is expected`;
    }
  }
  const first = records[0];
  const astray = records.find((record) => record?.agent !== first?.agent)?.offer;
  if (astray === undefined) return null;
  return `Aggregated offers must belong to one single slave. Offer ${astray.offerId} uses slave ${astray.slaveId} and slave ${first?.offer.slaveId}`;
}
