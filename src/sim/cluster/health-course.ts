/**
 * What checks would find of one process over its life: from when it is healthy, when it is unhealthy and for how long, from
 * when it is ready. Each is drawn from a stream of its own when somebody first asks, so that nobody's asking shifts
 * anything.
 */

import type { Distribution } from "../../model/distributions.ts";
import type { Stream } from "../kernel/streams.ts";
import { drawMs } from "../kernel/variates.ts";
import type { HealthLaw } from "../scenario.ts";

/** The stream of a purpose, made anew. */
export type StreamOf = (purpose: string) => Stream;

/** Whole milliseconds; draws on one stream of its own. */
class Draws {
  readonly #purpose: string;
  readonly #streamOf: StreamOf;
  #stream: Stream | null = null;

  constructor(purpose: string, streamOf: StreamOf) {
    this.#purpose = purpose;
    this.#streamOf = streamOf;
  }

  next(distribution: Distribution): number {
    if (distribution.kind === "constant") return distribution.ms;
    this.#stream ??= this.#streamOf(this.#purpose);
    return drawMs(distribution, this.#stream);
  }
}

export class HealthCourse {
  readonly #startMs: number;
  readonly #law: HealthLaw | undefined;
  #every: Draws | null = null;
  #lasts: Draws | null = null;
  readonly #streamOf: StreamOf;
  #healthy = false;
  /** When it changes next; NaN before anybody asked. */
  #changeMs = Number.NaN;
  #readyMs = Number.NaN;

  /** Of a process that started at `startMs`; without a law it is healthy and ready from then on. */
  constructor(startMs: number, law: HealthLaw | undefined, streamOf: StreamOf) {
    this.#startMs = startMs;
    this.#law = law;
    this.#streamOf = streamOf;
  }

  /** At an instant that is not before any that was asked about. */
  isHealthyAt(ms: number): boolean {
    this.#playTo(ms);
    return this.#healthy;
  }

  /** When it changes next after an instant, as above; Infinity for never. */
  nextChangeAfter(ms: number): number {
    this.#playTo(ms);
    return this.#changeMs;
  }

  /** Infinity for never. */
  get readyFromMs(): number {
    if (Number.isNaN(this.#readyMs)) this.#readyMs = this.#from(this.#law?.readyAfter, "task.ready");
    return this.#readyMs;
  }

  /** Null is never; where nothing is said, at once. */
  #from(after: Distribution | null | undefined, purpose: string): number {
    if (after === null) return Number.POSITIVE_INFINITY;
    if (after === undefined) return this.#startMs;
    return this.#startMs + new Draws(purpose, this.#streamOf).next(after);
  }

  #playTo(ms: number): void {
    if (Number.isNaN(this.#changeMs)) this.#changeMs = this.#from(this.#law?.healthyAfter, "task.healthy");
    while (this.#changeMs <= ms) {
      this.#healthy = !this.#healthy;
      this.#changeMs += this.#lastsMs();
    }
  }

  #lastsMs(): number {
    const unhealthy = this.#law?.unhealthy ?? null;
    const distribution = this.#healthy ? unhealthy?.every : unhealthy?.lasts;
    if (distribution == null) return Number.POSITIVE_INFINITY;
    if (this.#healthy) {
      this.#every ??= new Draws("task.unhealthy.every", this.#streamOf);
      return this.#every.next(distribution);
    }
    this.#lasts ??= new Draws("task.unhealthy.for", this.#streamOf);
    return this.#lasts.next(distribution);
  }
}
