/**
 * One ACCEPT, after its offers were taken out: each operation in order, checked, applied or dropped by itself
 * (master.cpp:3202-3635 @ 0.28.3). Nobody is told of a dropped one; only a LAUNCH is answered.
 */

import { applyOperation, type Operation } from "../../model/operations.ts";
import { type Entry, Resources, unreservedRole } from "../../model/resources.ts";
import type { TaskInfo } from "../../model/tasks.ts";
import type { Ledger } from "../cluster/ledger.ts";
import type { Network } from "../cluster/network.ts";
import type { Recorder } from "../cluster/recorder.ts";
import type { Allocator } from "./allocator.ts";
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
  readonly allocator: Allocator;
  readonly recorder: Recorder;
  readonly ledger: Ledger;
  readonly network: Network;
  /** The agent's total changes from one to the other, quantities the same. */
  retotal(agent: AgentRecord, total: Resources): void;
  readonly tasks: Tasks;
}

export function processAccept(context: AcceptContext, accept: Accept): void {
  const { framework, agent } = accept;
  let working = accept.offered;
  for (const operation of accept.operations) {
    if (operation.type === "LAUNCH") {
      for (const task of operation.tasks) working = launchOne(context, accept, working, task);
      continue;
    }
    if (isDropped(context, accept, operation)) continue;
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
  context.allocator.recoverResources(framework.frameworkId, agent.slaveId, working, accept.refuseMs);
}

function isDropped(
  context: AcceptContext,
  { framework, agent }: Accept,
  operation: ResourceOperation,
): boolean {
  return context.network.dropsOperation({
    type: operation.type,
    agent: agent.info.agent,
    framework: framework.info.name,
    role: framework.info.role,
    trace: operation.trace,
  });
}

/** Allocator first, then the master's own total, then the agent's complete checkpointed set (master.cpp:6535-6571). */
function apply(context: AcceptContext, { framework, agent }: Accept, operation: ResourceOperation): void {
  context.allocator.updateAllocation(agent.slaveId, operation);
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
  const problem = taskProblem(framework, working, task);
  if (problem !== null) {
    context.tasks.answer(framework, agent, task, "error", "TASK_INVALID", problem);
    return working;
  }
  if (!pending) return working;
  context.tasks.launch(framework, agent, task);
  return working.minus(task.resources);
}

/** Why a task is not valid, in Mesos' words, or null (master/validation.cpp:286-538, in its order). */
function taskProblem(framework: FrameworkRecord, working: Resources, task: TaskInfo): string | null {
  if (hasInvalidCharacter(task.taskId)) return `TaskID '${task.taskId}' contains invalid characters`;
  if (framework.tasks.has(task.taskId)) return `Task has duplicate ID: ${task.taskId}`;
  const volumes = new Set<string>();
  for (const { kind } of task.resources.volumes().entries) {
    const id = `${kind.role}\u0000${kind.persistenceId}`;
    if (volumes.has(id)) return `Persistence ID '${kind.persistenceId}' is not unique`;
    volumes.add(id);
  }
  if (task.resources.isEmpty) return "Task uses no resources";
  if (!working.contains(task.resources)) {
    return `Task uses more resources ${task.resources} than available ${working}`;
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
  if (operation.type === "RESERVE" || operation.type === "UNRESERVE") {
    for (const group of byReservation(operation.resources)) {
      const { kind } = group.entries[0] as Entry;
      const owner =
        operation.type === "RESERVE"
          ? ledger.reserved(name, kind, by, operation.trace)
          : ledger.ofReservation(name, kind);
      const ids = {
        agent: name,
        framework: by,
        role: kind.role,
        app: owner.app,
        task: owner.task,
        reservation: owner.reservation,
        resources: group,
      };
      if (operation.type === "RESERVE") {
        recorder.add("reservation.made", { ...ids, labels: kind.reservation?.labels ?? null });
      } else {
        recorder.add("reservation.released", {
          ...ids,
          reason: by === null ? "unreserved-by-operator" : "unreserved-by-framework",
        });
      }
    }
    return;
  }
  for (const { kind, milli, containerPath } of operation.volumes.entries) {
    const owner =
      operation.type === "CREATE"
        ? ledger.created(name, kind, by, operation.trace)
        : ledger.ofVolume(name, kind);
    const ids = {
      agent: name,
      framework: by,
      role: kind.role,
      app: owner.app,
      task: owner.task,
      volume: kind.persistenceId,
      reservation: owner.reservation,
      size: milli / 1000,
    };
    if (operation.type === "CREATE") recorder.add("volume.created", { ...ids, path: containerPath });
    else {
      recorder.add("volume.destroyed", {
        ...ids,
        reason: by === null ? "destroyed-by-operator" : "destroyed-by-framework",
      });
    }
  }
}

/** Resources split by role and reservation, in order of first appearance. */
function byReservation(resources: Resources): readonly Resources[] {
  const groups = new Map<string, Entry[]>();
  for (const entry of resources.entries) {
    if (entry.kind.role === unreservedRole) continue;
    const key = `${entry.kind.role}\u0000${JSON.stringify(entry.kind.reservation)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return [...groups.values()].map((entries) => Resources.of(...entries));
}
