/** The terms of a Marathon's leaders: the timers that one has set are void once its term is over. */

import type { Timer } from "../kernel/agenda.ts";
import { Beat, Clockwork } from "../kernel/clockwork.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";

/** A kind of event of a Marathon: the kernel's, and its number among the handlers of whoever leads. */
export interface TimerKind {
  readonly kind: EventKind;
  readonly number: number;
}

type Handler = (payload: unknown) => void;

/** A periodic job of a leader. */
export interface Job {
  readonly everyMs: number;
  /** What is done each time; sets the next one itself. */
  play(): void;
  /** See `Beats`. */
  inVainMs(): number | null;
}

/** The clock and the timers of one leader. */
export interface Timers {
  readonly nowMs: number;
  /** What the leader does at events of that name; the name is for messages. */
  kind(name: string, handler: Handler): TimerKind;
  at(atMs: number, kind: TimerKind, payload?: unknown): Timer;
  after(delayMs: number, kind: TimerKind, payload?: unknown): Timer;
  cancel(timer: Timer): boolean;
  /** The job of that name, not set yet. */
  beat(name: string, job: Job): Beat;
}

export class Terms {
  readonly #kernel: Kernel;
  readonly #clockwork: Clockwork;
  readonly #kinds = new Map<string, TimerKind>();
  #handlers: Handler[] = [];
  #beats: Beat[] = [];
  #term = 0;

  /** Without a clockwork each periodic job is played. */
  constructor(kernel: Kernel, clockwork: Clockwork = new Clockwork(kernel, Number.POSITIVE_INFINITY)) {
    this.#kernel = kernel;
    this.#clockwork = clockwork;
  }

  /** The timers of a new leader; those of all earlier ones are void. */
  begin(): Timers {
    this.end();
    const kernel = this.#kernel;
    const term = this.#term;
    const handlers = this.#handlers;
    const timers: Timers = {
      get nowMs() {
        return kernel.nowMs;
      },
      kind: (name, handler) => {
        const kind = this.#kindOf(name);
        handlers[kind.number] = handler;
        return kind;
      },
      at: (atMs, { kind, number }, payload) => kernel.at(atMs, kind, number, term, payload),
      after: (delayMs, { kind, number }, payload) => kernel.after(delayMs, kind, number, term, payload),
      cancel: (timer) => kernel.cancel(timer),
      beat: (name, job) => {
        const kind = timers.kind(name, () => beat.due());
        const beat = new Beat(this.#clockwork, {
          kind: kind.kind,
          everyMs: job.everyMs,
          set: (atMs) => timers.at(atMs, kind),
          cancel: (timer) => timers.cancel(timer),
          play: () => job.play(),
          inVainMs: () => job.inVainMs(),
        });
        this.#beats.push(beat);
        this.#clockwork.add(beat, [kind.kind]);
        return beat;
      },
    };
    return timers;
  }

  /** Nobody leads. */
  end(): void {
    this.#term++;
    this.#handlers = [];
    for (const beat of this.#beats.splice(0)) this.#clockwork.remove(beat);
  }

  /** The kernel knows each name once, however many leaders there are. */
  #kindOf(name: string): TimerKind {
    const known = this.#kinds.get(name);
    if (known !== undefined) return known;
    const kind = this.#kernel.kind(name, (number, term, payload) => {
      if (term === this.#term) this.#handlers[number]?.(payload);
    });
    const made: TimerKind = { kind, number: this.#kinds.size };
    this.#kinds.set(name, made);
    return made;
  }
}
