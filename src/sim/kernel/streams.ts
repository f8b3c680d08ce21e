/** Random streams: one per (seed, purpose, entity), so that a new consumer never shifts the draws of another. */

import { Alea } from "./alea.ts";

export interface Stream {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform whole number from 0 to n - 1. */
  below(n: number): number;
}

export class Streams {
  readonly #seed: string;
  readonly #open = new Map<string, Stream>();
  readonly #salts = new Map<string, number>();

  constructor(seed: number | string) {
    this.#seed = String(seed);
  }

  /** The one stream of that purpose and entity: asked for again it goes on where it stood. */
  of(purpose: string, entity = ""): Stream {
    const name = `${purpose}/${entity}`;
    let stream = this.#open.get(name);
    if (stream === undefined) {
      stream = new Alea(`${this.#seed}/${name}`);
      this.#open.set(name, stream);
    }
    return stream;
  }

  /** A stream of that purpose and entity that is not kept: asked for again it begins anew. */
  once(purpose: string, entity: string): Stream {
    return new Alea(`${this.#seed}/${purpose}/${entity}`);
  }

  /** One 32-bit number for that purpose and entity, always the same: a key to order or to hash by. */
  salt(purpose: string, entity: string): number {
    const name = `${purpose}/${entity}`;
    let salt = this.#salts.get(name);
    if (salt === undefined) {
      salt = Math.floor(this.once(purpose, entity).uniform() * 2 ** 32);
      this.#salts.set(name, salt);
    }
    return salt;
  }
}

/** Mixes two 32-bit numbers into one whose bits depend on all of theirs (the finaliser of MurmurHash3, 32 bit). */
export function mix32(a: number, b: number): number {
  let h = (Math.imul(a ^ (a >>> 16), 0x85ebca6b) + b) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
