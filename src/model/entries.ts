/**
 * Single amounts of resources, and lists of them as they are added up, taken from and looked through, as Mesos 0.28.3 does
 * it (common/resources.cpp); scalars are whole thousandths (values.cpp:46-123).
 *
 * Hot: whatever is offered, launched or given back goes through here, list by list.
 */

import { type Kind, sameKind, unreservedRole } from "./kinds.ts";
import { containsRanges, minusRanges, type Ranges, sameRanges, unionRanges } from "./ranges.ts";

/** One amount of one kind: thousandths of a scalar, or ranges. */
export interface Entry {
  readonly kind: Kind;
  readonly milli: number;
  readonly ranges: Ranges | null;
  /** Where a volume appears in the sandbox; not compared (resources.cpp:146-170). */
  readonly containerPath: string | null;
}

/** A scalar amount in thousandths. */
export function scalar(kind: Kind, milli: number): Entry {
  return { kind, milli, ranges: null, containerPath: null };
}

/** An amount of ranges, such as ports. */
export function ranged(kind: Kind, ranges: Ranges): Entry {
  return { kind, milli: 0, ranges, containerPath: null };
}

/** A persistent volume: disk of a role with a persistence id. */
export function volume(kind: Kind, milli: number, containerPath: string): Entry {
  return { kind, milli, ranges: null, containerPath };
}

export const isVolume = (entry: Entry): boolean => entry.kind.persistenceId !== null;
export const isUnreserved = (entry: Entry): boolean => entry.kind.role === unreservedRole;
export const isDynamic = (entry: Entry): boolean => entry.kind.reservation !== null;

export function isEmptyEntry(entry: Entry): boolean {
  return entry.ranges === null ? entry.milli <= 0 : entry.ranges.length === 0;
}

function sameAmount(left: Entry, right: Entry): boolean {
  return left.milli === right.milli && sameRanges(left.ranges, right.ranges);
}

/** A volume is never merged or split: it goes only as a whole (resources.cpp:233-335). */
function subtractable(left: Entry, right: Entry): boolean {
  return sameKind(left.kind, right.kind) && (left.kind.persistenceId === null || sameAmount(left, right));
}

function entryContains(left: Entry, right: Entry): boolean {
  if (!subtractable(left, right)) return false;
  if (left.ranges === null || right.ranges === null)
    return left.ranges === right.ranges && right.milli <= left.milli;
  return containsRanges(left.ranges, right.ranges);
}

function withAmount({ kind, containerPath }: Entry, milli: number, ranges: Ranges | null): Entry {
  return { kind, milli, ranges, containerPath };
}

export function someContains(entries: readonly Entry[], that: Entry): boolean {
  for (const entry of entries) if (entryContains(entry, that)) return true;
  return false;
}

/** Adds an entry to the first `size` of a list, and says how many they are then; what comes after them is written over. */
export function addEntry(into: Entry[], size: number, that: Entry): number {
  if (isEmptyEntry(that)) return size;
  const { kind } = that;
  if (kind.persistenceId === null) {
    const at = placeOf(into, size, kind);
    if (at >= 0) {
      const entry = into[at] as Entry;
      into[at] =
        entry.ranges !== null && that.ranges !== null
          ? withAmount(entry, entry.milli, unionRanges(entry.ranges, that.ranges))
          : withAmount(entry, entry.milli + that.milli, entry.ranges);
      return size;
    }
  }
  into[size] = that;
  return size + 1;
}

/** Of the first `size` entries the first of that kind; -1 where there is none. Most are of another, which their hash tells. */
function placeOf(entries: readonly Entry[], size: number, kind: Kind): number {
  const { hash } = kind;
  for (let i = 0; i < size; i++) {
    const other = (entries[i] as Entry).kind;
    if (other === kind || ((other.hash === hash || other.repeated) && sameKind(other, kind))) return i;
  }
  return -1;
}

/**
 * The entry that would be taken from, the only one of its kind; -1 where there is none. Mostly it is the very same object,
 * and none is looked into: of a large cluster each would have to come from far away in memory.
 */
function subtractablePlace(entries: readonly Entry[], that: Entry): number {
  for (let i = 0; i < entries.length; i++) if (entries[i] === that) return i;
  const { hash } = that.kind;
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] as Entry;
    const { kind } = entry;
    if ((kind.hash === hash || kind.repeated) && subtractable(entry, that)) return i;
  }
  return -1;
}

/**
 * Whether each of `those` is contained in an entry of its own, as far as one look tells; null where it does not. There are
 * places for as many entries as a number has bits.
 */
export function containsEach(entries: readonly Entry[], those: readonly Entry[]): boolean | null {
  if (entries.length > 31) return null;
  let taken = 0;
  for (const that of those) {
    const at = subtractablePlace(entries, that);
    if (at < 0) return false;
    const bit = 1 << at;
    const entry = entries[at] as Entry;
    if ((taken & bit) !== 0) return null;
    if (entry !== that && (entry.kind.repeated || !entryContains(entry, that))) return null;
    taken |= bit;
  }
  return true;
}

/** An entry that becomes empty gives its place to the last one, as Mesos does (resources.cpp:1412-1434). */
export function subtractEntry(from: Entry[], that: Entry): void {
  const at = subtractablePlace(from, that);
  if (at < 0) return;
  const entry = from[at] as Entry;
  if (entry !== that && isEmptyEntry(that)) return;
  if (entry !== that) {
    const isRanged = entry.ranges !== null && that.ranges !== null;
    const ranges = isRanged ? minusRanges(entry.ranges, that.ranges) : entry.ranges;
    const milli = isRanged ? entry.milli : entry.milli - that.milli;
    if (ranges === null ? milli > 0 : ranges.length > 0) {
      from[at] = withAmount(entry, milli, ranges);
      return;
    }
  }
  const last = from.pop() as Entry;
  if (at < from.length) from[at] = last;
}
