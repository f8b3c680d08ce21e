/** The run loop: the clock, the agenda and the table of what each kind of event does. Knows no cluster noun. */

import { Agenda, firstTimerOrder, type Timer } from "./agenda.ts";

/** A registered kind of event. */
export type EventKind = number & { readonly __eventKind: never };

/** What a kind of event does; the arguments are those it was scheduled with. */
export type Handler = (a: number, b: number, payload: unknown) => void;

export interface Limits {
  /** Events at one instant beyond which the run is taken for an endless loop. */
  readonly eventsPerInstantMax: number;
  /** Events of the whole run. */
  readonly eventsMax: number;
}

export const defaultLimits: Limits = { eventsPerInstantMax: 5_000_000, eventsMax: 10_000_000_000 };

/** A run that a limit ended; `kinds` are the busiest kinds of event of that instant. */
export class LimitExceeded extends Error {
  readonly atMs: number;
  readonly kinds: readonly string[];

  constructor(message: string, atMs: number, kinds: readonly string[]) {
    super(message);
    this.name = "LimitExceeded";
    this.atMs = atMs;
    this.kinds = kinds;
  }
}

export class Kernel {
  readonly #agenda = new Agenda();
  readonly #limits: Limits;
  readonly #names: string[] = [];
  readonly #handlers: Handler[] = [];
  /** The clock: simulated milliseconds since the start of the run. */
  nowMs = 0;
  /** Events played so far. */
  events = 0;
  /** Until when the run is played at most, as far as whoever plays it has said. */
  untilMs = 0;

  constructor(limits: Limits = defaultLimits) {
    this.#limits = limits;
  }

  /** Registers a kind of event; the name is for messages. */
  kind(name: string, handler: Handler): EventKind {
    this.#names.push(name);
    this.#handlers.push(handler);
    return (this.#names.length - 1) as EventKind;
  }

  /** Sets a timer; it fires after all that are already set for that instant. Throws for a time that has passed. */
  at(atMs: number, kind: EventKind, a = 0, b = 0, payload: unknown = null): Timer {
    if (!(atMs >= this.nowMs && atMs < Number.POSITIVE_INFINITY)) this.#refuse(atMs, kind);
    return this.#agenda.push(atMs, kind, a, b, payload);
  }

  /**
   * Sets what the scenario itself puts at an instant, before every timer of it: `rank` is its own among those of the
   * instant, from 0; the same rank may come again later.
   */
  atRank(atMs: number, rank: number, kind: EventKind, a = 0, b = 0, payload: unknown = null): Timer {
    if (!(atMs >= this.nowMs && atMs < Number.POSITIVE_INFINITY)) this.#refuse(atMs, kind);
    if (!(rank >= 0 && rank < firstTimerOrder)) throw new Error(`${rank} is no rank`);
    return this.#agenda.pushRanked(atMs, rank, kind, a, b, payload);
  }

  after(delayMs: number, kind: EventKind, a = 0, b = 0, payload: unknown = null): Timer {
    const atMs = this.nowMs + delayMs;
    if (!(atMs >= this.nowMs && atMs < Number.POSITIVE_INFINITY)) this.#refuse(atMs, kind);
    return this.#agenda.push(atMs, kind, a, b, payload);
  }

  /** Takes a timer back; says whether it still waited. */
  cancel(timer: Timer): boolean {
    return this.#agenda.cancel(timer);
  }

  /** Whether that timer still waits and is the last one that was set for its instant; may say no where it is. */
  isLast(timer: Timer, atMs: number): boolean {
    return this.#agenda.isLast(timer, atMs);
  }

  /** Another payload for a timer that waits. */
  setPayload(timer: Timer, payload: unknown): void {
    this.#agenda.setPayload(timer, payload);
  }

  /** When the next event is due; Infinity where none is. */
  nextAtMs(): number {
    return this.#agenda.nextAtMs();
  }

  /** When the next event of another kind than these is due; Infinity where none is. */
  nextAtMsBut(kinds: ReadonlySet<EventKind>): number {
    return this.#agenda.nextAtMsBut(kinds);
  }

  get pending(): number {
    return this.#agenda.pending;
  }

  /** Plays all events of the next instant, if it is not after `untilMs`; false where there is none. */
  playInstant(untilMs: number): boolean {
    const agenda = this.#agenda;
    this.untilMs = untilMs;
    const atMs = agenda.nextAtMs();
    if (atMs > untilMs || atMs === Number.POSITIVE_INFINITY) return false;
    this.nowMs = atMs;
    let instantEvents = 0;
    let counts: Map<number, number> | undefined;
    do {
      agenda.take(atMs);
      this.events++;
      if (++instantEvents > this.#limits.eventsPerInstantMax) {
        // The next thousand events tell which kinds go round.
        counts ??= new Map();
        counts.set(agenda.kind, (counts.get(agenda.kind) ?? 0) + 1);
        if (instantEvents > this.#limits.eventsPerInstantMax + 1000) this.#endless(counts);
      }
      this.#handlers[agenda.kind]?.(agenda.a, agenda.b, agenda.payload);
    } while (agenda.nextAtMs() === atMs);
    if (this.events > this.#limits.eventsMax) {
      throw new LimitExceeded(`more than ${this.#limits.eventsMax} events`, atMs, []);
    }
    return true;
  }

  #refuse(atMs: number, kind: EventKind): never {
    throw new Error(`${this.#names[kind]} set for ${atMs} ms at ${this.nowMs} ms`);
  }

  #endless(counts: Map<number, number>): never {
    const busiest = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 3);
    const names = busiest.map(([kind]) => this.#names[kind] ?? "");
    throw new LimitExceeded(
      `endless loop at ${this.nowMs} ms: more than ${this.#limits.eventsPerInstantMax} events at one instant, mostly ${names.join(", ")}`,
      this.nowMs,
      names,
    );
  }
}
