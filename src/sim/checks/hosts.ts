/**
 * What is on a host: a volume in use exists, and has the one container that uses it. And which app has how many processes and
 * volumes on all hosts, as they were seen there one by one.
 */

import type { VolumeOnDisk } from "../mesos/agent/disk.ts";
import type { Process } from "../mesos/agent/processes.ts";
import type { Agent } from "../mesos/agent.ts";
import { withCheckpointed } from "../mesos/validation.ts";
import type { World } from "../world.ts";
import { cut, type Difference, renew } from "./seen.ts";
import { givenAway, type Report } from "./violations.ts";
import type { SeenVolume, Watched, WatchedAgent, WatchedApp } from "./watched.ts";

export class Hosts implements Difference<Process, WatchedAgent> {
  readonly #world: World;
  readonly #watched: Watched;
  readonly #report: Report;
  /** Those on the host that is looked at, and of these those that run. */
  readonly #processes: Process[] = [];
  readonly #running: Process[] = [];

  constructor(world: World, watched: Watched, report: Report) {
    this.#world = world;
    this.#watched = watched;
    this.#report = report;
  }

  check(agent: WatchedAgent, host: Agent): void {
    let count = 0;
    let running = 0;
    for (let process = host.firstProcess; process !== null; process = process.after) {
      this.#processes[count++] = process;
      if (process.state === "running") this.#running[running++] = process;
    }
    cut(this.#processes, count);
    cut(this.#running, running);
    renew(agent.running, this.#running, agent, this);
    this.#checkVolumes(agent, host);
    this.#checkDisk(agent, host);
  }

  came(agent: WatchedAgent, process: Process): void {
    const app = this.#appOf(process);
    if (app === null) return;
    app.processes.push(process);
    app.places.push(agent);
  }

  went(_agent: WatchedAgent, process: Process): void {
    const app = this.#appOf(process);
    if (app === null) return;
    const place = app.processes.indexOf(process);
    app.processes.splice(place, 1);
    app.places.splice(place, 1);
  }

  #checkVolumes(agent: WatchedAgent, { volumesOnDisk }: Agent): void {
    const { name, volumes } = agent;
    let count = 0;
    for (const volume of volumesOnDisk) {
      const { kind, exists, attachedTo } = volume;
      const seen = volumes[count];
      const isKnown = seen !== undefined && seen.volume === volume && seen.exists === exists;
      if (!isKnown || seen.attachedTo !== attachedTo) {
        if (seen?.volume === volume) this.#checkSole(name, volume, seen.attachedTo);
        if (seen !== undefined) tally(seen, -1);
        const owner = isKnown ? seen.owner : this.#ownerOf(name, volume);
        const user = attachedTo === null ? null : this.#appOf(attachedTo);
        const now: SeenVolume = { volume, exists, owner, attachedTo, user };
        tally(now, 1);
        volumes[count] = now;
      }
      count++;
      if (attachedTo === null) continue;
      const { taskId } = attachedTo;
      const { persistenceId } = kind;
      if (!this.#processes.includes(attachedTo))
        this.#report("books-agree", name, `${taskId} is gone and has ${persistenceId}`);
      if (!exists) this.#report("books-agree", name, `${taskId} has ${persistenceId}, which does not exist`);
    }
    for (let i = count; i < volumes.length; i++) tally(volumes[i] as SeenVolume, -1);
    cut(volumes, count);
  }

  /** Who had the volume until now must have ended before another one has it. */
  #checkSole(agent: string, { kind, attachedTo }: VolumeOnDisk, before: Process | null): void {
    if (before === null || attachedTo === null || !this.#processes.includes(before)) return;
    const text = `by ${before.taskId}, which is being shut down, and ${attachedTo.taskId} on ${agent}`;
    const bug = before.silently === "framework-shut-down" ? givenAway : null;
    this.#report("volume-used-once", kind.persistenceId ?? "", text, bug);
  }

  /** Null for a volume that does not exist, or that is no app's. */
  #ownerOf(agent: string, { kind, exists }: VolumeOnDisk): WatchedApp | null {
    if (!exists) return null;
    const { framework, app } = this.#world.ledger.ofVolume(agent, kind);
    return framework === null || app === null ? null : this.#watched.app(framework, app);
  }

  #appOf({ framework, task }: Process): WatchedApp | null {
    const { app } = task.trace;
    return app === undefined ? null : this.#watched.app(framework, app);
  }

  /** What is written down fits on the host, or its agent could not register again. */
  #checkDisk(agent: WatchedAgent, { spec, checkpointed }: Agent): void {
    if (agent.checkpointed === checkpointed) return;
    agent.checkpointed = checkpointed;
    if (withCheckpointed(spec.resources, checkpointed) === null) {
      const text = `${checkpointed} are checkpointed out of ${spec.resources}`;
      this.#report("books-agree", agent.name, text);
    }
  }
}

function tally({ owner, user }: SeenVolume, by: 1 | -1): void {
  if (owner !== null) owner.volumes += by;
  if (user !== null) user.attached += by;
}
