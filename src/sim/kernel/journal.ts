/**
 * The journal: every event of a run as one row of numbers, with interned texts.
 *
 * A row is a time, a type and one cell per field of that type; text is made only when somebody reads. Rows are columns
 * while they are written; every 4,096 of them become a block of bytes, which a store keeps in memory or elsewhere.
 * The digest is SHA-256 over the cells and the texts in order of first use, so it depends on nothing of that. Knows
 * tables of types, not what they mean.
 */

import { BlockStore } from "./block-store.ts";
import { blockRows, RowBlock, RowCodec } from "./row-block.ts";
import { Texts } from "./texts.ts";

/** How a cell is kept; `text` and `json` are interned, the others are numbers (a flag is 0 or 1). */
export type CellKind = "text" | "json" | "number" | "flag";

export interface RowType {
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly kind: CellKind }[];
}

/** What the digest needs of a hash. */
export interface Hash {
  update(bytes: Uint8Array): void;
  /** Lower-case hexadecimal. */
  digest(): string;
}

export type CellValue = string | number | boolean | null;

/** One row, read. Cells are null where the event said nothing. */
export interface Row {
  readonly index: number;
  readonly atMs: number;
  readonly type: number;
  readonly cells: readonly CellValue[];
}

/** Of a usual row; a block gets more room when it needs it. */
const cellsPerRow = 8;
/** Decoded blocks that are kept: for readers that look back a little while others go on. */
const decodedMax = 2;

/** By table of types: programs have one or two, and a study has a journal for each of thousands of runs. */
const codecs = new WeakMap<readonly RowType[], RowCodec>();

function codecOf(types: readonly RowType[]): RowCodec {
  let codec = codecs.get(types);
  if (codec === undefined) {
    const names = [...new Set(types.flatMap(({ fields }) => fields.map(({ name }) => name)))];
    codec = new RowCodec(types.map(({ fields }) => fields.map(({ name }) => names.indexOf(name))));
    codecs.set(types, codec);
  }
  return codec;
}

export class Journal {
  readonly types: readonly RowType[];
  readonly #hash: Hash | null;
  readonly #store: BlockStore;
  readonly #texts: Texts;
  readonly #codec: RowCodec;
  /** The blocks in the store, by number of the block. */
  readonly #kept: number[] = [];
  /** Of each of them which types its rows have: 1 where there is one. */
  readonly #typesIn: Uint8Array[] = [];
  /** The rows since then; whether a reader has that block, and may keep it. */
  #open = new RowBlock(blockRows, blockRows * cellsPerRow);
  #isRead = false;
  /** Which types its rows have. */
  readonly #openTypes: Uint8Array;
  /** Rows before the open block. */
  #before = 0;
  #decoded: { readonly number: number; readonly block: RowBlock }[] = [];
  #digest: string | undefined;

  /** The digest needs a hash; blocks go into the store. */
  constructor(types: readonly RowType[], hash: Hash | null, store: BlockStore = new BlockStore()) {
    this.types = types;
    this.#hash = hash;
    this.#store = store;
    this.#texts = new Texts(store);
    this.#codec = codecOf(types);
    this.#openTypes = new Uint8Array(types.length);
  }

  get length(): number {
    return this.#before + this.#open.rows;
  }

  /** The number of a text, given on first use. */
  intern(text: string): number {
    return this.#texts.intern(text);
  }

  /** The same, of a text whose owner keeps the number. */
  internOnce(text: string): number {
    return this.#texts.internOnce(text);
  }

  /** Whether some row has said that text. */
  hasSaid(text: string): boolean {
    return this.#texts.has(text);
  }

  /** How many different texts there are. */
  get texts(): number {
    return this.#texts.length;
  }

  /** The text of a number. */
  text(number: number): string {
    return this.#texts.text(number);
  }

  /** The texts of two numbers with a zero between them, as a key; NaN is no text. */
  pair(first: number, second: number): string {
    return this.#texts.pair(first, second);
  }

  /** Begins a row; its cells follow through `put`, one per field of the type, in order. Throws what the store throws. */
  begin(atMs: number, type: number): void {
    if (this.#open.rows === blockRows) this.#seal();
    this.#open.begin(atMs, type);
    this.#openTypes[type] = 1;
  }

  /** Adds a cell to the row that was begun: a number, the number of a text, or NaN for nothing. */
  put(cell: number): void {
    this.#open.put(cell);
  }

  typeAt(index: number): number {
    return this.blockOf(index).type[index % blockRows] ?? 0;
  }

  atMs(index: number): number {
    return this.blockOf(index).at[index % blockRows] ?? 0;
  }

  /** The rows of a type, in order; blocks that have none are not read. */
  *rowsOf(type: number): Generator<number> {
    for (let first = 0; first < this.length; first += blockRows) {
      const types = this.#typesIn[first / blockRows] ?? this.#openTypes;
      if (types[type] !== 1) continue;
      const end = Math.min(first + blockRows, this.length);
      for (let index = first; index < end; index++) if (this.typeAt(index) === type) yield index;
    }
  }

  row(index: number): Row {
    const block = this.blockOf(index);
    const type = block.type[index % blockRows] ?? 0;
    const start = block.start[index % blockRows] ?? 0;
    const fields = this.types[type]?.fields ?? [];
    const cells = fields.map(({ kind }, i) => this.value(kind, block.cells[start + i] ?? Number.NaN));
    return { index, atMs: block.at[index % blockRows] ?? 0, type, cells };
  }

  /** What a cell of some kind says. */
  value(kind: CellKind, cell: number): CellValue {
    if (Number.isNaN(cell)) return null;
    if (kind === "number") return cell;
    if (kind === "flag") return cell === 1;
    return this.#texts.text(cell);
  }

  /** The block in which a row is, at `index % blockRows`. What is in it stays, whatever is read or written later. */
  blockOf(index: number): RowBlock {
    if (index >= this.#before) {
      this.#isRead = true;
      return this.#open;
    }
    const number = Math.floor(index / blockRows);
    for (const { number: known, block } of this.#decoded) if (known === number) return block;
    return this.#decode(number);
  }

  /** SHA-256 over all rows, in hexadecimal; no row may follow. Throws where the journal was made without a hash. */
  digest(): string {
    if (this.#hash === null) throw new Error("this journal keeps no digest");
    if (this.#digest === undefined) {
      this.#fold();
      this.#digest = this.#hash.digest();
    }
    return this.#digest;
  }

  #decode(number: number): RowBlock {
    const block = this.#codec.decode(this.#store.get(this.#kept[number] ?? -1));
    this.#decoded = [{ number, block }, ...this.#decoded.slice(0, decodedMax - 1)];
    return block;
  }

  #seal(): void {
    this.#fold();
    this.#kept.push(this.#store.add(this.#codec.encode(this.#open)));
    this.#typesIn.push(this.#openTypes.slice());
    this.#openTypes.fill(0);
    this.#before += this.#open.rows;
    if (this.#isRead) this.#open = new RowBlock(blockRows, this.#open.cells.length);
    else this.#open.clear();
    this.#isRead = false;
  }

  /** Takes the open block into the hash, and the texts that came with it. */
  #fold(): void {
    const hash = this.#hash;
    const { rows, cellCount, at, type, cells } = this.#open;
    this.#texts.seal((bytes) => hash?.update(bytes));
    if (hash === null) return;
    for (const column of [at.subarray(0, rows), type.subarray(0, rows), cells.subarray(0, cellCount)])
      hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
}
