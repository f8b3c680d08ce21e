/** How one version of an app differs from another, and what of a resident app may not change. */

import { byCodeUnit } from "../units.ts";
import { healthChecksText } from "./checks.ts";
import type { AppDefinition, AppRefusal } from "./definition.ts";
import { jsonOf } from "./definition-json.ts";
import { canonicalJson, Problems } from "./json.ts";
import { checkResidentStrategy, healthMaxOf11 } from "./validate.ts";

/** The same app with another number of instances. */
export function withInstances(app: AppDefinition, instances: number): AppDefinition {
  return Object.freeze({ ...app, instances });
}

/** What of an app is a set has no order. */
const sets: readonly string[] = ["constraints", "acceptedResourceRoles", "healthChecks"];

/** The members that differ, by Marathon's names, sorted. */
export function changedMembers(from: AppDefinition, to: AppDefinition): readonly string[] {
  const [before, after] = [jsonOf(from), jsonOf(to)];
  return Object.keys(after)
    .filter((key) => textOf(key, before[key]) !== textOf(key, after[key]))
    .sort(byCodeUnit);
}

function textOf(key: string, value: unknown): string {
  const isSet = sets.includes(key) && Array.isArray(value);
  return canonicalJson(isSet ? value.map(canonicalJson).sort(byCodeUnit) : value);
}

/** Everything but the number of instances, sets in one order. */
function configuration(app: AppDefinition): string {
  const { constraints, acceptedResourceRoles: roles, healthChecks, ...others } = app;
  return canonicalJson({
    ...others,
    instances: null,
    constraints: constraints
      .map(({ field, operator, value }) => canonicalJson([field, operator, value]))
      .sort(),
    acceptedResourceRoles: roles === null ? null : [...roles].sort(),
    healthChecks: healthChecksText(healthChecks),
  });
}

/** Whether anything of the same app but its instances changed, so that its tasks are to be replaced
 * (AppDefinition.scala:296-326). */
export function isUpgrade(from: AppDefinition, to: AppDefinition): boolean {
  return from.id === to.id && from !== to && configuration(from) !== configuration(to);
}

/** Whether nothing but the number of instances changed (AppDefinition.scala:291). */
export function isOnlyScaleChange(from: AppDefinition, to: AppDefinition): boolean {
  return from.instances !== to.instances && !isUpgrade(from, to);
}

/** A version of an app, by when it was stored and when its configuration changed last. */
export interface AppVersion {
  readonly definition: AppDefinition;
  readonly versionMs: number;
  readonly configVersionMs: number;
}

/** Whether all tasks are to be replaced: for a new configuration or a restart, which makes a new version only.
 * A scaling does so too, and is told apart before (AppDefinition.scala:339-343, DeploymentPlan.scala:215-231). */
export function needsRestart(from: AppVersion, to: AppVersion): boolean {
  const sameVersion = from.versionMs === to.versionMs && from.configVersionMs === to.configVersionMs;
  return !sameVersion || isUpgrade(from.definition, to.definition);
}

/**
 * The refusal of a change to an app that is resident before or after it; null where it may be made: its volumes,
 * resources and ports stay as they are, and the limits of its strategy hold (AppDefinition.scala:645-682). `path` is where
 * the app stands among those that the plan changes.
 */
export function checkImmutable(
  from: AppDefinition,
  to: AppDefinition,
  path = "/app(0)",
  healthMax = healthMaxOf11,
): AppRefusal | null {
  if (from.residency === null && to.residency === null) return null;
  const problems = new Problems();
  const volumesChanged =
    from.persistentVolumes.length !== to.persistentVolumes.length ||
    from.persistentVolumes.some((volume) => {
      const other = to.persistentVolumes.find(({ containerPath }) => containerPath === volume.containerPath);
      return other === undefined || other.sizeMilli !== volume.sizeMilli || other.mode !== volume.mode;
    });
  if (volumesChanged)
    problems.add(["container", "volumes"], "Persistent volumes can not be changed!", { path });
  const resourcesChanged =
    from.cpusMilli !== to.cpusMilli ||
    from.memMilli !== to.memMilli ||
    from.diskMilli !== to.diskMilli ||
    canonicalJson(from.portDefinitions) !== canonicalJson(to.portDefinitions);
  if (resourcesChanged) problems.add([], "Resident Tasks may not change resource requirements!", { path });
  checkResidentStrategy(to.upgradeStrategy, problems, path, healthMax);
  if (!problems.any) return null;
  return { status: 422, message: "Object is not valid", details: problems.details() };
}
