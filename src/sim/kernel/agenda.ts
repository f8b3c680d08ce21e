/**
 * The agenda: what is due when, in one total order.
 *
 * Timers of one instant fire in the order in which they were set (Mesos' behaviour depends on it:
 * 3rdparty/libprocess/src/clock.cpp:142-188 @ 0.28.3); what a scenario itself puts at an instant has a rank and comes
 * before all timers of that instant. So an entry's place is (time, order): its rank, or a number that grows with every
 * timer set and is above all ranks.
 *
 * Many timers share an instant, so what is ordered is chains, not entries: all that was set for one instant in a row is
 * one chain, to which the next one is appended in no time, and from which the next one is taken in no time. A small
 * table knows the latest chain of recent instants. An instant whose place in the table another one took gets a second
 * chain; that one's orders are all above those of the first, so the order of its first entry is enough for a chain.
 *
 * A cancelled entry stays until it comes up, or until the dead outnumber the living.
 *
 * Hot: this file may use the non-null `!` on typed arrays.
 */

import { Chains } from "./chains.ts";
import { grown } from "./columns.ts";

/** Names one entry set; void once it fired or was cancelled. */
export type Timer = number & { readonly __timer: never };

/** No timer: cancelling it does nothing. */
export const noTimer = -1 as Timer;

/** Orders below it are ranks. */
export const firstTimerOrder = 2 ** 32;

const slotBits = 4_194_304;
const slotsMax = slotBits - 1;

/** The kind of an entry that was cancelled. */
const dead = -1;
/** The end of a chain. */
const none = -1;

/**
 * An entry is 32 bytes, so that one read brings all of it: two doubles, then four whole numbers of which three are used.
 * Doubles at 4 * slot: a, b. Whole numbers at 8 * slot: kind, next of the chain, generation of the slot.
 */
const [aOf, bOf] = [0, 1];
const [kindOf, nextOf, generationOf] = [4, 5, 6];

/** The table of latest chains has room for 2^6 instants: it shall stay in the fast memory. */
const recentBits = 6;
/** Where the whole numbers of one of them lie, after its instant: it is 16 bytes. */
const [recentTailOf, recentGenerationOf] = [2, 3];

/** Of an instant in that table. */
const placeOf = (atMs: number): number => Math.imul(atMs | 0, 0x9e3779b1) >>> (32 - recentBits);

export class Agenda {
  /** A chain's slot is that of its first entry. */
  readonly #chains = new Chains();

  /** Entries by slot. */
  #doubles = new Float64Array(4 * 1024);
  #wholes = new Int32Array(this.#doubles.buffer);
  #payload: unknown[] = [];
  #slots = 0;
  /** The first slot that is free; the others follow as the entries of a chain do. */
  #free = none;

  /** By a hash of the instant: the instant, then the last entry of its latest chain, and the generation of that. */
  readonly #recentAt = new Float64Array(2 << recentBits).fill(-1);
  readonly #recentWholes = new Int32Array(this.#recentAt.buffer);

  /** Made once: a closure would cost each call that may come to need it. */
  readonly #swept = (first: number): number => this.#sweepChain(first);

  #nextOrder = firstTimerOrder;
  #entries = 0;
  #dead = 0;

  /** Of the entry that `pop` returned last. */
  atMs = 0;
  kind = 0;
  a = 0;
  b = 0;
  payload: unknown = null;

  /** How many entries wait, those cancelled not counted. */
  get pending(): number {
    return this.#entries - this.#dead;
  }

  /**
   * Sets a timer: it comes after all that is set for that instant so far. `atMs` is finite; `kind` is a whole number
   * from 0. Throws when 4,194,303 entries wait at once: the limit of the agenda.
   */
  push(atMs: number, kind: number, a: number, b: number, payload: unknown): Timer {
    const slot = this.#takeSlot(kind, a, b, payload);
    const wholes = this.#wholes;
    const generation = wholes[8 * slot + generationOf]!;
    const order = this.#nextOrder++;
    const recent = placeOf(atMs);
    const recentAt = this.#recentAt;
    const recentWholes = this.#recentWholes;
    const tail = recentWholes[4 * recent + recentTailOf]!;
    const tailGeneration = recentWholes[4 * recent + recentGenerationOf]!;
    recentWholes[4 * recent + recentTailOf] = slot;
    recentWholes[4 * recent + recentGenerationOf] = generation;
    if (recentAt[2 * recent] === atMs && tailGeneration === wholes[8 * tail + generationOf])
      wholes[8 * tail + nextOf] = slot;
    else {
      recentAt[2 * recent] = atMs;
      this.#chains.add(atMs, order, slot);
    }
    return (generation * slotBits + slot) as Timer;
  }

  /** Sets an entry before all timers of its instant: `rank` is at least 0, below 2^32 and its own at that instant. */
  pushRanked(atMs: number, rank: number, kind: number, a: number, b: number, payload: unknown): Timer {
    const slot = this.#takeSlot(kind, a, b, payload);
    this.#chains.add(atMs, rank, slot);
    return (this.#wholes[8 * slot + generationOf]! * slotBits + slot) as Timer;
  }

  /** Whether that timer still waits and is the last one that was set for its instant; may say no where it is. */
  isLast(timer: Timer, atMs: number): boolean {
    const recent = placeOf(atMs);
    const slot = timer % slotBits;
    const generation = Math.floor(timer / slotBits);
    return (
      this.#recentAt[2 * recent] === atMs &&
      this.#recentWholes[4 * recent + recentTailOf] === slot &&
      this.#recentWholes[4 * recent + recentGenerationOf] === generation &&
      this.#wholes[8 * slot + generationOf] === generation &&
      this.#wholes[8 * slot + kindOf] !== dead
    );
  }

  /** Another payload for an entry that waits, which is not looked into. */
  setPayload(timer: Timer, payload: unknown): void {
    this.#payload[timer % slotBits] = payload;
  }

  /** Takes the entry back if it still waits; says whether it did. */
  cancel(timer: Timer): boolean {
    if (timer < 0) return false;
    const slot = timer % slotBits;
    const wholes = this.#wholes;
    if (wholes[8 * slot + generationOf] !== Math.floor(timer / slotBits)) return false;
    if (wholes[8 * slot + kindOf] === dead) return false;
    wholes[8 * slot + kindOf] = dead;
    this.#payload[slot] = null;
    this.#dead++;
    if (this.#dead > 1024 && this.#dead * 2 > this.#entries) {
      this.#chains.sweep(this.#swept);
      this.#dead = 0;
    }
    return true;
  }

  /** The time of the next entry, or Infinity where none waits. */
  nextAtMs(): number {
    for (;;) {
      const atMs = this.#chains.firstAtMs();
      if (atMs === Number.POSITIVE_INFINITY) return atMs;
      const slot = this.#chains.firstSlot();
      if (this.#wholes[8 * slot + kindOf] !== dead) return atMs;
      this.#dead--;
      this.#takeFirst(slot);
    }
  }

  /** The time of the next entry of another kind than these, or Infinity where none waits; looks at all that come before it. */
  nextAtMsBut(kinds: ReadonlySet<number>): number {
    return this.#chains.firstAtMsOf((first) => {
      for (let slot = first; slot !== none; slot = this.#wholes[8 * slot + nextOf]!) {
        const kind = this.#wholes[8 * slot + kindOf]!;
        if (kind !== dead && !kinds.has(kind)) return true;
      }
      return false;
    });
  }

  /** Takes the least entry out and into the public fields; false where none waits. */
  pop(): boolean {
    const atMs = this.nextAtMs();
    if (atMs === Number.POSITIVE_INFINITY) return false;
    this.take(atMs);
    return true;
  }

  /** As `pop`, just after `nextAtMs` said that the least entry is due at that time, which is finite. */
  take(atMs: number): void {
    const slot = this.#chains.firstSlot();
    const doubles = this.#doubles;
    this.atMs = atMs;
    this.kind = this.#wholes[8 * slot + kindOf]!;
    this.a = doubles[4 * slot + aOf]!;
    this.b = doubles[4 * slot + bOf]!;
    const payload = this.#payload[slot];
    this.payload = payload;
    if (payload !== null) this.#payload[slot] = null;
    this.#takeFirst(slot);
  }

  /** Takes the first entry of the first chain out. */
  #takeFirst(slot: number): void {
    const next = this.#wholes[8 * slot + nextOf]!;
    if (next === none) this.#chains.removeFirst();
    else this.#chains.renameFirst(next);
    this.#releaseSlot(slot);
  }

  /** Drops what was cancelled from a chain; its first entry then, or none. */
  #sweepChain(from: number): number {
    const wholes = this.#wholes;
    let first = none;
    let tail = none;
    for (let slot = from; slot !== none; ) {
      const next = wholes[8 * slot + nextOf]!;
      if (wholes[8 * slot + kindOf] === dead) this.#releaseSlot(slot);
      else {
        if (tail === none) first = slot;
        else wholes[8 * tail + nextOf] = slot;
        tail = slot;
      }
      slot = next;
    }
    if (tail !== none) wholes[8 * tail + nextOf] = none;
    return first;
  }

  #takeSlot(kind: number, a: number, b: number, payload: unknown): number {
    if (this.#free === none) this.#addSlot();
    const slot = this.#free;
    const doubles = this.#doubles;
    const wholes = this.#wholes;
    this.#free = wholes[8 * slot + nextOf]!;
    this.#entries++;
    doubles[4 * slot + aOf] = a;
    doubles[4 * slot + bOf] = b;
    wholes[8 * slot + kindOf] = kind;
    wholes[8 * slot + nextOf] = none;
    // A free slot has none, and so do most entries.
    if (payload !== null) this.#payload[slot] = payload;
    return slot;
  }

  /** Makes a free slot where there is none. */
  #addSlot(): void {
    const slot = this.#slots;
    if (slot >= slotsMax) throw new Error(`the agenda is full: ${slotsMax} entries wait`);
    if (4 * slot === this.#doubles.length) {
      this.#doubles = grown(this.#doubles, 4 * slot);
      this.#wholes = new Int32Array(this.#doubles.buffer);
    }
    this.#payload.push(null);
    this.#wholes[8 * slot + nextOf] = none;
    this.#free = slot;
    this.#slots++;
  }

  /** Its payload was taken out or cancelled. */
  #releaseSlot(slot: number): void {
    this.#entries--;
    const wholes = this.#wholes;
    wholes[8 * slot + generationOf] = (wholes[8 * slot + generationOf]! + 1) & 0x7fffffff;
    wholes[8 * slot + nextOf] = this.#free;
    this.#free = slot;
  }
}
