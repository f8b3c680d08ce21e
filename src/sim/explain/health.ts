/** What health and readiness hold up: deployments that wait for tasks that run, and tasks that are killed for failing. */

import { counted, listed } from "../../model/wording.ts";
import type { AppInsight, TaskInsight } from "../cluster/app-insight.ts";
import { type Finding, finding, type Scene, stepOf, time } from "./scene.ts";

/** Of the app's tasks, those that its deployment waits for. */
interface Awaited {
  readonly unhealthy: readonly TaskInsight[];
  readonly notReady: readonly TaskInsight[];
}

function awaitedOf({ deployment, tasks }: AppInsight, id: string): Awaited {
  const actions = (deployment?.actions ?? []).filter(({ app }) => app === id);
  const those = (key: "unhealthy" | "notReady"): readonly TaskInsight[] => {
    const ids = new Set(actions.flatMap((action) => action[key]));
    return tasks.filter(({ taskId, state }) => ids.has(taskId) && state === "running");
  };
  return { unhealthy: those("unhealthy"), notReady: those("notReady") };
}

/** Whether the app's deployment waits for tasks that run to be healthy or ready. */
export function awaitsTasks(insight: AppInsight, id: string): boolean {
  const { unhealthy, notReady } = awaitedOf(insight, id);
  return unhealthy.length + notReady.length > 0;
}

/** Whether the app's deployment has queued launches beside tasks that run. */
export function launchesBesides({ deployment, queue }: AppInsight, id: string): boolean {
  return (queue?.left ?? 0) > 0 && deployment?.actions.some(({ app }) => app === id) === true;
}

/** What the app's deployment waits for of tasks that run; null where that is nothing. */
export function awaitedFinding({ insight, id }: Scene): Finding | null {
  const { deployment } = insight;
  const { unhealthy, notReady } = awaitedOf(insight, id);
  const tasks = unhealthy.length > 0 ? unhealthy : notReady;
  const [first] = tasks;
  if (deployment === null || first === undefined) return null;
  const facts = {
    ...stepOf(deployment),
    tasks: tasksText(tasks),
  };
  const about = {
    instances: tasks.length,
    task: tasks.length === 1 ? first.taskId : null,
    agent: tasks.length === 1 ? first.agent : null,
  };
  return unhealthy.length > 0
    ? finding("deployment-waits-for-health", { ...facts, found: foundBy(unhealthy) }, about)
    : finding(
        "deployment-waits-for-readiness",
        { ...facts, found: "no readiness check has succeeded" },
        about,
      );
}

/** `its task on a-1, running since 25s, is`, `its 3 tasks on a-1 and a-2, running since 25s, are`. */
function tasksText(tasks: readonly TaskInsight[]): string {
  const agents = listed([...new Set(tasks.map(({ agent }) => agent))]);
  const since = time(Math.min(...tasks.map(({ startedMs }) => startedMs ?? 0)));
  const one = tasks.length === 1;
  return `its ${one ? "task" : counted(tasks.length, "task")} on ${agents}, running since ${since}, ${one ? "is" : "are"}`;
}

/** Only a change to healthy counts: of a task that was so before, there is none (ReadinessBehavior.scala:114-119). */
function foundBy(tasks: readonly TaskInsight[]): string {
  if (tasks.some(({ health }) => health === "unhealthy")) return "health checks fail";
  return tasks.every(({ health }) => health === "healthy")
    ? "health checks succeed, as they did before it looked, and only a change counts"
    : "health checks have no result yet";
}

/** Tasks of the app are killed for their health again and again, and that is how it stands now; null otherwise. */
export function unhealthyFinding({ past, insight, missing, force }: Scene): Finding | null {
  const { unhealthy = null, ended = null } = past ?? {};
  if (unhealthy === null || unhealthy.count < 2) return null;
  const running = insight.tasks.filter(({ state }) => state === "running");
  const goesOn =
    missing > 0
      ? unhealthy.endedMs === null || unhealthy.endedMs === ended?.atMs
      : running.some(({ health }) => health !== "healthy");
  if (!goesOn) return null;
  const { agent, count, sinceMs, atMs, failures } = unhealthy;
  return finding(
    "unhealthy-killed",
    {
      count: counted(count, "kill"),
      since: time(sinceMs),
      last: time(atMs),
      agent,
      failures: counted(failures, "failure"),
      force,
    },
    { instances: Math.max(1, missing) },
  );
}
