/** Draws without replacement, at a cost that follows what is drawn and not what there is. */

import type { Stream } from "../kernel/streams.ts";

/** Numbers from 0 to n - 1 in random order, one draw each: a shuffle that stops when nobody asks any more. */
export function* shuffled(n: number, stream: Stream): Iterable<number> {
  const moved = new Map<number, number>();
  for (let left = n; left > 0; left--) {
    const at = stream.below(left);
    yield moved.get(at) ?? at;
    moved.set(at, moved.get(left - 1) ?? left - 1);
  }
}
