/** Resources as tests write them: Mesos' own text form, and the ways to reserve them or to make volumes of them. */

import { parseRanges } from "../../src/model/ranges.ts";
import {
  type Entry,
  kindOf,
  type Label,
  type Reservation,
  Resources,
  ranged,
  scalar,
  volume,
} from "../../src/model/resources.ts";
import { milliFrom } from "../../src/model/units.ts";

/** What `cpus:2;mem(role1):1024;ports:[31000-32000]` says. Throws where the text is none. */
export function parse(text: string): Resources {
  return Resources.of(...text.split(";").map(parseEntry));
}

function parseEntry(text: string): Entry {
  const match = /^\s*(\w+)(?:\(([^)]+)\))?\s*:\s*(.+?)\s*$/.exec(text);
  const [, name = "", role = "*", amount = ""] = match ?? [];
  const kind = kindOf(name, role);
  const ranges = amount.startsWith("[") ? parseRanges(amount) : undefined;
  if (ranges !== undefined) return ranged(kind, ranges);
  const value = Number(amount);
  if (match === null || Number.isNaN(value)) throw new Error(`${text} is no resource`);
  return scalar(kind, milliFrom(value));
}

/** The reservation of a principal, with labels where some are given as `key=value`. */
export function reservationOf(principal: string | null, ...labels: readonly string[]): Reservation {
  return {
    ...(principal === null ? {} : { principal }),
    ...(labels.length === 0 ? {} : { labels: labels.map(labelOf) }),
  };
}

function labelOf(text: string): Label {
  const [key = "", value = ""] = text.split("=");
  return { key, value };
}

/** Unreserved resources as they are once a role has reserved them dynamically. */
export function reserved(text: string, role: string, reservation: Reservation): Resources {
  return parse(text).flatten(role, reservation);
}

/** A persistent volume of so many MiB on a role's disk. */
export function volumeOf(
  sizeMib: number,
  role: string,
  persistenceId: string,
  containerPath = "path",
  reservation: Reservation | null = null,
): Resources {
  return Resources.of(
    volume(kindOf("disk", role, reservation, persistenceId), milliFrom(sizeMib), containerPath),
  );
}

/** Thousandths by scalar name, as sorters take them. */
export function quantities(text: string): ReadonlyMap<string, number> {
  return parse(text).scalars();
}
