/** What the master remembers: agents, frameworks, offers, tasks, as records of one shape each. */

import type { AgentInfo, FrameworkInfo, Offer } from "../../model/messages.ts";
import type { Name, TaskNames } from "../../model/names.ts";
import { Resources } from "../../model/resources.ts";
import type { TaskInfo, TaskState } from "../../model/tasks.ts";
import { SettledTasks } from "../cluster/settled.ts";
import { noTimer, type Timer } from "../kernel/agenda.ts";
import type { IdleShare } from "./allocator-like.ts";

export interface TaskRecord {
  readonly info: TaskInfo;
  /** For rows about it. */
  readonly names: TaskNames;
  readonly framework: FrameworkRecord;
  readonly agent: AgentRecord;
  /** The newest state known. */
  state: TaskState;
  /** What the task's own check found, as the last update says; null where it says nothing. */
  healthy: boolean | null;
  /** The state of the update that went out last; null while there was none. */
  updateState: TaskState | null;
  /** That update's, to know its acknowledgement by. */
  updateUuid: number | null;
  /** It is among its framework's settled ones. */
  settled: boolean;
  /** Counts the framework's tasks. */
  readonly number: number;
}

export interface OfferRecord {
  readonly offer: Offer;
  readonly framework: FrameworkRecord;
  readonly agent: AgentRecord;
  readonly madeMs: number;
  /** Counts the messages of offers of its master: that in which it was made. */
  readonly turn: number;
  /** The offers of that message which it does not list, this one perhaps among them; null where it lists all. */
  readonly share: IdleShare | null;
  /** Of offer_timeout, where that is set. */
  timer: Timer;
}

export interface AgentRecord {
  readonly slaveId: string;
  /** Counts agents as this master came to know them. */
  readonly number: number;
  /** When it was offered last, and how often before at that instant. */
  offeredMs: number;
  offersOfInstant: number;
  /** As it registered last. */
  info: AgentInfo;
  /** The scenario's id of it, for rows. */
  readonly name: Name;
  /** The resources of its flags, without what is checkpointed. */
  readonly flags: Resources;
  /** All its resources, reservations and volumes among them. */
  total: Resources;
  /** Held by tasks that are not terminal. */
  used: Resources;
  /** How many tasks are not terminal. */
  liveTasks: number;
  connected: boolean;
  /** It was removed: what still refers to it finds nothing there. */
  removed: boolean;
  readonly offers: Set<OfferRecord>;
  readonly tasks: Map<string, TaskRecord>;
  /** Keys of tasks whose kill was asked for, to be asked again when it is back. */
  readonly killed: Set<string>;
}

export interface FrameworkRecord {
  readonly frameworkId: string;
  /** As it subscribed last. */
  info: FrameworkInfo;
  /** False for one whose tasks agents reported and that has not subscribed to this master. */
  known: boolean;
  /** It was removed: what still refers to it finds nothing there. */
  removed: boolean;
  active: boolean;
  /** Of its failover timeout, while it is disconnected. */
  timer: Timer;
  readonly offers: Set<OfferRecord>;
  readonly tasks: Map<string, TaskRecord>;
  readonly settled: SettledTasks;
  /** Of its tasks, those that are not. */
  readonly unsettled: Set<TaskRecord>;
  tasksEver: number;
  /** Its tasks as a list, once somebody asked; null since one came or went. */
  listed: readonly TaskRecord[] | null;
  /** Tasks of ACCEPTs that are being authorised. */
  readonly pending: Map<string, { readonly info: TaskInfo; readonly agent: AgentRecord }>;
}

export function agentRecord(
  slaveId: string,
  number: number,
  info: AgentInfo,
  name: Name,
  flags: Resources,
  total: Resources,
): AgentRecord {
  return {
    slaveId,
    number,
    offeredMs: -1,
    offersOfInstant: 0,
    info,
    name,
    flags,
    total,
    used: Resources.none,
    liveTasks: 0,
    connected: true,
    removed: false,
    offers: new Set(),
    tasks: new Map(),
    killed: new Set(),
  };
}

export function frameworkRecord(frameworkId: string, info: FrameworkInfo, known: boolean): FrameworkRecord {
  return {
    frameworkId,
    info,
    known,
    removed: false,
    active: known,
    timer: noTimer,
    offers: new Set(),
    tasks: new Map(),
    settled: new SettledTasks(),
    unsettled: new Set(),
    tasksEver: 0,
    listed: null,
    pending: new Map(),
  };
}

/** A task's key among those of an agent: ids are unique per framework only. */
export function taskKey(frameworkId: string, taskId: string): string {
  return `${frameworkId}\u0000${taskId}`;
}
