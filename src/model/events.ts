/** The catalogue of journal events: each type with its fields, what it means, and why it may happen. */

import type { Resources } from "./resources.ts";

/**
 * How a field is kept: `name` an id or word, `count` a whole number, `ms` a time or span, `flag` a boolean,
 * `amounts` resources by name, `json` a small value of its own shape.
 */
export type FieldKind = "name" | "count" | "ms" | "flag" | "amounts" | "json";

/** The ids that any event may carry, in the order in which they are written. */
export const idFields = [
  "agent",
  "framework",
  "role",
  "app",
  "task",
  "volume",
  "offer",
  "reservation",
] as const;
export type IdField = (typeof idFields)[number];

export interface EventType {
  readonly about: string;
  readonly ids: readonly IdField[];
  readonly fields: Readonly<Record<string, FieldKind>>;
  /** Reason codes with their meaning; an event of the type has a `reason` exactly where some are listed. */
  readonly reasons?: Readonly<Record<string, string>>;
}

const terminalReasons = {
  REASON_COMMAND_EXECUTOR_FAILED: "the process failed",
  REASON_EXECUTOR_TERMINATED: "the executor ended, or the agent does not know the task",
  REASON_EXECUTOR_UNREGISTERED: "killed before its executor had registered",
  REASON_EXECUTOR_REGISTRATION_TIMEOUT: "the executor did not register in time",
  REASON_EXECUTOR_REREGISTRATION_TIMEOUT: "the executor did not come back after an agent restart",
  REASON_CONTAINER_LAUNCH_FAILED: "the container could not be started",
  REASON_CONTAINER_LIMITATION_DISK: "the container used more disk than it has",
  REASON_CONTAINER_LIMITATION_MEMORY: "the container used more memory than it has",
  REASON_FRAMEWORK_REMOVED: "its framework was removed",
  REASON_INVALID_OFFERS: "launched on offers that were no longer valid",
  REASON_MASTER_DISCONNECTED: "launched while the framework had no master",
  REASON_RECONCILIATION: "found missing by a reconciliation",
  REASON_RESOURCES_UNKNOWN: "the agent does not know the reservation or volume",
  REASON_SLAVE_DISCONNECTED: "the agent is disconnected",
  REASON_SLAVE_REMOVED: "the agent was removed",
  REASON_SLAVE_RESTARTED: "the agent restarted and the task was gone",
  REASON_TASK_INVALID: "the master refused the task",
  REASON_TASK_UNAUTHORIZED: "the framework may not launch the task",
  REASON_TASK_UNKNOWN: "nobody knows the task",
  exited: "the process ended by itself",
  killed: "the process ended after a kill",
} as const;

/** Why a process or container ended on its host, beyond what its task is told. */
const processReasons = {
  ...terminalReasons,
  "host-crashed": "its host died",
  "agent-shut-down": "its agent was told to shut down, or left for good",
  "framework-shut-down": "its framework was removed",
  "agent-restarted": "its agent went away before its executor was registered",
  "agent-away": "its agent did not come back within the recovery timeout of 15 minutes",
} as const;

const ended = (about: string): EventType => ({
  about,
  ids: ["agent", "framework", "role", "app", "task"],
  fields: { source: "name", message: "name" },
  reasons: terminalReasons,
});

const deployment = (about: string, reasons?: Readonly<Record<string, string>>): EventType => ({
  about,
  ids: ["framework", "app"],
  fields: { deployment: "name", apps: "json", step: "count", steps: "count", actions: "json" },
  ...(reasons === undefined ? {} : { reasons }),
});

export const eventTypes = {
  "agent.registered": {
    about: "The master knows the agent: its resources can be offered. `reserved` is by role.",
    ids: ["agent"],
    fields: { slave_id: "name", resources: "amounts", reserved: "json" },
  },
  "agent.disconnected": {
    about: "The connection to the agent broke; its offers are rescinded.",
    ids: ["agent"],
    fields: { slave_id: "name" },
    reasons: { "connection-closed": "the agent process ended or its socket closed" },
  },
  "agent.removed": {
    about: "The master gave the agent up: its tasks are lost and its id never returns.",
    ids: ["agent"],
    fields: { slave_id: "name" },
    reasons: {
      "health-check-timed-out": "it answered no ping for slave_ping_timeout x max_slave_ping_timeouts",
      unregistered: "it unregistered",
      "reregister-timeout": "it did not come back after a master failover",
      "same-address": "a new agent registered at its address",
      "told-to-shut-down": "it had been removed before and was told to shut down",
    },
  },
  "agent.reregistered": {
    about: "The agent came back under its old id.",
    ids: ["agent"],
    fields: { slave_id: "name", resources: "amounts", reserved: "json" },
  },
  "agent.crashed": {
    about: "The host died silently; its processes are gone.",
    ids: ["agent"],
    fields: { disk_lost: "flag" },
    reasons: { crashed: "the host failed", "disk-lost": "the host failed and its disk is lost" },
  },
  "agent.recovered": { about: "The host is up again; its agent registers next.", ids: ["agent"], fields: {} },
  "agent.data-removed": {
    about: "What destroyed volumes had left on the host's disk is gone; `disk` is MiB.",
    ids: ["agent"],
    fields: { disk: "count" },
    reasons: {
      "removed-by-operator": "an operator removed it",
      "disk-lost": "the disk is lost",
      "agent-removed": "the agent left for good",
    },
  },
  "offer.made": {
    about: "An offer went to a framework. Only with --events offers.",
    ids: ["agent", "framework", "role", "offer"],
    fields: { resources: "name" },
  },
  "offer.accepted": {
    about: "An offer was accepted. Only with --events offers.",
    ids: ["agent", "framework", "role", "offer"],
    fields: { operations: "json", refuse_ms: "ms" },
  },
  "offer.declined": {
    about: "An offer was declined. Only with --events offers.",
    ids: ["agent", "framework", "role", "offer"],
    fields: { refuse_ms: "ms" },
  },
  "offer.rescinded": {
    about: "An offer was taken back. Only with --events offers.",
    ids: ["agent", "framework", "role", "offer"],
    fields: {},
    reasons: {
      "offer-timeout": "it was not answered within offer_timeout",
      "agent-disconnected": "its agent disconnected",
      "agent-removed": "its agent was removed",
      "framework-disconnected": "its framework disconnected",
      "framework-removed": "its framework was removed",
      "operator-operation": "an operator's operation needs its resources",
      quota: "a new quota needs its resources",
      weights: "the weights changed",
    },
  },
  "reservation.requested": {
    about: "A framework asked to reserve resources, and to create volumes on them.",
    ids: ["agent", "framework", "role", "app", "task", "reservation"],
    fields: { resources: "amounts", volumes: "json" },
  },
  "reservation.made": {
    about: "The master reserved resources.",
    ids: ["agent", "framework", "role", "app", "task", "reservation"],
    fields: { resources: "amounts", labels: "json" },
  },
  "reservation.refused": {
    about: "The master dropped a RESERVE or UNRESERVE; in Mesos 0.28 nobody is told.",
    ids: ["agent", "framework", "role", "app", "task", "reservation"],
    fields: { operation: "name", resources: "amounts" },
    reasons: {
      "role-is-star": "a framework of role * cannot reserve",
      "not-reserved": "the resources name no role",
      "not-dynamically-reserved": "a static reservation can be neither made nor undone",
      "is-a-volume": "a persistent volume can be neither reserved nor unreserved",
      "principal-mismatch": "the principal of the reservation is not that of the framework",
      "role-mismatch": "the role of the reservation is not that of the framework",
      "insufficient-resources": "the offer or agent does not hold exactly these resources",
      unauthorized: "not allowed by the ACLs",
      "agent-gone": "the agent was removed or is disconnected",
      "framework-gone": "the framework is gone",
      "invalid-offers": "the offers are no longer valid",
    },
  },
  "reservation.timed-out": {
    about: "Marathon gave up a reservation that was not launched within task_reservation_timeout.",
    ids: ["agent", "framework", "role", "app", "task", "reservation"],
    fields: { requested_ms: "ms", deadline_ms: "ms" },
    reasons: {
      "not-launched-in-time": "no launch was stored before the deadline",
      "lost-too-long": "its lost task was waited for as long as the app says; only with bug B35 mended",
    },
  },
  "reservation.released": {
    about: "Resources are unreserved again.",
    ids: ["agent", "framework", "role", "app", "task", "reservation"],
    fields: { resources: "amounts" },
    reasons: {
      "unreserved-by-framework": "a framework unreserved them",
      "unreserved-by-operator": "an operator unreserved them",
      "disk-lost": "the agent's disk is lost; the master learns of it when the agent registers again",
      "agent-removed": "the agent left for good",
    },
  },
  "volume.created": {
    about: "The master created a persistent volume.",
    ids: ["agent", "framework", "role", "app", "task", "volume", "reservation"],
    fields: { size: "count", path: "name" },
  },
  "volume.refused": {
    about: "The master dropped a CREATE or DESTROY; in Mesos 0.28 nobody is told.",
    ids: ["agent", "framework", "role", "app", "task", "volume", "reservation"],
    fields: { operation: "name", size: "count" },
    reasons: {
      "not-a-volume": "it is not a persistent volume",
      "not-reserved": "a volume needs reserved disk",
      "bad-persistence-id": "the persistence id has a slash or a control character",
      "duplicate-persistence-id": "the agent has a volume of that id for that role",
      "insufficient-resources": "the offer or agent does not hold exactly this disk or volume",
      "unknown-volume": "the agent has no such volume",
      unauthorized: "not allowed by the ACLs",
      "agent-gone": "the agent was removed or is disconnected",
      "framework-gone": "the framework is gone",
      "invalid-offers": "the offers are no longer valid",
    },
  },
  "volume.attached": {
    about: "A container that uses the volume was started on the agent.",
    ids: ["agent", "framework", "role", "app", "task", "volume"],
    fields: { size: "count" },
  },
  "volume.detached": {
    about: "The container that used the volume ended.",
    ids: ["agent", "framework", "role", "app", "task", "volume"],
    fields: { size: "count" },
    reasons: processReasons,
  },
  "volume.destroyed": {
    about: "The master destroyed the volume; Mesos 0.28 leaves its data on the disk.",
    ids: ["agent", "framework", "role", "app", "task", "volume", "reservation"],
    fields: { size: "count" },
    reasons: {
      "destroyed-by-framework": "a framework destroyed it",
      "destroyed-by-operator": "an operator destroyed it",
    },
  },
  "volume.checkpointed": {
    about: "The agent has written the volume down and made its directory: it exists on the host.",
    ids: ["agent", "framework", "role", "app", "task", "volume"],
    fields: { size: "count" },
  },
  "volume.forgotten": {
    about: "The agent has the volume no longer, since the master does not; a directory with data stays.",
    ids: ["agent", "framework", "role", "app", "task", "volume"],
    fields: { size: "count" },
  },
  "volume.lost": {
    about: "The volume and its data are gone with the disk.",
    ids: ["agent", "framework", "role", "app", "task", "volume"],
    fields: { size: "count" },
    reasons: { "disk-lost": "the agent's disk is lost", "agent-removed": "the agent left for good" },
  },
  "task.launched": {
    about:
      "The master accepted the task and sent it to the agent. `reserved` is the part taken from reservations; `ports` are its host ports in the app's order.",
    ids: ["agent", "framework", "role", "app", "task", "reservation"],
    fields: { resources: "amounts", reserved: "amounts", version: "name", ports: "name" },
  },
  "task.adopted": {
    about: "A new master heard of the task from the agent that runs it; `reserved` as in task.launched.",
    ids: ["agent", "framework", "role", "app", "task"],
    fields: { state: "name", resources: "amounts", reserved: "amounts" },
  },
  "task.staging": {
    about: "The agent prepares the task's container.",
    ids: ["agent", "framework", "role", "app", "task"],
    fields: {},
  },
  "process.started": {
    about: "The task's process runs on its host, whoever knows of it.",
    ids: ["agent", "framework", "role", "app", "task"],
    fields: {},
  },
  "process.ended": {
    about: "The task's process, or its container if it never ran, ended on its host.",
    ids: ["agent", "framework", "role", "app", "task"],
    fields: { ran: "flag" },
    reasons: processReasons,
  },
  "task.running": {
    about: "The master knows that the task runs.",
    ids: ["agent", "framework", "role", "app", "task"],
    fields: {},
  },
  "task.killing": {
    about: "TASK_KILLING: the master knows that the task is being killed; its process may still run.",
    ids: ["agent", "framework", "role", "app", "task"],
    fields: {},
  },
  "task.healthy": {
    about: "Marathon takes the task for healthy: a health check succeeded that had not, or had failed last.",
    ids: ["agent", "framework", "role", "app", "task"],
    fields: { protocol: "name" },
  },
  "task.unhealthy": {
    about: "Marathon takes the task for unhealthy: a health check failed.",
    ids: ["agent", "framework", "role", "app", "task"],
    fields: { protocol: "name", cause: "name" },
    reasons: {
      "check-failed": "it had been healthy",
      "not-yet-healthy": "its first check failed; within gracePeriodSeconds failures do not count",
    },
  },
  "task.unhealthy-kill": {
    about: "A task is killed because its health checks failed; `failures` in a row.",
    ids: ["agent", "framework", "role", "app", "task"],
    fields: { failures: "count" },
    reasons: {
      "too-many-failures": "Marathon counted more than maxConsecutiveFailures",
      "command-check": "its executor counted maxConsecutiveFailures of its command check",
    },
  },
  "task.finished": ended("TASK_FINISHED: the process ended well. The master frees its resources."),
  "task.failed": ended("TASK_FAILED: the process ended badly. The master frees its resources."),
  "task.killed": ended("TASK_KILLED: the process ended after a kill. The master frees its resources."),
  "task.lost": ended("TASK_LOST: the master gave the task up, or never knew it."),
  "task.error": ended("TASK_ERROR: the master refused to launch the task."),
  "task.suspended": {
    about: "A resident task ended; Marathon keeps its reservation and volumes and waits to launch it again.",
    ids: ["agent", "framework", "role", "app", "task", "reservation"],
    fields: {},
    reasons: {
      finished: "after TASK_FINISHED",
      failed: "after TASK_FAILED",
      killed: "after TASK_KILLED",
      lost: "after TASK_LOST",
      error: "after TASK_ERROR",
    },
  },
  "task.expunged": {
    about: "Marathon forgot the task.",
    ids: ["agent", "framework", "role", "app", "task", "reservation"],
    fields: { was: "name" },
    reasons: {
      terminal: "a task without residency ended",
      wiped: "an operator wiped it",
      "reservation-timed-out": "it was not launched within task_reservation_timeout",
      unclaimed: "its reservation was offered and its task or app is unknown",
      "not-sent": "the operation could not be sent",
    },
  },
  "task.overdue": {
    about: "Marathon kills a task that has not come up in time.",
    ids: ["agent", "framework", "role", "app", "task"],
    fields: { staged_ms: "ms" },
    reasons: {
      "launch-unconfirmed": "no status within task_launch_confirm_timeout",
      "staging-too-long": "still TASK_STAGING after task_launch_timeout",
    },
  },
  "role.conflict": {
    about: "A framework used or released resources that carry another framework's labels.",
    ids: ["agent", "framework", "role", "app", "task", "volume", "reservation"],
    fields: { owner: "name", operation: "name", resources: "amounts" },
    reasons: {
      used: "launched on them",
      unreserved: "unreserved them",
      destroyed: "destroyed the volume",
      created: "created a volume on them",
    },
  },
  "app.created": {
    about: "Marathon stored a new app.",
    ids: ["framework", "app"],
    fields: { instances: "count", version: "name" },
  },
  "app.updated": {
    about: "Marathon stored a new version of an app.",
    ids: ["framework", "app"],
    fields: { instances: "count", version: "name", changed: "json" },
  },
  "app.destroyed": {
    about: "Marathon removed an app from its store.",
    ids: ["framework", "app"],
    fields: {},
  },
  "app.rejected": {
    about: "Marathon refused to create or change an app.",
    ids: ["framework", "app"],
    // `deployments`: ids of those that are in the way, of a 409 (MarathonExceptionMapper.scala:63-67).
    fields: { call: "name", status: "count", path: "name", message: "name", deployments: "json" },
    reasons: {
      invalid: "the definition is not valid",
      exists: "an app of that id exists",
      unknown: "no such app",
      locked: "a deployment holds the app",
    },
  },
  "api.answered": {
    about: "What Marathon's API answered to an operator's call.",
    ids: ["framework", "app", "task"],
    fields: { call: "name", status: "count", message: "name", tasks: "count" },
  },
  "deployment.started": deployment("A deployment holds its apps' locks and begins."),
  "deployment.step": deployment("The next step of a deployment begins; `step` counts from 1."),
  "deployment.succeeded": deployment("All steps of a deployment are done."),
  "deployment.failed": deployment("A deployment ended without success.", {
    cancelled: "another deployment took its place, or an operator cancelled it",
    "cancel-timed-out": "what it would replace did not stop within a minute",
    "leader-lost": "the leader that ran it stepped down",
  }),
  "deployment.cancelled": deployment("A deployment was told to stop.", {
    forced: "a forced deployment of the same apps takes its place",
    "cancelled-by-operator": "an operator cancelled it",
  }),
  "queue.backoff": {
    about: "The launch delay of an app changed; it launches and reserves nothing before `until_ms`.",
    ids: ["framework", "app"],
    fields: { delay_ms: "ms", until_ms: "ms" },
    reasons: {
      "task-failed": "a task ended without being killed",
      reset: "an operator, a restart or the app's end reset it",
    },
  },
  "queue.changed": {
    about: "How many instances an app's launch queue has left to launch.",
    ids: ["framework", "app"],
    fields: { left: "count" },
  },
  "leader.elected": {
    about: "A Marathon instance leads: its periodic jobs count from here.",
    ids: ["framework"],
    fields: { framework_id: "name" },
  },
  "leader.failed": {
    about:
      "A Marathon instance was elected and cannot work; it tries again without end, which is not played.",
    ids: ["framework", "task"],
    fields: {},
    reasons: {
      "tasks-not-loaded":
        "a stored volume id has a dot and cannot be parsed (bug B9); offers are declined, calls fail",
      "framework-id-missing": "it knows instances and has no framework id; only with bug B27 mended",
    },
  },
  "framework.registered": {
    about: "The master knows the framework.",
    ids: ["framework", "role"],
    fields: { framework_id: "name", principal: "name", kind: "name" },
  },
  "framework.disconnected": {
    about: "The master lost the framework; its offers are rescinded, its tasks run on.",
    ids: ["framework", "role"],
    fields: { framework_id: "name" },
    reasons: {
      disconnected: "its connection broke",
      failover: "its leader went down",
      "master-failover": "the master went down",
    },
  },
  "framework.removed": {
    about: "The master removed the framework; its reservations stay with the role.",
    ids: ["framework", "role"],
    fields: { framework_id: "name" },
    reasons: {
      teardown: "it was torn down",
      "failover-timeout": "it did not come back within its failover timeout",
    },
  },
  "operator.answered": {
    about: "What Mesos' operator API answered.",
    ids: ["agent", "role"],
    fields: { action: "name", status: "count", message: "name" },
  },
  "master.down": {
    about: "The master is gone; nobody leads before master.failedover.",
    ids: [],
    fields: { master_id: "name" },
  },
  "master.failedover": { about: "A new master leads.", ids: [], fields: { master_id: "name" } },
  "message.dropped": {
    about: "A message, or one operation of an ACCEPT, was lost.",
    ids: ["agent", "framework", "role", "app", "task"],
    fields: { message: "name", from: "name", to: "name" },
    reasons: {
      "told-to": "the scenario says so",
      unreachable: "the host is down or cut off",
      "not-connected": "nobody listens",
    },
  },
  "message.delayed": {
    about: "A message was held up.",
    ids: ["agent", "framework", "role", "app", "task"],
    fields: { message: "name", by_ms: "ms" },
    reasons: { "told-to": "the scenario says so" },
  },
} as const satisfies Readonly<Record<string, EventType>>;

export type EventName = keyof typeof eventTypes;

type ValueOf<K extends FieldKind> = K extends "name"
  ? string
  : K extends "count" | "ms"
    ? number
    : K extends "flag"
      ? boolean
      : K extends "amounts"
        ? Resources
        : unknown;

type Optional<T> = { readonly [K in keyof T]?: T[K] | null | undefined };

/** The values of one event: its ids and fields, absent where there is nothing to say, and its reason. */
export type EventValues<N extends EventName> = Optional<
  Record<(typeof eventTypes)[N]["ids"][number], string>
> &
  Optional<{
    -readonly [F in keyof (typeof eventTypes)[N]["fields"]]: ValueOf<
      (typeof eventTypes)[N]["fields"][F] & FieldKind
    >;
  }> &
  ((typeof eventTypes)[N] extends { readonly reasons: infer R }
    ? { readonly reason: keyof R & string }
    : unknown);

/** All event names, in the order of the catalogue. */
export const eventNames: readonly EventName[] = Object.keys(eventTypes) as EventName[];
