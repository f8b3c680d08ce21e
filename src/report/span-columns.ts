/** The numbers of spans, in columns of fixed pieces: seventeen bytes a span, and no copies when there are more. */

const pieceSize = 16_384;

class Piece {
  readonly kind = new Uint8Array(pieceSize);
  readonly row = new Uint32Array(pieceSize);
  readonly state = new Uint16Array(pieceSize);
  readonly reason = new Uint16Array(pieceSize);
  /** Infinite while the span is open. */
  readonly endMs = new Float64Array(pieceSize).fill(Number.POSITIVE_INFINITY);
}

export type Column = keyof Piece;

export class SpanColumns {
  readonly #pieces: Piece[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds a span of that kind and row; gives its number. */
  add(kind: number, row: number): number {
    if (this.#length === this.#pieces.length * pieceSize) this.#pieces.push(new Piece());
    const number = this.#length++;
    this.set("kind", number, kind);
    this.set("row", number, row);
    return number;
  }

  /** 0 where there is no such span. */
  get(column: Column, number: number): number {
    return this.#pieces[Math.floor(number / pieceSize)]?.[column][number % pieceSize] ?? 0;
  }

  set(column: Column, number: number, value: number): void {
    const piece = this.#pieces[Math.floor(number / pieceSize)];
    if (piece !== undefined) piece[column][number % pieceSize] = value;
  }
}
