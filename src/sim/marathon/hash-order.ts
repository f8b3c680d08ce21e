/**
 * A random order that adding a member does not change for the others. Members hang in a tree by the bits of a number that
 * each has for life; an occasion says of each fork which side comes first. Only as much of an order is found as is asked for.
 */

import { mix32 } from "../kernel/streams.ts";

interface Salted {
  readonly appId: string;
  /** 32 bits, without sign. */
  readonly salt: number;
}

/** Which side of a fork comes first: of the salts that begin with `prefix`, those with a 0 or with a 1 at that bit. */
function firstSide(prefix: number, bit: number, occasion: number): number {
  return mix32(prefix, occasion + bit) & 1;
}

/** Less than 0 where the left one comes before the right one on that occasion. */
export function compareSalted(left: Salted, right: Salted, occasion: number): number {
  const differs = (left.salt ^ right.salt) >>> 0;
  if (differs === 0) return left.appId < right.appId ? -1 : left.appId > right.appId ? 1 : 0;
  const bit = 31 - Math.clz32(differs);
  const side = (left.salt >>> bit) & 1;
  return side === firstSide(prefixOf(left.salt, bit), bit, occasion) ? -1 : 1;
}

/** Members in the order of that occasion. */
export function inHashOrder<T extends Salted>(members: readonly T[], occasion: number): readonly T[] {
  return members.length < 2 ? members : members.toSorted((a, b) => compareSalted(a, b, occasion));
}

/** The bits above that one. */
function prefixOf(salt: number, bit: number): number {
  return Math.floor(salt / 2 ** (bit + 1));
}

/** To find who is next takes as long as to look at some dozens of members. */
const passedMax = 8;

export class HashOrder<T extends Salted> {
  /** In the order of salts, then of ids. */
  readonly #members: T[] = [];
  /** Theirs, beside them: a search through members would wait for each one's memory. */
  readonly #salts: number[] = [];

  get size(): number {
    return this.#members.length;
  }

  add(member: T): void {
    const at = this.#placeOf(member);
    this.#members.splice(at, 0, member);
    this.#salts.splice(at, 0, member.salt);
  }

  delete(member: T): void {
    const at = this.#placeOf(member);
    if (this.#members[at]?.appId !== member.appId) return;
    this.#members.splice(at, 1);
    this.#salts.splice(at, 1);
  }

  /**
   * All members of which that is so, in the order of that occasion. It is asked when a member's turn comes, or for all whose
   * turn is not over yet, where many in a row were passed over.
   */
  *inOrder(occasion: number, isMeant: (member: T) => boolean = () => true): Generator<T, void> {
    if (this.#members.length === 0) return;
    let salt: number | null = this.#first(occasion, 0, this.#members.length);
    let passed = 0;
    while (salt !== null) {
      const at = this.#from(salt);
      const to = this.#from(salt + 1, at);
      for (const member of to === at + 1 ? [this.#members[at] as T] : this.#members.slice(at, to)) {
        if (isMeant(member)) {
          passed = 0;
          yield member;
        } else if (++passed > passedMax) return yield* this.#behind(member, occasion, isMeant);
      }
      salt = this.#after(occasion, salt);
    }
  }

  /** Those whose turn comes after that one's. */
  #behind(member: T, occasion: number, isMeant: (member: T) => boolean): readonly T[] {
    return inHashOrder(this.#members.filter(isMeant), occasion).filter(
      (each) => compareSalted(member, each, occasion) < 0,
    );
  }

  /** The salt after that one: on the other side of the nearest fork whose second side was not visited. */
  #after(occasion: number, salt: number): number | null {
    for (let bit = this.#lowestFork(salt); bit < 32; bit++) {
      const prefix = prefixOf(salt, bit);
      const side = (salt >>> bit) & 1;
      if (side !== firstSide(prefix, bit, occasion)) continue;
      const low = (prefix * 2 + 1 - side) * 2 ** bit;
      const from = this.#from(low);
      const to = this.#from(low + 2 ** bit, from);
      if (from < to) return this.#first(occasion, from, to);
    }
    return null;
  }

  /** The lowest bit at which anybody parts from that salt: where one of its neighbours does. 32 where nobody does. */
  #lowestFork(salt: number): number {
    const at = this.#from(salt);
    const to = this.#from(salt + 1, at);
    return Math.min(highestBit(this.#salts[at - 1], salt), highestBit(this.#salts[to], salt));
  }

  /** The first salt among those from one place to another, which are all on one side of a fork. */
  #first(occasion: number, from: number, to: number): number {
    const salts = this.#salts;
    let [low, high] = [from, to];
    for (;;) {
      const salt = salts[low] ?? 0;
      const bit = highestBit(salts[high - 1], salt);
      if (bit === 32) return salt;
      const prefix = prefixOf(salt, bit);
      const middle = this.#from((prefix * 2 + 1) * 2 ** bit, low, high);
      if (firstSide(prefix, bit, occasion) === 1) low = middle;
      else high = middle;
    }
  }

  /** The first place from which on salts are at least that. */
  #from(salt: number, from = 0, to = this.#members.length): number {
    const salts = this.#salts;
    let [low, high] = [from, to];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((salts[middle] ?? 0) < salt) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #placeOf({ salt, appId }: T): number {
    let at = this.#from(salt);
    for (let one = this.#members[at]; one?.salt === salt && one.appId < appId; one = this.#members[at]) at++;
    return at;
  }
}

/** Of those at which they differ; 32 where they are the same, or one is not there. */
function highestBit(one: number | undefined, other: number): number {
  return one === undefined || one === other ? 32 : 31 - Math.clz32(one ^ other);
}
