/**
 * What the master answers to a framework that asks about tasks (master.cpp:5000-5166 @ 0.28.3).
 *
 * Of a task that both sides hold for settled the answer would change nothing: where the two have the same settled tasks but for
 * what is under way between them, the answers are one message, which names the others.
 */

import type { AskedTask, AskedTasks, Settled, ToMaster } from "../../model/messages.ts";
import type { TaskState, TaskStatus } from "../../model/tasks.ts";
import { type Answers, SettledTasks } from "../cluster/settled.ts";
import type { AgentRecord, FrameworkRecord, Settlement, TaskRecord } from "./records.ts";
import type { TasksContext } from "./tasks.ts";

type Reconcile = Extract<ToMaster, { type: "RECONCILE" }>;

type Tell = (framework: FrameworkRecord, status: TaskStatus) => void;

export class Reconciliation {
  readonly #context: TasksContext;
  readonly #tell: Tell;

  constructor(context: TasksContext, tell: Tell) {
    this.#context = context;
    this.#tell = tell;
  }

  /** An empty list asks for all known tasks. */
  reconcile(framework: FrameworkRecord, { tasks, settled, unsettled = [] }: Reconcile): void {
    if (settled !== undefined && this.#tellsAtOnce(framework)) {
      if (tasks.length === 0) return this.#tellAllOthers(framework);
      const others = this.#othersOf(framework, settled, tasks, unsettled);
      if (others !== null) return this.#tellOthers(framework, tasks, others);
    }
    if (tasks.length === 0) for (const status of allOf(framework)) this.#tell(framework, status);
    for (const task of tasks) {
      const status = this.answer(framework, task);
      if (status !== null) this.#tell(framework, status);
    }
  }

  /** What a framework would hear that asks about all its tasks; null where it would hear of settled ones, too. */
  answers(framework: FrameworkRecord, settled: Settled): Answers | null {
    if (!this.#tellsAtOnce(framework) || !this.#settlementOf(framework).settled.is(settled)) return null;
    return {
      statuses: [...this.#settlementOf(framework).unsettled].map(latestOf),
      afterMs: 2 * this.#context.network.evenMs,
    };
  }

  /** What is known of one task; null while the agent that may know it can still come back. */
  answer(framework: FrameworkRecord, { taskId, slaveId }: AskedTask): TaskStatus | null {
    const pending = framework.pending.get(taskId);
    if (pending !== null) return statusOf(taskId, pending.where, "staging");
    const task = framework.tasks.get(taskId);
    if (task !== undefined) return latestOf(task);
    const { registry, recorder } = this.#context;
    const agent = slaveId === null ? null : registry.agent(slaveId);
    if (agent === null && this.#context.inTransition(slaveId)) return null;
    const message = `Reconciliation: Task is unknown${agent === null ? "" : " to the slave"}`;
    recorder.add("task.lost", {
      agent: agent?.info.agent,
      framework: framework.info.name,
      role: framework.info.role,
      task: taskId,
      source: "master",
      message,
      reason: "REASON_RECONCILIATION",
    });
    return {
      taskId,
      state: "lost",
      source: "master",
      reason: "RECONCILIATION",
      message,
      slaveId,
      uuid: null,
    };
  }

  /** Whether the framework would hear of all its tasks at once, if of any. */
  #tellsAtOnce(framework: FrameworkRecord): boolean {
    const { registry, network, oneByOne } = this.#context;
    return (
      !oneByOne &&
      framework.pending.size === 0 &&
      network.isEven &&
      registry.frameworkNamed(framework.info.name) === framework
    );
  }

  /** Made of all its tasks when it first asks, kept up from then on. */
  #settlementOf(framework: FrameworkRecord): Settlement {
    if (framework.settlement !== null) return framework.settlement;
    const settlement: Settlement = { settled: new SettledTasks(), unsettled: new Set() };
    for (const { tasks } of this.#context.registry.agents) {
      for (const task of tasks) {
        if (task.framework !== framework) continue;
        if (task.settled) settlement.settled.add(task.taskId);
        else settlement.unsettled.add(task);
      }
    }
    framework.settlement = settlement;
    return settlement;
  }

  /**
   * Of the tasks that are asked about those that are not settled on both sides, where that is all in which the two differ; else
   * null. What has just begun or ended, one side knows a few ms before the other.
   */
  #othersOf(
    framework: FrameworkRecord,
    settled: Settled,
    tasks: AskedTasks,
    unsettled: readonly AskedTask[],
  ): readonly AskedTask[] | null {
    const own = this.#settlementOf(framework);
    if (own.settled.is(settled)) return unsettled;
    const theirs = own.settled.copy();
    for (const { taskId } of unsettled)
      if (framework.tasks.get(taskId)?.settled === true) theirs.remove(taskId);
    const unsettledThere = new Set(unsettled.map(({ taskId }) => taskId));
    const unsettledHere = new Set([...own.unsettled].map(({ taskId }) => taskId));
    const others: AskedTask[] = [];
    for (const task of tasks) {
      const { taskId } = task;
      if (!unsettledThere.has(taskId)) {
        if (!unsettledHere.has(taskId)) continue;
        theirs.add(taskId);
      }
      others.push(task);
    }
    return theirs.is(settled) ? others : null;
  }

  #tellOthers(framework: FrameworkRecord, tasks: AskedTasks, others: readonly AskedTask[]): void {
    const settled = this.#settlementOf(framework).settled.now();
    const answers = new Map<string, TaskStatus | null>();
    for (const task of others) answers.set(task.taskId, this.answer(framework, task));
    const statuses = [...answers.values()].filter((status) => status !== null);
    const all = (): readonly TaskStatus[] =>
      [...tasks].flatMap(({ taskId }) => {
        const answer = answers.get(taskId);
        if (answer !== undefined) return answer ?? [];
        const task = framework.tasks.get(taskId);
        return task === undefined ? [] : statusOf(taskId, task.agent, "running");
      });
    this.#context.network.toFramework(framework.info.name, { type: "UPDATES", statuses, settled, all });
  }

  #tellAllOthers(framework: FrameworkRecord): void {
    const own = this.#settlementOf(framework);
    const settled = own.settled.now();
    const others = [...own.unsettled].sort((a, b) => a.number - b.number);
    const statuses = others.map(latestOf);
    framework.listed ??= [...framework.tasks.values()];
    const known = framework.listed;
    const all = (): readonly TaskStatus[] => {
      const told = new Map(statuses.map((status) => [status.taskId, status]));
      return known.map(({ info, agent }) => told.get(info.taskId) ?? statusOf(info.taskId, agent, "running"));
    };
    this.#context.network.toFramework(framework.info.name, { type: "UPDATES", statuses, settled, all });
  }
}

function allOf(framework: FrameworkRecord): readonly TaskStatus[] {
  const pending = [...framework.pending].map(({ taskId, where }) => statusOf(taskId, where, "staging"));
  return [...pending, ...[...framework.tasks.values()].map(latestOf)];
}

function latestOf({ info, agent, state, updateState, healthy }: TaskRecord): TaskStatus {
  return statusOf(info.taskId, agent, updateState ?? state, healthy);
}

function statusOf(
  taskId: string,
  { slaveId }: AgentRecord,
  state: TaskState,
  healthy: boolean | null = null,
): TaskStatus {
  return {
    taskId,
    state,
    source: "master",
    reason: "RECONCILIATION",
    message: "Reconciliation: Latest task state",
    slaveId,
    uuid: null,
    ...(healthy === null ? {} : { healthy }),
  };
}
