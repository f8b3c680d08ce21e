/** Where rows lie, and what lies at a point of the lanes. */

import type { Mark, Model } from "../data/model.ts";
import { firstAfter } from "./bars.ts";
import { glyphRadius } from "./glyphs.ts";
import type { Row } from "./rows.ts";
import type { TimeScale } from "./scale.ts";

export interface Placed {
  readonly row: Row;
  readonly top: number;
  readonly height: number;
}

/** A lane of something, and what of it is under the pointer. */
export interface Hit {
  readonly row: Row;
  /** -1 where there is none. */
  readonly span: number;
  readonly mark: Mark | null;
}

const heightOf = (row: Row): number => {
  if (row.kind === "section") return 30;
  if (row.kind === "group") return row.open ? 22 : 30;
  return row.kind === "role" ? 30 : 22;
};

/** Rows below each other, and how high they are together. */
export class Layout {
  readonly placed: readonly Placed[];
  readonly height: number;

  constructor(rows: readonly Row[]) {
    let top = 0;
    this.placed = rows.map((row) => {
      const height = heightOf(row);
      const placed = { row, top, height };
      top += height;
      return placed;
    });
    this.height = top;
  }

  /** The first row that ends below that height. */
  firstAt(y: number): number {
    let low = 0;
    let high = this.placed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const { top = 0, height = 0 } = this.placed[middle] ?? {};
      if (top + height <= y) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  rowAt(y: number): Placed | null {
    return y < 0 ? null : (this.placed[this.firstAt(y)] ?? null);
  }

  find(row: Row): Placed | null {
    return this.placed.find((each) => each.row === row) ?? null;
  }
}

/** What of a row is at that x; a narrow span counts a little around itself. */
export function hitIn(model: Model, row: Row, scale: TimeScale, x: number): Hit {
  const near = glyphRadius + 1;
  const mark = row.marks.findLast(({ atMs }) => Math.abs(scale.x(atMs) - x) <= near) ?? null;
  if (mark !== null || row.kind !== "lane") return { row, span: -1, mark };
  const over = spanAt(model, row.over, scale, x);
  return { row, span: over === -1 ? spanAt(model, row.spans, scale, x) : over, mark };
}

function spanAt(model: Model, spans: Int32Array, scale: TimeScale, x: number): number {
  const atMs = scale.ms(x);
  const first = firstAfter(model, spans, scale.ms(x - 2));
  let nearest = -1;
  for (let i = first; i < spans.length && i < first + 50; i++) {
    const span = spans[i] ?? 0;
    if (model.startOf(span) > scale.ms(x + 2)) break;
    nearest = span;
    if (model.startOf(span) <= atMs && (model.spanEnd[span] ?? 0) > atMs) return span;
  }
  return nearest;
}
