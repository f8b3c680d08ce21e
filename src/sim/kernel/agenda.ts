/**
 * The agenda: what is due when, in one total order.
 *
 * An entry is numbers (a kind, two arguments) and one payload; the order is (time, order), where `order` grows with
 * every entry set, so timers of one instant fire in the order in which they were set (Mesos' behaviour depends on
 * it: 3rdparty/libprocess/src/clock.cpp:142-188 @ 0.28.3). A 4-ary heap over typed columns; payloads lie in slots
 * with a free list; a cancelled entry stays until it comes up, or until the dead outnumber the living.
 *
 * Hot: this file may use the non-null `!` on typed arrays.
 */

/** Names one entry set; void once it fired or was cancelled. */
export type Timer = number & { readonly __timer: never };

/** No timer: cancelling it does nothing. */
export const noTimer = -1 as Timer;

const slotBits = 4_194_304;
const slotsMax = slotBits - 1;

export class Agenda {
  #size = 0;
  #dead = 0;
  #at = new Float64Array(1024);
  #order = new Float64Array(1024);
  #slotOf = new Int32Array(1024);

  #slots = 0;
  #free: number[] = [];
  #kind = new Uint16Array(1024);
  #a = new Float64Array(1024);
  #b = new Float64Array(1024);
  #generation = new Uint32Array(1024);
  #cancelled = new Uint8Array(1024);
  #payload: unknown[] = [];

  /** Of the entry that `pop` returned last. */
  atMs = 0;
  order = 0;
  kind = 0;
  a = 0;
  b = 0;
  payload: unknown = null;

  /** How many entries wait, those cancelled not counted. */
  get pending(): number {
    return this.#size - this.#dead;
  }

  /**
   * Adds an entry. `order` must be unique among those of its instant.
   * Throws when 4,194,303 entries wait at once: the limit of the agenda.
   */
  push(atMs: number, order: number, kind: number, a: number, b: number, payload: unknown): Timer {
    const slot = this.#takeSlot();
    this.#kind[slot] = kind;
    this.#a[slot] = a;
    this.#b[slot] = b;
    this.#cancelled[slot] = 0;
    this.#payload[slot] = payload;
    if (this.#size === this.#at.length) this.#growHeap();
    this.#siftUp(this.#size++, atMs, order, slot);
    return (this.#generation[slot]! * slotBits + slot) as Timer;
  }

  /** Takes the entry back if it still waits; says whether it did. */
  cancel(timer: Timer): boolean {
    if (timer < 0) return false;
    const slot = timer % slotBits;
    if (this.#generation[slot] !== Math.floor(timer / slotBits) || this.#cancelled[slot] === 1) return false;
    this.#cancelled[slot] = 1;
    this.#payload[slot] = null;
    this.#dead++;
    if (this.#dead > 1024 && this.#dead * 2 > this.#size) this.#sweep();
    return true;
  }

  /** The time of the next entry, or Infinity where none waits. */
  nextAtMs(): number {
    this.#dropDead();
    return this.#size === 0 ? Number.POSITIVE_INFINITY : this.#at[0]!;
  }

  /** Takes the least entry out and into the public fields; false where none waits. */
  pop(): boolean {
    this.#dropDead();
    if (this.#size === 0) return false;
    const slot = this.#slotOf[0]!;
    this.atMs = this.#at[0]!;
    this.order = this.#order[0]!;
    this.kind = this.#kind[slot]!;
    this.a = this.#a[slot]!;
    this.b = this.#b[slot]!;
    this.payload = this.#payload[slot];
    this.#removeTop(slot);
    return true;
  }

  #dropDead(): void {
    while (this.#size > 0) {
      const slot = this.#slotOf[0]!;
      if (this.#cancelled[slot] === 0) return;
      this.#dead--;
      this.#removeTop(slot);
    }
  }

  #removeTop(slot: number): void {
    this.#releaseSlot(slot);
    const last = --this.#size;
    if (last > 0) this.#siftDown(0, this.#at[last]!, this.#order[last]!, this.#slotOf[last]!);
  }

  #sweep(): void {
    const size = this.#size;
    let kept = 0;
    for (let i = 0; i < size; i++) {
      const slot = this.#slotOf[i]!;
      if (this.#cancelled[slot] === 1) this.#releaseSlot(slot);
      else {
        this.#at[kept] = this.#at[i]!;
        this.#order[kept] = this.#order[i]!;
        this.#slotOf[kept++] = slot;
      }
    }
    this.#size = kept;
    this.#dead = 0;
    for (let i = (kept - 2) >> 2; i >= 0; i--) {
      this.#siftDown(i, this.#at[i]!, this.#order[i]!, this.#slotOf[i]!);
    }
  }

  #siftUp(from: number, atMs: number, order: number, slot: number): void {
    const at = this.#at;
    const orders = this.#order;
    const slots = this.#slotOf;
    let i = from;
    while (i > 0) {
      const parent = (i - 1) >> 2;
      const parentAt = at[parent]!;
      if (parentAt < atMs || (parentAt === atMs && orders[parent]! < order)) break;
      at[i] = parentAt;
      orders[i] = orders[parent]!;
      slots[i] = slots[parent]!;
      i = parent;
    }
    at[i] = atMs;
    orders[i] = order;
    slots[i] = slot;
  }

  #siftDown(from: number, atMs: number, order: number, slot: number): void {
    const at = this.#at;
    const orders = this.#order;
    const slots = this.#slotOf;
    const size = this.#size;
    let i = from;
    for (;;) {
      const first = (i << 2) + 1;
      if (first >= size) break;
      const end = first + 4 < size ? first + 4 : size;
      let least = first;
      for (let child = first + 1; child < end; child++) {
        const difference = at[child]! - at[least]!;
        if (difference < 0 || (difference === 0 && orders[child]! < orders[least]!)) least = child;
      }
      const leastAt = at[least]!;
      if (atMs < leastAt || (atMs === leastAt && order < orders[least]!)) break;
      at[i] = leastAt;
      orders[i] = orders[least]!;
      slots[i] = slots[least]!;
      i = least;
    }
    at[i] = atMs;
    orders[i] = order;
    slots[i] = slot;
  }

  #takeSlot(): number {
    const reused = this.#free.pop();
    if (reused !== undefined) return reused;
    if (this.#slots >= slotsMax) throw new Error(`the agenda is full: ${slotsMax} entries wait`);
    if (this.#slots === this.#kind.length) this.#growSlots();
    this.#payload.push(null);
    return this.#slots++;
  }

  #releaseSlot(slot: number): void {
    this.#payload[slot] = null;
    this.#generation[slot] = (this.#generation[slot]! + 1) & 0x7fffffff;
    this.#free.push(slot);
  }

  #growHeap(): void {
    this.#at = grown(this.#at);
    this.#order = grown(this.#order);
    this.#slotOf = grown(this.#slotOf);
  }

  #growSlots(): void {
    this.#kind = grown(this.#kind);
    this.#a = grown(this.#a);
    this.#b = grown(this.#b);
    this.#generation = grown(this.#generation);
    this.#cancelled = grown(this.#cancelled);
  }
}

type Column =
  | Float64Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;

/** A column of twice the length with the same beginning. */
function grown<C extends Column>(column: C): C {
  const larger = new (column.constructor as new (length: number) => C)(column.length * 2);
  larger.set(column);
  return larger;
}
