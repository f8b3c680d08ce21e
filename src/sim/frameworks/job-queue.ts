/**
 * Jobs that wait, first come first served, and the next one of which a task fits into what is left of an offer.
 *
 * A job keeps its place until all its tasks are placed. A tree of minima over the places finds the next job that fits
 * without a look at each: a long queue must not make an offer expensive.
 */

import { type Demand, type Room, roomFor } from "./pool.ts";

/** Of each task of a job, what it needs. */
export interface Job {
  readonly demand: Demand;
}

interface Place<J> {
  readonly job: J;
  /** What each of its tasks needs. */
  readonly needs: Room;
  /** Tasks not placed yet. */
  waiting: number;
}

/** The tree keeps a minimum of cpus, of mem and of disk, in this order. */
const width = 3;

export class JobQueue<J extends Job> {
  /** One whose tasks are all placed stays until the places are dealt anew. */
  #places: Place<J>[] = [];
  #waiting = 0;
  #capacity = 1;
  /** A binary heap of minima: node n has children 2n and 2n+1, the leaves come last; Infinity where nobody waits. */
  #minima = new Float64Array(2 * width).fill(Number.POSITIVE_INFINITY);

  /** Whether no task waits. */
  get isEmpty(): boolean {
    return this.#waiting === 0;
  }

  /** So many tasks of a job queue at the end. */
  add(job: J, tasks: number): void {
    this.#waiting += tasks;
    const last = this.#places.at(-1);
    if (last?.job === job) last.waiting += tasks;
    else {
      if (this.#places.length === this.#capacity) this.#dealAnew();
      this.#places.push({ job, needs: roomFor(job.demand), waiting: tasks });
    }
    this.#note(this.#places.length - 1);
  }

  /** The first place from `from` on whose job has a task that fits; -1 where there is none. */
  next(from: number, room: Room): number {
    return this.#search(1, 0, this.#capacity, from, room);
  }

  /** The job at a place that `next` named, and how many of its tasks wait there. Throws where there is none. */
  at(place: number): Readonly<Place<J>> {
    return this.#at(place);
  }

  /** So many tasks of the job at a place are placed. */
  placed(place: number, tasks: number): void {
    this.#at(place).waiting -= tasks;
    this.#waiting -= tasks;
    this.#note(place);
  }

  #at(place: number): Place<J> {
    const one = this.#places[place];
    if (one === undefined) throw new Error(`nobody has the place ${place}`);
    return one;
  }

  #search(node: number, low: number, high: number, from: number, room: Room): number {
    if (high <= from) return -1;
    const minima = this.#minima;
    const at = node * width;
    if (
      (minima[at] ?? 0) > room.cpus ||
      (minima[at + 1] ?? 0) > room.mem ||
      (minima[at + 2] ?? 0) > room.disk
    )
      return -1;
    if (high - low === 1) return low;
    const middle = (low + high) / 2;
    const left = this.#search(2 * node, low, middle, from, room);
    return left >= 0 ? left : this.#search(2 * node + 1, middle, high, from, room);
  }

  /** Writes what the job at a place asks for into its leaf and all above. */
  #note(place: number): void {
    const { needs, waiting } = this.#at(place);
    const minima = this.#minima;
    let node = this.#capacity + place;
    const never = Number.POSITIVE_INFINITY;
    minima[node * width] = waiting > 0 ? needs.cpus : never;
    minima[node * width + 1] = waiting > 0 ? needs.mem : never;
    minima[node * width + 2] = waiting > 0 ? needs.disk : never;
    for (node >>>= 1; node >= 1; node >>>= 1) {
      for (let i = 0; i < width; i++) {
        const left = minima[2 * node * width + i] ?? never;
        const right = minima[(2 * node + 1) * width + i] ?? never;
        minima[node * width + i] = left < right ? left : right;
      }
    }
  }

  /** Drops the places of jobs that are done, and makes room where most still wait. */
  #dealAnew(): void {
    this.#places = this.#places.filter(({ waiting }) => waiting > 0);
    while (this.#places.length * 2 > this.#capacity) this.#capacity *= 2;
    this.#minima = new Float64Array(2 * this.#capacity * width).fill(Number.POSITIVE_INFINITY);
    for (let place = 0; place < this.#places.length; place++) this.#note(place);
  }
}
