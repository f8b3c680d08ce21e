/** Tasks that are launched: why one is not known to run yet, and why one that runs is where it is. */

import { isTerminal } from "../../model/tasks.ts";
import type { TaskInsight } from "../cluster/app-insight.ts";
import { elsewhereText, whichText } from "./elsewhere.ts";
import { constraintsText } from "./placement.ts";
import { type Finding, finding, runsAgain, type Scene, time } from "./scene.ts";

/** A launch takes a few messages and its authorisation, a status a few messages: what takes longer is lost or held up. */
const underWayMs = 5000;

/** The host of a launched task is down or cut off, and the master has not noticed yet; `whose`: what was to happen there. */
export function downFinding(
  { world, history, nowMs }: Scene,
  { agent, taskId, requestedMs }: TaskInsight,
  whose: string,
): Finding | null {
  const host = world.agents.get(agent);
  const about = { task: taskId, agent };
  const back = requestedMs === null ? "the task is lost, and another one launched" : runsAgain;
  if (host === undefined || host.crashed) {
    const since = time(history.agent(agent)?.crashedMs ?? nowMs);
    return finding("agent-crashed", { agent, since, whose, back }, about);
  }
  return host.partitioned ? finding("agent-cut-off", { agent, whose }, about) : null;
}

/** Of a task that is launched and not told to run, or told to be killed. */
export function stagingFinding(scene: Scene, task: TaskInsight): Finding {
  const { world, marathon, history, spec } = scene;
  const about = { task: task.taskId, agent: task.agent };
  const stagedMs = task.stagedMs ?? 0;
  const past = history.agent(task.agent);
  const down = downFinding(scene, task, "a task was launched");
  if (down !== null) return down;
  if (task.state === "killing") return finding("being-killed", { agent: task.agent, who: "It" }, about);
  const host = world.agents.get(task.agent);
  const process = [...(host?.processes ?? [])].find(
    (each) => each.task.taskId === task.taskId && each.framework === marathon.name,
  );
  if (process?.state === "running") {
    if (scene.nowMs - stagedMs <= underWayMs)
      return finding("status-under-way", { agent: task.agent }, about);
    const known =
      past === null || past.known === "registered" ? "its agent registered last" : `it is ${past.known}`;
    const why = `${known}, at ${time(past?.sinceMs ?? 0)}, or its updates are lost`;
    return finding("status-held-up", { agent: task.agent, since: time(stagedMs), why }, about);
  }
  const untold = host?.reports.untold(scene.insight.frameworkId ?? "", task.taskId) ?? null;
  if (process === undefined && untold !== null && isTerminal(untold))
    return finding(
      "end-held-up",
      { agent: task.agent, since: time(stagedMs), state: `task.${untold}` },
      about,
    );
  const confirmMs = stagedMs + spec.flags.task_launch_confirm_timeout;
  const lost = process === undefined && scene.nowMs - stagedMs > underWayMs;
  const facts = { agent: task.agent, since: time(stagedMs), until: time(confirmMs) };
  return finding(lost ? "launch-lost" : "task-staging", facts, about);
}

/** Of tasks of the app that Marathon has forgotten, such as wiped ones whose kill was dropped (B5), and that run on. */
function forgottenFindings(scene: Scene): readonly Finding[] {
  const { insight, past, marathon } = scene;
  return scene.around.forgotten(marathon.name, insight.knowsTask).flatMap(({ record, taskId }) => {
    const gone = past?.tasks.get(taskId)?.gone;
    if (gone == null) return [];
    const { agent } = record.info;
    return finding(
      "forgotten-runs",
      { task: taskId, agent, since: time(gone.atMs), reason: gone.reason },
      { agent, task: taskId },
    );
  });
}

/** Of tasks of the app that hold what its next ones need, and are to end. */
export function endingFindings(scene: Scene): readonly Finding[] {
  return [...killedFindings(scene), ...forgottenFindings(scene)];
}

function killedFindings(scene: Scene): readonly Finding[] {
  const killed = scene.insight.tasks.filter(({ state }) => state === "killing");
  return killed.map((task) => {
    const found = stagingFinding(scene, task);
    const { agent } = task;
    return found.code === "being-killed"
      ? finding("being-killed", { agent, who: "A task of it" }, { agent, task: task.taskId })
      : found;
  });
}

/** Of a task that its Marathon takes for running. */
export function placeFinding(scene: Scene, task: TaskInsight): Finding {
  const { world, marathon, history } = scene;
  const about = { task: task.taskId, agent: task.agent };
  const host = world.agents.get(task.agent);
  const since = time(task.startedMs ?? 0);
  const alive = [...(host?.processes ?? [])].some(
    (each) => each.task.taskId === task.taskId && each.framework === marathon.name,
  );
  if (!alive) {
    const crashedMs = history.agent(task.agent)?.crashedMs;
    const untold = host?.reports.untold(scene.insight.frameworkId ?? "", task.taskId) ?? null;
    const unheard =
      untold === null ? "" : `; the update that says so (task.${untold}) has not come through yet`;
    const why =
      crashedMs == null ? unheard : `: the host crashed at ${time(crashedMs)}, and nobody has noticed yet`;
    return finding("believed-to-run", { agent: task.agent, since, why }, about);
  }
  // One of an older configuration met what its constraints were then.
  const constraints = marathon.isOutdated(scene.id, task.taskId) ? "" : constraintsText(scene);
  if (task.requestedMs !== null)
    return finding(
      "placed-on-reservation",
      {
        agent: task.agent,
        since,
        reserved: time(task.requestedMs),
        constraints: constraints === "" ? "" : ` and met ${constraints}`,
        which: whichText(scene, task),
        elsewhere: elsewhereText(scene, task.taskId),
      },
      about,
    );
  if (constraints !== "")
    return finding("placed-by-constraint", { agent: task.agent, since, constraints }, about);
  const order = world.scenario.mesos.agent_order === "sorted" ? "alphabetic" : "shuffled";
  return finding("placed-by-order", { agent: task.agent, since, order }, about);
}
