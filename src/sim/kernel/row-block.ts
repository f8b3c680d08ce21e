/**
 * A few thousand rows of a journal: as columns while they are written or read, as few bytes while they are kept.
 *
 * Hot: every row of every run passes through here once, and once more for each report.
 *
 * In bytes a row is its type, the time since the row before it, and its cells. A number n is the code n + 3 in base
 * 128, lowest digits first; the codes below are nothing (0), the last cell of the same field (1), and a number
 * that is no whole one from 0 up, whose eight bytes follow (2). A zero has no sign.
 */

import { grown } from "./columns.ts";

/** Rows of one block; the digest takes as many at a time. */
export const blockRows = 4096;

const nothing = 0;
const asBefore = 1;
const float = 2;
const firstWhole = 3;
/** Bytes that the longest number takes: its code, and eight more. */
const numberBytesMax = 10;

/** For each type of row its fields, as numbers that fields of one name share. */
export type FieldNumbers = readonly (readonly number[])[];

export class RowBlock {
  rows = 0;
  cellCount = 0;
  readonly at: Float64Array<ArrayBuffer>;
  readonly type: Uint8Array<ArrayBuffer>;
  /** Where the cells of each row begin. */
  readonly start: Uint32Array<ArrayBuffer>;
  cells: Float64Array<ArrayBuffer>;

  /** `rows` and `cells` are what there is room for; cells get more when they need it. */
  constructor(rows: number, cells: number) {
    this.at = new Float64Array(rows);
    this.type = new Uint8Array(rows);
    this.start = new Uint32Array(rows);
    this.cells = new Float64Array(cells);
  }

  /** There must be room for the row. */
  begin(atMs: number, type: number): void {
    const row = this.rows++;
    this.at[row] = atMs;
    this.type[row] = type;
    this.start[row] = this.cellCount;
  }

  /** Forgets its rows, for others. */
  clear(): void {
    this.rows = 0;
    this.cellCount = 0;
  }

  put(cell: number): void {
    if (this.cellCount === this.cells.length) this.cells = grown(this.cells, this.cellCount);
    this.cells[this.cellCount++] = cell;
  }
}

/** Turns blocks into bytes and back; keeps nothing of one for the next. */
export class RowCodec {
  readonly #fields: FieldNumbers;
  /** The last cell of each field. */
  readonly #last: Float64Array<ArrayBuffer>;
  #bytes = new Uint8Array(64 * 1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  constructor(fields: FieldNumbers) {
    this.#fields = fields;
    this.#last = new Float64Array(1 + Math.max(-1, ...fields.flat()));
  }

  /** Throws where a row has not one cell for each field of its type. */
  encode(block: RowBlock): Uint8Array<ArrayBuffer> {
    const last = this.#last.fill(Number.NaN);
    const { at, type, cells } = block;
    this.#length = 0;
    this.#room(8 + 2 * numberBytesMax);
    this.#putNumber(block.rows);
    this.#putNumber(block.cellCount);
    let atMs = 0;
    let cell = 0;
    for (let row = 0; row < block.rows; row++) {
      const fields = this.#fields[type[row]!]!;
      this.#room(1 + numberBytesMax * (1 + fields.length));
      this.#bytes[this.#length++] = type[row]!;
      // Rows are in order of time; one that is not, whoever wrote it, is kept all the same.
      const passedMs = at[row]! - atMs;
      if (atMs + passedMs === at[row]!) this.#putNumber(passedMs);
      else {
        this.#putCode(asBefore);
        this.#putFloat(at[row]!);
      }
      atMs = at[row]!;
      for (let i = 0; i < fields.length; i++) {
        const value = cells[cell++]!;
        const field = fields[i]!;
        if (value === last[field]) this.#bytes[this.#length++] = asBefore;
        else {
          this.#putNumber(value);
          // What says nothing is written as such anyway.
          if (!Number.isNaN(value)) last[field] = value;
        }
      }
    }
    if (cell !== block.cellCount) throw new Error("a row has other cells than its type says");
    return this.#bytes.slice(0, this.#length);
  }

  decode(bytes: Uint8Array<ArrayBuffer>): RowBlock {
    const last = this.#last.fill(Number.NaN);
    const reader = new Reader(bytes);
    const rows = reader.number(reader.code());
    const block = new RowBlock(rows, reader.number(reader.code()));
    const { at, type, start, cells } = block;
    let atMs = 0;
    let cell = 0;
    for (let row = 0; row < rows; row++) {
      const rowType = bytes[reader.place++]!;
      type[row] = rowType;
      start[row] = cell;
      const passed = reader.code();
      atMs = passed === asBefore ? reader.float() : atMs + reader.number(passed);
      at[row] = atMs;
      const fields = this.#fields[rowType]!;
      for (let i = 0; i < fields.length; i++) {
        const code = reader.code();
        const field = fields[i]!;
        if (code === asBefore) cells[cell++] = last[field]!;
        else if (code === nothing) cells[cell++] = Number.NaN;
        else cells[cell++] = last[field] = reader.number(code);
      }
    }
    block.rows = rows;
    block.cellCount = cell;
    return block;
  }

  #putNumber(value: number): void {
    if (Number.isNaN(value)) this.#bytes[this.#length++] = nothing;
    else if (value >= 0 && value <= Number.MAX_SAFE_INTEGER - firstWhole && Math.floor(value) === value)
      this.#putCode(value + firstWhole);
    else {
      this.#bytes[this.#length++] = float;
      this.#putFloat(value);
    }
  }

  #putCode(code: number): void {
    const bytes = this.#bytes;
    let rest = code;
    for (; rest >= 0x1_0000_0000; rest = Math.floor(rest / 128)) bytes[this.#length++] = (rest % 128) + 128;
    for (; rest >= 128; rest = rest >>> 7) bytes[this.#length++] = (rest & 127) | 128;
    bytes[this.#length++] = rest;
  }

  #putFloat(value: number): void {
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  #room(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    this.#bytes = grown(this.#bytes, this.#length + bytes);
    this.#view = new DataView(this.#bytes.buffer);
  }
}

/** Reads codes and numbers one after the other. */
class Reader {
  place = 0;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  code(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.place++]!;
    if (byte < 128) return byte;
    let code = byte & 127;
    for (let unit = 128; ; unit *= 128) {
      byte = bytes[this.place++]!;
      if (byte < 128) return code + byte * unit;
      code += (byte & 127) * unit;
    }
  }

  number(code: number): number {
    return code === float ? this.float() : code === nothing ? Number.NaN : code - firstWhole;
  }

  float(): number {
    const value = this.#view.getFloat64(this.place, true);
    this.place += 8;
    return value;
  }
}
