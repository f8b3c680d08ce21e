/**
 * The master's tasks: launched, told of, ended, forgotten; each with the newest state that the master knows.
 * Follows master/master.cpp @ 0.28.3.
 */

import type { AgentTask, Settled, ToMaster } from "../../model/messages.ts";
import { TaskNames } from "../../model/names.ts";
import {
  isTerminal,
  mayMove,
  prefixed,
  type StatusReason,
  type TaskInfo,
  type TaskState,
  type TaskStatus,
  type TerminalState,
} from "../../model/tasks.ts";
import type { Ledger } from "../cluster/ledger.ts";
import type { Endpoint, Network } from "../cluster/network.ts";
import type { Recorder } from "../cluster/recorder.ts";
import type { Answers } from "../cluster/settled.ts";
import type { AllocatorLike } from "./allocator-like.ts";
import type { Capacity } from "./capacity.ts";
import { Reconciliation } from "./reconciliation.ts";
import { type AgentRecord, type FrameworkRecord, TaskRecord } from "./records.ts";
import type { Registry } from "./registry.ts";
import { made, reasonOf } from "./task-facts.ts";

/** What tasks need of the master. */
export interface TasksContext {
  readonly registry: Registry;
  readonly recorder: Recorder;
  readonly network: Network;
  readonly ledger: Ledger;
  readonly allocator: AllocatorLike;
  readonly capacity: Capacity;
  readonly oneByOne: boolean;
  /** Whether that agent, or some agent where null, may still come back after a fail-over. */
  inTransition(slaveId: string | null): boolean;
  /** An agent that was removed is told to shut down. */
  shutDownRemoved(name: string): void;
}

/** A task that was lost with its agent, for its framework to be told. */
export interface LostTask {
  readonly framework: FrameworkRecord;
  readonly status: TaskStatus;
}

type MessageOf<T extends ToMaster["type"]> = Extract<ToMaster, { type: T }>;

export class Tasks {
  readonly #context: TasksContext;
  readonly #reconciliation: Reconciliation;

  constructor(context: TasksContext) {
    this.#context = context;
    this.#reconciliation = new Reconciliation(context, (framework, status) => this.#tell(framework, status));
  }

  /** See Reconciliation. */
  reconcile(framework: FrameworkRecord, message: MessageOf<"RECONCILE">): void {
    this.#reconciliation.reconcile(framework, message);
  }

  /** See Reconciliation. */
  answers(framework: FrameworkRecord, settled: Settled): Answers | null {
    return this.#reconciliation.answers(framework, settled);
  }

  /** Adds the task, charges its agent, and sends it there. */
  launch(framework: FrameworkRecord, agent: AgentRecord, info: TaskInfo): void {
    const names = info.names ?? this.#namesOf(framework, agent, info);
    info.names = names;
    this.#add(new TaskRecord(info, names, framework, agent, "staging", null));
    agent.countLive(1);
    this.#context.capacity.addUsed(framework.info.role, info.resources, 1);
    const reserved = info.resources.reserved(framework.info.role);
    const first = reserved.entries[0];
    const reservation =
      first === undefined
        ? null
        : this.#context.ledger.ofReservation(agent.info.agent, first.kind).reservation;
    if (names.number < 0 && reservation?.text === names.text) names.number = reservation.number;
    this.#context.recorder.tasks.launched(
      names,
      reservation,
      info.resources,
      reserved.isEmpty ? null : reserved,
      info.version,
      info.ports,
    );
    this.#context.network.toAgent(agent.port, {
      type: "RUN_TASK",
      slaveId: agent.slaveId,
      frameworkId: framework.frameworkId,
      framework: framework.info.name,
      role: framework.info.role,
      task: info,
      taskKilling: framework.info.taskKilling,
    });
  }

  #add(task: TaskRecord): void {
    const { framework, agent, info } = task;
    info.inMaster = task;
    agent.tasks.add(task);
    framework.taskCame(task);
    framework.settlement?.unsettled.add(task);
  }

  #namesOf({ name, role }: FrameworkRecord, agent: AgentRecord, { taskId, trace }: TaskInfo): TaskNames {
    const app = trace.app === undefined ? null : this.#context.recorder.nameOf(trace.app);
    return new TaskNames(agent.name, name, role, app, taskId);
  }

  /** Tells the framework of a task that was not launched. */
  answer(
    framework: FrameworkRecord,
    agent: AgentRecord | null,
    task: TaskInfo,
    state: "error" | "lost",
    reason: StatusReason,
    message: string,
  ): void {
    this.#context.recorder.add(state === "error" ? "task.error" : "task.lost", {
      agent: agent?.info.agent,
      framework: framework.info.name,
      role: framework.info.role,
      app: task.trace.app,
      task: task.taskId,
      source: "master",
      message,
      reason: prefixed(reason),
    });
    this.#tell(framework, {
      taskId: task.taskId,
      state,
      source: "master",
      reason,
      message,
      slaveId: agent?.slaveId ?? null,
      uuid: null,
      info: task,
    });
  }

  /** Nobody listens for a framework whose name another registration has now. */
  #tell(framework: FrameworkRecord, status: TaskStatus): void {
    const { registry, network } = this.#context;
    const { port } = framework;
    if (registry.frameworkAt(port) === framework) network.toFramework(port, { type: "UPDATE", status });
  }

  /** Forwarded whether or not the task is known; a first terminal state frees its resources (master.cpp:4720-4810, 6361-6464). */
  statusUpdate(from: Endpoint, { frameworkId, status, latestState }: MessageOf<"STATUS_UPDATE">): void {
    const { registry } = this.#context;
    const agent = registry.agentAt(from);
    if (agent === null || agent.slaveId !== status.slaveId) {
      const wasRemoved = status.slaveId !== null && registry.wasRemoved(status.slaveId);
      if (wasRemoved) this.#context.shutDownRemoved(from.name);
      return;
    }
    const task = taskOf(agent, frameworkId, status);
    const framework = task?.framework.known === true ? task.framework : registry.framework(frameworkId);
    if (framework === null) return;
    this.#tell(framework, status);
    if (task !== null) this.#updateTask(task, status, latestState);
  }

  /** A task that an agent brings to a master that does not know it; one that has ended holds nothing. */
  adopt(
    framework: FrameworkRecord,
    agent: AgentRecord,
    { info, state, healthy, reason = null }: AgentTask,
  ): void {
    info.names ??= this.#namesOf(framework, agent, info);
    const { names } = info;
    framework.keepTasks();
    const task = new TaskRecord(info, names, framework, agent, state, healthy ?? null);
    this.#add(task);
    settle(task);
    const { recorder } = this.#context;
    if (isTerminal(state)) {
      if (info.toldEnd) return;
      info.toldEnd = true;
      const message = "Reported by the agent when it re-registered";
      recorder.tasks.ended(state, names, "agent", message, reasonOf(state, { reason }));
      return;
    }
    const reserved = info.resources.reserved(framework.info.role);
    recorder.add(
      "task.adopted",
      { state, resources: info.resources, reserved: reserved.isEmpty ? null : reserved },
      names,
    );
    task.outlived = info.toldEnd;
    info.toldEnd = false;
    if (state === "running" && !info.toldRunning) this.#recordRunning(task);
    agent.countLive(1);
    this.#context.capacity.addUsed(framework.info.role, info.resources, 1);
  }

  /** All tasks of an agent that is removed are lost; their frameworks are told later (master.cpp:6197-6300). */
  loseAll(agent: AgentRecord, message: string): readonly LostTask[] {
    const lost: LostTask[] = [];
    for (const task of [...agent.tasks]) {
      const status = made(task, "lost", "SLAVE_REMOVED", message);
      this.#updateTask(task, status, "lost");
      this.#forget(task);
      lost.push({ framework: task.framework, status });
    }
    return lost;
  }

  tellLost({ framework, status }: LostTask): void {
    if (framework.known && !framework.removed) this.#tell(framework, status);
  }

  /** All tasks of a framework that is removed count as killed, and nobody is told (master.cpp:5930-5975). */
  killAll(framework: FrameworkRecord, message: string): void {
    for (const task of [...framework.tasksNow]) {
      this.#updateTask(task, made(task, "killed", "FRAMEWORK_REMOVED", message), "killed");
      this.#forget(task);
    }
  }

  /** One that has not ended gives its resources back now (master.cpp:6467-6506). */
  #forget(task: TaskRecord): void {
    const { framework, agent, info, updateState } = task;
    if (!isTerminal(task.state) && updateState !== null && isTerminal(updateState)) {
      const message = "Removed with the acknowledgement of an earlier end";
      this.#terminated(task, updateState, { source: "master", reason: null, message });
    }
    task.forgotten = true;
    framework.taskWent(task);
    if (task.settled) framework.settlement?.settled.remove(info.taskId);
    framework.settlement?.unsettled.delete(task);
    agent.tasks.delete(task);
  }

  #updateTask(task: TaskRecord, status: TaskStatus, latestState: TaskState): void {
    this.#learn(task, status, latestState);
    settle(task);
  }

  #learn(task: TaskRecord, status: TaskStatus, latestState: TaskState): void {
    if (status.uuid !== null) {
      task.updateState = status.state;
      task.updateUuid = status.uuid;
      task.healthy = status.healthy ?? null;
    }
    if (isTerminal(task.state) || task.state === latestState) return;
    if (!mayMove(task.state, latestState)) {
      throw new Error(`task ${task.info.taskId} may not move from ${task.state} to ${latestState}`);
    }
    if (latestState === "running" || (status.state === "running" && task.state !== "running")) {
      this.#recordRunning(task);
    }
    if (latestState === "killing") this.#context.recorder.tasks.killing(task.names);
    task.state = latestState;
    if (isTerminal(latestState)) this.#terminated(task, latestState, status);
  }

  #recordRunning({ info, names }: TaskRecord): void {
    info.toldRunning = true;
    this.#context.recorder.tasks.running(names);
  }

  #terminated(
    task: TaskRecord,
    state: TerminalState,
    status: Pick<TaskStatus, "source" | "reason" | "message">,
  ): void {
    const { framework, agent, info } = task;
    info.toldEnd = true;
    agent.countLive(-1);
    this.#context.capacity.addUsed(framework.info.role, info.resources, -1);
    const { source, message } = status;
    this.#context.recorder.tasks.ended(state, task.names, source, message, reasonOf(state, status));
    this.#context.allocator.recoverResources(framework.frameworkId, agent, info.resources, null);
  }

  /** The task goes when its terminal update is acknowledged; the agent is told either way (master.cpp:3897-3960). */
  acknowledge(framework: FrameworkRecord, message: MessageOf<"ACKNOWLEDGE">): void {
    const { taskId, slaveId, uuid } = message;
    const known = message.info?.inMaster;
    const isKnown =
      known instanceof TaskRecord && known.framework === framework && known.agent.slaveId === slaveId;
    const agent = isKnown && !known.agent.removed ? known.agent : this.#context.registry.agent(slaveId);
    if (agent === null || !agent.connected) return;
    const task = taskOf(agent, framework.frameworkId, message);
    if (task?.updateState != null && isTerminal(task.updateState) && task.updateUuid === uuid) {
      this.#forget(task);
    }
    this.#context.network.toAgent(agent.port, {
      type: "ACKNOWLEDGE_STATUS",
      frameworkId: framework.frameworkId,
      taskId,
      uuid,
    });
  }

  /** A pending task is killed here, an unknown one reconciled, a known one's agent told (master.cpp:3762-3843). */
  kill(framework: FrameworkRecord, { taskId, slaveId }: MessageOf<"KILL">): void {
    const pending = framework.pending.get(taskId);
    if (pending !== null) {
      framework.pending.delete(taskId);
      this.#context.recorder.add("task.killed", {
        agent: pending.where.info.agent,
        framework: framework.info.name,
        role: framework.info.role,
        app: pending.info.trace.app,
        task: taskId,
        source: "master",
        message: "Killed pending task",
        reason: "killed",
      });
      this.#tell(framework, {
        taskId,
        state: "killed",
        source: "master",
        reason: null,
        message: "Killed pending task",
        slaveId,
        uuid: null,
      });
      return;
    }
    const task = framework.tasks.get(taskId);
    if (task === undefined) {
      const status = this.#reconciliation.answer(framework, { taskId, slaveId });
      if (status !== null) this.#tell(framework, status);
      return;
    }
    if (slaveId !== null && slaveId !== task.agent.slaveId) return;
    task.killAsked = true;
    if (!task.agent.connected) return;
    this.#context.network.toAgent(task.agent.info.agent, {
      type: "KILL_TASK",
      frameworkId: framework.frameworkId,
      taskId,
    });
  }
}

/** The agent's task of those ids; at hand where it is known to whoever speaks of it, and not forgotten since. */
function taskOf(
  agent: AgentRecord,
  frameworkId: string,
  { taskId, info }: { readonly taskId: string; readonly info?: TaskInfo | undefined },
): TaskRecord | null {
  const task = info?.inMaster;
  const isMeant = task instanceof TaskRecord && task.agent === agent && task.frameworkId === frameworkId;
  return isMeant && !task.forgotten ? task : agent.tasks.find(frameworkId, taskId);
}

/** Whether there is nothing to tell of the task but that it runs. */
function settle(task: TaskRecord): void {
  const settled = (task.updateState ?? task.state) === "running" && task.healthy === null;
  if (settled === task.settled) return;
  task.settled = settled;
  const { settlement } = task.framework;
  if (settlement === null) return;
  if (settled) {
    settlement.settled.add(task.taskId);
    settlement.unsettled.delete(task);
  } else {
    settlement.settled.remove(task.taskId);
    settlement.unsettled.add(task);
  }
}
