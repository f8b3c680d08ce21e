/** What `explain` sees of an app: tasks, queue, lock and deployment. Reads only. */

import type { AppInsight, TaskInsight } from "../cluster/app-insight.ts";
import type { MarathonFlags } from "../scenario.ts";
import { onGrid } from "./context.ts";
import { actionText } from "./deployments/deployment.ts";
import { nobodyAwaited } from "./deployments/readiness.ts";
import type { Leader } from "./leader.ts";
import type { Store } from "./store.ts";
import type { Task } from "./task.ts";
import { taskView } from "./views.ts";

/** Before it joins, and once it was torn down, a Marathon has no instance that could lead. */
export type Life = "before" | "here" | "over";

export interface Seeing {
  readonly nowMs: number;
  readonly life: Life;
  readonly store: Store;
  readonly leader: Leader | null;
  readonly flags: MarathonFlags;
}

export function insightInto({ nowMs, life, store, leader, flags }: Seeing, id: string): AppInsight {
  const launcher = leader?.queue.get(id) ?? null;
  const deployment = leader?.scheduler.deploymentOf(id) ?? null;
  const awaited = deployment?.awaited ?? [];
  const sinceMs = leader?.sinceMs ?? nowMs;
  const after = (firstMs: number, everyMs: number): number => onGrid(firstMs, everyMs, nowMs + 1);
  return {
    joined: life !== "before",
    left: life === "over",
    leaderSinceMs: leader?.sinceMs ?? null,
    registered: leader?.isRegistered ?? false,
    frameworkId: store.frameworkId,
    tasks: store.tracker
      .of(id)
      .all()
      .map((task) => taskInsight(task, leader)),
    queue:
      launcher === null
        ? null
        : {
            left: launcher.left,
            inFlight: launcher.inFlight,
            reserved: launcher.reserved,
            backoffUntilMs: launcher.backoffUntilMs,
          },
    launchTokens: leader?.manager.tokens.left ?? 0,
    nextTokensMs: after(sinceMs, flags.launch_token_refresh_interval),
    revivedMs: leader === null || leader.reviver.sentMs < 0 ? null : leader.reviver.sentMs,
    reviveDueMs: leader?.reviver.dueMs ?? null,
    nextScaleCheckMs: after(sinceMs + flags.scale_apps_initial_delay, flags.scale_apps_interval),
    nextReconciliationMs: after(sinceMs + flags.reconciliation_initial_delay, flags.reconciliation_interval),
    locked: leader?.scheduler.isLocked(id) ?? false,
    deployment:
      deployment === null
        ? null
        : {
            id: deployment.plan.id,
            step: deployment.step,
            steps: deployment.plan.steps.length,
            later: deployment.later,
            actions: deployment.actions.map((action, i) => ({
              type: action.type,
              app: action.app.id,
              text: actionText(action),
              done: deployment.isDone(action),
              ...(awaited[i] ?? nobodyAwaited),
            })),
          },
    knowsTask: (taskId) => store.tracker.task(taskId) !== null,
    reasonsAgainst: ({ agent, slaveId, attributes, resources }) =>
      launcher?.reasonsAgainst({
        offerId: "",
        frameworkId: store.frameworkId ?? "",
        slaveId,
        agent,
        attributes,
        resources,
      }) ?? null,
  };
}

function taskInsight(task: Task, leader: Leader | null): TaskInsight {
  const { slaveId, launched, reservation } = task;
  return {
    ...taskView(task),
    slaveId,
    told: launched?.state ?? null,
    stagedMs: launched?.stagedMs ?? null,
    startedMs: launched?.startedMs ?? null,
    health: launched === null ? null : (leader?.health.verdictOn(task) ?? null),
    requestedMs: reservation?.requestedMs ?? null,
    deadlineMs: launched === null ? (reservation?.deadlineMs ?? null) : null,
  };
}
