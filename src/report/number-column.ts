/** A column of numbers of any length, in pieces of one size: nothing is copied when there are more. */

const pieceSize = 16_384;

type Piece = Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

export class NumberColumn {
  readonly #make: new (
    length: number,
  ) => Piece;
  readonly #pieces: Piece[] = [];
  #length = 0;

  /** `make` says which numbers it holds, and in how many bytes each. */
  constructor(make: new (length: number) => Piece) {
    this.#make = make;
  }

  get length(): number {
    return this.#length;
  }

  /** Adds a number; its place. */
  push(value: number): number {
    if (this.#length === this.#pieces.length * pieceSize) this.#pieces.push(new this.#make(pieceSize));
    this.set(this.#length++, value);
    return this.#length - 1;
  }

  /** 0 where there is none. */
  get(place: number): number {
    return this.#pieces[Math.floor(place / pieceSize)]?.[place % pieceSize] ?? 0;
  }

  /** The place must be there. */
  set(place: number, value: number): void {
    const piece = this.#pieces[Math.floor(place / pieceSize)];
    if (piece !== undefined) piece[place % pieceSize] = value;
  }
}
