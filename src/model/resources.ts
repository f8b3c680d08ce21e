/**
 * Resources and their algebra, as Mesos 0.28.3 compares, adds and subtracts them (common/resources.cpp):
 * a list of entries, each one amount of one kind, whose order is the order in which Mesos would list them.
 *
 * Scalars are whole thousandths (values.cpp:46-123). A collection is a value: nothing here changes one.
 */

import { type Kind, kindOf, type Reservation, sameKind, unreservedRole } from "./kinds.ts";
import {
  containsRanges,
  formatRanges,
  minusRanges,
  type Ranges,
  sameRanges,
  sizeOfRanges,
  unionRanges,
} from "./ranges.ts";
import { amountOf } from "./units.ts";

export {
  type Kind,
  kindOf,
  type Label,
  type Reservation,
  sameKind,
  sameReservation,
  unreservedRole,
} from "./kinds.ts";

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

function isEmptyEntry(entry: Entry): boolean {
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

function someContains(entries: readonly Entry[], that: Entry): boolean {
  for (const entry of entries) if (entryContains(entry, that)) return true;
  return false;
}

function addEntry(into: Entry[], that: Entry): void {
  if (isEmptyEntry(that)) return;
  const { kind } = that;
  if (kind.persistenceId === null) {
    const at = placeOf(into, kind);
    if (at >= 0) {
      const entry = into[at] as Entry;
      into[at] =
        entry.ranges !== null && that.ranges !== null
          ? withAmount(entry, entry.milli, unionRanges(entry.ranges, that.ranges))
          : withAmount(entry, entry.milli + that.milli, entry.ranges);
      return;
    }
  }
  into.push(that);
}

/** The first entry of that kind; -1 where there is none. Most are of another, which their hash tells. */
function placeOf(entries: readonly Entry[], kind: Kind): number {
  const { hash } = kind;
  for (let i = 0; i < entries.length; i++) {
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
function containsEach(entries: readonly Entry[], those: readonly Entry[]): boolean | null {
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
function subtractEntry(from: Entry[], that: Entry): void {
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

/** Amounts by name, summed over roles, reservations and volumes: what people read. */
export interface Amounts {
  [name: string]: number | string;
}

export class Resources {
  readonly entries: readonly Entry[];
  #amountsText: string | undefined;
  #scalars: ReadonlyMap<string, number> | undefined;
  /** What was asked for last of what is reserved, and for which role. */
  #reserved: { readonly role: string; readonly resources: Resources } | undefined;
  #unreserved: Resources | undefined;
  #usable: { readonly role: string; readonly resources: Resources } | undefined;

  private constructor(entries: readonly Entry[]) {
    this.entries = entries;
  }

  static readonly none: Resources = new Resources([]);

  /** Entries added up in order: those of one kind merge, empty ones vanish. */
  static of(...entries: readonly Entry[]): Resources {
    const sum: Entry[] = [];
    for (const entry of entries) addEntry(sum, entry);
    return sum.length === 0 ? Resources.none : new Resources(sum);
  }

  get isEmpty(): boolean {
    return this.entries.length === 0;
  }

  plus(that: Resources): Resources {
    if (that.isEmpty) return this;
    if (this.isEmpty) return that;
    const sum = this.entries.slice();
    for (const entry of that.entries) addEntry(sum, entry);
    return new Resources(sum);
  }

  /** What is left; subtraction floors: an amount that would fall to zero or below is gone (resources.cpp:1415-1440). */
  minus(that: Resources): Resources {
    if (that.isEmpty || this.isEmpty) return this;
    if (that === this) return Resources.none;
    const rest = this.entries.slice();
    for (const entry of that.entries) subtractEntry(rest, entry);
    return rest.length === 0 ? Resources.none : new Resources(rest);
  }

  /** Whether all of `that` is in here, metadata compared. */
  contains(that: Resources): boolean {
    if (that === this) return true;
    if (that.entries.length === 1) return someContains(this.entries, that.entries[0] as Entry);
    const each = containsEach(this.entries, that.entries);
    if (each !== null) return each;
    const rest = this.entries.slice();
    for (const entry of that.entries) {
      if (!someContains(rest, entry)) return false;
      subtractEntry(rest, entry);
    }
    return true;
  }

  equals(that: Resources): boolean {
    return this === that || (this.contains(that) && that.contains(this));
  }

  filter(keep: (entry: Entry) => boolean): Resources {
    const kept = this.entries.filter(keep);
    if (kept.length === this.entries.length) return this;
    return kept.length === 0 ? Resources.none : new Resources(kept);
  }

  /** Each entry replaced, and the results added up anew. */
  map(change: (entry: Entry) => Entry): Resources {
    return Resources.of(...this.entries.map(change));
  }

  unreserved(): Resources {
    if (this.isUnreserved) return this;
    this.#unreserved ??= this.filter(isUnreserved);
    return this.#unreserved;
  }

  /** Whether nobody has reserved any of it. */
  get isUnreserved(): boolean {
    for (const { kind } of this.entries) if (kind.role !== unreservedRole) return false;
    return true;
  }

  /** All that is reserved for the role, statically or dynamically, whatever its labels (resources.cpp:876). */
  reserved(role: string): Resources {
    if (role === unreservedRole) return Resources.none;
    if (this.#reserved?.role !== role)
      this.#reserved = { role, resources: this.filter((entry) => entry.kind.role === role) };
    return this.#reserved.resources;
  }

  /** What a framework of the role may be offered: what is reserved for it, then what nobody has reserved. */
  usableBy(role: string): Resources {
    const reserved = this.reserved(role);
    if (reserved.isEmpty) return this.unreserved();
    // No kind is in both.
    if (this.#usable?.role !== role)
      this.#usable = { role, resources: new Resources([...reserved.entries, ...this.unreserved().entries]) };
    return this.#usable.resources;
  }

  volumes(): Resources {
    return this.filter(isVolume);
  }

  /** The same amounts under another role and reservation; volumes stay volumes (resources.cpp:911-927). */
  flatten(role: string = unreservedRole, reservation: Reservation | null = null): Resources {
    return this.map((entry) => ({
      ...entry,
      kind: kindOf(entry.kind.name, role, reservation, entry.kind.persistenceId),
    }));
  }

  /** Thousandths of a scalar, summed over all its entries. */
  milli(name: string): number {
    let sum = 0;
    for (const entry of this.entries) if (entry.kind.name === name) sum += entry.milli;
    return sum;
  }

  /** All ranges of a name, whatever their role. */
  ranges(name: string): Ranges {
    let all: Ranges = [];
    for (const entry of this.entries) {
      if (entry.kind.name === name && entry.ranges !== null) all = unionRanges(all, entry.ranges);
    }
    return all;
  }

  /** Thousandths by scalar name, over all entries, in order of first appearance; made once. */
  scalars(): ReadonlyMap<string, number> {
    if (this.#scalars !== undefined) return this.#scalars;
    const sums = new Map<string, number>();
    for (const entry of this.entries) {
      if (entry.ranges !== null) continue;
      sums.set(entry.kind.name, (sums.get(entry.kind.name) ?? 0) + entry.milli);
    }
    this.#scalars = sums;
    return sums;
  }

  /** Adds its scalars to a list of thousandths by number of the scalar, or takes them away. */
  addScalarsTo(sums: number[], sign: 1 | -1): void {
    for (const { kind, milli, ranges } of this.entries) {
      if (ranges !== null) continue;
      while (sums.length <= kind.number) sums.push(0);
      sums[kind.number] = (sums[kind.number] as number) + sign * milli;
    }
  }

  /** Decimal amounts by name, ranges as text. */
  amounts(): Amounts {
    const amounts: Amounts = {};
    for (const [name, milli] of this.scalars()) amounts[name] = amountOf(milli);
    for (const entry of this.entries) {
      if (entry.ranges !== null) amounts[entry.kind.name] = formatRanges(this.ranges(entry.kind.name));
    }
    return amounts;
  }

  /** The amounts as JSON text, made once. */
  get amountsText(): string {
    this.#amountsText ??= JSON.stringify(this.amounts());
    return this.#amountsText;
  }

  /** As Mesos prints resources: `cpus(role, principal):1; ports(*):[31000-32000]`. */
  toString(): string {
    return this.entries
      .map((entry) => {
        const amount =
          entry.ranges === null ? String(amountOf(entry.milli)) : `[${formatRanges(entry.ranges)}]`;
        const { role, reservation, persistenceId } = entry.kind;
        const principal = reservation?.principal === undefined ? "" : `, ${reservation.principal}`;
        const labels = (reservation?.labels ?? []).map((label) => `${label.key}: ${label.value}`).join(", ");
        const disk = persistenceId === null ? "" : `[${persistenceId}:${entry.containerPath ?? ""}]`;
        return `${entry.kind.name}(${role}${principal}${labels === "" ? "" : `, {${labels}}`})${disk}:${amount}`;
      })
      .join("; ");
  }

  /** How many single numbers the ranges of a name hold. */
  count(name: string): number {
    return sizeOfRanges(this.ranges(name));
  }
}
