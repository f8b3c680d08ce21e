/** What waits for tasks to end: a deployment that replaces, scales down or stops, or an operator's kill. */

import { byCodeUnit } from "../../model/units.ts";
import { listed } from "../../model/wording.ts";
import type { AppInsight, DeploymentInsight, TaskInsight } from "../cluster/app-insight.ts";
import { downFinding } from "./launched.ts";
import { type Finding, finding, type Scene, stepOf, time } from "./scene.ts";

/** Tasks of the app that are still to end before its deployment goes on. */
function ending({ deployment, tasks }: AppInsight, id: string): readonly TaskInsight[] {
  const ids = new Set((deployment?.actions ?? []).flatMap(({ app, old }) => (app === id ? old : [])));
  return tasks.filter(({ taskId }) => ids.has(taskId));
}

/** Ids of those among them that Marathon has forgotten, and of whose end it hears nothing. */
function forgotten({ deployment, tasks }: AppInsight, id: string): readonly string[] {
  const known = new Set(tasks.map(({ taskId }) => taskId));
  const ids = (deployment?.actions ?? []).flatMap(({ app, type, old }) =>
    // A kill looks after whom it waits for every ten seconds (StoppingBehavior.scala:68-72).
    app === id && type === "RestartApplication" ? old : [],
  );
  return ids.filter((taskId) => !known.has(taskId));
}

/** Whether the app's lock is held until tasks of it have ended. */
export function awaitsEnds(insight: AppInsight, id: string): boolean {
  return ending(insight, id).length + forgotten(insight, id).length > 0 || isKilling(insight);
}

const isKilling = ({ deployment, locked }: AppInsight): boolean => locked && deployment === null;

/** The same, and first of all hosts that cannot be told; empty where nothing waits for an end. */
export function endsFindings(scene: Scene): readonly Finding[] {
  const found = endsFinding(scene);
  if (found === null) return [];
  const down = ending(scene.insight, scene.id).map((task) => downFinding(scene, task, "a task is to end"));
  return [...down.filter((one) => one !== null), found];
}

/** What waits for the end of tasks of the app; null where nothing does. */
export function endsFinding(scene: Scene, instances?: number): Finding | null {
  const { insight, id } = scene;
  const { deployment } = insight;
  const tasks = ending(insight, id);
  const about = { instances: instances ?? Math.max(1, tasks.length) };
  const [gone] = forgotten(insight, id);
  if (deployment !== null && gone !== undefined) return forgottenFinding(scene, deployment, gone, about);
  if (deployment === null || tasks.length === 0)
    return isKilling(insight) ? finding("kill-under-way", {}, about) : null;
  const replaces = deployment.actions.some(({ type, app }) => app === id && type === "RestartApplication");
  const one = tasks.length === 1;
  const facts = {
    ...stepOf(deployment),
    tasks: `${one ? "its task" : `${tasks.length} of its tasks`}${replaces ? " of the former version" : ""}`,
    agents: listed([...new Set(tasks.map(({ agent }) => agent))].sort(byCodeUnit)),
    have: one ? "has" : "have",
    more:
      replaces && isShort(scene, tasks) ? `, and more are launched as ${one ? "it does" : "they do"}` : "",
  };
  return finding("deployment-waits-for-kills", facts, about);
}

/** An old task that is wiped stays one that is to end (TaskReplaceActor.scala:79-84, TaskStatusUpdateProcessorImpl.scala:58-67). */
function forgottenFinding(
  { past, nowMs }: Scene,
  deployment: DeploymentInsight,
  task: string,
  about: { readonly instances: number },
): Finding {
  const gone = past?.tasks.get(task)?.gone;
  const facts = { task, since: time(gone?.atMs ?? nowMs), reason: gone?.reason ?? "gone" };
  return finding("deployment-waits-for-forgotten", { ...stepOf(deployment), ...facts }, { ...about, task });
}

/** Whether fewer of the new version are launched or queued than are wanted (TaskReplaceActor.scala:97-106). */
function isShort({ insight, instances, left }: Scene, old: readonly TaskInsight[]): boolean {
  const launched = insight.tasks.filter(({ state }) => state !== "suspended" && state !== "reserving");
  return launched.length - old.length + left < instances;
}
