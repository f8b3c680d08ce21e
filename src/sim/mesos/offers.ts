/** Outstanding offers: makes them of what the allocator gives, and takes them out when they are answered. */

import type { Offer } from "../../model/messages.ts";
import type { Network } from "../cluster/network.ts";
import type { Recorder } from "../cluster/recorder.ts";
import type { Allocator, Given } from "./allocator.ts";
import type { FrameworkRecord, OfferRecord } from "./records.ts";
import type { Registry } from "./registry.ts";

/** What offers need of the master. */
export interface OffersContext {
  readonly masterId: string;
  readonly registry: Registry;
  readonly recorder: Recorder;
  readonly network: Network;
  readonly allocator: Allocator;
}

export class Offers {
  readonly #context: OffersContext;
  readonly #outstanding = new Map<string, OfferRecord>();
  #ever = 0;

  constructor(context: OffersContext) {
    this.#context = context;
  }

  /** Outstanding offers, oldest first. */
  get all(): Iterable<OfferRecord> {
    return this.#outstanding.values();
  }

  /** The outstanding offer of that id, or null. */
  get(offerId: string): OfferRecord | null {
    return this.#outstanding.get(offerId) ?? null;
  }

  /**
   * One offer per agent, all of one framework in one message; what cannot be offered any more goes back without a
   * filter (master.cpp:5187-5331).
   */
  make(frameworkId: string, given: Given): void {
    const { registry, allocator, network, recorder } = this.#context;
    const framework = registry.framework(frameworkId);
    const offers: Offer[] = [];
    for (const [slaveId, resources] of given) {
      const agent = registry.agent(slaveId);
      if (framework === null || agent === null || !framework.active || !agent.connected) {
        allocator.recoverResources(frameworkId, slaveId, resources, null);
        continue;
      }
      const offer: Offer = {
        offerId: `${this.#context.masterId}-O${this.#ever++}`,
        frameworkId,
        slaveId,
        agent: agent.info.agent,
        attributes: agent.info.attributes,
        resources,
      };
      const record: OfferRecord = { offer, framework, agent };
      this.#outstanding.set(offer.offerId, record);
      framework.offers.add(record);
      agent.offers.add(record);
      offers.push(offer);
      recorder.offer("offer.made", () => ({ ...offerIds(record), resources: resources.toString() }));
    }
    if (framework !== null && offers.length > 0)
      network.toFramework(framework.info.name, { type: "OFFERS", offers });
  }

  remove(record: OfferRecord): void {
    this.#outstanding.delete(record.offer.offerId);
    record.framework.offers.delete(record);
    record.agent.offers.delete(record);
  }

  /** Unknown offers are ignored; whose the others are is not asked (master.cpp:3638-3694). */
  decline(offerIdsDeclined: readonly string[], refuseMs: number): void {
    for (const id of offerIdsDeclined) {
      const record = this.get(id);
      if (record === null) continue;
      const { frameworkId, slaveId, resources } = record.offer;
      this.remove(record);
      this.#context.recorder.offer("offer.declined", () => ({ ...offerIds(record), refuse_ms: refuseMs }));
      this.#context.allocator.recoverResources(frameworkId, slaveId, resources, refuseMs);
    }
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
