/** Outstanding offers in the order in which they were made, also where some were made of what was offered before without
 * being listed. */

import type { OfferRecord } from "./records.ts";

/** Oldest first; those of one run of the allocator in the order of that run. */
export function inOrderMade(records: Iterable<OfferRecord>): readonly OfferRecord[] {
  const byTurn = new Map<number, OfferRecord[]>();
  for (const record of records) {
    const together = byTurn.get(record.turn);
    if (together === undefined) byTurn.set(record.turn, [record]);
    else together.push(record);
  }
  const turns = [...byTurn].sort(([left], [right]) => left - right);
  return turns.flatMap(([, together]) => {
    const share = together.find((record) => record.share !== null)?.share ?? null;
    if (share === null || together.length === 1) return together;
    const recordOf = new Map(together.map((record) => [record.offer, record]));
    return share.inRunOrder([...recordOf.keys()]).flatMap((offer) => recordOf.get(offer) ?? []);
  });
}
