/** events.jsonl: one JSON object a line, as the contract orders its members. */

import { type Recorder, rowTypes } from "../sim/cluster/recorder.ts";
import { type EventRow, eventsWithOffers } from "./event-row.ts";

const linesPerChunk = 1000;

/**
 * One event as JSON: `seq`, `time_ms`, `type`, of an offer `offer_seq`, then ids, own fields, `reason`; what the
 * event does not say is left out.
 */
export function eventJson(event: EventRow): string {
  const offerSeq = event.offerSeq === null ? "" : `,"offer_seq":${event.offerSeq}`;
  let text = `{"seq":${event.seq},"time_ms":${event.atMs},"type":"${event.name}"${offerSeq}`;
  const fields = rowTypes[event.type]?.fields ?? [];
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i];
    const cell = event.cells[i];
    if (field === undefined || cell === null || cell === undefined) continue;
    // A structured field is kept as its JSON text already.
    text += `,"${field.name}":${field.kind === "json" ? cell : JSON.stringify(cell)}`;
  }
  return `${text}}`;
}

/** The whole file in pieces of some hundred kB, offer rows included where they were kept. */
export function* eventsJsonl(recorder: Recorder): Generator<string> {
  let lines: string[] = [];
  for (const event of eventsWithOffers(recorder)) {
    lines.push(eventJson(event), "\n");
    if (lines.length >= 2 * linesPerChunk) {
      yield lines.join("");
      lines = [];
    }
  }
  if (lines.length > 0) yield lines.join("");
}
