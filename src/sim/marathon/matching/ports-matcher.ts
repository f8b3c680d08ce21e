/** Which of an offer's ports an app gets (PortsMatcher.scala). */

import type { AppDefinition, PortMapping } from "../../../model/app/definition.ts";
import { rangesOf } from "../../../model/ranges.ts";
import { type Entry, type Kind, type Resources, ranged } from "../../../model/resources.ts";
import type { MatchReason } from "./reasons.ts";
import { type ResourceSelector, selects } from "./selector.ts";

/** A whole number from 0 to n - 1. */
export type Random = (n: number) => number;

/** Ports of one kind, both ends included. */
interface PortRange {
  readonly kind: Kind;
  readonly begin: number;
  readonly end: number;
}

export interface PortOfKind {
  readonly port: number;
  readonly kind: Kind;
}

export type PortsMatch =
  | { readonly fits: true; readonly ports: readonly PortOfKind[] }
  | { readonly fits: false; readonly reason: MatchReason };

const none: PortsMatch = { fits: true, ports: [] };
const tooFew: PortsMatch = { fits: false, reason: "too-few-ports" };
const notOffered: PortsMatch = { fits: false, reason: "port-not-offered" };

function offeredRanges(offer: Resources, selector: ResourceSelector): PortRange[] {
  const offered: PortRange[] = [];
  for (const { kind, ranges } of offer.entries) {
    if (ranges === null || kind.name !== "ports" || !selects(selector, kind)) continue;
    for (let i = 0; i + 1 < ranges.length; i += 2)
      offered.push({ kind, begin: ranges[i] ?? 0, end: ranges[i + 1] ?? 0 });
  }
  return offered;
}

/**
 * The app's host ports, in the order of its mappings or definitions: mappings if it has any, else its ports
 * exactly where it requires them, else as many as it defines, any of them (PortsMatcher.scala:41-64). Two
 * reserved ports may so change places on a relaunch, a known fault (B22); not where `random` is null.
 */
export function matchPorts(
  offer: Resources,
  app: AppDefinition,
  selector: ResourceSelector,
  random: Random | null,
): PortsMatch {
  const mappings = app.portMappings ?? [];
  if (mappings.length === 0 && app.portDefinitions.length === 0) return none;
  const offered = offeredRanges(offer, selector);
  if (mappings.length > 0) return mappedPorts(mappings, offered, random);
  if (app.requirePorts)
    return allOf(
      app.portDefinitions.map(({ port }) => portOf(offered, port)),
      notOffered,
    );
  return allOf(firstPorts(offered, random, app.portDefinitions.length), tooFew);
}

function allOf(ports: readonly (PortOfKind | undefined)[], otherwise: PortsMatch): PortsMatch {
  const found = ports.filter((port) => port !== undefined);
  return found.length === ports.length ? { fits: true, ports: found } : otherwise;
}

/** The first so many of any ports; undefined beyond the last. */
function firstPorts(
  offered: PortRange[],
  random: Random | null,
  count: number,
): readonly (PortOfKind | undefined)[] {
  const found: (PortOfKind | undefined)[] = [];
  for (const port of anyPorts(offered, random)) {
    found.push(port);
    if (found.length === count) return found;
  }
  while (found.length < count) found.push(undefined);
  return found;
}

function portOf(offered: readonly PortRange[], port: number): PortOfKind | undefined {
  const range = offered.find(({ begin, end }) => begin <= port && port <= end);
  return range === undefined ? undefined : { port, kind: range.kind };
}

/** Fixed host ports as they are, 0 any port that no mapping fixes; the first that cannot be had decides. */
function mappedPorts(
  mappings: readonly PortMapping[],
  offered: PortRange[],
  random: Random | null,
): PortsMatch {
  const fixed = new Set(mappings.map(({ hostPort }) => hostPort).filter((port) => port !== 0));
  const dynamic = anyPorts(offered, random, fixed);
  const ports: PortOfKind[] = [];
  for (const { hostPort } of mappings) {
    const next = hostPort === 0 ? dynamic.next() : { value: portOf(offered, hostPort), done: false };
    if (next === undefined || next.done === true || next.value === undefined)
      return hostPort === 0 ? tooFew : notOffered;
    ports.push(next.value);
  }
  return { fits: true, ports };
}

/**
 * All offered ports but the excluded: the ranges shuffled and put in one row, from a random place in it on and
 * round again, so that ports are used in turn and yet side by side (PortsMatcher.scala:219-271).
 */
function* anyPorts(
  offered: PortRange[],
  random: Random | null,
  except?: ReadonlySet<number>,
): Generator<PortOfKind, undefined> {
  const total = offered.reduce((sum, { begin, end }) => sum + end - begin + 1, 0);
  if (total === 0) return;
  const ranges = random === null ? offered : shuffled(offered, random);
  let skip = random === null ? 0 : random(total);
  const start = ranges.findIndex(({ begin, end }) => {
    const size = end - begin + 1;
    if (skip < size) return true;
    skip -= size;
    return false;
  });
  for (let i = 0; i <= ranges.length; i++) {
    const { kind, begin, end } = ranges[(start + i) % ranges.length] as PortRange;
    const from = i === 0 ? begin + skip : begin;
    const to = i === ranges.length ? begin + skip - 1 : end;
    for (let port = from; port <= to; port++) if (except?.has(port) !== true) yield { port, kind };
  }
}

/** Each order equally likely; one draw for each range but the first (Scala's Random.shuffle). */
function shuffled(ranges: readonly PortRange[], random: Random): readonly PortRange[] {
  const row = [...ranges];
  for (let n = row.length; n >= 2; n--) {
    const k = random(n);
    const last = row[n - 1] as PortRange;
    row[n - 1] = row[k] as PortRange;
    row[k] = last;
  }
  return row;
}

/** The ports as resources: one entry for each run of one kind (PortsMatcher.scala:137-200). */
export function portResources(ports: readonly PortOfKind[]): Entry[] {
  const entries: Entry[] = [];
  for (let from = 0; from < ports.length; ) {
    const kind = (ports[from] as PortOfKind).kind;
    let to = from;
    while (ports[to]?.kind === kind) to++;
    const { port } = ports[from] as PortOfKind;
    const ranges = to === from + 1 ? [port, port] : rangesOf(ports.slice(from, to).map((one) => one.port));
    entries.push(ranged(kind, ranges));
    from = to;
  }
  return entries;
}
