/** Whether one offer holds what an app needs, and what of it is taken (ResourceMatcher.scala:67-142). */

import type { AppDefinition } from "../../../model/app/definition.ts";
import { type ConstraintReason, unmetConstraint } from "../../../model/constraints.ts";
import type { PlaceCounts } from "../../../model/placed.ts";
import { sameRanges } from "../../../model/ranges.ts";
import { type Entry, Resources, scalar } from "../../../model/resources.ts";
import { matchPorts, portResources, type Random } from "./ports-matcher.ts";
import type { MatchReason } from "./reasons.ts";
import { type ResourceSelector, selects } from "./selector.ts";

export interface MatchRequest {
  readonly offer: Resources;
  readonly app: AppDefinition;
  readonly hostname: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** How many tasks that count for the app's constraints are where, by their fields. */
  readonly countedTasks: PlaceCounts;
  readonly selector: ResourceSelector;
  /** Drawn from only to choose ports; null: they are taken in ascending order. */
  readonly random: Random | null;
}

export type MatchResult =
  | { readonly fits: true; readonly consumed: Resources; readonly hostPorts: readonly number[] }
  | { readonly fits: false; readonly reasons: readonly MatchReason[] };

/** The offer is of no use to the app. */
export type Unfit = Extract<MatchResult, { fits: false }>;

const noMatch = (...reasons: MatchReason[]): MatchResult => ({ fits: false, reasons });

/** By which scalars are short: 1 cpus, 2 mem, 4 disk. Made once, since most offers do not fit most apps. */
const shortOf: readonly MatchResult[] = Array.from({ length: 8 }, (_, bits) =>
  noMatch(
    ...((bits & 1) === 0 ? [] : (["too-little-cpus"] as const)),
    ...((bits & 2) === 0 ? [] : (["too-little-mem"] as const)),
    ...((bits & 4) === 0 ? [] : (["too-little-disk"] as const)),
  ),
);

/** Thousandths of MiB of all volumes of one instance. */
export function volumesMilli(app: AppDefinition): number {
  let sum = 0;
  for (const volume of app.persistentVolumes) sum += volume.sizeMilli;
  return sum;
}

/** The volumes' disk is part of what is reserved; when launching, it comes as volumes instead. */
export function requiredDiskMilli(app: AppDefinition, reserved: boolean): number {
  return reserved ? app.diskMilli : app.diskMilli + volumesMilli(app);
}

/**
 * What the app takes of the offer, each entry of its own kind, and its host ports; or why it does not fit: all
 * scalars that are short, else the ports, else every constraint that is not met. Of the selected resources
 * only, and a scalar may be made up of several entries. A requirement of 0 asks for nothing.
 */
export function matchResources(request: MatchRequest): MatchResult {
  const { offer, app, selector } = request;
  const diskMilli = requiredDiskMilli(app, selector.reserved === true);
  let cpus = app.cpusMilli;
  let mem = app.memMilli;
  let disk = diskMilli;
  const selected: Entry[] = [];
  for (const entry of offer.entries) {
    const { kind, milli, ranges } = entry;
    if (ranges !== null || !selects(selector, kind)) continue;
    selected.push(entry);
    if (kind.name === "cpus") cpus -= milli;
    else if (kind.name === "mem") mem -= milli;
    else if (kind.name === "disk") disk -= milli;
  }
  const short = (cpus > 0 ? 1 : 0) + (mem > 0 ? 2 : 0) + (disk > 0 ? 4 : 0);
  if (short > 0) return shortOf[short] as MatchResult;
  const ports = matchPorts(offer, app, selector, request.random);
  if (!ports.fits) return noMatch(ports.reason);
  const unmet = unmetConstraints(request);
  if (unmet.length > 0) return noMatch(...unmet);
  const entries: Entry[] = [];
  take(entries, selected, "cpus", app.cpusMilli);
  take(entries, selected, "mem", app.memMilli);
  take(entries, selected, "disk", diskMilli);
  for (const entry of portResources(ports.ports)) entries.push(wholeOf(offer, entry));
  const consumed = Resources.of(...entries);
  return { fits: true, consumed, hostPorts: ports.ports.map(({ port }) => port) };
}

/** The offer's own entry, where these are all its ports: the same object is found again at once. */
function wholeOf({ entries }: Resources, taken: Entry): Entry {
  const whole = entries.find(({ kind, ranges }) => kind === taken.kind && sameRanges(ranges, taken.ranges));
  return whole ?? taken;
}

function unmetConstraints(request: MatchRequest): readonly ConstraintReason[] {
  const unmet: ConstraintReason[] = [];
  for (const constraint of request.app.constraints) {
    const reason = unmetConstraint(constraint, request, request.countedTasks);
    if (reason !== null) unmet.push(reason);
  }
  return unmet;
}

/** Takes an amount of a scalar out of the selected entries, in the order of the offer. */
function take(into: Entry[], selected: readonly Entry[], name: string, milli: number): void {
  let left = milli;
  for (const entry of selected) {
    if (left <= 0) return;
    const { kind, milli: has } = entry;
    if (kind.name !== name) continue;
    into.push(left < has ? scalar(kind, left) : entry);
    left -= has;
  }
}
