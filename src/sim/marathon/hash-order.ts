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

export class HashOrder<T extends Salted> {
  /** In the order of salts, then of ids. */
  readonly #members: T[] = [];

  get size(): number {
    return this.#members.length;
  }

  add(member: T): void {
    this.#members.splice(this.#placeOf(member), 0, member);
  }

  delete(member: T): void {
    const at = this.#placeOf(member);
    if (this.#members[at]?.appId === member.appId) this.#members.splice(at, 1);
  }

  /** All members in the order of that occasion; those that come or go meanwhile do so where their turn is not over. */
  *inOrder(occasion: number): Generator<T, void> {
    if (this.#members.length === 0) return;
    let salt: number | null = this.#first(occasion, 0, this.#members.length, 31);
    while (salt !== null) {
      const at = this.#from(salt);
      yield* this.#members.slice(at, this.#from(salt + 1));
      salt = this.#after(occasion, salt);
    }
  }

  /** The salt after that one: on the other side of the nearest fork whose second side was not visited. */
  #after(occasion: number, salt: number): number | null {
    for (let bit = 0; bit < 32; bit++) {
      const prefix = prefixOf(salt, bit);
      const side = (salt >>> bit) & 1;
      const low = (prefix * 2 + 1 - side) * 2 ** bit;
      const from = this.#from(low);
      const to = this.#from(low + 2 ** bit);
      if (from < to && side === firstSide(prefix, bit, occasion))
        return this.#first(occasion, from, to, bit - 1);
    }
    return null;
  }

  /** The first salt among those from one place to another, which have all bits above that one in common. */
  #first(occasion: number, from: number, to: number, bit: number): number {
    let [low, high] = [from, to];
    for (let at = bit; at >= 0 && high - low > 1; at--) {
      const prefix = prefixOf(this.#members[low]?.salt ?? 0, at);
      const middle = this.#from((prefix * 2 + 1) * 2 ** at, low, high);
      if (middle === low || middle === high) continue;
      if (firstSide(prefix, at, occasion) === 1) low = middle;
      else high = middle;
    }
    return this.#members[low]?.salt ?? 0;
  }

  /** The first place from which on salts are at least that. */
  #from(salt: number, from = 0, to = this.#members.length): number {
    let [low, high] = [from, to];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#members[middle]?.salt ?? 0) < salt) low = middle + 1;
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
