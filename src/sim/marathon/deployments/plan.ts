/** What a change of an app takes: steps of actions (DeploymentPlan.scala:25-60, 263-306). */

import type { App } from "../apps.ts";

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
  | { readonly type: "StopApplication"; readonly app: App };

export interface Plan {
  readonly id: string;
  /** The actions of one step run side by side. */
  readonly steps: readonly (readonly Action[])[];
  /** Ids of the apps whose locks it holds. */
  readonly apps: readonly string[];
  /** How many instances of its app there may be until it is over: what was there before, or is wanted. */
  readonly instancesMax: number;
}

/**
 * The plan from one version of an app to another; null is no app. A new app is started with none and then scaled; a
 * change of instances alone scales; nothing changed is a plan without steps. `launched` is how many tasks there are now.
 */
export function planOf(
  id: string,
  from: App | null,
  to: App | null,
  launched: number,
  sentenced: readonly string[],
): Plan {
  const steps = stepsOf(from, to, sentenced);
  const apps = new Set(steps.flat().map((action) => action.app.id));
  const instancesMax = Math.max(launched, from?.definition.instances ?? 0, to?.definition.instances ?? 0);
  return { id, steps, apps: [...apps], instancesMax };
}

function stepsOf(
  from: App | null,
  to: App | null,
  sentenced: readonly string[],
): readonly (readonly Action[])[] {
  if (to === null) return from === null ? [] : [[{ type: "StopApplication", app: from }]];
  const scaleTo = to.definition.instances;
  const scale: Action = { type: "ScaleApplication", app: to, scaleTo, sentenced };
  if (from === null) return [[{ type: "StartApplication", app: to, scaleTo: 0 }], [scale]];
  return from.definition.instances === scaleTo ? [] : [[scale]];
}
