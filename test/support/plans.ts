/** Plans of single changes, where nothing depends on anything. */

import { type Change, type Plan, planOf } from "../../src/sim/marathon/deployments/plan.ts";

export function planOfOne(change: Change, launched = 0, sentenced: readonly string[] = []): Plan {
  return planOf({
    id: "d",
    changes: [change],
    groups: { apps: new Map(), groups: new Map() },
    levelOf: () => 1,
    launchedOf: () => launched,
    sentencedOf: () => sentenced,
  });
}
