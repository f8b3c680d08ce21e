/** A run of which only the hashes of its events are known, compared with one that is there. */

import { describeLineAt, hashOf } from "./event-line.ts";

/** `index` counts from 0; `event` is what the run has there, null where it ends before. */
export interface HashDifference {
  readonly index: number;
  readonly event: string | null;
}

/** Where lines and hashes first disagree; null where they never do. */
export function firstDifference(lines: Iterable<string>, hashes: Uint32Array): HashDifference | null {
  let index = 0;
  for (const line of lines) {
    if (index >= hashes.length || hashOf(line) !== hashes[index])
      return { index, event: describeLineAt(line) };
    index++;
  }
  return index < hashes.length ? { index, event: null } : null;
}

/** The event of an index from 0, as people read it; null where there is none. */
export function eventOfIndex(lines: Iterable<string>, index: number): string | null {
  let at = 0;
  for (const line of lines) if (at++ === index) return describeLineAt(line);
  return null;
}
