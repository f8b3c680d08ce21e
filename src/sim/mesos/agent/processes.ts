/** The containers on one host: what starts, runs and ends there, whoever knows of it. */

import type { EventValues } from "../../../model/events.ts";
import type { Name, TaskNames } from "../../../model/names.ts";
import {
  prefixed,
  type StatusReason,
  type StatusSource,
  type TaskInfo,
  type TerminalState,
} from "../../../model/tasks.ts";
import type { AppCounts, Census } from "../../cluster/census.ts";
import type { HealthCourse } from "../../cluster/health-course.ts";
import type { Recorder } from "../../cluster/recorder.ts";
import type { TaskBehaviour, TaskLaws } from "../../cluster/task-laws.ts";
import { type Listed, TaskList } from "../../cluster/task-list.ts";
import type { Vitals } from "../../cluster/vitals.ts";
import { noTimer, type Timer } from "../../kernel/agenda.ts";
import type { EventKind, Kernel } from "../../kernel/kernel.ts";
import { CommandCheck, commandCheckEvent } from "./command-check.ts";
import type { Disk } from "./disk.ts";
import { sharedPath } from "./links.ts";
import type { Stream } from "./status-updates.ts";
import { durationText } from "./waits.ts";

/** How a process ends, as its executor would report it. */
export interface Ending {
  readonly state: TerminalState;
  readonly reason: StatusReason | null;
  readonly message: string;
  /** Who says so, if not its executor. */
  readonly source?: StatusSource;
  /** False for one that its own health check has killed. */
  readonly healthy?: false;
}

/** A task's container, from its launch to its end. */
export interface Process extends Listed<Process> {
  readonly owner: Processes;
  readonly framework: string;
  readonly role: string;
  /** As it was launched last; the same task may be launched again before its container is up. */
  task: TaskInfo;
  readonly law: TaskBehaviour;
  /** What is on the hosts of its app; null for a task of no app. */
  readonly counts: AppCounts | null;
  state: "staging" | "running";
  /** Of the next thing that happens to it by itself. */
  timer: Timer;
  /** When it ends by itself; Infinity for one that runs for ever. */
  endsAtMs: number;
  /** It ends as killed, whatever happens first. */
  killed: boolean;
  /** Its framework wants to know when it is being killed. */
  readonly tellsKilling: boolean;
  /** Its framework was told so. */
  killing: boolean;
  /** Beside it, where its task has one. */
  check: CommandCheck | null;
  /** What its check reported last; null before. */
  healthy: boolean | null;
  /** What checks find of it; null before it runs. */
  course: HealthCourse | null;
  /** How it ends when its timer fires. */
  ending: Ending;
  /** Why nobody will report its end; null while its executor will. */
  silently: EndReason | null;
  /** Of its task, since the first one was made. */
  updates: Stream | null;
}

/** What checks find of a task, of the framework of that name; null where none of the processes is its. */
export function courseOf(
  processes: Iterable<Process>,
  framework: string,
  taskId: string,
): HealthCourse | null {
  for (const process of processes)
    if (process.taskId === taskId && process.framework === framework) return process.course;
  return null;
}

/** The kinds of event that all hosts share, registered once. */
export interface ProcessEvents {
  readonly started: EventKind;
  readonly ended: EventKind;
  readonly checks: EventKind;
}

export interface ProcessesDeps {
  readonly kernel: Kernel;
  readonly recorder: Recorder;
  readonly census: Census;
  readonly laws: TaskLaws;
  readonly vitals: Vitals;
  /** The flag executor_registration_timeout. */
  readonly executorRegistrationMs: number;
}

/** What the agent hears of its executors. */
export interface ExecutorReports {
  running(process: Process): void;
  /** The process' check has found something. */
  checked(process: Process): void;
  /** It is about to be killed. */
  killing(process: Process): void;
  /** The process says why its executor reports nothing. */
  ended(process: Process, ending: Ending): void;
}

export type EndReason = EventValues<"process.ended">["reason"];

export function processEvents(kernel: Kernel): ProcessEvents {
  return {
    started: kernel.kind("agent/process starts", (_a, _b, payload) => {
      const process = payload as Process;
      process.timer = noTimer;
      process.owner.run(process);
    }),
    ended: kernel.kind("agent/process ends", (_a, _b, payload) => {
      const process = payload as Process;
      process.timer = noTimer;
      process.owner.end(process, process.ending);
    }),
    checks: commandCheckEvent(kernel),
  };
}

/** As a command executor says after its SIGTERM. */
export const terminated: Ending = {
  state: "killed",
  reason: null,
  message: "Command terminated with signal Terminated",
};

/** Of a container whose executor does not come up in time (slave.cpp:4333-4350, 5439-5445). */
const registrationTimedOut = (timeoutMs: number): Ending => ({
  state: "failed",
  reason: "EXECUTOR_REGISTRATION_TIMEOUT",
  message: `Executor did not register within ${durationText(timeoutMs)}`,
  source: "agent",
});

/** Of a container that is not made (slave.cpp:3784-3806). */
const launchFailed = (path: string): Ending => ({
  state: "failed",
  reason: "CONTAINER_LAUNCH_FAILED",
  message: `Failed to launch container: The existing symlink '${path}' points to another volume`,
  source: "agent",
});

const exits: Readonly<Record<TerminalState, Ending>> = {
  finished: { state: "finished", reason: null, message: "Command exited with status 0" },
  failed: { state: "failed", reason: "COMMAND_EXECUTOR_FAILED", message: "Command exited with status 1" },
  killed: { state: "killed", reason: null, message: "" },
  lost: { state: "lost", reason: null, message: "" },
  error: { state: "error", reason: null, message: "" },
};

export const exitOf = (state: TerminalState): Ending => exits[state];

export class Processes {
  readonly #agent: Name;
  readonly #deps: ProcessesDeps;
  readonly #events: ProcessEvents;
  readonly #disk: Disk;
  readonly #reports: ExecutorReports;
  readonly #all = new TaskList<Process>();

  constructor(
    agent: string,
    deps: ProcessesDeps,
    events: ProcessEvents,
    disk: Disk,
    reports: ExecutorReports,
  ) {
    this.#agent = deps.recorder.nameOf(agent);
    this.#deps = deps;
    this.#events = events;
    this.#disk = disk;
    this.#reports = reports;
  }

  get all(): Iterable<Process> {
    return this.#all;
  }

  /** Each says which comes after it. */
  get first(): Process | null {
    return this.#all.first;
  }

  get count(): number {
    return this.#all.size;
  }

  get(frameworkId: string, taskId: string): Process | null {
    return this.#all.find(frameworkId, taskId);
  }

  /** The process of a task id, of whatever framework. */
  ofTask(taskId: string): Process | null {
    for (const process of this.#all) if (process.taskId === taskId) return process;
    return null;
  }

  /** Starts a container; it stages as long as the scenario's law says. */
  launch(
    frameworkId: string,
    framework: string,
    role: string,
    task: TaskInfo,
    tellsKilling = false,
  ): Process {
    const { kernel, laws, census } = this.#deps;
    const app = task.trace.app ?? null;
    const law = laws.of(framework, app, kernel.nowMs);
    const counts = census.counts(framework, app);
    const process: Process = {
      owner: this,
      frameworkId,
      taskId: task.taskId,
      framework,
      role,
      task,
      law,
      counts,
      state: "staging",
      timer: noTimer,
      endsAtMs: Number.POSITIVE_INFINITY,
      killed: false,
      tellsKilling,
      killing: false,
      check: null,
      healthy: null,
      course: null,
      ending: exitOf(law.exit),
      silently: null,
      updates: null,
      before: null,
      after: null,
    };
    this.#all.add(process);
    const names = this.#namesOf(process);
    for (const volume of this.#disk.of(task)) {
      // That of a removed framework's task may still end: who came last has the volume.
      volume.attachedTo?.counts?.add("attached", -1);
      volume.attachedTo = process;
      this.#disk.fill(volume);
      counts?.add("attached", 1);
      this.#deps.recorder.tasks.attached(names, volume.name, volume.sizeMilli);
    }
    this.#deps.recorder.tasks.staging(names);
    const stagingMs = law.stagingMs();
    const { executorRegistrationMs } = this.#deps;
    const path = sharedPath(task);
    if (path !== null) {
      process.ending = launchFailed(path);
      process.timer = kernel.after(0, this.#events.ended, 0, 0, process);
    } else if (stagingMs <= executorRegistrationMs)
      process.timer = kernel.after(stagingMs, this.#events.started, 0, 0, process);
    else {
      process.ending = registrationTimedOut(executorRegistrationMs);
      process.timer = kernel.after(executorRegistrationMs, this.#events.ended, 0, 0, process);
    }
    return process;
  }

  /** The container is ready: the process runs. */
  run(process: Process): void {
    const { kernel, recorder, vitals } = this.#deps;
    const { law, counts } = process;
    process.state = "running";
    counts?.add("alive", 1);
    recorder.tasks.started(this.#namesOf(process));
    const runsMs = process.task.runsMs ?? law.runsMs();
    if (runsMs !== null) {
      process.endsAtMs = kernel.nowMs + runsMs;
      process.timer = kernel.at(process.endsAtMs, this.#events.ended, 0, 0, process);
    }
    const course = law.courseFrom(kernel.nowMs);
    process.course = course;
    vitals.changed(process.framework, process.taskId);
    this.#reports.running(process);
    const { healthCheck } = process.task;
    if (healthCheck === undefined) return;
    process.check = new CommandCheck(kernel, this.#events.checks, healthCheck, course, (...found) =>
      this.#checked(process, ...found),
    );
  }

  /** The executor hears of its check (launcher/executor.cpp: taskHealthUpdated @ 0.28). */
  #checked(process: Process, healthy: boolean, failures: number, kills: boolean): void {
    process.healthy = healthy;
    this.#reports.checked(process);
    if (!kills) return;
    this.#deps.recorder.add(
      "task.unhealthy-kill",
      { failures, reason: "command-check" },
      this.#namesOf(process),
    );
    this.stop(process, { ...terminated, healthy: false });
  }

  /** Its executor is told to kill it, or does so by itself. */
  stop(process: Process, ending: Ending): void {
    if (process.state === "running" && process.tellsKilling && !process.killed) {
      process.killing = true;
      this.#reports.killing(process);
    }
    this.kill(process, ending);
  }

  /** Told to stop: it ends after its grace, or at `graceMaxMs`, unless it ends by itself before. */
  kill(process: Process, ending: Ending, graceMaxMs = Number.POSITIVE_INFINITY): void {
    const { kernel } = this.#deps;
    process.killed = true;
    process.ending = ending;
    process.check?.stop();
    if (process.state === "staging") {
      this.end(process, ending);
      return;
    }
    const killsMs = process.law.killsMs();
    kernel.cancel(process.timer);
    const endMs = Math.min(kernel.nowMs + Math.min(killsMs, graceMaxMs), process.endsAtMs);
    process.timer = kernel.at(endMs, this.#events.ended, 0, 0, process);
  }

  /** The container is gone: its volumes are free. Its executor reports it, unless it ends silently. */
  end(process: Process, ending: Ending): void {
    const { kernel, recorder, vitals } = this.#deps;
    const { silently, counts } = process;
    kernel.cancel(process.timer);
    process.timer = noTimer;
    process.check?.stop();
    this.#all.delete(process);
    const ran = process.state === "running";
    if (ran) {
      counts?.add("alive", -1);
      vitals.changed(process.framework, process.taskId);
    }
    const told = ending.reason === null ? (process.killed ? "killed" : "exited") : prefixed(ending.reason);
    const reason = silently ?? told;
    const names = this.#namesOf(process);
    recorder.tasks.processEnded(names, ran, reason);
    for (const volume of this.#disk.of(process.task)) {
      if (volume.attachedTo === process) {
        volume.attachedTo = null;
        counts?.add("attached", -1);
      }
      if (volume.attachedTo === null) recorder.tasks.detached(names, volume.name, volume.sizeMilli, reason);
    }
    this.#reports.ended(process, ending);
  }

  /** All, or those in one state, end at once, and nobody reports it. */
  endAll(reason: EndReason, state: Process["state"] | null = null): void {
    for (const process of [...this.#all]) {
      if (state !== null && process.state !== state) continue;
      process.silently = reason;
      this.end(process, exitOf("killed"));
    }
  }

  /** All, or those of one framework, are told to stop, and nobody reports it; they are gone after `graceMaxMs` at most. */
  shutDown(frameworkId: string | null, reason: EndReason, graceMaxMs: number): void {
    for (const process of [...this.#all]) {
      if (frameworkId !== null && process.frameworkId !== frameworkId) continue;
      process.silently = reason;
      this.kill(process, exitOf("killed"), graceMaxMs);
    }
  }

  /** The master that launched it has made them, or one that heard of it. */
  #namesOf({ framework, role, task }: Process): TaskNames {
    task.names ??= this.#deps.recorder.taskNames(this.#agent, framework, role, task.trace.app, task.taskId);
    return task.names;
  }
}
