/** The metrics of each app, folded from journal rows after the projection has seen them. */

import type { EventName } from "../model/events.ts";
import type { AppRecord, AppStates } from "./app-states.ts";
import { Availability } from "./availability.ts";
import { DataLoss } from "./data-loss.ts";
import type { EventRow } from "./event-row.ts";
import { Moves } from "./moves.ts";
import { type Times, timesOf } from "./quantiles.ts";
import { endOfLaunched } from "./task-ends.ts";
import { TimeToRecover } from "./time-to-recover.ts";
import { TimeToRunning } from "./time-to-running.ts";

export interface AppMetrics {
  /** Of the wanted instance time, the share in which an instance was alive; null where none was wanted. */
  readonly availability: number | null;
  /** Instance time wanted and not alive. */
  readonly downtime_ms: number;
  readonly time_to_running_ms: Times;
  readonly time_to_recover_ms: Times;
  readonly relaunches: number;
  readonly moved: number;
  /** Volumes. */
  readonly data_lost: number;
  /** MiB. */
  readonly leftover_data: number;
}

class AppFold {
  readonly availability = new Availability();
  readonly toRunning = new TimeToRunning();
  readonly toRecover = new TimeToRecover();
  readonly moves = new Moves();
  /** Launched tasks of a configuration that is no longer in force: others come in their place. */
  readonly outdated = new Set<string>();
  relaunches = 0;
}

export class AppMetricsFold {
  readonly #states: AppStates;
  readonly #folds = new Map<AppRecord, AppFold>();
  readonly #dataLoss = new DataLoss();

  constructor(states: AppStates) {
    this.#states = states;
  }

  /** Takes in a row that the projection has already been given. */
  apply(event: EventRow): void {
    this.#followData(event);
    // What the master answers about a task that it does not know names no app.
    const app = this.#states.appOf(event) ?? this.#states.taskOf(event)?.app ?? null;
    if (app === null) return;
    const fold = this.#foldOf(app);
    const follow = followers[event.name];
    if (follow !== undefined) follow({ fold, app, event, states: this.#states, dataLoss: this.#dataLoss });
    else if (endOfLaunched(event) !== null) {
      const key = this.#states.taskOf(event)?.key ?? "";
      fold.toRunning.ended(key);
      fold.outdated.delete(key);
    }
  }

  /** Forgets what was before: times count where they end later, everything else where it happens later. */
  restart(atMs: number): void {
    for (const fold of this.#folds.values()) {
      fold.availability.restart(atMs);
      fold.toRunning.samplesMs.length = 0;
      fold.toRecover.samplesMs.length = 0;
      fold.moves.count = 0;
      fold.relaunches = 0;
    }
    this.#dataLoss.restart();
  }

  /** The metrics of an app up to the end of the run. */
  of(app: AppRecord, endMs: number): AppMetrics {
    const fold = this.#foldOf(app);
    fold.availability.set(endMs, app.wanted, app.alive);
    const { toRunning, toRecover } = fold;
    return {
      availability: fold.availability.availability,
      downtime_ms: fold.availability.downtimeMs,
      time_to_running_ms: timesOf(toRunning.samplesMs, toRunning.open(app.phases.suspended)),
      time_to_recover_ms: timesOf(toRecover.samplesMs, toRecover.open),
      relaunches: fold.relaunches,
      moved: fold.moves.count,
      data_lost: this.#dataLoss.lostBy(app),
      leftover_data: this.#dataLoss.leftMibBy(app),
    };
  }

  /** Rows about volumes may name no app, or an operator as their cause: the volume itself knows whose it is. */
  #followData(event: EventRow): void {
    if (event.name === "agent.data-removed") this.#dataLoss.removed(event.text("agent") ?? "");
    if (!event.name.startsWith("volume.")) return;
    const volume = this.#states.volumeOf(event);
    if (volume === undefined) return;
    if (event.name === "volume.forgotten") this.#dataLoss.forgotten(volume);
    else if (event.name === "volume.destroyed" || event.name === "volume.lost")
      this.#dataLoss.givenUp(volume);
  }

  #foldOf(app: AppRecord): AppFold {
    let fold = this.#folds.get(app);
    if (fold === undefined) {
      fold = new AppFold();
      this.#folds.set(app, fold);
    }
    return fold;
  }
}

interface Step {
  readonly fold: AppFold;
  readonly app: AppRecord;
  readonly event: EventRow;
  readonly states: AppStates;
  readonly dataLoss: DataLoss;
}

/** Wanted instances less the tasks that Marathon knows of. */
function roomOf(app: AppRecord): number {
  const { reserving, staging, running, ended, suspended } = app.phases;
  return app.wanted - reserving - staging - running - ended - suspended;
}

function wantedChanged({ fold, app, event }: Step): void {
  fold.availability.set(event.atMs, app.wanted, app.alive);
  fold.toRecover.wantedChanged(app.wanted, app.alive);
  fold.moves.roomChanged(roomOf(app));
}

/** An update that does more than scale replaces all tasks that are launched, and so does a restart. */
function outdatedBy({ fold, app, event, states }: Step): void {
  const changed = event.text("changed");
  if (changed === null || changed === '["instances"]' || app.phases.staging + app.phases.running === 0)
    return;
  for (const task of states.tasks.values())
    if (task.app === app && (task.phase === "staging" || task.phase === "running"))
      fold.outdated.add(task.key);
}

const followers: Partial<Record<EventName, (step: Step) => void>> = {
  "app.created": wantedChanged,
  "app.updated": (step) => {
    wantedChanged(step);
    outdatedBy(step);
  },
  "app.destroyed": (step) => {
    wantedChanged(step);
    step.fold.toRunning.appDestroyed();
  },
  "queue.changed": ({ fold, app, event }) => {
    const room = app.wanted + fold.outdated.size - app.phases.staging - app.phases.running;
    fold.toRunning.queueChanged(event.atMs, event.number("left") ?? 0, room);
  },
  "reservation.requested": ({ fold, event, states }) => {
    const task = states.taskOf(event);
    if (task !== undefined) fold.moves.reservationRequested(task.key);
  },
  "task.launched": ({ fold, event, states }) => {
    const task = states.taskOf(event);
    if (task === undefined) return;
    const first = task.launches === 1;
    fold.outdated.delete(task.key);
    if (first) fold.moves.launched(task.key, task.agent);
    else fold.relaunches++;
    fold.toRunning.launched(task.key, first);
  },
  "task.running": ({ fold, event, states }) => {
    const task = states.taskOf(event);
    if (task === undefined) return;
    fold.toRunning.running(task.key, event.atMs);
    fold.toRecover.running(task.key, event.atMs);
  },
  "task.expunged": ({ fold, app, event, states, dataLoss }) => {
    const task = states.taskOf(event);
    if (task === undefined) return;
    fold.outdated.delete(task.key);
    if (task.resident) fold.moves.forgotten(task.key, task.agent, task.launches, roomOf(app));
    if (event.reason === "wiped") dataLoss.wiped(task);
  },
  "process.started": ({ fold, app, event, states }) => {
    fold.availability.set(event.atMs, app.wanted, app.alive);
    fold.toRecover.processStarted(states.meet(event).key);
  },
  "process.ended": ({ fold, app, event, states }) => {
    if (!event.flag("ran")) return;
    fold.availability.set(event.atMs, app.wanted, app.alive);
    fold.toRecover.processEnded(states.meet(event).key, event.atMs, app.wanted, app.alive);
  },
};
