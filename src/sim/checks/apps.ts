/** What must hold of an app: no more instances than wanted, enough of them during an upgrade, each where it belongs. */

import { placeValue } from "../../model/placed.ts";
import type { MarathonApi, TaskView, UpgradeView } from "../cluster/framework.ts";
import type { Process } from "../mesos/agent/processes.ts";
import type { World } from "../world.ts";
import { cut } from "./seen.ts";
import type { Report } from "./violations.ts";
import type { WatchedAgent, WatchedApp } from "./watched.ts";

/** An app with so many tasks has few: to compare their ids costs less than to search for one. */
const fewTasks = 16;

/** Processes of an app for which its Marathon is to blame, and of these, those whose kill it has not decided, or lost. */
interface Alive {
  readonly all: number;
  readonly owed: number;
  readonly dropped: number;
}

export class Apps {
  readonly #world: World;
  readonly #report: Report;

  constructor(world: World, report: Report) {
    this.#world = world;
    this.#report = report;
  }

  /** Its processes are those that were seen when their hosts were looked at. */
  check(app: WatchedApp, marathon: MarathonApi): void {
    const { id } = app;
    const tasks = marathon.tasksOf(id);
    this.#checkInstances(app, marathon, tasks);
    this.#checkUpgrade(id, marathon.upgradeOf(id));
    this.#checkAgents(app, tasks);
    const unique = marathon.uniqueFields(id);
    if (unique.length > 0) this.#checkUnique(id, marathon, unique, tasks);
  }

  /** Only a rise is a fault: to want fewer is none while those that run go down. */
  #checkInstances(app: WatchedApp, marathon: MarathonApi, tasks: readonly TaskView[]): void {
    const { id, launched: launchedBefore, alive: aliveBefore } = app;
    const launched = marathon.launchedOf(id);
    const { all: alive, owed, dropped } = this.#countAlive(app, marathon, tasks);
    app.launched = launched;
    app.alive = alive;
    const most = marathon.instancesAllowed(id);
    if (launched > most && launched > launchedBefore) {
      const text = `${launched} launched, ${most} allowed`;
      this.#report("no-more-instances-than-wanted", id, text, marathon.knownBug(id));
    }
    // What Marathon has launched was judged then.
    if (alive > Math.max(most, launched) && alive > aliveBefore) {
      const text = `${alive} processes, ${most} allowed`;
      const bug = owed === 0 && dropped > 0 ? "B5" : null;
      this.#report("no-more-instances-than-wanted", id, text, bug);
    }
  }

  /**
   * Processes that run on hosts that the master has registered, and that nobody stops. One that Marathon does not hold for
   * launched is its fault where it knows of it and has sent no kill; not where the kill is lost on its way, or where nobody
   * told the present leader.
   */
  #countAlive(
    { framework, processes, places }: WatchedApp,
    marathon: MarathonApi,
    tasks: readonly TaskView[],
  ): Alive {
    let all = 0;
    let owed = 0;
    let dropped = 0;
    const record = this.#world.master.registry.frameworkNamed(framework);
    for (let i = 0; i < processes.length; i++) {
      const { killed, frameworkId, taskId } = processes[i] as Process;
      if (killed || frameworkId !== record?.frameworkId) continue;
      const { isRegistered, host } = places[i] as WatchedAgent;
      if (!isRegistered || host?.partitioned !== false) continue;
      const standing = isLaunched(taskId, tasks) ? "launched" : marathon.standingOf(taskId);
      if (standing === "kill-sent" || standing === "unknown") continue;
      all++;
      if (standing === "kill-owed") owed++;
      if (standing === "kill-dropped") dropped++;
    }
    return { all, owed, dropped };
  }

  #checkUpgrade(id: string, upgrade: UpgradeView | null): void {
    if (upgrade === null) return;
    const { old, told, signs, good } = upgrade;
    const most = toldAtMost(upgrade);
    if (told > most) {
      const text = `${told} of ${old} old tasks told to end, ${most} allowed`;
      this.#report("upgrade-keeps-minimum", id, text, told > most - good + signs ? null : "B43");
    }
  }

  /** A task that has volumes stays on its agent. */
  #checkAgents(app: WatchedApp, tasks: readonly TaskView[]): void {
    let place = 0;
    for (const { taskId, agent, volumes } of tasks) {
      const at = place++;
      if (app.tasks[at] === taskId && app.agents[at] === agent) continue;
      app.tasks[at] = taskId;
      app.agents[at] = agent;
      const before = app.agentOf.get(taskId);
      if (before === agent) continue;
      app.agentOf.set(taskId, agent);
      if (before === undefined || volumes.length === 0) continue;
      const text = `it was on ${before} and is on ${agent} without a wipe`;
      this.#report("resident-task-stays", taskId, text);
    }
    cut(app.tasks, place);
    cut(app.agents, place);
  }

  #checkUnique(
    id: string,
    marathon: MarathonApi,
    unique: readonly string[],
    tasks: readonly TaskView[],
  ): void {
    const taken = new Map<string, string>();
    for (const { taskId, agent, state } of tasks) {
      if (state !== "running" && state !== "staging") continue;
      if (marathon.isOutdated(id, taskId)) continue;
      for (const field of unique) {
        const attributes = this.#world.agents.get(agent)?.spec.attributes ?? {};
        const value = placeValue(field, { hostname: agent, attributes });
        const place = `${field}=${value}`;
        const other = taken.get(place);
        if (other !== undefined)
          this.#report("unique-holds", id, `${other} and ${taskId} both run at ${place}`, "B14");
        taken.set(place, taskId);
      }
    }
  }
}

/** Whether Marathon holds it for launched, as far as few tasks of the app say; of more than that each is asked for. */
function isLaunched(taskId: string, tasks: readonly TaskView[]): boolean {
  if (tasks.length > fewTasks) return false;
  for (const task of tasks)
    if (task.taskId === taskId) return task.state !== "reserving" && task.state !== "suspended";
  return false;
}

/**
 * How many old tasks an upgrade may have told to end: what is beyond the healthy minimum, and one for each new one that became
 * healthy and ready; one more of a resident app that may have no more tasks than the minimum, and could not begin otherwise.
 */
function toldAtMost({ definition, old, good }: UpgradeView): number {
  const { instances, upgradeStrategy, residency } = definition;
  const healthyMin = Math.ceil(instances * upgradeStrategy.minimumHealthCapacity);
  const mostTasks = Math.floor(instances * (1 + upgradeStrategy.maximumOverCapacity));
  const isStuck = residency !== null && mostTasks === healthyMin && old >= mostTasks;
  return Math.max(0, old - healthyMin) + (isStuck ? 1 : 0) + good;
}
