/** Columns of numbers that grow. */

/** A column with the same beginning that is long enough for that index: twice as long, as often as it takes. */
export function grown<
  C extends Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>,
>(column: C, index: number): C {
  let length = column.length;
  while (length <= index) length *= 2;
  const larger = new (column.constructor as new (length: number) => C)(length);
  larger.set(column);
  return larger;
}
