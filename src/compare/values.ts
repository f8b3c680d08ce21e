/** Where two plain values differ, leaf by leaf. */

import { byCodeUnit } from "../model/units.ts";

export type Leaf = string | number | boolean | null;

/** Undefined on the side that has no such leaf. */
export interface LeafDifference {
  readonly path: readonly string[];
  readonly a: Leaf | undefined;
  readonly b: Leaf | undefined;
}

/** All leaves that differ, in the order of `a`, then those that only `b` has. */
export function differencesOf(a: unknown, b: unknown): readonly LeafDifference[] {
  const found: LeafDifference[] = [];
  compare(a, b, [], found);
  return found;
}

function compare(a: unknown, b: unknown, path: readonly string[], found: LeafDifference[]): void {
  const [inA, inB] = [membersOf(a), membersOf(b)];
  if (inA === null && inB === null) {
    if (!Object.is(a, b)) found.push({ path, a: leafOf(a), b: leafOf(b) });
    return;
  }
  // A leaf on one side, several on the other.
  if ((inA === null && a !== undefined) || (inB === null && b !== undefined)) {
    found.push({ path, a: leafOf(a), b: leafOf(b) });
    return;
  }
  const keys = [...(inA ?? []), ...(inB ?? [])].map(([key]) => key);
  for (const key of new Set(keys)) compare(inA?.get(key), inB?.get(key), [...path, key], found);
}

/** Members by name in order; null for a leaf. */
function membersOf(value: unknown): ReadonlyMap<string, unknown> | null {
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)) : null;
}

function leafOf(value: unknown): Leaf | undefined {
  if (value === undefined || value === null) return value;
  return typeof value === "object" ? JSON.stringify(value) : (value as Leaf);
}

/** The members of a map by name. */
export function sorted<T>(values: Iterable<readonly [string, T]>): Readonly<Record<string, T>> {
  return Object.fromEntries([...values].sort(([a], [b]) => byCodeUnit(a, b)));
}
