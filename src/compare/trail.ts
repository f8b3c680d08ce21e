/**
 * The trail of a run: enough of its events, in little space, to name the first one that differs in a later run.
 *
 * Of the first events each has its head (type, subject, place, reason), its time and 16 bits of the rest; those after
 * them share 32 bits a block. So a trail is bounded however long the run was, and still says what was there before.
 */

import { factsOf, hashOf, headOf, timeOf } from "./event-line.ts";

/** Events that a trail has one by one. */
const eventsMax = 2000;
/** Blocks of later events; their size doubles until this many are enough. */
const blocksMax = 1000;
const entriesPerLine = 10;

export interface Trail {
  /** Each head once, in order of first use. */
  readonly heads: readonly string[];
  /** `HEAD+MS#REST`, parted by spaces: number of the head, time since the event before (base 36), hash of the line (hex). */
  readonly events: readonly string[];
  /** Events in each block after those. */
  readonly block: number;
  /** `MS#HASH`, parted by spaces: time of the block's first event (base 36), hash of its lines (hex). */
  readonly blocks: readonly string[];
}

const bits16 = (line: string): string => (hashOf(line) & 0xffff).toString(16).padStart(4, "0");
const mixed = (hash: number, line: string): number => Math.imul(hash ^ hashOf(line), 0x01000193) >>> 0;
const hex32 = (hash: number): string => hash.toString(16).padStart(8, "0");

function linesOfEntries(entries: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (let at = 0; at < entries.length; at += entriesPerLine)
    lines.push(entries.slice(at, at + entriesPerLine).join(" "));
  return lines;
}

function blockSize(events: number): number {
  let size = 16;
  while ((events - eventsMax) / size > blocksMax) size *= 2;
  return size;
}

/** `events` is how many lines there are. */
export function trailOf(lines: Iterable<string>, events: number): Trail {
  const heads = new Map<string, number>();
  const entries: string[] = [];
  const blocks: string[] = [];
  const block = blockSize(events);
  let index = 0;
  let lastMs = 0;
  let hash = 0;
  let blockMs = 0;
  for (const line of lines) {
    if (index < eventsMax) {
      const head = headOf(factsOf(line));
      const number = heads.get(head) ?? heads.size;
      heads.set(head, number);
      const atMs = timeOf(line);
      entries.push(`${number}+${(atMs - lastMs).toString(36)}#${bits16(line)}`);
      lastMs = atMs;
    } else {
      const place = (index - eventsMax) % block;
      if (place === 0) {
        hash = 0;
        blockMs = timeOf(line);
      }
      hash = mixed(hash, line);
      if (place === block - 1 || index === events - 1) blocks.push(`${blockMs.toString(36)}#${hex32(hash)}`);
    }
    index++;
  }
  return {
    heads: [...heads.keys()],
    events: linesOfEntries(entries),
    block,
    blocks: linesOfEntries(blocks),
  };
}

/** An event as a trail knows it. */
export interface Trace {
  readonly atMs: number;
  readonly head: string;
}

/** The first event that differs from a trail. */
export type Departure =
  | {
      readonly is: "event";
      /** As `seq` counts. */
      readonly seq: number;
      /** Null where the run has no such event any more. */
      readonly now: (Trace & { readonly line: string }) | null;
      /** Null where the trail ended before. */
      readonly was: Trace | null;
    }
  | {
      /** In one of these events, which the trail holds as one block. */
      readonly is: "block";
      readonly fromSeq: number;
      readonly toSeq: number;
      readonly fromMs: number;
    };

/** Why a trail cannot be read, or null. */
export function trailProblem(trail: Trail): string | null {
  try {
    new TrailReader(trail);
    return null;
  } catch (error) {
    if (error instanceof NoTrail) return error.message;
    throw error;
  }
}

class NoTrail extends Error {}

/** Takes a trail apart. Throws NoTrail for what is none. */
class TrailReader {
  readonly events: readonly { readonly trace: Trace; readonly rest: string }[];
  readonly blocks: readonly { readonly fromMs: number; readonly hash: string }[];

  constructor(trail: Trail) {
    let atMs = 0;
    this.events = split(trail.events).map((entry) => {
      const [, number = "", delay = "", rest = ""] = /^(\d+)\+([0-9a-z]+)#([0-9a-f]+)$/.exec(entry) ?? [];
      atMs += Number.parseInt(delay, 36);
      const head = trail.heads[Number(number)];
      if (head === undefined || rest === "")
        throw new NoTrail(`${JSON.stringify(entry)} is no event of a trail`);
      return { trace: { atMs, head }, rest };
    });
    this.blocks = split(trail.blocks).map((entry) => {
      const [, fromMs = "", hash = ""] = /^([0-9a-z]+)#([0-9a-f]+)$/.exec(entry) ?? [];
      if (hash === "") throw new NoTrail(`${JSON.stringify(entry)} is no block of a trail`);
      return { fromMs: Number.parseInt(fromMs, 36), hash };
    });
  }
}

function split(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(" "));
}

function traceOf(line: string): Trace & { readonly line: string } {
  return { atMs: timeOf(line), head: headOf(factsOf(line)), line };
}

/** Where a run's lines first leave a trail of `was` events; null where they never do. Throws for a trail that is none. */
export function departureFrom(
  trail: Trail,
  was: number,
  lines: Iterable<string>,
  events: number,
): Departure | null {
  const { events: known, blocks } = new TrailReader(trail);
  let index = 0;
  let hash = 0;
  for (const line of lines) {
    if (index < eventsMax) {
      const old = known[index];
      const now = traceOf(line);
      const same =
        old !== undefined &&
        old.trace.atMs === now.atMs &&
        old.trace.head === now.head &&
        old.rest === bits16(line);
      if (!same) return { is: "event", seq: index + 1, now, was: old?.trace ?? null };
    } else {
      if (index >= was)
        return {
          is: "event",
          seq: index + 1,
          now: traceOf(line),
          was: null,
        };
      const place = (index - eventsMax) % trail.block;
      hash = mixed(place === 0 ? 0 : hash, line);
      const number = Math.floor((index - eventsMax) / trail.block);
      const full = place === trail.block - 1 || index === was - 1;
      const block = blocks[number];
      if ((full || index === events - 1) && (block === undefined || block.hash !== hex32(hash))) {
        const fromSeq = eventsMax + number * trail.block + 1;
        const toSeq = Math.min(fromSeq + trail.block - 1, Math.max(was, events));
        return { is: "block", fromSeq, toSeq, fromMs: block?.fromMs ?? timeOf(line) };
      }
    }
    index++;
  }
  if (index >= was) return null;
  const next = known[index]?.trace;
  if (next !== undefined) return { is: "event", seq: index + 1, now: null, was: next };
  const number = Math.floor((index - eventsMax) / trail.block);
  return { is: "block", fromSeq: index + 1, toSeq: was, fromMs: blocks[number]?.fromMs ?? 0 };
}
