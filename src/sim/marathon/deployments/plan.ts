/** What a change of the groups takes: steps of actions (DeploymentPlan.scala:25-60, 205-306). */

import { isOnlyScaleChange, needsRestart } from "../../../model/app/change.ts";
import type { Changed, GroupChanges } from "../../../model/group/tree.ts";
import { byCodeUnit } from "../../../model/units.ts";
import type { App } from "../apps.ts";
import { restartStrategy } from "./restart-strategy.ts";

/** Each kind of action, by the name that Marathon's API gives it. */
export type Action =
  | { readonly type: "StartApplication"; readonly app: App; readonly scaleTo: number }
  | {
      readonly type: "ScaleApplication";
      readonly app: App;
      readonly scaleTo: number;
      /** Ids of tasks that must go first. */
      readonly sentenced: readonly string[];
    }
  | { readonly type: "RestartApplication"; readonly app: App }
  | { readonly type: "StopApplication"; readonly app: App };

/** From one version of an app to another; null is no app. */
export type Change = Changed<App>;

export interface Plan {
  readonly id: string;
  /** The apps that change, in order of their ids. */
  readonly changes: readonly Change[];
  /** What it makes of the groups: what a rollback takes back. */
  readonly groups: GroupChanges;
  /** The actions of one step run side by side, and are in order of their apps. */
  readonly steps: readonly (readonly Action[])[];
  /** Ids of the apps whose locks it holds. */
  readonly apps: readonly string[];
  /** By app: how many instances there may be until it is over: what was there before, or is wanted. */
  readonly instancesMax: ReadonlyMap<string, number>;
}

/** What a plan is made of. */
export interface PlanInput {
  readonly id: string;
  readonly changes: readonly Change[];
  readonly groups: GroupChanges;
  /** How long a chain of dependencies begins with the app, itself included. */
  levelOf(app: string): number;
  /** How many tasks the app has now. */
  launchedOf(app: string): number;
  /** Ids of tasks that must go. */
  sentencedOf(app: string): readonly string[];
}

/**
 * First all apps stop that are no more, whatever depends on them; then new apps start with no instances; then, from those
 * that wait for no other app upwards, new apps and those of which only the instances changed are scaled, and of apps with
 * any other change all tasks are replaced. Steps without actions are left out.
 */
export function planOf(input: PlanInput): Plan {
  const changes = [...input.changes].sort((a, b) => byCodeUnit(idOf(a), idOf(b)));
  const steps = [changes.flatMap(stop), changes.flatMap(start), ...orderedSteps(changes, input)].filter(
    (step) => step.length > 0,
  );
  const apps = [...new Set(steps.flat().map((action) => action.app.id))];
  const instancesMax = new Map(
    changes.map((change) => [idOf(change), instancesMaxOf(change, input.launchedOf(idOf(change)))]),
  );
  return { id: input.id, changes, groups: input.groups, steps, apps, instancesMax };
}

/** A plan as a new leader takes it up: from its first step on. Which tasks must go was not stored
 * (DeploymentPlan.scala:121-136). */
export function recovered(plan: Plan, launchedOf: (app: string) => number): Plan {
  const steps = plan.steps.map((step) =>
    step.map((action) => (action.type === "ScaleApplication" ? { ...action, sentenced: [] } : action)),
  );
  const instancesMax = new Map(
    plan.changes.map((change) => [idOf(change), instancesMaxOf(change, launchedOf(idOf(change)))]),
  );
  return { ...plan, steps, instancesMax };
}

const idOf = ({ from, to }: Change): string => (to ?? from)?.id ?? "";

const stop = ({ from, to }: Change): readonly Action[] =>
  from !== null && to === null ? [{ type: "StopApplication", app: from }] : [];

const start = ({ from, to }: Change): readonly Action[] =>
  from === null && to !== null ? [{ type: "StartApplication", app: to, scaleTo: 0 }] : [];

function orderedSteps(
  changes: readonly Change[],
  { levelOf, sentencedOf }: PlanInput,
): readonly (readonly Action[])[] {
  const byLevel = new Map<number, Action[]>();
  for (const { from, to } of changes) {
    const action = to === null ? null : actionFor(from, to, sentencedOf);
    if (action === null) continue;
    const level = levelOf(action.app.id);
    const step = byLevel.get(level);
    if (step === undefined) byLevel.set(level, [action]);
    else step.push(action);
  }
  return [...byLevel].sort(([a], [b]) => a - b).map(([, actions]) => actions);
}

function actionFor(from: App | null, to: App, sentencedOf: PlanInput["sentencedOf"]): Action | null {
  if (from === null || isOnlyScaleChange(from.definition, to.definition)) {
    const sentenced = from === null ? [] : sentencedOf(to.id);
    return { type: "ScaleApplication", app: to, scaleTo: to.definition.instances, sentenced };
  }
  return needsRestart(from, to) ? { type: "RestartApplication", app: to } : null;
}

function instancesMaxOf({ from, to }: Change, launched: number): number {
  const restarts =
    from !== null && to !== null && actionFor(from, to, () => [])?.type === "RestartApplication";
  return Math.max(
    launched,
    from?.definition.instances ?? 0,
    to?.definition.instances ?? 0,
    restarts ? restartStrategy(to.definition, launched).capacityMax : 0,
  );
}
