/** events.jsonl: one JSON object a line, as the contract orders its members. */

import { type Recorder, rowTypes } from "../sim/cluster/recorder.ts";
import { type EventRow, eventsWithOffers } from "./event-row.ts";

const linesPerChunk = 1000;

/** Of each type of row how its members begin; a structured field is kept as its JSON text already. */
const members = rowTypes.map(({ fields }) =>
  fields.map(({ name, kind }) => ({ start: `,"${name}":`, isJson: kind === "json" })),
);

/** Text that JSON writes as it is. */
const plain = /^[ !#-[\]-~]*$/;

function jsonOf(cell: string | number | boolean): string {
  return typeof cell === "string" && plain.test(cell) ? `"${cell}"` : JSON.stringify(cell);
}

/**
 * One event as JSON: `seq`, `time_ms`, `type`, of an offer `offer_seq`, then ids, own fields, `reason`; what the
 * event does not say is left out.
 */
export function eventJson(event: EventRow): string {
  const offerSeq = event.offerSeq === null ? "" : `,"offer_seq":${event.offerSeq}`;
  let text = `{"seq":${event.seq},"time_ms":${event.atMs},"type":"${event.name}"${offerSeq}`;
  const names = members[event.type] ?? [];
  for (let i = 0; i < names.length; i++) {
    const cell = event.cell(i);
    if (cell !== null) text += `${names[i]?.start}${names[i]?.isJson ? cell : jsonOf(cell)}`;
  }
  return `${text}}`;
}

/** The whole file in pieces of some hundred kB, offer rows included where they were kept. */
export function* eventsJsonl(recorder: Recorder): Generator<string> {
  let lines = "";
  let inChunk = 0;
  for (const event of eventsWithOffers(recorder)) {
    lines += `${eventJson(event)}\n`;
    if (++inChunk < linesPerChunk) continue;
    yield lines;
    lines = "";
    inChunk = 0;
  }
  if (inChunk > 0) yield lines;
}
