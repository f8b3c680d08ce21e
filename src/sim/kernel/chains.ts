/**
 * The chains of the agenda by when they are due: the least (time, order) comes first.
 *
 * Two lists. What is due before a limit is near, and in a heap; what is due later is far, and in no order. While many wait,
 * most of what is set is far, so that setting it is one write, and the heap stays small enough for the fast memory.
 * Once nothing is near, the far list is gone through, and what is due before a new limit comes near: about as many as
 * make both parts of the work alike. Only how long that takes depends on the limit, never what comes first.
 *
 * The heap is 4-ary, and laid out so that four siblings' times lie in one cache line. A chain taken from its root leaves
 * a hole, which the next near one fills, since what fires often sets something soon; else the last one does.
 *
 * Hot: this file may use the non-null `!` on typed arrays.
 */

import { grown } from "./columns.ts";

/** A place of the heap is its index plus this, so that the children of each, four in a row, begin at a multiple of four. */
const offset = 3;
const root = offset;

/** Where the heap ends, vacant places are later than any time, and no two siblings alike: they are not taken for ties. */
const laterThanAny = 2 ** 1000;

/** What stands at a place beyond the last: Infinity at the root. */
function vacantAt(place: number): number {
  return place === root ? Number.POSITIVE_INFINITY : laterThanAny * (1 + (place & 3));
}

/** So many may be near at least before any becomes far. */
const nearMin = 1024;

/** How many far times are looked at to find a limit. */
const samples = 256;

/** How many should come near at once while so many wait: scanning the rest then costs each of them little. */
function nearOf(waiting: number): number {
  return Math.max(nearMin, 32 * Math.sqrt(waiting));
}

export class Chains {
  /** The heap, from `root` on: the time of each chain and its slot. Beyond the last all places are vacant. */
  #at = new Float64Array(1024).map((_, place) => vacantAt(place));
  #slot = new Int32Array(1024);
  /** One beyond the last. */
  #end = root;
  /** The chain at the root was taken out, and nothing is in its place yet. */
  #hole = false;
  /** What is due before it is in the heap. */
  #limitMs = Number.POSITIVE_INFINITY;
  /** How many chains make the heap too large. */
  #nearMax = 4 * nearMin;

  #farAt = new Float64Array(1024);
  #farSlot = new Int32Array(1024);
  #far = 0;

  /** By slot. */
  #order = new Float64Array(1024);
  readonly #sample = new Float64Array(samples);

  /** Adds a chain under a slot that no other has. `atMs` is below 2^1000, and (atMs, order) is no other's. */
  add(atMs: number, order: number, slot: number): void {
    if (slot >= this.#order.length) this.#order = grown(this.#order, slot);
    this.#order[slot] = order;
    if (atMs >= this.#limitMs) this.#addFar(atMs, slot);
    else this.#addNear(atMs, slot);
  }

  /** The time of the first chain; Infinity where there is none. */
  firstAtMs(): number {
    if (this.#hole) this.#fillHole();
    if (this.#end === root && this.#far > 0) this.#refill();
    return this.#at[root]!;
  }

  /** The time of the first of the chains of which that is so, by slot; Infinity where there is none. */
  firstAtMsOf(isOne: (slot: number) => boolean): number {
    if (this.firstAtMs() === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
    let least = this.#leastFrom(root, Number.POSITIVE_INFINITY, isOne);
    if (least < this.#limitMs) return least;
    for (let i = 0; i < this.#far; i++)
      if (this.#farAt[i]! < least && isOne(this.#farSlot[i]!)) least = this.#farAt[i]!;
    return least;
  }

  /** The slot of the first chain, after `firstAtMs` said that there is one. */
  firstSlot(): number {
    return this.#slot[root]!;
  }

  /** The first chain goes on under another slot, in its old place. */
  renameFirst(slot: number): void {
    if (slot >= this.#order.length) this.#order = grown(this.#order, slot);
    this.#order[slot] = this.#order[this.#slot[root]!]!;
    this.#slot[root] = slot;
  }

  removeFirst(): void {
    this.#hole = true;
  }

  /** Asks for each chain under which slot it goes on; below 0: not at all. */
  sweep(slotOf: (slot: number) => number): void {
    if (this.#hole) this.#fillHole();
    this.#far = this.#sweepList(slotOf, this.#farAt, this.#farSlot, 0, this.#far);
    const end = this.#sweepList(slotOf, this.#at, this.#slot, root, this.#end);
    this.#vacate(end, this.#end);
    this.#end = end;
    this.#heapify();
  }

  /** The same for a list from a place on; where it ends then. */
  #sweepList(
    slotOf: (slot: number) => number,
    at: Float64Array,
    slots: Int32Array,
    from: number,
    end: number,
  ): number {
    let kept = from;
    for (let i = from; i < end; i++) {
      const before = slots[i]!;
      const slot = slotOf(before);
      if (slot < 0) continue;
      if (slot >= this.#order.length) this.#order = grown(this.#order, slot);
      this.#order[slot] = this.#order[before]!;
      at[kept] = at[i]!;
      slots[kept++] = slot;
    }
    return kept;
  }

  /** The least time below `most` in that part of the heap; `most` where there is none. */
  #leastFrom(place: number, most: number, isOne: (slot: number) => boolean): number {
    if (place >= this.#end || this.#at[place]! >= most) return most;
    if (isOne(this.#slot[place]!)) return this.#at[place]!;
    let least = most;
    const first = ((place - root) << 2) + root + 1;
    for (let child = first; child < first + 4; child++) least = this.#leastFrom(child, least, isOne);
    return least;
  }

  #addFar(atMs: number, slot: number): void {
    const place = this.#far++;
    if (place === this.#farAt.length) {
      this.#farAt = grown(this.#farAt, place);
      this.#farSlot = grown(this.#farSlot, place);
    }
    this.#farAt[place] = atMs;
    this.#farSlot[place] = slot;
  }

  #addNear(atMs: number, slot: number): void {
    if (this.#hole) {
      this.#hole = false;
      this.#siftDown(root, atMs, slot);
    } else {
      this.#growHeap(this.#end + 1);
      this.#siftUp(this.#end++, atMs, slot);
      if (this.#end > this.#nearMax) this.#spill();
    }
  }

  /** Too much is near: what is due after a new limit becomes far. */
  #spill(): void {
    if (this.#hole) this.#fillHole();
    const [at, slots, end] = [this.#at, this.#slot, this.#end];
    const near = nearOf(end - root + this.#far);
    this.#limitMs = this.#limitFor(near / (end - root), at, root, end);
    this.#nearMax = 4 * near;
    let kept = root;
    for (let i = root; i < end; i++) {
      const atMs = at[i]!;
      const slot = slots[i]!;
      if (atMs >= this.#limitMs) this.#addFar(atMs, slot);
      else {
        at[kept] = atMs;
        slots[kept++] = slot;
      }
    }
    this.#vacate(kept, end);
    this.#end = kept;
    // All of one instant stay near: then only more of them make the heap too large again.
    this.#nearMax = Math.max(this.#nearMax, 2 * kept);
    this.#heapify();
  }

  /** Nothing is near and something far: what is due before a new limit comes near. */
  #refill(): void {
    const count = this.#far;
    const near = nearOf(count);
    this.#nearMax = 4 * near;
    const [farAt, farSlot] = [this.#farAt, this.#farSlot];
    const limitMs = count <= near ? Number.POSITIVE_INFINITY : this.#limitFor(near / count, farAt, 0, count);
    this.#limitMs = limitMs;
    let left = count;
    for (let i = 0; i < left; ) {
      if (farAt[i]! >= limitMs) i++;
      else {
        this.#growHeap(this.#end + 1);
        this.#at[this.#end] = farAt[i]!;
        this.#slot[this.#end++] = farSlot[i]!;
        // The last takes its place: the far have no order.
        farAt[i] = farAt[--left]!;
        farSlot[i] = farSlot[left]!;
      }
    }
    this.#far = left;
    this.#nearMax = Math.max(this.#nearMax, 2 * this.#end);
    this.#heapify();
  }

  /** A time below which about that share of the times lie, and at least one does. */
  #limitFor(share: number, at: Float64Array, from: number, end: number): number {
    const sample = this.#sample;
    const step = (end - from) / samples;
    for (let i = 0; i < samples; i++) sample[i] = at[from + Math.floor(i * step)]!;
    sample.sort();
    return sample[Math.min(samples - 1, Math.floor(share * samples))]! + 1;
  }

  #fillHole(): void {
    this.#hole = false;
    const last = --this.#end;
    const atMs = this.#at[last]!;
    this.#at[last] = vacantAt(last);
    if (last > root) this.#siftDown(root, atMs, this.#slot[last]!);
  }

  #heapify(): void {
    for (let i = ((this.#end - root - 2) >> 2) + root; i >= root; i--)
      this.#siftDown(i, this.#at[i]!, this.#slot[i]!);
  }

  #siftUp(from: number, atMs: number, slot: number): void {
    const at = this.#at;
    const slots = this.#slot;
    let i = from;
    while (i > root) {
      const parent = ((i - root - 1) >> 2) + root;
      const parentAt = at[parent]!;
      if (parentAt < atMs || (parentAt === atMs && this.#isBefore(slots[parent]!, slot))) break;
      at[i] = parentAt;
      slots[i] = slots[parent]!;
      i = parent;
    }
    at[i] = atMs;
    slots[i] = slot;
  }

  /** Nothing is called in the loop: what V8 knows of the columns it would have to look up again after each call. */
  #siftDown(from: number, atMs: number, slot: number): void {
    const at = this.#at;
    const slots = this.#slot;
    const end = this.#end;
    let i = from;
    for (;;) {
      const first = ((i - root) << 2) + root + 1;
      if (first >= end) break;
      const firstAt = at[first]!;
      const secondAt = at[first + 1]!;
      const thirdAt = at[first + 2]!;
      const fourthAt = at[first + 3]!;
      // Sums in place of branches: which sibling is the least cannot be foreseen.
      const left = first + (+(secondAt < firstAt) | 0);
      const right = first + 2 + (+(fourthAt < thirdAt) | 0);
      const leftAt = at[left]!;
      const rightAt = at[right]!;
      const least = left + Math.imul(+(rightAt < leftAt) | 0, right - left);
      const leastAt = at[least]!;
      // 0 where any two of them are alike, or the chain and the least: one look in place of four.
      const apart = (firstAt - secondAt) * (thirdAt - fourthAt) * (leftAt - rightAt) * (atMs - leastAt);
      if (!(apart * apart > 0)) {
        at[i] = atMs;
        slots[i] = slot;
        this.#siftDownTies(i);
        return;
      }
      if (atMs < leastAt) break;
      at[i] = leastAt;
      slots[i] = slots[least]!;
      i = least;
    }
    at[i] = atMs;
    slots[i] = slot;
  }

  /** The same, where some are of one instant. */
  #siftDownTies(from: number): void {
    const at = this.#at;
    const slots = this.#slot;
    const atMs = at[from]!;
    const slot = slots[from]!;
    let i = from;
    for (;;) {
      const first = ((i - root) << 2) + root + 1;
      if (first >= this.#end) break;
      const least = this.#firstOfFour(first);
      const leastAt = at[least]!;
      if (atMs < leastAt || (atMs === leastAt && this.#isBefore(slot, slots[least]!))) break;
      at[i] = leastAt;
      slots[i] = slots[least]!;
      i = least;
    }
    at[i] = atMs;
    slots[i] = slot;
  }

  /** Of four siblings, the one that comes first. */
  #firstOfFour(first: number): number {
    let least = first;
    for (let i = first + 1; i < first + 4; i++) {
      const [atMs, leastAt] = [this.#at[i]!, this.#at[least]!];
      if (atMs < leastAt || (atMs === leastAt && this.#isBefore(this.#slot[i]!, this.#slot[least]!)))
        least = i;
    }
    return least;
  }

  /** Which of two chains of one instant comes first. */
  #isBefore(slot: number, other: number): boolean {
    return this.#order[slot]! < this.#order[other]!;
  }

  /** Makes room up to that end: four children are read at once, so there are three places more, of which none is due. */
  #growHeap(end: number): void {
    const length = this.#at.length;
    if (end + 3 < length) return;
    this.#at = grown(this.#at, end + 3);
    this.#slot = grown(this.#slot, end + 3);
    this.#vacate(length, this.#at.length);
  }

  #vacate(from: number, end: number): void {
    for (let place = from; place < end; place++) this.#at[place] = vacantAt(place);
  }
}
