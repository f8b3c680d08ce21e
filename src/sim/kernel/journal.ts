/**
 * The journal: every event of a run as one row of numbers, in columns, with interned texts.
 *
 * A row is a time, a type and one cell per field of that type; text is made only when somebody reads. The digest is
 * SHA-256 over the cells and the texts in order of first use, so it does not depend on how the journal is written
 * out. Knows tables of types, not what they mean.
 */

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

const chunkRows = 4096;

export class Journal {
  readonly types: readonly RowType[];
  readonly #hash: Hash | null;
  readonly #texts: string[] = [];
  readonly #ids = new Map<string, number>();
  #rows = 0;
  #cells = 0;
  #at = new Float64Array(chunkRows);
  #type = new Uint8Array(chunkRows);
  #start = new Float64Array(chunkRows);
  #cell = new Float64Array(chunkRows * 8);
  #hashedRows = 0;
  #hashedCells = 0;
  #hashedTexts = 0;
  #digest: string | undefined;

  constructor(types: readonly RowType[], hash: Hash | null) {
    this.types = types;
    this.#hash = hash;
  }

  get length(): number {
    return this.#rows;
  }

  /** The number of a text, given on first use. */
  intern(text: string): number {
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.#texts.length;
      this.#texts.push(text);
      this.#ids.set(text, id);
    }
    return id;
  }

  /** Begins a row; its cells follow through `put`, one per field of the type, in order. */
  begin(atMs: number, type: number): void {
    if (this.#rows === this.#at.length) this.#growRows();
    this.#at[this.#rows] = atMs;
    this.#type[this.#rows] = type;
    this.#start[this.#rows] = this.#cells;
    this.#rows++;
    if (this.#hash !== null && this.#rows - this.#hashedRows > chunkRows) this.#fold(this.#rows - 1);
  }

  /** Adds a cell to the row that was begun: a number, the id of a text, or NaN for nothing. */
  put(cell: number): void {
    if (this.#cells === this.#cell.length) {
      const larger = new Float64Array(this.#cell.length * 2);
      larger.set(this.#cell);
      this.#cell = larger;
    }
    this.#cell[this.#cells++] = cell;
  }

  typeAt(index: number): number {
    return this.#type[index] ?? 0;
  }

  atMs(index: number): number {
    return this.#at[index] ?? 0;
  }

  row(index: number): Row {
    const type = this.typeAt(index);
    const fields = this.types[type]?.fields ?? [];
    const start = this.#start[index] ?? 0;
    const cells = fields.map((field, i): CellValue => {
      const cell = this.#cell[start + i] ?? Number.NaN;
      if (Number.isNaN(cell)) return null;
      if (field.kind === "number") return cell;
      if (field.kind === "flag") return cell === 1;
      return this.#texts[cell] ?? "";
    });
    return { index, atMs: this.atMs(index), type, cells };
  }

  /** SHA-256 over all rows, in hexadecimal; no row may follow. Throws where the journal was made without a hash. */
  digest(): string {
    if (this.#hash === null) throw new Error("this journal keeps no digest");
    if (this.#digest === undefined) {
      this.#fold(this.#rows);
      this.#digest = this.#hash.digest();
    }
    return this.#digest;
  }

  /** Takes the first `rows` rows into the hash; the cells so far are theirs. */
  #fold(rows: number): void {
    const cells = this.#cells;
    const texts = `${this.#texts.slice(this.#hashedTexts).join("\u0000")}\u0000`;
    const bytes = (column: Float64Array | Uint8Array): Uint8Array =>
      new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
    this.#hash?.update(new TextEncoder().encode(texts));
    this.#hash?.update(bytes(this.#at.subarray(this.#hashedRows, rows)));
    this.#hash?.update(bytes(this.#type.subarray(this.#hashedRows, rows)));
    this.#hash?.update(bytes(this.#cell.subarray(this.#hashedCells, cells)));
    this.#hashedRows = rows;
    this.#hashedCells = cells;
    this.#hashedTexts = this.#texts.length;
  }

  #growRows(): void {
    const at = new Float64Array(this.#at.length * 2);
    at.set(this.#at);
    this.#at = at;
    const type = new Uint8Array(this.#type.length * 2);
    type.set(this.#type);
    this.#type = type;
    const start = new Float64Array(this.#start.length * 2);
    start.set(this.#start);
    this.#start = start;
  }
}
