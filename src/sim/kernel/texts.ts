/**
 * Interned texts: each has a number, given on first use. Their bytes are kept in blocks like rows are, so that the
 * names of tasks that are long gone take no memory but for their places in an index.
 *
 * All are in an index of hashes. Those that were asked for lately are found in two maps before it, the recent and the
 * earlier; when the recent one is full it becomes the earlier one. A text that its owner asks for once, and then knows the
 * number of, goes past the maps: there are millions of them.
 */

import type { BlockStore } from "./block-store.ts";
import { hashOfText, TextIndex } from "./text-index.ts";

/** More than the names of 10,000 agents, 10,000 apps, 50,000 tasks and as many volumes. */
const recentMax = 262_144;
/** Read texts that are kept for the next time, in a run with many; a power of two. */
const readMax = 131_072;
/** Pages from the spill that are kept for the next time; a power of two. */
const readPagesMax = 64;

interface Page {
  /** Number of its first text. */
  readonly first: number;
  readonly count: number;
  readonly block: number;
}

export class Texts {
  readonly #store: BlockStore;
  readonly #recentMax: number;
  #recent = new Map<string, number>();
  #earlier = new Map<string, number>();
  readonly #index = new TextIndex();
  /** The text that was looked for in the index last, its hash and its number, -1 for none. */
  #sought: string | null = null;
  #soughtHash = 0;
  #found = -1;
  #count = 0;
  /** Those that are in no page yet. */
  #fresh: string[] = [];
  readonly #pages: Page[] = [];
  /** Texts that UTF-8 cannot say: with halves of surrogate pairs. */
  readonly #odd = new Map<number, string>();
  #read = new ReadTexts(1024);
  #readPairs = new ReadPairs(1024);
  readonly #readPages: (readonly [page: Page, bytes: Uint8Array<ArrayBuffer>])[] = [];

  /** `recent` is how many texts each of the two maps holds. */
  constructor(store: BlockStore, recent: number = recentMax) {
    this.#store = store;
    this.#recentMax = recent;
  }

  get length(): number {
    return this.#count;
  }

  /** Bytes of memory that grow with the number of texts, blocks in the store not among them. */
  get indexBytes(): number {
    return this.#index.bytes;
  }

  /** The number of a text. Throws what the store throws. */
  intern(text: string): number {
    return this.#recent.get(text) ?? this.#internOlder(text);
  }

  /** The same, of a text that will hardly be asked for again. */
  internOnce(text: string): number {
    const number = this.#find(text);
    return number < 0 ? this.#add(text, this.#soughtHash) : number;
  }

  /** Whether it has a number. Throws what the store throws. */
  has(text: string): boolean {
    return this.#find(text) >= 0;
  }

  /** Its number, or -1. Who asks whether it has one often wants one next: the answer is known then. */
  #find(text: string): number {
    if (text === this.#sought) return this.#found;
    this.#sought = text;
    this.#soughtHash = hashOfText(text);
    this.#found = this.#index.find(this.#soughtHash, (candidate) => this.text(candidate) === text);
    return this.#found;
  }

  /** The text of a number; "" where there is none. Throws what the store throws. */
  text(number: number): string {
    const known = this.#read.get(number);
    if (known !== undefined) return known;
    const sealed = this.#count - this.#fresh.length;
    if (number >= sealed) return this.#fresh[number - sealed] ?? "";
    if (this.#count > this.#read.size && this.#read.size < readMax) this.#read = new ReadTexts(readMax);
    const text = this.#odd.get(number) ?? this.#fromPage(number);
    this.#read.set(number, text);
    return text;
  }

  /**
   * Two texts with a zero between them, as a key; NaN is no text. Readers ask for a few of them again and again, and
   * get the same string, whose hash is known.
   */
  pair(first: number, second: number): string {
    const known = this.#readPairs.get(first, second);
    if (known !== undefined) return known;
    const size = this.#readPairs.size;
    if (this.#count > size && size < readMax) this.#readPairs = new ReadPairs(readMax);
    const text = (number: number): string => (Number.isNaN(number) ? "" : this.text(number));
    const key = `${text(first)}\u0000${text(second)}`;
    this.#readPairs.set(first, second, key);
    return key;
  }

  /** Puts the texts since the last time into a page; `use` gets them, as UTF-8, each with a zero byte after it. */
  seal(use: (bytes: Uint8Array<ArrayBuffer>) => void): void {
    const fresh = this.#fresh;
    // One zero byte where there are none, so that the digest sees where a block ends.
    const bytes = new TextEncoder().encode(`${fresh.join("\u0000")}\u0000`);
    use(bytes);
    if (fresh.length === 0) return;
    const first = this.#count - fresh.length;
    const head = new Uint32Array(fresh.length);
    let end = -1;
    for (let i = 0; i < fresh.length; i++) {
      end += 1 + (fresh[i]?.length ?? 0);
      head[i] = end;
    }
    if (end + 1 !== bytes.length) this.#endsOfWide(fresh, first, head);
    const page = new Uint8Array(head.byteLength + bytes.length);
    page.set(new Uint8Array(head.buffer));
    page.set(bytes, head.byteLength);
    this.#pages.push({ first, count: fresh.length, block: this.#store.add(page) });
    this.#fresh = [];
  }

  /** Where texts end in bytes that are not all of one byte a character. */
  #endsOfWide(fresh: readonly string[], first: number, ends: Uint32Array): void {
    let end = -1;
    for (const [i, text] of fresh.entries()) {
      const bytes = new TextEncoder().encode(text);
      end += 1 + bytes.length;
      ends[i] = end;
      if (decoded(bytes) !== text) this.#odd.set(first + i, text);
    }
  }

  #internOlder(text: string): number {
    const number = this.#earlier.get(text) ?? this.internOnce(text);
    if (this.#recent.size >= this.#recentMax) {
      this.#earlier = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(text, number);
    return number;
  }

  #add(text: string, hash: number): number {
    this.#fresh.push(text);
    this.#index.add(hash, this.#count);
    this.#sought = null;
    return this.#count++;
  }

  #fromPage(number: number): string {
    const page = this.#pages[this.#pageOf(number)];
    if (page === undefined || number >= page.first + page.count) return "";
    const bytes = this.#bytesOf(page);
    const ends = new Uint32Array(bytes.buffer, bytes.byteOffset, page.count);
    const at = number - page.first;
    const from = at === 0 ? 0 : (ends[at - 1] ?? 0) + 1;
    return decoded(bytes.subarray(ends.byteLength + from, ends.byteLength + (ends[at] ?? 0)));
  }

  #bytesOf(page: Page): Uint8Array<ArrayBuffer> {
    const place = page.block & (readPagesMax - 1);
    const [known, read] = this.#readPages[place] ?? [];
    if (known === page && read !== undefined) return read;
    const bytes = this.#store.get(page.block);
    this.#readPages[place] = [page, bytes];
    return bytes;
  }

  /** The last page that begins at or before a number. */
  #pageOf(number: number): number {
    let [low, high] = [0, this.#pages.length];
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#pages[middle]?.first ?? Number.POSITIVE_INFINITY) <= number) low = middle;
      else high = middle;
    }
    return low;
  }
}

/** The texts that were read last, one for each remainder of their numbers. */
class ReadTexts {
  readonly size: number;
  readonly #numbers: Int32Array;
  readonly #texts: string[];

  /** `size` is a power of two. */
  constructor(size: number) {
    this.size = size;
    this.#numbers = new Int32Array(size).fill(-1);
    this.#texts = new Array<string>(size).fill("");
  }

  get(number: number): string | undefined {
    const place = number & (this.size - 1);
    return this.#numbers[place] === number ? this.#texts[place] : undefined;
  }

  set(number: number, text: string): void {
    const place = number & (this.size - 1);
    this.#numbers[place] = number;
    this.#texts[place] = text;
  }
}

/** The pairs that were asked for last, one for each remainder of the second number. */
class ReadPairs {
  readonly size: number;
  readonly #firsts: Float64Array;
  readonly #seconds: Float64Array;
  readonly #keys: string[];

  /** `size` is a power of two. */
  constructor(size: number) {
    this.size = size;
    this.#firsts = new Float64Array(size).fill(-1);
    this.#seconds = new Float64Array(size).fill(-1);
    this.#keys = new Array<string>(size).fill("");
  }

  /** Never what is asked for with NaN: nothing is like it. */
  get(first: number, second: number): string | undefined {
    const place = second & (this.size - 1);
    return this.#firsts[place] === first && this.#seconds[place] === second ? this.#keys[place] : undefined;
  }

  set(first: number, second: number, key: string): void {
    const place = second & (this.size - 1);
    this.#firsts[place] = first;
    this.#seconds[place] = second;
    this.#keys[place] = key;
  }
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const decoded = (bytes: Uint8Array): string => decoder.decode(bytes);
