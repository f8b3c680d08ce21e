/** The types of the journal's rows: the catalogue of events, in its order. */

import { type EventName, type EventType, eventNames, eventTypes, idFields } from "../../model/events.ts";
import type { CellKind, RowType } from "../kernel/journal.ts";

const cellKinds: Readonly<Record<string, CellKind>> = {
  name: "text",
  count: "number",
  ms: "number",
  flag: "flag",
  amounts: "json",
  json: "json",
};

/** The catalogue as row types, ids first, then fields, then the reason; the index is the type's number. */
export const rowTypes: readonly RowType[] = eventNames.map((name) => {
  const type: EventType = eventTypes[name];
  const ids = idFields
    .filter((id) => type.ids.includes(id))
    .map((id) => ({ name: id as string, kind: "text" as const }));
  const fields = Object.entries(type.fields).map(([field, kind]) => ({
    name: field,
    kind: cellKinds[kind] ?? "json",
  }));
  const reason = type.reasons === undefined ? [] : [{ name: "reason", kind: "text" as const }];
  return { name, fields: [...ids, ...fields, ...reason] };
});

const typeNumbers = new Map<string, number>(eventNames.map((name, number) => [name, number]));

/** The number of an event type in the journal's rows. */
export function typeNumber(name: EventName): number {
  return typeNumbers.get(name) ?? -1;
}
