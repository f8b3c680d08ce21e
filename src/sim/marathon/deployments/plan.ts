/** What a change of an app takes: steps of actions (DeploymentPlan.scala:25-60, 205-306). */

import { isOnlyScaleChange, needsRestart } from "../../../model/app/change.ts";
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
export interface Change {
  readonly from: App | null;
  readonly to: App | null;
}

export interface Plan extends Change {
  readonly id: string;
  /** The actions of one step run side by side. */
  readonly steps: readonly (readonly Action[])[];
  /** Ids of the apps whose locks it holds. */
  readonly apps: readonly string[];
  /** How many instances of its app there may be until it is over: what was there before, or is wanted. */
  readonly instancesMax: number;
}

/**
 * A new app is started with none and then scaled; a change of instances alone scales; any other change replaces all
 * tasks; nothing changed is a plan without steps. `launched` is how many tasks there are now.
 */
export function planOf(id: string, change: Change, launched: number, sentenced: readonly string[]): Plan {
  const steps = stepsOf(change, sentenced);
  const apps = new Set(steps.flat().map((action) => action.app.id));
  const instancesMax = Math.max(
    launched,
    change.from?.definition.instances ?? 0,
    change.to?.definition.instances ?? 0,
    ...steps
      .flat()
      .filter(({ type }) => type === "RestartApplication")
      .map(({ app }) => restartStrategy(app.definition, launched).capacityMax),
  );
  return { ...change, id, steps, apps: [...apps], instancesMax };
}

/** A plan as a new leader takes it up: from its first step on. Which tasks must go was not stored
 * (DeploymentPlan.scala:121-136). */
export function recovered({ id, from, to }: Plan, launched: number): Plan {
  return planOf(id, { from, to }, launched, []);
}

function stepsOf({ from, to }: Change, sentenced: readonly string[]): readonly (readonly Action[])[] {
  if (to === null) return from === null ? [] : [[{ type: "StopApplication", app: from }]];
  const scaleTo = to.definition.instances;
  const scale: Action = { type: "ScaleApplication", app: to, scaleTo, sentenced };
  if (from === null) return [[{ type: "StartApplication", app: to, scaleTo: 0 }], [scale]];
  if (isOnlyScaleChange(from.definition, to.definition)) return [[scale]];
  return needsRestart(from, to) ? [[{ type: "RestartApplication", app: to }]] : [];
}
