/** What others see of a Marathon: counts per app, tasks, and its whole state. Reads only. While nobody leads it shows
 * what is stored. */

import type { AppDefinition } from "../../model/app/definition.ts";
import { byCodeUnit } from "../../model/units.ts";
import type { AppView, DueView, MarathonSnapshot, TaskView } from "../cluster/framework.ts";
import { versionText } from "./apps.ts";
import { actionText } from "./deployments/deployment.ts";
import type { HealthChecks } from "./health/health-checks.ts";
import type { LaunchQueue } from "./launch-queue.ts";
import type { Launcher } from "./launcher.ts";
import type { MatcherManager } from "./matcher-manager.ts";
import type { Reviver } from "./revive.ts";
import type { Scaling } from "./scaling.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Store } from "./store.ts";
import { conditionOf, type Task } from "./task.ts";

/** What is seen of whoever leads. */
export interface Leading {
  readonly sinceMs: number;
  readonly queue: LaunchQueue;
  readonly scheduler: Scheduler;
  readonly manager: MatcherManager;
  readonly health: HealthChecks;
  readonly reviver: Reviver;
  readonly scaling: Scaling;
}

export interface Seen {
  readonly name: string;
  readonly nowMs: number;
  readonly store: Store;
  readonly leader: Leading | null;
}

/** An app as its Marathon sees it; after its destroy, what is left of it. */
export function appView(seen: Seen, id: string): AppView {
  const { store } = seen;
  const app = store.apps.get(id);
  const { running, killing, staging, suspended, reserving } = store.tracker.of(id);
  return {
    instances: app?.definition.instances ?? 0,
    running,
    killing,
    staging,
    suspended,
    reserving,
    agents: [
      ...new Set(
        store.tracker
          .of(id)
          .all()
          .map((task) => task.agent),
      ),
    ].sort(byCodeUnit),
    version: app === null ? "" : versionText(app),
    ...dueView(seen, id),
  };
}

/** Of the same what a leader has yet to do for it. */
export function dueView({ nowMs, store, leader }: Seen, id: string): DueView {
  const launcher = leader?.queue.get(id) ?? null;
  return {
    deploying: (leader?.scheduler.deploymentOf(id) ?? store.deployments.of(id)) !== null,
    queued: launcher?.left ?? 0,
    backoffMs: launcher === null ? 0 : backoffOf(launcher, nowMs),
  };
}

/** A deployment that scales down or stops still has the tasks it kills, one that replaces tasks may have more. */
export function instancesAllowed({ apps, deployments }: Store, app: string): number {
  return Math.max(apps.get(app)?.definition.instances ?? 0, deployments.of(app)?.instancesMax.get(app) ?? 0);
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
export function appIds({ apps, tracker }: Store): readonly string[] {
  return [...new Set([...apps.ids(), ...tracker.apps()])].sort(byCodeUnit);
}

export function snapshotOf(seen: Seen): MarathonSnapshot {
  const { name, nowMs, store, leader } = seen;
  const ids = appIds(store);
  return {
    name,
    frameworkId: store.frameworkId,
    leaderSinceMs: leader?.sinceMs ?? null,
    apps: ids.map((id) => ({ id, ...appView(seen, id) })),
    tasks: ids.flatMap((id) =>
      store.tracker
        .of(id)
        .all()
        .map((task) => ({
          ...taskView(task),
          stagedMs: task.launched?.stagedMs ?? null,
          startedMs: task.launched?.startedMs ?? null,
          health: task.launched === null ? null : (leader?.health.verdictOn(task) ?? null),
          deadlineMs: task.launched === null ? (task.reservation?.deadlineMs ?? null) : null,
        })),
    ),
    queue: (leader?.queue.launchers() ?? []).map((launcher) => ({
      app: launcher.appId,
      left: launcher.left,
      inFlight: launcher.inFlight,
      backoffMs: backoffOf(launcher, nowMs),
    })),
    deployments: (leader?.scheduler.deployments ?? []).map(({ plan, step, actions }) => ({
      id: plan.id,
      apps: plan.apps,
      step,
      steps: plan.steps.length,
      actions: actions.map(actionText),
    })),
    launchTokens: leader?.manager.tokens.left ?? 0,
    offersWanted: leader?.reviver.wanted ?? false,
  };
}

function backoffOf(launcher: Launcher, nowMs: number): number {
  return Math.max(0, launcher.backoffUntilMs - nowMs);
}

/** ResourceMatcher.scala:117-118: constraints count tasks of the current configuration only. */
export function isOutdated({ apps, tracker }: Store, app: string, taskId: string): boolean {
  const versionMs = tracker.task(taskId)?.launched?.versionMs ?? Number.POSITIVE_INFINITY;
  return versionMs < (apps.get(app)?.configVersionMs ?? 0);
}

/** By which a host may have one task of the app at most. */
export function uniqueFields(definition: AppDefinition | null): readonly string[] {
  const constraints = definition?.constraints ?? [];
  return constraints.filter(({ operator }) => operator === "UNIQUE").map(({ field }) => field);
}

/** Why an app may have more tasks than it wants for now. */
export function knownBug({ scheduler, scaling }: Leading, app: string): string | null {
  if (scheduler.isUnguarded(app)) return "B41";
  return scaling.hasExcess(app) ? "B38" : null;
}
