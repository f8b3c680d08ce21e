/**
 * What goes round by itself, and nothing comes of it while nothing else happens: how often it does so before something else
 * is due is arithmetic, and none of it is played.
 *
 * A wheel says what of it goes round in vain as things stand. When one of its events is due, all wheels of which that is so
 * are turned together, to where they would be had all been played that begins before some limit. Whatever is played then
 * is the same as ever, and in the same order:
 *
 * - What was set before now comes before what is set now, as it would have come before what one of the rounds left out had set.
 * - The limit leaves room for the longest round, so that all rounds left out are over before anything else is due, and had
 *   set what comes next before anything that is played now sets something.
 * - What the turned wheels set for one instant is set in the order in which the rounds left out would have set it.
 */

import { noTimer, type Timer } from "./agenda.ts";
import type { EventKind, Kernel } from "./kernel.ts";

/** What goes round in vain as things stand. */
export interface Idling {
  /** Its events. */
  readonly kinds: readonly EventKind[];
  /** How long one round takes at most, ms: all that it sends has arrived then. */
  readonly lastsMs: number;
  /** When something of it is due that is not in vain. */
  readonly untilMs: number;
}

export interface Turn {
  /** When the rounds left out would have set what is set in place of that. */
  readonly setMs: number;
  /** What is due next now; and a number that grows with each setting. */
  readonly dueMs: number;
  readonly setting: number;
  apply(): void;
}

export interface Wheel {
  /** Null where something may come of it. */
  idling(): Idling | null;
  /**
   * To where all has been played of it that begins up to that instant; null where nothing does. Changes nothing yet. Asked
   * just after `idling` has told of it, maybe several times, while all stands as it did then.
   */
  turn(lastMs: number): Turn | null;
}

export class Clockwork {
  readonly #kernel: Kernel;
  #wheels: readonly Wheel[] = [];
  /** Of all wheels that there ever were. */
  readonly #kinds = new Set<EventKind>();
  /** The kinds of what was idle when that was asked last: mostly it is the same again. */
  #idleLists: readonly (readonly EventKind[])[] = [];
  #idleKinds: ReadonlySet<EventKind> = new Set();
  /**
   * How often ticks come. They are not turned, since each sets the next one: a job that is due as often, or more often, is
   * played, to keep its place among them.
   */
  readonly tickMs: number;
  #settings = 0;

  /** `tickMs`: Infinity where each job is to be played. */
  constructor(kernel: Kernel, tickMs: number) {
    this.#kernel = kernel;
    this.tickMs = tickMs;
  }

  add(wheel: Wheel, kinds: readonly EventKind[]): void {
    this.#wheels = [...this.#wheels, wheel];
    for (const kind of kinds) this.#kinds.add(kind);
  }

  remove(wheel: Wheel): void {
    this.#wheels = this.#wheels.filter((each) => each !== wheel);
  }

  /** For the next setting of a timer of some wheel. */
  nextSetting(): number {
    return this.#settings++;
  }

  /**
   * To be asked when an event of that wheel is due, before anything is done: whether it is left out, with all that follows
   * it, and what is due next is set.
   */
  turn(by: Wheel): boolean {
    const own = by.idling();
    // Mostly something else is due soon: then no other wheel need be asked.
    if (own === null || by.turn(this.#lastOf(own.untilMs, own.lastsMs, this.#kinds)) === null) return false;
    const wheels: Wheel[] = [];
    const lists: (readonly EventKind[])[] = [];
    let { untilMs, lastsMs } = own;
    for (const wheel of this.#wheels) {
      const of = wheel === by ? own : wheel.idling();
      if (of === null) continue;
      wheels.push(wheel);
      lists.push(of.kinds);
      untilMs = Math.min(untilMs, of.untilMs);
      lastsMs = Math.max(lastsMs, of.lastsMs);
    }
    const lastMs = this.#lastOf(untilMs, lastsMs, this.#kindsOf(lists));
    if (by.turn(lastMs) === null) return false;
    const turns: Turn[] = [];
    for (const wheel of wheels) {
      const turn = wheel.turn(lastMs);
      if (turn !== null) turns.push(turn);
    }
    for (const each of turns.sort(inOrder)) each.apply();
    return true;
  }

  #kindsOf(lists: readonly (readonly EventKind[])[]): ReadonlySet<EventKind> {
    const known = this.#idleLists;
    let same = lists.length === known.length;
    for (let i = 0; same && i < lists.length; i++) same = lists[i] === known[i];
    if (!same) {
      this.#idleLists = lists;
      this.#idleKinds = new Set(lists.flat());
    }
    return this.#idleKinds;
  }

  /**
   * When a round may begin at the latest, to be over before anything of another kind is due, or what is due at `untilMs`;
   * one takes `lastsMs` at most.
   */
  #lastOf(untilMs: number, lastsMs: number, kinds: ReadonlySet<EventKind>): number {
    const kernel = this.#kernel;
    const endMs = Math.min(kernel.untilMs + 1, kernel.nextAtMsBut(kinds), untilMs);
    return endMs <= kernel.nowMs ? Number.NEGATIVE_INFINITY : endMs - 1 - lastsMs;
  }
}

/** Of two that would have been set at one instant, the one that is set for later already is ahead of the other. */
function inOrder(a: Turn, b: Turn): number {
  return a.setMs - b.setMs || b.dueMs - a.dueMs || a.setting - b.setting;
}

/** What a periodic job is. */
export interface Beats {
  readonly kind: EventKind;
  readonly everyMs: number;
  set(atMs: number): Timer;
  cancel(timer: Timer): void;
  /** What is done each time; sets the next one itself. */
  play(): void;
  /** How long it takes until nothing of it is under way any more, where nothing comes of it as things stand; else null. */
  inVainMs(): number | null;
}

/** A job that is due again and again, every so often. */
export class Beat implements Wheel {
  readonly #clockwork: Clockwork;
  readonly #beats: Beats;
  readonly #kinds: readonly EventKind[];
  #timer: Timer = noTimer;
  #dueMs = Number.POSITIVE_INFINITY;
  #setting = 0;

  constructor(clockwork: Clockwork, beats: Beats) {
    this.#clockwork = clockwork;
    this.#beats = beats;
    this.#kinds = [beats.kind];
  }

  get isSet(): boolean {
    return this.#dueMs < Number.POSITIVE_INFINITY;
  }

  set(atMs: number): void {
    this.#beats.cancel(this.#timer);
    this.#timer = this.#beats.set(atMs);
    this.#dueMs = atMs;
    this.#setting = this.#clockwork.nextSetting();
  }

  /** Its timer fired. */
  due(): void {
    if (this.#clockwork.turn(this)) return;
    this.#timer = noTimer;
    this.#dueMs = Number.POSITIVE_INFINITY;
    this.#beats.play();
  }

  idling(): Idling | null {
    if (this.#beats.everyMs <= this.#clockwork.tickMs) return null;
    const lastsMs = this.isSet ? this.#beats.inVainMs() : 0;
    return lastsMs === null ? null : { kinds: this.#kinds, lastsMs, untilMs: Number.POSITIVE_INFINITY };
  }

  turn(lastMs: number): Turn | null {
    const { everyMs } = this.#beats;
    const dueMs = this.#dueMs;
    if (!(dueMs <= lastMs)) return null;
    const setMs = dueMs + Math.floor((lastMs - dueMs) / everyMs) * everyMs;
    return { setMs, dueMs, setting: this.#setting, apply: () => this.set(setMs + everyMs) };
  }
}
