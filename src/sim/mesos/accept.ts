/**
 * One ACCEPT, after its offers were taken out: each operation in order, checked, applied or dropped by itself
 * (master.cpp:3202-3635 @ 0.28.3). Nobody is told of a dropped one; only a LAUNCH is answered.
 */

import { applyOperation, type Operation, type OperationType, type Trace } from "../../model/operations.ts";
import { type Entry, isDynamic, isVolume, Resources, unreservedRole } from "../../model/resources.ts";
import type { TaskInfo } from "../../model/tasks.ts";
import type { Ledger } from "../cluster/ledger.ts";
import type { Network } from "../cluster/network.ts";
import type { Recorder } from "../cluster/recorder.ts";
import type { AllocatorLike } from "./allocator-like.ts";
import type { AgentRecord, FrameworkRecord } from "./records.ts";
import type { Tasks } from "./tasks.ts";
import {
  checkpointedPart,
  hasInvalidCharacter,
  type ReservationRefusal,
  refuseOperation,
  type VolumeRefusal,
} from "./validation.ts";

/** An ACCEPT under way. */
export interface Accept {
  readonly framework: FrameworkRecord;
  readonly agent: AgentRecord;
  readonly offered: Resources;
  readonly operations: readonly Operation[];
  readonly refuseMs: number;
}

type ResourceOperation = Exclude<Operation, { type: "LAUNCH" }>;
type Refusal = ReservationRefusal | VolumeRefusal | "agent-gone" | "framework-gone" | "invalid-offers";

/** What applying needs of the master. */
export interface AcceptContext {
  readonly allocator: AllocatorLike;
  readonly recorder: Recorder;
  readonly ledger: Ledger;
  readonly network: Network;
  /** The agent's total changes from one to the other, quantities the same. */
  retotal(agent: AgentRecord, total: Resources): void;
  readonly tasks: Tasks;
}

/** Whether framework and agent are still there, is asked first (master.cpp:3213-3272). */
export function processAccept(context: AcceptContext, accept: Accept): void {
  const { framework, agent } = accept;
  if (framework.removed || agent.removed || !agent.connected) return giveBack(context, accept);
  let working = accept.offered;
  for (const operation of accept.operations) {
    if (operation.type === "LAUNCH") {
      for (const task of operation.tasks) {
        if (isDropped(context, accept, "LAUNCH", task.trace, task.taskId))
          framework.pending.delete(task.taskId);
        else working = launchOne(context, accept, working, task);
      }
      continue;
    }
    if (isDropped(context, accept, operation.type, operation.trace)) continue;
    const checkpointed = checkpointedPart(agent.total);
    const caller = { principal: framework.info.principal, role: framework.info.role };
    const refusal = refuseOperation(operation, caller, checkpointed);
    const applied = applyOperation(working, operation);
    if (refusal !== null || !applied.ok) {
      recordRefusal(context.recorder, accept, operation, refusal ?? "insufficient-resources");
      continue;
    }
    working = applied.resources;
    apply(context, accept, operation);
  }
  context.allocator.recoverResources(framework.frameworkId, agent, working, accept.refuseMs);
}

/** All is recovered without a filter; only launches are answered. */
function giveBack(context: AcceptContext, accept: Accept): void {
  const { framework, agent, offered, operations } = accept;
  refuseAll(context.recorder, accept, framework.removed ? "framework-gone" : "agent-gone");
  for (const operation of operations) {
    if (framework.removed || operation.type !== "LAUNCH") continue;
    for (const task of operation.tasks) {
      framework.pending.delete(task.taskId);
      const [reason, message] = agent.removed
        ? (["SLAVE_REMOVED", "Slave removed"] as const)
        : (["SLAVE_DISCONNECTED", "Slave disconnected"] as const);
      context.tasks.answer(framework, agent, task, "lost", reason, message);
    }
  }
  context.allocator.recoverResources(framework.frameworkId, agent.slaveId, offered, null);
}

function isDropped(
  context: AcceptContext,
  { framework, agent }: Accept,
  type: OperationType,
  trace: Trace | undefined,
  task = trace?.task,
): boolean {
  if (!context.network.hasRules) return false;
  return context.network.dropsOperation({
    type,
    agent: agent.info.agent,
    framework: framework.info.name,
    role: framework.info.role,
    trace: task === undefined ? trace : { ...trace, task },
  });
}

/** Allocator first, then the master's own total, then the agent's complete checkpointed set (master.cpp:6535-6571). */
function apply(context: AcceptContext, { framework, agent }: Accept, operation: ResourceOperation): void {
  if (operation.type !== "RESERVE") {
    const resources = operation.type === "UNRESERVE" ? operation.resources : operation.volumes;
    recordConflicts(context, framework, agent, operation.type, resources, operation.trace);
  }
  context.allocator.updateAllocation(framework.frameworkId, agent.slaveId, operation);
  const total = applyOperation(agent.total, operation);
  if (!total.ok)
    throw new Error(`${operation.type} applies to an offer, and not to its agent ${agent.slaveId}`);
  context.retotal(agent, total.resources);
  context.network.toAgent(agent.info.agent, {
    type: "CHECKPOINT_RESOURCES",
    resources: checkpointedPart(agent.total),
  });
  recordApplied(context, framework, agent, operation);
}

/** A task whose kill came first is left out; one that is not valid is answered with TASK_ERROR (master.cpp:3495-3616). */
function launchOne(context: AcceptContext, accept: Accept, working: Resources, task: TaskInfo): Resources {
  const { framework, agent } = accept;
  const pending = framework.pending.delete(task.taskId);
  const problem = taskProblem(context, framework, working, task);
  if (problem !== null) {
    context.tasks.answer(framework, agent, task, "error", "TASK_INVALID", problem);
    return working;
  }
  if (!pending) return working;
  if (task.resources.entries.some(isDynamic))
    recordConflicts(context, framework, agent, "LAUNCH", task.resources, { task: task.taskId });
  context.tasks.launch(framework, agent, task);
  return working.minus(task.resources);
}

/** Why a task is not valid, in Mesos' words, or null (master/validation.cpp:286-538, in its order). */
function taskProblem(
  { recorder }: AcceptContext,
  framework: FrameworkRecord,
  working: Resources,
  task: TaskInfo,
): string | null {
  if (hasInvalidCharacter(task.taskId)) return `TaskID '${task.taskId}' contains invalid characters`;
  if (framework.hasTask(task.taskId, recorder.hasSaid)) return `Task has duplicate ID: ${task.taskId}`;
  const repeated = repeatedVolume(task.resources);
  if (repeated !== null) return `Persistence ID '${repeated}' is not unique`;
  if (task.resources.isEmpty) return "Task uses no resources";
  if (!working.contains(task.resources)) {
    return `Task uses more resources ${task.resources} than available ${working}`;
  }
  return null;
}

/** The persistence id that stands twice for one role, or null. */
function repeatedVolume(resources: Resources): string | null {
  if (!resources.entries.some(isVolume)) return null;
  const { entries } = resources.volumes();
  if (entries.length < 2) return null;
  const volumes = new Set<string>();
  for (const { kind } of entries) {
    const key = kind.volumeKey ?? "";
    if (volumes.has(key)) return kind.persistenceId;
    volumes.add(key);
  }
  return null;
}

/** Rows for each operation of an ACCEPT that is not even tried. */
export function refuseAll(
  recorder: Recorder,
  accept: Omit<Accept, "offered" | "refuseMs">,
  refusal: Refusal,
): void {
  for (const operation of accept.operations) {
    if (operation.type !== "LAUNCH") recordRefusal(recorder, accept, operation, refusal);
  }
}

function recordRefusal(
  recorder: Recorder,
  { framework, agent }: Pick<Accept, "framework" | "agent">,
  operation: ResourceOperation,
  reason: Refusal,
): void {
  const ids = {
    agent: agent.info.agent,
    framework: framework.info.name,
    role: framework.info.role,
    app: operation.trace?.app,
    task: operation.trace?.task,
    reservation: operation.trace?.task,
    operation: operation.type,
  };
  if (operation.type === "RESERVE" || operation.type === "UNRESERVE") {
    recorder.add("reservation.refused", {
      ...ids,
      resources: operation.resources,
      reason: reason as ReservationRefusal,
    });
    return;
  }
  for (const { kind, milli } of operation.volumes.entries) {
    recorder.add("volume.refused", {
      ...ids,
      volume: kind.persistenceId,
      size: milli / 1000,
      reason: reason as VolumeRefusal,
    });
  }
}

const conflictReasons = {
  LAUNCH: "used",
  UNRESERVE: "unreserved",
  DESTROY: "destroyed",
  CREATE: "created",
} as const;

/**
 * A row for each labelled reservation, made by another framework, that this one uses or releases: Mesos lets it, since
 * reservations belong to the role and labels are only for frameworks to read (hierarchical.cpp:1423 @ 0.28.3).
 */
function recordConflicts(
  { recorder, ledger }: AcceptContext,
  framework: FrameworkRecord,
  agent: AgentRecord,
  type: keyof typeof conflictReasons,
  resources: Resources,
  trace: Trace | undefined,
): void {
  // Entries of one reservation come in a row.
  let asked: string | null = null;
  let isOther = false;
  const ofAnother = ({ kind }: Entry): boolean => {
    if ((kind.reservation?.labels?.length ?? 0) === 0) return false;
    if (kind.group === asked) return isOther;
    const owner = ledger.ofReservation(agent.info.agent, kind).framework;
    asked = kind.group;
    isOther = owner !== null && owner !== framework.info.name;
    return isOther;
  };
  if (!resources.entries.some(ofAnother)) return;
  const conflicts = resources.filter(ofAnother);
  for (const group of byReservation(conflicts)) {
    const { kind } = group.entries[0] as Entry;
    const owner = ledger.ofReservation(agent.info.agent, kind);
    recorder.add(
      "role.conflict",
      { owner: owner.framework, operation: type, resources: group, reason: conflictReasons[type] },
      {
        agent: agent.name,
        framework: framework.name,
        role: framework.role,
        app: owner.app,
        task: trace?.task,
        reservation: owner.reservation,
        volume: group.volumes().entries[0]?.kind.persistenceId,
      },
    );
  }
}

/** One row per reservation or volume that an operation made or undid. */
export function recordApplied(
  context: Pick<AcceptContext, "recorder" | "ledger">,
  framework: FrameworkRecord | null,
  agent: AgentRecord,
  operation: ResourceOperation,
): void {
  const { recorder, ledger } = context;
  const name = agent.info.agent;
  const by = framework?.info.name ?? null;
  const byName = framework?.name ?? null;
  if (operation.type === "RESERVE" || operation.type === "UNRESERVE") {
    for (const group of byReservation(operation.resources)) {
      const { kind } = group.entries[0] as Entry;
      const owner =
        operation.type === "RESERVE"
          ? ledger.reserved(name, kind, by, operation.trace)
          : ledger.ofReservation(name, kind);
      const { app, task, reservation } = owner;
      const ids = { agent: agent.name, framework: byName, role: kind.role, app, task, reservation };
      if (operation.type === "RESERVE") {
        const labels = kind.reservation?.labels ?? null;
        recorder.add("reservation.made", { resources: group, labels }, ids);
      } else {
        const reason = by === null ? "unreserved-by-operator" : "unreserved-by-framework";
        recorder.add("reservation.released", { resources: group, reason }, ids);
      }
    }
    return;
  }
  for (const { kind, milli, containerPath } of operation.volumes.entries) {
    const owner =
      operation.type === "CREATE"
        ? ledger.created(name, kind, by, operation.trace)
        : ledger.ofVolume(name, kind);
    const { app, task, volume, reservation } = owner;
    const ids = { agent: agent.name, framework: byName, role: kind.role, app, task, volume, reservation };
    const size = milli / 1000;
    if (operation.type === "CREATE") recorder.add("volume.created", { size, path: containerPath }, ids);
    else {
      const reason = by === null ? "destroyed-by-operator" : "destroyed-by-framework";
      recorder.add("volume.destroyed", { size, reason }, ids);
    }
  }
}

/** What is reserved, split by role and reservation, in order of first appearance. */
export function byReservation(resources: Resources): readonly Resources[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of resources.entries) {
    if (entry.kind.role === unreservedRole) continue;
    const group = groups.get(entry.kind.group);
    if (group === undefined) groups.set(entry.kind.group, [entry]);
    else group.push(entry);
  }
  return [...groups.values()].map((entries) => Resources.of(...entries));
}
