/** One event as a line of text that two runs can compare: as in events.jsonl, without its number. */

import { type EventName, type EventType, eventTypes } from "../model/events.ts";
import { textHash } from "../model/text-hash.ts";
import { formatDuration } from "../model/units.ts";
import { type EventRow, eventsOf } from "../report/event-row.ts";
import { eventJson } from "../report/events-jsonl.ts";
import type { Recorder } from "../sim/cluster/recorder.ts";

/** The members of an event, as events.jsonl has them. */
export interface EventFacts extends Readonly<Record<string, unknown>> {
  readonly time_ms: number;
  readonly type: string;
}

export function lineOf(event: EventRow): string {
  return withoutNumber(eventJson(event));
}

/** All events of a run but those of offers. */
export function* linesOf(recorder: Recorder): Generator<string> {
  for (const event of eventsOf(recorder)) yield lineOf(event);
}

/** A line of events.jsonl; null for one about an offer, which is listed only where it is asked for. */
export function lineFromJsonl(line: string): string | null {
  return /^\{"seq":\d+,"time_ms":\d+,"type":"[^"]*","offer_seq"/.test(line) ? null : withoutNumber(line);
}

function withoutNumber(json: string): string {
  return json.replace(/^\{"seq":\d+,/, "{");
}

export function factsOf(line: string): EventFacts {
  return JSON.parse(line) as EventFacts;
}

/** Ms, without reading the whole line. */
export function timeOf(line: string): number {
  return Number(/^\{"time_ms":(\d+)/.exec(line)?.[1] ?? Number.NaN);
}

/** The event's type, without reading the whole line. */
export function typeOf(line: string): string {
  return /^\{"time_ms":\d+,"type":"([^"]*)"/.exec(line)?.[1] ?? "";
}

const textOf = (facts: EventFacts, field: string): string | null => {
  const value = facts[field];
  return typeof value === "string" ? value : null;
};

/** Whom it is about and where: `/postgres on a-1`; "" where the event says neither. */
export function aboutOf(facts: EventFacts): string {
  const agent = textOf(facts, "agent");
  const subject = textOf(facts, "app") ?? textOf(facts, "framework") ?? textOf(facts, "role");
  if (agent === null) return subject ?? "";
  return subject === null ? agent : `${subject} on ${agent}`;
}

/** All but the time, short: `task.lost /postgres on a-1 (REASON_SLAVE_REMOVED)`. Tasks are left out: they are random. */
export function headOf(facts: EventFacts): string {
  const reason = textOf(facts, "reason");
  return [facts.type, aboutOf(facts), reason === null ? "" : `(${reason})`]
    .filter((part) => part !== "")
    .join(" ");
}

/** For people, without the time: `task.lost  /postgres on a-1: the agent was removed`. */
export function describeLine(line: string): string {
  const facts = factsOf(line);
  const reason = textOf(facts, "reason");
  const type: EventType | undefined = eventTypes[facts.type as EventName];
  const why = reason === null ? "" : `: ${type?.reasons?.[reason] ?? reason}`;
  const about = aboutOf(facts);
  return `${facts.type}${about === "" ? "" : `  ${about}`}${why}`;
}

/** The same with its time before it. */
export function describeLineAt(line: string): string {
  return `${formatDuration(timeOf(line))}  ${describeLine(line)}`;
}

/** 32 bits that tell two lines apart (FNV-1a over code units, mixed at the end as MurmurHash3 does). */
export function hashOf(text: string): number {
  let hash = textHash(text);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
