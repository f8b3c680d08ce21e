/** How a restart begins: how many old tasks go at once, and how many tasks there may be while it lasts
 * (TaskReplaceActor.scala:176-211). */

import type { AppDefinition } from "../../../model/app/definition.ts";

export interface RestartStrategy {
  readonly killsAtOnce: number;
  /** Old and new together. */
  readonly capacityMax: number;
}

/**
 * `launched` is how many tasks there are as it begins. With no room between the healthy minimum and the maximum one
 * old task more goes first where the app is resident, since only its reservation can hold the new one; else one new
 * task more may come.
 */
export function restartStrategy(
  { instances, upgradeStrategy, residency }: AppDefinition,
  launched: number,
): RestartStrategy {
  const healthyMin = Math.ceil(instances * upgradeStrategy.minimumHealthCapacity);
  const capacityMax = Math.trunc(instances * (1 + upgradeStrategy.maximumOverCapacity));
  const killsAtOnce = Math.max(0, launched - healthyMin);
  if (healthyMin !== capacityMax || capacityMax > launched) return { killsAtOnce, capacityMax };
  return residency !== null
    ? { killsAtOnce: launched - healthyMin + 1, capacityMax }
    : { killsAtOnce, capacityMax: capacityMax + 1 };
}
