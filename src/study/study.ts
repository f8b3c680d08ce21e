/** A study as its file says it, checked: what is played, what varies, what is measured, what is searched for. */

import type { Setting } from "../scenario/setting.ts";
import type { Comparison } from "../sim/checks/expectation.ts";
import type { CompactSpec } from "./compact/schema.ts";

/** How often each combination is played, at least and at most; the same number twice where nothing is decided. */
export interface Replications {
  readonly min: number;
  readonly max: number;
  /** Play on until the interval of this measure is at most so wide on either side; null: `min`, or as `find` needs. */
  readonly until: { readonly measure: number; readonly halfWidth: number } | null;
}

/** One value of a path that varies. */
export interface AxisValue {
  /** As tables show it. */
  readonly label: string;
  readonly setting: Setting;
}

/** A path into the scenario, and the values it takes. */
export interface Axis {
  /** As the file writes it. */
  readonly path: string;
  readonly values: readonly AxisValue[];
}

/** What is measured of each run: a metric, or whether a metric meets a condition, and then 1 or 0. */
export interface Measure {
  /** As tables show it. */
  readonly name: string;
  /** As the file writes it. */
  readonly metric: string;
  readonly path: readonly string[];
  /** Never null of a metric that is 1 or 0 in each run: its mean is a share. */
  readonly condition: Condition | null;
}

export interface Condition {
  readonly op: Comparison;
  readonly value: number;
  /** As the file writes it: `>= 0.999`. */
  readonly text: string;
}

/** The search for the smallest or largest value of a path that meets a target. */
export interface Find {
  readonly wanted: "smallest" | "largest";
  readonly path: string;
  readonly steps: readonly string[];
  /** In ascending order: the values that may be tried. */
  readonly grid: Grid;
  /** Which of the study's measures the target is about. */
  readonly measure: number;
  readonly target: Condition;
  /** Where its value is taken from, for the settings of a probe. */
  readonly settingOf: (index: number) => AxisValue;
}

/** `low`, `low + step`, ... up to `high`, in thousandths. */
export interface Grid {
  readonly low: number;
  readonly high: number;
  readonly step: number;
  /** Of values: plain numbers, MiB that are written as sizes, or milliseconds that are written as durations. */
  readonly unit: "number" | "size" | "duration";
}

export interface Study {
  readonly name: string;
  readonly about: string;
  readonly replications: Replications;
  readonly confidence: number;
  /** Metrics count from here on; 0: from the start. */
  readonly warmUpMs: number;
  /** Hold in every run, before what varies. */
  readonly fixed: readonly Setting[];
  readonly axes: readonly Axis[];
  /** What the file lists, then what else `until` and `find` look at. */
  readonly measures: readonly Measure[];
  readonly find: Find | null;
  /** How few of the agents hold the workload is asked, and how; null: not. */
  readonly compact: CompactSpec | null;
}

/** The value of that index. */
export function valueOfGrid({ low, step }: Grid, index: number): number {
  return (low + index * step) / 1000;
}

/** How many values a grid has. */
export function sizeOfGrid({ low, high, step }: Grid): number {
  return Math.floor((high - low) / step) + 1;
}
