/** All in which two runs differ, as data. */

import { type AppStory, partedApps } from "./app-stories.ts";
import { type EventFacts, factsOf } from "./event-line.ts";
import { countsOf } from "./golden.ts";
import { type Branch, type Parting, partingOf } from "./parting.ts";
import { type SettingDifference, settingDifferences } from "./scenario-difference.ts";
import type { Side } from "./side.ts";
import { differencesOf, type Leaf, type LeafDifference } from "./values.ts";

export interface Difference {
  readonly a: Side;
  readonly b: Side;
  /** Null where one of them is a folder of results: it says little of its scenario. */
  readonly settings: readonly SettingDifference[] | null;
  /** Null where all events are the same. */
  readonly parting: Parting | null;
  readonly apps: readonly AppStory[];
  /** Paths into the metrics. */
  readonly metrics: readonly LeafDifference[];
  /** Events by type. */
  readonly counts: readonly LeafDifference[];
}

/** Reads each side's events a few times, and keeps little of them. */
export function differenceOf(a: Side, b: Side): Difference {
  const parting = partingOf(a.lines, b.lines);
  return {
    a,
    b,
    settings: settingsOf(a, b),
    parting,
    apps: parting === null ? [] : partedApps(a.lines(), b.lines()),
    metrics: differencesOf(a.summary.metrics, b.summary.metrics),
    counts: parting === null ? [] : countDifferences(a, b),
  };
}

function countDifferences(a: Side, b: Side): readonly LeafDifference[] {
  const differences = differencesOf(countsOf(a.lines()), countsOf(b.lines()));
  return differences.map(({ path, a: inA, b: inB }) => ({ path, a: inA ?? 0, b: inB ?? 0 }));
}

function settingsOf(a: Side, b: Side): readonly SettingDifference[] | null {
  if (a.scenario !== null && b.scenario !== null) return settingDifferences(a.scenario, b.scenario);
  const known = (["seed", "duration_ms"] as const).flatMap((key): SettingDifference[] => {
    const [inA, inB] = [a.summary[key], b.summary[key]];
    const isTime = key === "duration_ms";
    return inA === inB ? [] : [{ path: isTime ? "duration" : key, a: inA, b: inB, isTime }];
  });
  return known.length === 0 ? null : known;
}

export function isSame({ parting, metrics }: Difference): boolean {
  return parting === null && metrics.length === 0;
}

/** For --json. */
export function differenceJson(difference: Difference): object {
  const { a, b, settings, parting, apps, metrics, counts } = difference;
  return {
    same: isSame(difference),
    a: sideJson(a),
    b: sideJson(b),
    settings: settings?.map(({ path, a: inA, b: inB }) => ({ path, ...both(inA, inB) })) ?? null,
    first: parting === null ? null : partingJson(parting),
    apps: apps.map((story) => ({ app: story.app, time_ms: story.atMs, a: story.a, b: story.b })),
    metrics: metrics.map(({ path, a: inA, b: inB }) => ({ path, ...both(inA, inB) })),
    counts: counts.map(({ path, a: inA, b: inB }) => ({ type: path.join("."), ...both(inA, inB) })),
  };
}

const both = (a: Leaf | undefined, b: Leaf | undefined): object => ({ a: a ?? null, b: b ?? null });

function sideJson({ source, summary }: Side): object {
  const { scenario, seed, duration_ms, events, digest } = summary;
  return { source, scenario, seed, duration_ms, events, digest };
}

function partingJson({ same, atMs, before, a, b }: Parting): object {
  return {
    same_events: same,
    time_ms: atMs,
    before: before.map(factsOf),
    a: branchJson(a),
    b: branchJson(b),
  };
}

function branchJson({ only, next, chain }: Branch): object {
  const facts = (lines: readonly string[]): readonly EventFacts[] => lines.map(factsOf);
  return { events: facts(only), next: next === null ? null : factsOf(next), led_there: facts(chain) };
}
