/** The terms of a Marathon's leaders: the timers that one has set are void once its term is over. */

import type { Timer } from "../kernel/agenda.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";

/** A kind of event of a Marathon: the kernel's, and its number among the handlers of whoever leads. */
export interface TimerKind {
  readonly kind: EventKind;
  readonly number: number;
}

type Handler = (payload: unknown) => void;

/** The clock and the timers of one leader. */
export interface Timers {
  readonly nowMs: number;
  /** What the leader does at events of that name; the name is for messages. */
  kind(name: string, handler: Handler): TimerKind;
  at(atMs: number, kind: TimerKind, payload?: unknown): Timer;
  after(delayMs: number, kind: TimerKind, payload?: unknown): Timer;
  cancel(timer: Timer): boolean;
}

export class Terms {
  readonly #kernel: Kernel;
  readonly #kinds = new Map<string, TimerKind>();
  #handlers: Handler[] = [];
  #term = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** The timers of a new leader; those of all earlier ones are void. */
  begin(): Timers {
    this.end();
    const kernel = this.#kernel;
    const term = this.#term;
    const handlers = this.#handlers;
    return {
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
    };
  }

  /** Nobody leads. */
  end(): void {
    this.#term++;
    this.#handlers = [];
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
