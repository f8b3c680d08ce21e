/**
 * Finds the number of a text by the text's hash, in twelve to twenty-four bytes a text. Knows hashes and numbers only:
 * whether a text of the same hash is the same text, its caller says.
 *
 * Hot: each name of a task passes through here in runs with millions of them.
 */

import { textHash } from "../../model/text-hash.ts";

/** FNV-1a over the UTF-16 units, with a last mixing; 32 bits. */
export function hashOfText(text: string): number {
  let hash = textHash(text);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

export class TextIndex {
  /** Numbers plus one; 0 is an empty place. */
  #numbers = new Uint32Array(1024);
  #hashes = new Uint32Array(1024);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#numbers.byteLength + this.#hashes.byteLength;
  }

  /** The number of a text with this hash for which `is` says yes; -1 where there is none. */
  find(hash: number, is: (number: number) => boolean): number {
    const mask = this.#numbers.length - 1;
    for (let place = hash & mask; this.#numbers[place] !== 0; place = (place + 1) & mask) {
      const number = this.#numbers[place]! - 1;
      if (this.#hashes[place] === hash && is(number)) return number;
    }
    return -1;
  }

  /** Adds a text by hash and number, once however often it is added. */
  add(hash: number, number: number): void {
    if (this.#size * 3 >= this.#numbers.length * 2) this.#grow();
    const mask = this.#numbers.length - 1;
    let place = hash & mask;
    for (; this.#numbers[place] !== 0; place = (place + 1) & mask)
      if (this.#numbers[place] === number + 1) return;
    this.#numbers[place] = number + 1;
    this.#hashes[place] = hash;
    this.#size++;
  }

  #grow(): void {
    const [numbers, hashes] = [this.#numbers, this.#hashes];
    const mask = numbers.length * 2 - 1;
    this.#numbers = new Uint32Array(mask + 1);
    this.#hashes = new Uint32Array(mask + 1);
    for (let from = 0; from < numbers.length; from++) {
      if (numbers[from] === 0) continue;
      let place = hashes[from]! & mask;
      while (this.#numbers[place] !== 0) place = (place + 1) & mask;
      this.#numbers[place] = numbers[from]!;
      this.#hashes[place] = hashes[from]!;
    }
  }
}
