/** Why fewer instances are queued than are missing: the lock, a deployment, or nothing yet. */

import { listed } from "../../model/wording.ts";
import { endsFinding } from "./ends.ts";
import { awaitedFinding } from "./health.ts";
import { type Finding, finding, type Scene, stepOf, time } from "./scene.ts";

/** Of `instances` that run nowhere and are left to nobody to launch. */
export function unqueuedFinding(scene: Scene, instances: number): Finding {
  const { insight, id } = scene;
  const { deployment } = insight;
  const about = { instances };
  const failing = failingFinding(scene, instances);
  if (failing !== null) return failing;
  if (deployment !== null) {
    const facts = stepOf(deployment);
    if (!deployment.actions.some(({ app }) => app === id)) {
      if (!deployment.later.includes(id)) return finding("deployment-later-step", facts, about);
      const first = deployment.actions.filter(({ done }) => !done).map(({ app }) => app);
      const are = first.length === 1 ? "is" : "are";
      return finding("deployment-earlier-step", { ...facts, first: listed(first), are }, about);
    }
    const awaited = awaitedFinding(scene);
    if (awaited !== null) return { ...awaited, instances };
    const ends = endsFinding(scene, instances);
    if (ends !== null) return ends;
    const ended = scene.past?.ended ?? null;
    const replaces = deployment.actions.some(({ type, app }) => app === id && type === "RestartApplication");
    if (replaces && ended?.what === "task.finished")
      return finding(
        "finished-not-replaced",
        { ...facts, agent: ended.agent, last: time(ended.atMs) },
        about,
      );
    return finding("deployment-under-way", facts, about);
  }
  if (insight.locked) return finding("kill-under-way", {}, about);
  return finding("not-queued", { until: time(insight.nextScaleCheckMs) }, about);
}

/** Its launcher fails, and is gone until something queues instances again (LaunchQueueActor.scala:207-213). */
function failingFinding(scene: Scene, instances: number): Finding | null {
  const { definition, force } = scene;
  const code = "constraint-no-expression";
  if (definition === null || !definition.constraints.some(({ isWrong }) => isWrong)) return null;
  return finding(code, { constraint: scene.constraintText(code, {}), force }, { instances });
}
