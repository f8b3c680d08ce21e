/**
 * Resources and their algebra, as Mesos 0.28.3 compares, adds and subtracts them (common/resources.cpp):
 * a list of entries, each one amount of one kind, whose order is the order in which Mesos would list them.
 *
 * Scalars are whole thousandths (values.cpp:46-123). A collection is a value: nothing here changes one.
 */

import {
  addEntry,
  containsEach,
  type Entry,
  isEmptyEntry,
  isUnreserved,
  isVolume,
  someContains,
  subtractEntry,
} from "./entries.ts";
import { kindOf, type Reservation, unreservedRole } from "./kinds.ts";
import { formatRanges, type Ranges, sizeOfRanges, unionRanges } from "./ranges.ts";
import { amountOf } from "./units.ts";

export { type Entry, isDynamic, isUnreserved, isVolume, ranged, scalar, volume } from "./entries.ts";
export {
  type Kind,
  kindOf,
  type Label,
  type Reservation,
  sameKind,
  sameReservation,
  unreservedRole,
} from "./kinds.ts";

/** Amounts by name, summed over roles, reservations and volumes: what people read. */
export interface Amounts {
  [name: string]: number | string;
}

/** Parts of resources that somebody asked for; of roles the last one. */
interface Parts {
  unreserved: Resources | null;
  role: string;
  reserved: Resources | null;
  usable: Resources | null;
}

export class Resources {
  readonly entries: readonly Entry[];
  #amountsText: string | null = null;
  #parts: Parts | null = null;

  private constructor(entries: readonly Entry[]) {
    this.entries = entries;
  }

  static readonly none: Resources = new Resources([]);

  /** Entries added up in order: those of one kind merge, empty ones vanish. */
  static of(...entries: Entry[]): Resources {
    let size = 0;
    for (const entry of entries) size = addEntry(entries, size, entry);
    if (size < entries.length) entries.length = size;
    return size === 0 ? Resources.none : new Resources(entries);
  }

  get isEmpty(): boolean {
    return this.entries.length === 0;
  }

  plus(that: Resources): Resources {
    if (that.isEmpty) return this;
    if (this.isEmpty) return that;
    const sum = this.entries.concat(that.entries);
    let size = this.entries.length;
    for (const entry of that.entries) size = addEntry(sum, size, entry);
    if (size < sum.length) sum.length = size;
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
    const parts = this.#partsOf(null);
    parts.unreserved ??= this.filter(isUnreserved);
    return parts.unreserved;
  }

  /** Whether nobody has reserved any of it. */
  get isUnreserved(): boolean {
    for (const { kind } of this.entries) if (kind.role !== unreservedRole) return false;
    return true;
  }

  /** All that is reserved for the role, statically or dynamically, whatever its labels (resources.cpp:876). */
  reserved(role: string): Resources {
    if (role === unreservedRole) return Resources.none;
    const parts = this.#partsOf(role);
    parts.reserved ??= this.filter((entry) => entry.kind.role === role);
    return parts.reserved;
  }

  /** What a framework of the role may be offered: what is reserved for it, then what nobody has reserved. */
  usableBy(role: string): Resources {
    if (this.isUnreserved) return this;
    if (role === unreservedRole) return this.unreserved();
    const parts = this.#partsOf(role);
    parts.usable ??= this.#inOrderOfUse(role);
    return parts.usable;
  }

  /** Whether those are all of these, as `usableBy` had them last, or the very same. */
  isAllIn(those: Resources): boolean {
    if (those === this) return true;
    return this.#parts?.usable === those && those.entries.length === this.entries.length;
  }

  /** See `usableBy`; no kind is in both parts. */
  #inOrderOfUse(role: string): Resources {
    const { entries } = this;
    const usable = entries.slice();
    let size = 0;
    for (const entry of entries) if (entry.kind.role === role) usable[size++] = entry;
    for (const entry of entries) if (isUnreserved(entry)) usable[size++] = entry;
    if (size < usable.length) usable.length = size;
    return size === 0 ? Resources.none : new Resources(usable);
  }

  /** Forgets what it has of another role. */
  #partsOf(role: string | null): Parts {
    let parts = this.#parts;
    if (parts === null) {
      parts = { unreserved: null, role: role ?? unreservedRole, reserved: null, usable: null };
      this.#parts = parts;
    } else if (role !== null && parts.role !== role) {
      parts.role = role;
      parts.reserved = null;
      parts.usable = null;
    }
    return parts;
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

  /** Thousandths by scalar name, over all entries, in order of first appearance. */
  scalars(): ReadonlyMap<string, number> {
    const sums = new Map<string, number>();
    for (const entry of this.entries) {
      if (entry.ranges !== null) continue;
      sums.set(entry.kind.name, (sums.get(entry.kind.name) ?? 0) + entry.milli);
    }
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
    for (const { kind, ranges } of this.entries)
      if (ranges !== null) amounts[kind.name] = formatRanges(this.ranges(kind.name));
    return amounts;
  }

  /** The amounts as JSON text, made once. */
  get amountsText(): string {
    this.#amountsText ??= JSON.stringify(this.amounts());
    return this.#amountsText;
  }

  /**
   * Each entry of one list taken away and the one of the same place in the other list added, one after the other; null
   * where one is not there to be taken.
   */
  swapped(out: readonly Entry[], into: readonly Entry[]): Resources | null {
    const rest = this.entries.slice();
    for (let i = 0; i < out.length; i++) {
      const taken = out[i] as Entry;
      if (isEmptyEntry(taken)) continue;
      if (!someContains(rest, taken)) return null;
      subtractEntry(rest, taken);
      addEntry(rest, rest.length, into[i] as Entry);
    }
    return rest.length === 0 ? Resources.none : new Resources(rest);
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
