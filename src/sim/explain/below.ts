/** Which apps have fewer running than are wanted of them, and why. */

import type { MarathonApi } from "../cluster/framework.ts";
import type { World } from "../world.ts";
import { type Diagnosis, diagnose } from "./diagnose.ts";
import { awaitsEnds } from "./ends.ts";
import { awaitsTasks, launchesBesides } from "./health.ts";
import { Surroundings } from "./surroundings.ts";

/** Apps of a Marathon with fewer running than wanted, or whose deployment waits for tasks that run, are to be launched beside or are to
 * end. */
export function appsBelow(marathon: MarathonApi): readonly string[] {
  return marathon.appIds().filter((id) => {
    const { running, instances } = marathon.appView(id);
    if (running < instances) return true;
    const insight = marathon.insight(id);
    return awaitsTasks(insight, id) || launchesBesides(insight, id) || awaitsEnds(insight, id);
  });
}

/** Why the first `most` of them stand as they do, and how many there are. The journal is read only where there are any. */
export function diagnosesBelow(
  world: World,
  most: number,
): { readonly diagnoses: readonly Diagnosis[]; readonly count: number } {
  const below = [...world.marathons.values()].flatMap((marathon) =>
    appsBelow(marathon).map((app) => ({ marathon, app })),
  );
  if (below.length === 0) return { diagnoses: [], count: 0 };
  const around = new Surroundings(world);
  const diagnoses = below.slice(0, most).map(({ marathon, app }) => diagnose(world, marathon, app, around));
  return { diagnoses, count: below.length };
}
