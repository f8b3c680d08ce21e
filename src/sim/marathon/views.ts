/** What others see of a Marathon: counts per app, tasks, and its whole state. Reads only. */

import { byCodeUnit } from "../../model/units.ts";
import type { AppView, MarathonSnapshot, TaskView } from "../cluster/framework.ts";
import { type Apps, versionText } from "./apps.ts";
import type { Context } from "./context.ts";
import { actionText } from "./deployments/deployment.ts";
import type { Driver } from "./driver.ts";
import type { LaunchQueue } from "./launch-queue.ts";
import type { MatcherManager } from "./matcher-manager.ts";
import type { Reviver } from "./revive.ts";
import type { Scheduler } from "./scheduler.ts";
import { conditionOf, type Task } from "./task.ts";
import type { Tracker } from "./tracker.ts";

export interface ViewParts {
  readonly apps: Apps;
  readonly tracker: Tracker;
  readonly queue: LaunchQueue;
  readonly scheduler: Scheduler;
  readonly manager: MatcherManager;
  readonly reviver: Reviver;
  readonly driver: Driver;
}

/** An app as its Marathon sees it; after its destroy, what is left of it. */
export function appView(
  context: Context,
  { apps, tracker, queue, scheduler }: ViewParts,
  id: string,
): AppView {
  const app = apps.get(id);
  const { running, staging, suspended, reserving, tasks } = tracker.of(id);
  const launcher = queue.get(id);
  return {
    instances: app?.definition.instances ?? 0,
    running,
    staging,
    suspended,
    reserving,
    agents: [...new Set([...tasks.values()].map((task) => task.agent))].sort(byCodeUnit),
    version: app === null ? "" : versionText(app),
    deploying: scheduler.isDeploying(id),
    queued: launcher?.left ?? 0,
    backoffMs: Math.max(0, (launcher?.backoffUntilMs ?? 0) - context.kernel.nowMs),
  };
}

export function taskView(task: Task): TaskView {
  return {
    taskId: task.taskId,
    app: task.app,
    agent: task.agent,
    state: conditionOf(task),
    volumes: task.reservation?.volumeIds ?? [],
  };
}

/** Ids of all apps that exist or have left tasks, sorted. */
export function appIds({ apps, tracker }: ViewParts): readonly string[] {
  return [...new Set([...apps.ids(), ...tracker.apps()])].sort(byCodeUnit);
}

export function snapshotOf(
  context: Context,
  leaderSinceMs: number | null,
  parts: ViewParts,
): MarathonSnapshot {
  const ids = appIds(parts);
  const { tracker, queue, scheduler, manager, reviver, driver } = parts;
  return {
    name: context.name,
    frameworkId: driver.frameworkId,
    leaderSinceMs,
    apps: ids.map((id) => ({ id, ...appView(context, parts, id) })),
    tasks: ids.flatMap((id) =>
      [...tracker.of(id).tasks.values()].map((task) => ({
        ...taskView(task),
        stagedMs: task.launched?.stagedMs ?? null,
        startedMs: task.launched?.startedMs ?? null,
        deadlineMs: task.launched === null ? (task.reservation?.deadlineMs ?? null) : null,
      })),
    ),
    queue: queue.launchers().map((launcher) => ({
      app: launcher.appId,
      left: launcher.left,
      inFlight: launcher.inFlight,
      backoffMs: Math.max(0, launcher.backoffUntilMs - context.kernel.nowMs),
    })),
    deployments: scheduler.deployments.map(({ plan, step, actions }) => ({
      id: plan.id,
      apps: plan.apps,
      step,
      steps: plan.steps.length,
      actions: actions.map(actionText),
    })),
    launchTokens: manager.tokens.left,
    offersWanted: reviver.wanted,
  };
}
