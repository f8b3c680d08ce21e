/**
 * The generator of all draws: Johannes Baagøe's Alea, a multiply-with-carry of three words held as fractions.
 *
 * It gives, bit for bit, what npm's seedrandom makes of the same seed (a test holds that), in one call and without a
 * closure for each step. Plain IEEE operations only, so that it gives the same numbers on every machine.
 *
 * Copyright (C) 2010 Johannes Baagøe <baagoe@baagoe.org>, https://github.com/nquinlan/better-random-numbers-for-javascript-mirror
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
 * documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
 * rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
 * persons to whom the Software is furnished to do so, subject to the following conditions:
 *
 * The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
 * Software.
 *
 * The software is provided "as is", without warranty of any kind, express or implied, including but not limited to the
 * warranties of merchantability, fitness for a particular purpose and noninfringement. In no event shall the authors or
 * copyright holders be liable for any claim, damages or other liability, whether in an action of contract, tort or
 * otherwise, arising from, out of or in connection with the software or the use or other dealings in the software.
 */

const multiplier = 2091639;
const twoTo32 = 4294967296;
const twoToMinus32 = 2 ** -32;

export class Alea {
  /** The last three words, the oldest first; each is a whole number of 2^32nds. */
  #s0 = 0;
  #s1 = 0;
  #s2 = 0;
  #carry = 1;
  /** What is drawn next: made ahead, so that whoever draws does not wait for it. */
  #next = 0;

  constructor(seed: string) {
    const mash = new Mash();
    const blank = [mash.of(" "), mash.of(" "), mash.of(" ")] as const;
    this.#s0 = apart(blank[0], mash.of(seed));
    this.#s1 = apart(blank[1], mash.of(seed));
    this.#s2 = apart(blank[2], mash.of(seed));
    this.uniform();
  }

  /** Uniform in [0, 1), 53 bits: those of one word, and below them 21 bits of another. */
  uniform(): number {
    const drawn = this.#next;
    const upper = multiplier * this.#s0 + this.#carry * twoToMinus32;
    const carried = upper | 0;
    const lower = multiplier * this.#s1 + carried * twoToMinus32;
    const carry = lower | 0;
    this.#s0 = this.#s2;
    this.#s1 = upper - carried;
    this.#s2 = lower - carry;
    this.#carry = carry;
    this.#next = upper - carried + (((lower - carry) * 0x200000) | 0) * 2 ** -53;
    return drawn;
  }

  /** Uniform whole number from 0 to n - 1. */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }
}

/** a - b, modulo 1. */
function apart(a: number, b: number): number {
  const difference = a - b;
  return difference < 0 ? difference + 1 : difference;
}

/** Baagøe's Mash: a hash of all characters of all that it was given so far. */
class Mash {
  #state = 0xefc8249d;

  of(text: string): number {
    let n = this.#state;
    for (let i = 0; i < text.length; i++) {
      n += text.charCodeAt(i);
      const product = 0.02519603282416938 * n;
      const whole = product >>> 0;
      const square = (product - whole) * whole;
      n = square >>> 0;
      n += (square - n) * twoTo32;
    }
    this.#state = n;
    return (n >>> 0) * twoToMinus32;
  }
}
