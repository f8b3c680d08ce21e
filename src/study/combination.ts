/** One way to set what varies: a point of the study, with the settings that make it. */

import { createHash } from "node:crypto";
import type { Setting } from "../scenario/setting.ts";
import type { Axis, AxisValue } from "./study.ts";

export interface Combination {
  /** The same for the same settings in the same order, on every machine. */
  readonly key: string;
  /** Labels of its values, by path. */
  readonly labels: ReadonlyMap<string, string>;
  readonly settings: readonly Setting[];
}

interface Choice {
  readonly path: string;
  readonly value: AxisValue;
}

function combinationOf(choices: readonly Choice[]): Combination {
  const settings = choices.map(({ value }) => value.setting);
  return {
    key: keyOf(settings.map(({ text }) => text)),
    labels: new Map(choices.map(({ path, value }) => [path, value.label])),
    settings,
  };
}

/** `agents.0.count 7, faults.0.recovers 20m`; empty without any. */
export function labelsText(labels: Iterable<readonly [path: string, label: string]>): string {
  return [...labels].map(([path, label]) => `${path} ${label}`).join(", ");
}

/** 64 bits of a hash of the settings: names runs in files. */
export function keyOf(settings: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(settings)).digest("hex").slice(0, 16);
}

/** Every combination; the last axis varies fastest. Without axes there is one, of no settings. */
export function combinationsOf(axes: readonly Axis[]): readonly Combination[] {
  return choicesOf(axes).map(combinationOf);
}

function choicesOf(axes: readonly Axis[]): readonly (readonly Choice[])[] {
  return axes.reduce<readonly (readonly Choice[])[]>(
    (all, { path, values }) => all.flatMap((chosen) => values.map((value) => [...chosen, { path, value }])),
    [[]],
  );
}

/** A place where a search is made: the other axes at one of their combinations. */
export interface Surroundings {
  /** Labels of the other axes, by path. */
  readonly labels: ReadonlyMap<string, string>;
  /** The combination with the searched path at that value. */
  readonly at: (value: AxisValue) => Combination;
}

/** For a search along a path: every combination of the other axes. A path that varies too keeps its place among them. */
export function surroundingsOf(axes: readonly Axis[], path: string): readonly Surroundings[] {
  const index = axes.findIndex((axis) => axis.path === path);
  const place = index < 0 ? axes.length : index;
  return choicesOf(axes.filter((axis) => axis.path !== path)).map((others) => ({
    labels: combinationOf(others).labels,
    at: (value) => combinationOf(others.toSpliced(place, 0, { path, value })),
  }));
}
