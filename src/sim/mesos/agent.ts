/**
 * One agent and its host: what it has checkpointed, the processes that run on it, the data on its disk.
 *
 * Knows what really happens on the host; the master hears of it by messages. Follows slave/slave.cpp @ 0.28.3.
 */

import type { AgentInfo, ToAgent } from "../../model/messages.ts";
import { isDynamic, isVolume, type Resources } from "../../model/resources.ts";
import type { StatusReason, TaskInfo, TaskState, TaskStatus, TerminalState } from "../../model/tasks.ts";
import type { Census } from "../cluster/census.ts";
import { type Ledger, volumeKey } from "../cluster/ledger.ts";
import type { AgentEnd, Endpoint, Network } from "../cluster/network.ts";
import type { Recorder } from "../cluster/recorder.ts";
import type { TaskLaws } from "../cluster/task-laws.ts";
import { noTimer, type Timer } from "../kernel/agenda.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import type { AgentSpec } from "../scenario.ts";
import { taskKey } from "./records.ts";

export interface AgentDeps {
  readonly kernel: Kernel;
  readonly recorder: Recorder;
  readonly network: Network;
  readonly ledger: Ledger;
  readonly census: Census;
  readonly laws: TaskLaws;
}

/** The kinds of event that all agents share, registered once. */
export interface AgentEvents {
  readonly started: EventKind;
  readonly ended: EventKind;
}

/** A task's container on this host, from its launch to its end. */
export interface Process {
  readonly agent: Agent;
  readonly key: string;
  readonly frameworkId: string;
  readonly framework: string;
  readonly role: string;
  readonly task: TaskInfo;
  state: "staging" | "running";
  /** Of the next thing that happens to it by itself. */
  timer: Timer;
  /** When it ends by itself; Infinity for one that runs for ever. */
  endsAtMs: number;
  /** It ends as killed, whatever happens first. */
  killed: boolean;
  /** How it ends when its timer fires. */
  ending: { readonly state: TerminalState; readonly reason: StatusReason | null; readonly message: string };
}

/** A persistent volume's directory on this host; the data outlives the volume (slave.cpp:2298-2359). */
export interface VolumeOnDisk {
  readonly key: string;
  readonly kind: Resources["entries"][number]["kind"];
  readonly sizeMilli: number;
  /** The agent still has it checkpointed. */
  exists: boolean;
  /** A container used it at least once: it holds data. */
  used: boolean;
  attachedTo: Process | null;
}

/** Updates of one task that the master has not acknowledged: one is under way, the others wait their turn. */
interface UpdateQueue {
  readonly frameworkId: string;
  readonly waiting: TaskStatus[];
  latest: TaskState;
}

export function agentEvents(kernel: Kernel): AgentEvents {
  return {
    started: kernel.kind("agent/process starts", (_a, _b, payload) => started(payload as Process)),
    ended: kernel.kind("agent/process ends", (_a, _b, payload) => ended(payload as Process)),
  };
}

function started(process: Process): void {
  process.agent.start(process);
}

function ended(process: Process): void {
  process.timer = noTimer;
  process.agent.end(process, process.ending);
}

export class Agent implements AgentEnd {
  readonly name: string;
  readonly spec: AgentSpec;
  readonly #deps: AgentDeps;
  readonly #events: AgentEvents;
  readonly #endpoint: Endpoint;
  readonly #processes = new Map<string, Process>();
  readonly #volumes = new Map<string, VolumeOnDisk>();
  readonly #updates = new Map<string, UpdateQueue>();
  #uuids = 0;
  /** Mesos' id, null until it is registered. */
  slaveId: string | null = null;
  /** Dynamic reservations and volumes that it has on disk. */
  checkpointed: Resources;

  constructor(spec: AgentSpec, deps: AgentDeps, events: AgentEvents, nothing: Resources) {
    this.name = spec.id;
    this.spec = spec;
    this.#deps = deps;
    this.#events = events;
    this.#endpoint = { kind: "agent", name: spec.id };
    this.checkpointed = nothing;
    deps.network.connectAgent(spec.id, this);
  }

  get processes(): Iterable<Process> {
    return this.#processes.values();
  }

  get processCount(): number {
    return this.#processes.size;
  }

  /** Existing volumes and directories that destroyed ones left. */
  get volumesOnDisk(): Iterable<VolumeOnDisk> {
    return this.#volumes.values();
  }

  /** MiB in thousandths on the disk, destroyed volumes' data included; a volume never used holds nothing. */
  get dataMilli(): number {
    let sum = 0;
    for (const volume of this.#volumes.values()) if (volume.used) sum += volume.sizeMilli;
    return sum;
  }

  join(): void {
    const info: AgentInfo = { agent: this.name, attributes: this.spec.attributes };
    this.#deps.network.toMaster(this.#endpoint, {
      type: "REGISTER_AGENT",
      info,
      total: this.spec.resources,
      checkpointed: this.checkpointed,
    });
  }

  receive(message: ToAgent): void {
    switch (message.type) {
      case "AGENT_REGISTERED":
        this.slaveId = message.slaveId;
        return;
      case "CHECKPOINT_RESOURCES":
        return this.#checkpoint(message.resources);
      case "RUN_TASK":
        return this.#runTask(message);
      case "KILL_TASK":
        return this.#killTask(message);
      case "ACKNOWLEDGE_STATUS":
        return this.#acknowledged(message);
    }
  }

  /** Replaces the checkpointed set; makes missing directories, deletes none (slave.cpp:2298-2359). */
  #checkpoint(resources: Resources): void {
    this.checkpointed = resources;
    const { census, ledger } = this.#deps;
    const present = new Set<string>();
    for (const { kind, milli } of resources.volumes().entries) {
      const key = volumeKey(this.name, kind);
      present.add(key);
      const known = this.#volumes.get(key);
      if (known?.exists) continue;
      const owner = ledger.ofVolume(this.name, kind);
      census.add(owner.framework, owner.app, "volumes", 1);
      if (known === undefined) {
        const volume: VolumeOnDisk = {
          key,
          kind,
          sizeMilli: milli,
          exists: true,
          used: false,
          attachedTo: null,
        };
        this.#volumes.set(key, volume);
      } else known.exists = true;
    }
    for (const volume of this.#volumes.values()) {
      if (!volume.exists || present.has(volume.key)) continue;
      volume.exists = false;
      const owner = ledger.ofVolume(this.name, volume.kind);
      census.add(owner.framework, owner.app, "volumes", -1);
      // An empty directory is nothing that anybody would have to remove.
      if (!volume.used) this.#volumes.delete(volume.key);
    }
  }

  /** A task on resources that the agent has not checkpointed is lost (slave.cpp:1597-1627). */
  #runTask({ frameworkId, framework, role, task }: Extract<ToAgent, { type: "RUN_TASK" }>): void {
    const needed = task.resources.filter((entry) => isDynamic(entry) || isVolume(entry));
    const key = taskKey(frameworkId, task.taskId);
    if (!this.checkpointed.contains(needed)) {
      const message = "The checkpointed resources being used by the task are unknown to the slave";
      this.#update(key, frameworkId, task.taskId, "lost", "agent", "RESOURCES_UNKNOWN", message);
      return;
    }
    const law = this.#deps.laws.of(framework, task.trace.app ?? null);
    const process: Process = {
      agent: this,
      key,
      frameworkId,
      framework,
      role,
      task,
      state: "staging",
      timer: noTimer,
      endsAtMs: Number.POSITIVE_INFINITY,
      killed: false,
      ending: exitOf(law.exit),
    };
    this.#processes.set(key, process);
    for (const volume of this.#volumesOf(task)) {
      volume.attachedTo = process;
      volume.used = true;
      this.#deps.census.add(framework, task.trace.app ?? null, "attached", 1);
      this.#deps.recorder.add("volume.attached", {
        ...this.#ids(process),
        volume: volume.kind.persistenceId,
        size: volume.sizeMilli / 1000,
      });
    }
    this.#deps.recorder.add("task.staging", this.#ids(process));
    process.timer = this.#deps.kernel.after(law.stagingMs(), this.#events.started, 0, 0, process);
  }

  *#volumesOf(task: TaskInfo): Iterable<VolumeOnDisk> {
    for (const { kind } of task.resources.volumes().entries) {
      const volume = this.#volumes.get(volumeKey(this.name, kind));
      if (volume !== undefined) yield volume;
    }
  }

  /** The container is ready: the process runs. */
  start(process: Process): void {
    const { kernel, laws, census, recorder } = this.#deps;
    process.state = "running";
    process.timer = noTimer;
    census.add(process.framework, process.task.trace.app ?? null, "alive", 1);
    recorder.add("process.started", this.#ids(process));
    const law = laws.of(process.framework, process.task.trace.app ?? null);
    const runsMs = process.task.runsMs ?? law.runsMs();
    if (runsMs !== null) {
      process.endsAtMs = kernel.nowMs + runsMs;
      process.timer = kernel.at(process.endsAtMs, this.#events.ended, 0, 0, process);
    }
    this.#update(process.key, process.frameworkId, process.task.taskId, "running", "executor", null, "");
  }

  /** The container is gone: its volumes are free, its end is reported. */
  end(process: Process, ending: Process["ending"]): void {
    const { kernel, census, recorder } = this.#deps;
    kernel.cancel(process.timer);
    process.timer = noTimer;
    this.#processes.delete(process.key);
    const app = process.task.trace.app ?? null;
    const ran = process.state === "running";
    if (ran) census.add(process.framework, app, "alive", -1);
    const reason =
      ending.reason === null ? (process.killed ? "killed" : "exited") : (`REASON_${ending.reason}` as const);
    recorder.add("process.ended", { ...this.#ids(process), ran, reason });
    for (const volume of this.#volumesOf(process.task)) {
      volume.attachedTo = null;
      census.add(process.framework, app, "attached", -1);
      recorder.add("volume.detached", {
        ...this.#ids(process),
        volume: volume.kind.persistenceId,
        size: volume.sizeMilli / 1000,
        reason,
      });
    }
    this.#update(
      process.key,
      process.frameworkId,
      process.task.taskId,
      ending.state,
      "executor",
      ending.reason,
      ending.message,
    );
  }

  /** Ends a task's process as the scenario says; false where the agent runs no such task. */
  exitTask(taskId: string, status: "finished" | "failed" | "killed" | "error"): boolean {
    for (const process of this.#processes.values()) {
      if (process.task.taskId !== taskId) continue;
      this.end(process, exitOf(status));
      return true;
    }
    return false;
  }

  /**
   * A task that is unknown is lost; one whose container is not up yet ends at once; a running one after its grace
   * (slave.cpp:1906-2069).
   */
  #killTask({ frameworkId, taskId }: Extract<ToAgent, { type: "KILL_TASK" }>): void {
    const key = taskKey(frameworkId, taskId);
    const process = this.#processes.get(key);
    if (process === undefined) {
      // Its end is under way already: the update that is queued says all.
      if (this.#updates.has(key)) return;
      this.#update(key, frameworkId, taskId, "lost", "agent", "EXECUTOR_TERMINATED", "Cannot find executor");
      return;
    }
    if (process.killed) return;
    process.killed = true;
    if (process.state === "staging") {
      this.end(process, {
        state: "killed",
        reason: "EXECUTOR_UNREGISTERED",
        message: "Unregistered executor",
      });
      return;
    }
    const { kernel, laws } = this.#deps;
    const killsMs = laws.of(process.framework, process.task.trace.app ?? null).killsMs();
    kernel.cancel(process.timer);
    process.ending = { state: "killed", reason: null, message: "Command terminated with signal Terminated" };
    process.timer = kernel.at(
      Math.min(kernel.nowMs + killsMs, process.endsAtMs),
      this.#events.ended,
      0,
      0,
      process,
    );
  }

  /** Updates of a task go out one at a time, each after the one before it was acknowledged (status_update_manager.cpp). */
  #update(
    key: string,
    frameworkId: string,
    taskId: string,
    state: TaskState,
    source: TaskStatus["source"],
    reason: StatusReason | null,
    message: string,
  ): void {
    const status: TaskStatus = {
      taskId,
      state,
      source,
      reason,
      message,
      slaveId: this.slaveId,
      uuid: ++this.#uuids,
    };
    const queue = this.#updates.get(key);
    if (queue !== undefined) {
      queue.waiting.push(status);
      queue.latest = state;
      return;
    }
    const first: UpdateQueue = { frameworkId, waiting: [status], latest: state };
    this.#updates.set(key, first);
    this.#send(first, status);
  }

  #send(queue: UpdateQueue, status: TaskStatus): void {
    this.#deps.network.toMaster(this.#endpoint, {
      type: "STATUS_UPDATE",
      frameworkId: queue.frameworkId,
      status,
      latestState: queue.latest,
    });
  }

  #acknowledged({ frameworkId, taskId, uuid }: Extract<ToAgent, { type: "ACKNOWLEDGE_STATUS" }>): void {
    const key = taskKey(frameworkId, taskId);
    const queue = this.#updates.get(key);
    const acknowledged = queue?.waiting[0];
    if (queue === undefined || acknowledged?.uuid !== uuid) return;
    queue.waiting.shift();
    const next = queue.waiting[0];
    if (next !== undefined) this.#send(queue, next);
    else this.#updates.delete(key);
  }

  #ids(process: Process): {
    agent: string;
    framework: string;
    role: string;
    app: string | undefined;
    task: string;
  } {
    return {
      agent: this.name,
      framework: process.framework,
      role: process.role,
      app: process.task.trace.app,
      task: process.task.taskId,
    };
  }
}

function exitOf(state: TerminalState): Process["ending"] {
  if (state === "failed")
    return { state, reason: "COMMAND_EXECUTOR_FAILED", message: "Command exited with status 1" };
  return { state, reason: null, message: state === "finished" ? "Command exited with status 0" : "" };
}
