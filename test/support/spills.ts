/** A spill in memory, for tests of what would go to a file. */

import type { Spill } from "../../src/sim/kernel/block-store.ts";

export class ArraySpill implements Spill {
  #bytes = new Uint8Array(0);
  /** How often something was read. */
  reads = 0;

  get length(): number {
    return this.#bytes.length;
  }

  append(bytes: Uint8Array): void {
    const longer = new Uint8Array(this.#bytes.length + bytes.length);
    longer.set(this.#bytes);
    longer.set(bytes, this.#bytes.length);
    this.#bytes = longer;
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    this.reads++;
    return this.#bytes.slice(offset, offset + length);
  }
}
