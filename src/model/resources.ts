/**
 * Resources and their algebra, as Mesos 0.28.3 compares, adds and subtracts them (common/resources.cpp):
 * a list of entries, each one amount of one kind, whose order is the order in which Mesos would list them.
 *
 * Scalars are whole thousandths (values.cpp:46-123). A collection is a value: nothing here changes one.
 */

import {
  containsRanges,
  formatRanges,
  minusRanges,
  type Ranges,
  sizeOfRanges,
  unionRanges,
} from "./ranges.ts";
import { scalarNumber } from "./scalar-sums.ts";
import { textHash } from "./text-hash.ts";
import { amountOf } from "./units.ts";

/** The role of what nobody has reserved. */
export const unreservedRole = "*";

export interface Label {
  readonly key: string;
  readonly value: string;
}

/** How a resource was reserved dynamically; absent members differ from empty ones (resources.cpp:54-75). */
export interface Reservation {
  readonly principal?: string;
  readonly labels?: readonly Label[];
}

/** What makes two amounts the same stuff: name, role, dynamic reservation and persistence id. */
export interface Kind {
  readonly name: string;
  readonly role: string;
  readonly reservation: Reservation | null;
  /** Of a persistent volume; null for plain disk and all else. */
  readonly persistenceId: string | null;
  /** Equal for kinds of one role and reservation. */
  readonly group: string;
  /** Of name, group and persistence id: kinds are compared far more often than made, and most differ. */
  readonly hash: number;
  /** Some label stands twice in the reservation: the group does not decide. */
  readonly repeated: boolean;
  /** Of the name, in sums of scalars. */
  readonly number: number;
}

/** One amount of one kind: thousandths of a scalar, or ranges. */
export interface Entry {
  readonly kind: Kind;
  readonly milli: number;
  readonly ranges: Ranges | null;
  /** Where a volume appears in the sandbox; not compared (resources.cpp:146-170). */
  readonly containerPath: string | null;
}

/** What kinds of one role and reservation share. */
interface Group {
  readonly role: string;
  readonly text: string;
  readonly hash: number;
  readonly repeated: boolean;
}

/** Of reservations, which are values that many kinds share, the group that was asked for last. */
const groups = new WeakMap<Reservation, Group>();

function groupOf(role: string, reservation: Reservation | null): Group {
  const known = reservation === null ? undefined : groups.get(reservation);
  if (known?.role === role) return known;
  const text = `${role}\u0000${reservation === null ? "" : textOf(reservation)}`;
  const group = { role, text, hash: textHash(text), repeated: hasRepeatedLabel(reservation) };
  if (reservation !== null) groups.set(reservation, group);
  return group;
}

function textOf(reservation: Reservation): string {
  const labels = reservation.labels?.map((label) => `${label.key}\u0001${label.value}`).sort();
  return JSON.stringify([reservation.principal ?? null, labels ?? null]);
}

/** Kinds that nobody has reserved, by name: nearly all that are compared, and then the same. */
const unreservedKinds = new Map<string, Kind>();

/** A kind of resource: unreserved (`*`), static (a role and no reservation) or dynamic (both). */
export function kindOf(
  name: string,
  role: string = unreservedRole,
  reservation: Reservation | null = null,
  persistenceId: string | null = null,
): Kind {
  const isPlain = role === unreservedRole && reservation === null && persistenceId === null;
  const known = isPlain ? unreservedKinds.get(name) : undefined;
  if (known !== undefined) return known;
  const { text, hash: before, repeated } = groupOf(role, reservation);
  const hash = textHash(persistenceId ?? "", textHash(name, before));
  const number = scalarNumber(name);
  const kind = { name, role, reservation, persistenceId, group: text, hash, repeated, number };
  if (isPlain) unreservedKinds.set(name, kind);
  return kind;
}

function hasRepeatedLabel(reservation: Reservation | null): boolean {
  const labels = reservation?.labels ?? [];
  if (labels.length < 2) return false;
  return new Set(labels.map((label) => `${label.key}\u0001${label.value}`)).size < labels.length;
}

/**
 * Whether two reservations are the same to Mesos: principals equal, labels of the same number with each one of
 * the left found in the right, so that {a,a,b} equals {a,b,b} (common/type_utils.cpp:261-288).
 */
export function sameReservation(left: Reservation | null, right: Reservation | null): boolean {
  if (left === right) return true;
  if (left === null || right === null) return false;
  if (left.principal !== right.principal) return false;
  if (left.labels === undefined || right.labels === undefined) return left.labels === right.labels;
  const found = right.labels;
  return (
    left.labels.length === found.length &&
    left.labels.every((label) =>
      found.some((other) => other.key === label.key && other.value === label.value),
    )
  );
}

/** Whether two kinds are the same stuff. */
export function sameKind(left: Kind, right: Kind): boolean {
  if (left === right) return true;
  if (left.hash !== right.hash && !left.repeated) return false;
  if (left.name !== right.name || left.persistenceId !== right.persistenceId) return false;
  if (left.group === right.group) return true;
  return left.repeated && left.role === right.role && sameReservation(left.reservation, right.reservation);
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
  if (left.ranges === null || right.ranges === null)
    return left.ranges === right.ranges && left.milli === right.milli;
  return containsRanges(left.ranges, right.ranges) && containsRanges(right.ranges, left.ranges);
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

/** Whether no other entry of its collection can be of its kind: neither a volume nor reserved dynamically. */
function isAlone({ kind, ranges }: Entry): boolean {
  return ranges === null && kind.persistenceId === null && kind.reservation === null;
}

function addEntry(into: Entry[], that: Entry): void {
  if (isEmptyEntry(that)) return;
  if (that.kind.persistenceId === null) {
    for (let i = 0; i < into.length; i++) {
      const entry = into[i] as Entry;
      if (!sameKind(entry.kind, that.kind)) continue;
      into[i] =
        entry.ranges !== null && that.ranges !== null
          ? withAmount(entry, entry.milli, unionRanges(entry.ranges, that.ranges))
          : withAmount(entry, entry.milli + that.milli, entry.ranges);
      return;
    }
  }
  into.push(that);
}

/** An entry that becomes empty gives its place to the last one, as Mesos does (resources.cpp:1412-1434). */
function subtractEntry(from: Entry[], that: Entry): void {
  if (isEmptyEntry(that)) return;
  for (let i = 0; i < from.length; i++) {
    const entry = from[i] as Entry;
    if (!subtractable(entry, that)) continue;
    const isRanged = entry.ranges !== null && that.ranges !== null;
    const ranges = isRanged ? minusRanges(entry.ranges, that.ranges) : entry.ranges;
    const milli = isRanged ? entry.milli : entry.milli - that.milli;
    if (ranges === null ? milli > 0 : ranges.length > 0) from[i] = withAmount(entry, milli, ranges);
    else {
      from[i] = from[from.length - 1] as Entry;
      from.pop();
    }
    return;
  }
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
    // Only what is not alone of its kind can be there twice, and be missing the second time.
    let rest: Entry[] | null = null;
    for (const entry of that.entries) {
      if (!someContains(rest ?? this.entries, entry)) return false;
      if (isAlone(entry) || that.entries.length === 1) continue;
      rest ??= this.entries.slice();
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
