/**
 * Blocks of bytes, each written once and read any number of times: in memory up to a limit, beyond it in a spill.
 * Knows where a block is, not what it holds.
 */

/** Where blocks go that memory has no room for; whoever plays a simulation brings it, for files are no matter of it. */
export interface Spill {
  /** Adds bytes after those that are there. Throws what the medium throws. */
  append(bytes: Uint8Array): void;
  /** `length` bytes from an offset on, as a new array. Throws what the medium throws. */
  read(offset: number, length: number): Uint8Array<ArrayBuffer>;
}

export interface StoreOptions {
  /** Bytes of blocks that may be held in memory. */
  readonly memoryBytes: number;
  /** Opens the spill; asked when the first block has no room. */
  readonly openSpill: () => Spill;
}

export class BlockStore {
  readonly #options: StoreOptions | null;
  readonly #held: (Uint8Array<ArrayBuffer> | null)[] = [];
  /** Of each block: where it is in the spill; of no meaning for one that is held. */
  readonly #offsets: number[] = [];
  readonly #lengths: number[] = [];
  #spill: Spill | null = null;
  #heldBytes = 0;
  #spilledBytes = 0;

  /** Without options, memory has no limit. */
  constructor(options: StoreOptions | null = null) {
    this.#options = options;
  }

  /** Bytes in memory, and bytes in the spill. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  get spilledBytes(): number {
    return this.#spilledBytes;
  }

  /** Keeps a block, which must not change any more; gives its number. Throws what the spill throws. */
  add(bytes: Uint8Array<ArrayBuffer>): number {
    const options = this.#options;
    const length = bytes.byteLength;
    this.#lengths.push(length);
    if (options === null || this.#heldBytes + length <= options.memoryBytes) {
      this.#heldBytes += length;
      this.#offsets.push(-1);
      return this.#held.push(bytes) - 1;
    }
    this.#spill ??= options.openSpill();
    this.#spill.append(bytes);
    this.#offsets.push(this.#spilledBytes);
    this.#spilledBytes += length;
    return this.#held.push(null) - 1;
  }

  /** The bytes of a block. Throws what the spill throws, and for a block that there is not. */
  get(block: number): Uint8Array<ArrayBuffer> {
    const held = this.#held[block];
    if (held !== null && held !== undefined) return held;
    const [offset, length] = [this.#offsets[block], this.#lengths[block]];
    if (this.#spill === null || offset === undefined || length === undefined)
      throw new Error(`there is no block ${block}`);
    return this.#spill.read(offset, length);
  }
}
