/** How an agent finds its master: a first random delay, then tries with a random backoff that doubles up to a minute
 * (slave.cpp:805-826, 1195-1352 @ 0.28.3). */

import { noTimer, type Timer } from "../../kernel/agenda.ts";
import type { EventKind, Kernel } from "../../kernel/kernel.ts";
import type { Stream } from "../../kernel/streams.ts";

const backoffMaxMs = 60_000;

/** The kind of event that all agents share, registered once. */
export function registrationEvent(kernel: Kernel): EventKind {
  return kernel.kind("agent/registers", (backoffMs, _b, payload) =>
    (payload as Registration).attempt(backoffMs),
  );
}

export class Registration {
  readonly #kernel: Kernel;
  readonly #event: EventKind;
  readonly #stream: Stream;
  readonly #factorMs: number;
  readonly #send: () => void;
  #timer: Timer = noTimer;

  /** `factorMs` is the flag registration_backoff_factor. */
  constructor(kernel: Kernel, event: EventKind, stream: Stream, factorMs: number, send: () => void) {
    this.#kernel = kernel;
    this.#event = event;
    this.#stream = stream;
    this.#factorMs = factorMs;
    this.#send = send;
  }

  /** Tries at once. */
  now(): void {
    this.stop();
    this.attempt(this.#factorMs * 2);
  }

  /** Tries after a random part of the backoff factor. */
  soon(): void {
    this.stop();
    const delayMs = Math.round(this.#factorMs * this.#stream.uniform());
    this.#timer = this.#kernel.after(delayMs, this.#event, this.#factorMs * 2, 0, this);
  }

  attempt(backoffMs: number): void {
    this.#send();
    const mostMs = Math.min(backoffMs, backoffMaxMs);
    // A retry at the instant of the try itself would be no retry.
    const delayMs = Math.max(1, Math.round(mostMs * this.#stream.uniform()));
    this.#timer = this.#kernel.after(delayMs, this.#event, mostMs * 2, 0, this);
  }

  stop(): void {
    this.#kernel.cancel(this.#timer);
    this.#timer = noTimer;
  }
}
