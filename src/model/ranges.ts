/** Sets of whole numbers as sorted, separate, inclusive ranges: ports, as Mesos keeps them. */

/** Inclusive bounds, flattened: [begin, end, begin, end, ...], sorted and apart by at least one. */
export type Ranges = readonly number[];

/** Sorts and joins what overlaps or touches. */
export function normalised(bounds: readonly number[]): Ranges {
  const pairs: [number, number][] = [];
  for (let i = 0; i + 1 < bounds.length; i += 2) pairs.push([bounds[i] ?? 0, bounds[i + 1] ?? 0]);
  pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const out: number[] = [];
  for (const [begin, end] of pairs) {
    const last = out.at(-1);
    if (last !== undefined && begin <= last + 1) out[out.length - 1] = Math.max(last, end);
    else out.push(begin, end);
  }
  return out;
}

/** What is in either. */
export function unionRanges(a: Ranges, b: Ranges): Ranges {
  if (a.length === 0 || b.length === 0) return a.length === 0 ? b : a;
  const out: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const fromA = j >= b.length || (i < a.length && (a[i] ?? 0) <= (b[j] ?? 0));
    const begin = (fromA ? a[i] : b[j]) ?? 0;
    const end = (fromA ? a[i + 1] : b[j + 1]) ?? 0;
    if (fromA) i += 2;
    else j += 2;
    if (begin > last + 1) out.push(begin, end);
    else out[out.length - 1] = Math.max(last, end);
    last = out[out.length - 1] ?? 0;
  }
  return out;
}

/** What is in `a` and not in `b`. */
export function minusRanges(a: Ranges, b: Ranges): Ranges {
  const rest: number[] = [];
  let j = 0;
  for (let i = 0; i + 1 < a.length; i += 2) {
    let begin = a[i] ?? 0;
    const end = a[i + 1] ?? 0;
    while (j < b.length && (b[j + 1] ?? 0) < begin) j += 2;
    for (let k = j; k < b.length && (b[k] ?? 0) <= end && begin <= end; k += 2) {
      const from = b[k] ?? 0;
      if (begin < from) rest.push(begin, from - 1);
      begin = (b[k + 1] ?? 0) + 1;
    }
    if (begin <= end) rest.push(begin, end);
  }
  return rest;
}

/** Whether all of `b` is in `a`. */
export function containsRanges(a: Ranges, b: Ranges): boolean {
  let i = 0;
  for (let j = 0; j + 1 < b.length; j += 2) {
    const from = b[j] ?? 0;
    const to = b[j + 1] ?? 0;
    while (i + 1 < a.length && (a[i + 1] ?? 0) < from) i += 2;
    if (i + 1 >= a.length || (a[i] ?? 0) > from || (a[i + 1] ?? 0) < to) return false;
  }
  return true;
}

/** Whether both are the same set; of null only null. */
export function sameRanges(a: Ranges | null, b: Ranges | null): boolean {
  if (a === null || b === null) return a === b;
  return a.length === b.length && a.every((bound, i) => bound === b[i]);
}

/** How many numbers there are. */
export function sizeOfRanges(ranges: Ranges): number {
  let size = 0;
  for (let i = 0; i + 1 < ranges.length; i += 2) size += (ranges[i + 1] ?? 0) - (ranges[i] ?? 0) + 1;
  return size;
}

/** The n-th number (from 0) of the set, in ascending order; undefined beyond its end. */
export function nthOfRanges(ranges: Ranges, n: number): number | undefined {
  let left = n;
  for (let i = 0; i + 1 < ranges.length; i += 2) {
    const size = (ranges[i + 1] ?? 0) - (ranges[i] ?? 0) + 1;
    if (left < size) return (ranges[i] ?? 0) + left;
    left -= size;
  }
  return undefined;
}

/** The set of some single numbers. */
export function rangesOf(numbers: Iterable<number>): Ranges {
  return normalised([...numbers].flatMap((n) => [n, n]));
}

/** As a scenario writes it: `31000-31005,31007-31007`. */
export function formatRanges(ranges: Ranges): string {
  const parts: string[] = [];
  for (let i = 0; i + 1 < ranges.length; i += 2) parts.push(`${ranges[i]}-${ranges[i + 1]}`);
  return parts.join(",");
}

/** The set that `31000-32000,33000` writes, or undefined where the text is none. */
export function parseRanges(text: string): Ranges | undefined {
  const bounds: number[] = [];
  for (const part of text.replace(/^\[|\]$/g, "").split(",")) {
    const match = /^\s*(\d{1,10})(?:\s*-\s*(\d{1,10}))?\s*$/.exec(part);
    if (match === null) return undefined;
    const begin = Number(match[1]);
    const end = Number(match[2] ?? match[1]);
    if (begin > end) return undefined;
    bounds.push(begin, end);
  }
  return normalised(bounds);
}
