/** How frameworks without apps stand at the end of a run. */

import { amountOf } from "../model/units.ts";
import { decimals } from "./amounts.ts";
import type { Analysis } from "./analysis.ts";
import type { FrameworkRecord } from "./framework-states.ts";

export interface FrameworkStand
  extends Pick<FrameworkRecord, "name" | "role" | "state" | "launched" | "running" | "staging" | "ended"> {
  /** What its launched tasks use, by resource; what is nothing is left out. */
  readonly holds: Readonly<Record<string, number>>;
}

/** In the order in which they registered; Marathons are told by their apps. */
export function frameworksOf({ final }: Analysis): readonly FrameworkStand[] {
  return [...final.frameworks.all.values()]
    .filter(({ isMarathon }) => !isMarathon)
    .map(({ name, role, state, launched, running, staging, ended }) => {
      const held = [...(final.capacity.frameworks.get(name) ?? [])].filter(
        ([, milli]) => amountOf(milli) > 0,
      );
      return { name, role, state, launched, running, staging, ended, holds: decimals(new Map(held)) };
    });
}
