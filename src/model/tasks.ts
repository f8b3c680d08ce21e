/** Mesos tasks: their states, the moves between them, what a framework launches and what it is told. */

import type { TaskNames } from "./names.ts";
import type { Trace } from "./operations.ts";
import type { Resources } from "./resources.ts";

/** Mesos 0.28 task states without their TASK_ prefix (mesos.proto:1233-1247). */
export type TaskState =
  | "staging"
  | "starting"
  | "running"
  | "killing"
  | "finished"
  | "failed"
  | "killed"
  | "lost"
  | "error";

const ends = ["finished", "failed", "killed", "lost", "error"] as const;

/** Which state may follow which; a move that is not here is a defect. */
export const taskMoves = {
  staging: ["starting", "running", "killing", ...ends],
  starting: ["running", "killing", ...ends],
  running: ["killing", ...ends],
  killing: ends,
  finished: [],
  failed: [],
  killed: [],
  lost: [],
  error: [],
} as const satisfies Record<TaskState, readonly TaskState[]>;

export type TerminalState = (typeof ends)[number];

/** Asked many times for each task: no look into a table. */
export function isTerminal(state: TaskState): state is TerminalState {
  return (
    state === "finished" || state === "failed" || state === "killed" || state === "lost" || state === "error"
  );
}

export function mayMove(from: TaskState, to: TaskState): boolean {
  return (taskMoves[from] as readonly TaskState[]).includes(to);
}

/** What a framework asks an agent to run. */
export interface TaskFields {
  readonly taskId: string;
  /** All that the task holds: plain resources and volumes. */
  readonly resources: Resources;
  /** The framework's own names for it, for the journal and for choosing its behaviour. */
  readonly trace: Trace;
  /** Of the app that it is launched from, for the journal. */
  readonly version?: string | undefined;
  /** Its host ports in the app's order, as Marathon tells it in $PORT0, $PORT1 and so on. */
  readonly ports?: readonly number[] | undefined;
  /** How long it runs once it runs, if the framework says so; else the scenario's `tasks:` decide. */
  readonly runsMs?: number | undefined;
  /** What the executor runs beside the task, and reports (mesos.proto: HealthCheck). */
  readonly healthCheck?: CommandCheckInfo | undefined;
  /** It is a Docker container, and none of Mesos' own. */
  readonly docker?: boolean | undefined;
}

/**
 * A task from its launch to its end: one object for all who have to do with it, so that none of them has to search for what
 * it knows of the task.
 */
export class TaskInfo implements TaskFields {
  readonly taskId: string;
  readonly resources: Resources;
  readonly trace: Trace;
  readonly version: string | undefined;
  readonly ports: readonly number[] | undefined;
  readonly runsMs: number | undefined;
  readonly healthCheck: CommandCheckInfo | undefined;
  readonly docker: boolean | undefined;
  /** For rows about its launch; null before. */
  names: TaskNames | null = null;
  /** What the master and the framework know of it: each looks at its own only, and asks whether it still counts. */
  inMaster: object | null = null;
  inFramework: object | null = null;
  /** Rows have told that it runs, or that it ended: a new master that hears of it does not say it again. */
  toldRunning = false;
  toldEnd = false;

  constructor({ taskId, resources, trace, version, ports, runsMs, healthCheck, docker }: TaskFields) {
    this.taskId = taskId;
    this.resources = resources;
    this.trace = trace;
    this.version = version;
    this.ports = ports;
    this.runsMs = runsMs;
    this.healthCheck = healthCheck;
    this.docker = docker;
  }
}

/** A command that says whether the task is healthy; its first run is at once (delay_seconds 0). */
export interface CommandCheckInfo {
  readonly intervalMs: number;
  /** Failures up to so long after the start do not count. */
  readonly graceMs: number;
  /** With so many failures in a row, or the first where it is 0, the executor kills the task. */
  readonly failuresMax: number;
}

/** Who made a status update (mesos.proto:1254-1259). */
export type StatusSource = "master" | "agent" | "executor";

/** Mesos' own reason, without its REASON_ prefix (mesos.proto:1265-1295). */
export type StatusReason =
  | "COMMAND_EXECUTOR_FAILED"
  | "CONTAINER_LAUNCH_FAILED"
  | "CONTAINER_LIMITATION_DISK"
  | "CONTAINER_LIMITATION_MEMORY"
  | "EXECUTOR_REGISTRATION_TIMEOUT"
  | "EXECUTOR_REREGISTRATION_TIMEOUT"
  | "EXECUTOR_TERMINATED"
  | "EXECUTOR_UNREGISTERED"
  | "FRAMEWORK_REMOVED"
  | "INVALID_OFFERS"
  | "MASTER_DISCONNECTED"
  | "RECONCILIATION"
  | "RESOURCES_UNKNOWN"
  | "SLAVE_DISCONNECTED"
  | "SLAVE_REMOVED"
  | "SLAVE_RESTARTED"
  | "TASK_INVALID"
  | "TASK_UNAUTHORIZED"
  | "TASK_UNKNOWN";

/** The reason as Mesos' own logs name it; each is put together once, for each end of a task asks. */
export function prefixed(reason: StatusReason): `REASON_${StatusReason}` {
  let text = prefixedReasons.get(reason);
  if (text === undefined) {
    text = `REASON_${reason}`;
    prefixedReasons.set(reason, text);
  }
  return text;
}

const prefixedReasons = new Map<StatusReason, `REASON_${StatusReason}`>();

export interface TaskStatus {
  readonly taskId: string;
  readonly state: TaskState;
  readonly source: StatusSource;
  readonly reason: StatusReason | null;
  readonly message: string;
  /** Mesos' id of the agent, where known. */
  readonly slaveId: string | null;
  /** What the task's own health check found, where it has one and has found something. */
  readonly healthy?: boolean | undefined;
  /** Only an update with a uuid is acknowledged and sent again until it is. */
  readonly uuid: number | null;
  /** The task itself, where it is at hand. */
  readonly info?: TaskInfo | undefined;
}
