/** Outstanding offers in the order in which they were made, also where some were made of what was offered before without
 * being listed. */

import { OfferRecord } from "./records.ts";

/** Oldest first; those of one run of the allocator in the order of that run. */
export function inOrderMade(records: Iterable<OfferRecord>): readonly OfferRecord[] {
  const byTurn = new Map<number, OfferRecord[]>();
  for (const record of records) {
    const together = byTurn.get(record.making.turn);
    if (together === undefined) byTurn.set(record.making.turn, [record]);
    else together.push(record);
  }
  const turns = [...byTurn].sort(([left], [right]) => left - right);
  return turns.flatMap(([, together]) => {
    const share = together.find(({ making }) => making.share !== null)?.making.share ?? null;
    if (share === null || together.length === 1) return together;
    return share.inRunOrder(together).filter((offer) => offer instanceof OfferRecord);
  });
}
