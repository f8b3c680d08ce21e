/**
 * One agent and its host: registers with the master, runs what it is told, reports what ends, and goes through all that
 * can happen to a host. The master hears of it by messages only. Follows slave/slave.cpp @ 0.28.3.
 */

import type { AgentInfo, ToAgent, ToMaster } from "../../model/messages.ts";
import type { Resources } from "../../model/resources.ts";
import type { AgentEnd, Endpoint } from "../cluster/network.ts";
import type { AgentSpec } from "../scenario.ts";
import { Disk, type VolumeOnDisk } from "./agent/disk.ts";
import type { AgentDeps, AgentEvents } from "./agent/events.ts";
import { type AgentState, heeds } from "./agent/heeds.ts";
import { type Ending, type ExecutorReports, exitOf, type Process, Processes } from "./agent/processes.ts";
import { Registration } from "./agent/registration.ts";
import { Reports } from "./agent/reports.ts";
import type { Teller } from "./agent/status-updates.ts";
import { AgentTasks } from "./agent/tasks.ts";
import {
  executorReregisterMs,
  recoveryTimeoutMs,
  shutdownGraceMs,
  supervisorRestartMs,
} from "./agent/waits.ts";

export { type AgentEvents, agentEvents } from "./agent/events.ts";

/** up: the host runs; down: it died; gone: it left for good. */
type Host = "up" | "down" | "gone";

export class Agent implements AgentEnd, ExecutorReports, Teller {
  readonly name: string;
  readonly spec: AgentSpec;
  readonly #deps: AgentDeps;
  readonly #events: AgentEvents;
  readonly #endpoint: Endpoint;
  readonly #disk: Disk;
  readonly #processes: Processes;
  readonly #reports: Reports;
  readonly #tasks: AgentTasks;
  readonly #registration: Registration;
  #host: Host = "up";
  /** The agent process runs. */
  #running = true;
  #cut = false;
  #shuttingDown = false;
  /** Some master leads. */
  #master = true;
  /** It is registered with that one. */
  #isRegistered = false;
  /** It waits for its executors, and does not look for its master yet. */
  #recovering = false;
  /** Counts times at which the agent process went away: what was set for one absence is void in the next. */
  #absences = 0;
  /** Counts registrations under a new id, so that a retry is told from a new agent at the same address. */
  #run = 0;
  /** Mesos' id; null until it is registered, and again when it forgot it. */
  slaveId: string | null = null;

  constructor(spec: AgentSpec, deps: AgentDeps, events: AgentEvents) {
    this.name = spec.id;
    this.spec = spec;
    this.#deps = deps;
    this.#events = events;
    this.#endpoint = deps.network.portOf({ kind: "agent", name: spec.id });
    this.#disk = new Disk(spec.id, deps);
    this.#processes = new Processes(spec.id, deps, events, this.#disk, this);
    const { kernel, network, streams, registrationBackoffMs } = deps;
    this.#reports = new Reports(kernel, events.retry, this);
    this.#tasks = new AgentTasks(this.#disk, this.#processes, this.#reports, () => this.#quit());
    const stream = streams.of("agent.registration", spec.id);
    const send = (): void => this.#sendRegistration();
    this.#registration = new Registration(kernel, events.register, stream, registrationBackoffMs, send);
    network.connectAgent(spec.id, this);
  }

  get processes(): Iterable<Process> {
    return this.#processes.all;
  }

  /** The oldest process; each says which comes after it. */
  get firstProcess(): Process | null {
    return this.#processes.first;
  }

  get processCount(): number {
    return this.#processes.count;
  }

  /** What waits to be acknowledged. */
  get reports(): Pick<Reports, "untold"> {
    return this.#reports;
  }

  /** Existing volumes and directories that destroyed ones left. */
  get volumesOnDisk(): Iterable<VolumeOnDisk> {
    return this.#disk.volumes;
  }

  /** MiB in thousandths on the disk, destroyed volumes' data included. */
  get dataMilli(): number {
    return this.#disk.dataMilli;
  }

  /** Dynamic reservations and volumes that it has on disk. */
  get checkpointed(): Resources {
    return this.#disk.checkpointed;
  }

  /** The host is dead and may be recovered. */
  get crashed(): boolean {
    return this.#host === "down";
  }

  get partitioned(): boolean {
    return this.#cut;
  }

  /** Registers for the first time. */
  join(): void {
    this.#registerAnew();
  }

  tell(message: ToMaster): void {
    this.#deps.network.toMaster(this.#endpoint, message);
  }

  receive(message: ToAgent): void {
    if (!this.#running || this.#host !== "up" || !heeds(this.#state, message)) return;
    switch (message.type) {
      case "AGENT_REGISTERED":
        return this.#registered(message.slaveId);
      case "AGENT_REREGISTERED":
        // The answer to what it was before its host died (slave.cpp:1084-1087).
        if (message.slaveId !== this.slaveId) return this.#quit();
        this.#registered(message.slaveId);
        return this.#tasks.reconcile(message);
      case "CHECKPOINT_RESOURCES":
        return this.#disk.checkpoint(message.resources);
      case "RUN_TASK":
        // A task for the agent that was here before is ignored (slave.cpp:1391-1396).
        if (message.slaveId === this.slaveId) this.#tasks.run(message);
        return;
      case "KILL_TASK":
        return this.#tasks.kill(message);
      case "ACKNOWLEDGE_STATUS":
        return this.#reports.acknowledged(message.frameworkId, message.taskId, message.uuid);
      case "SHUTDOWN_FRAMEWORK":
        return this.#tasks.shutDownFramework(message.frameworkId, shutdownGraceMs);
      case "UPDATE_FRAMEWORK":
        return this.#tasks.frameworkIsBack(message.frameworkId);
      case "SHUTDOWN":
        return this.#shutDown();
    }
  }

  /** The host dies silently: its processes are gone, its disk is kept. */
  crash(): void {
    this.#die("crashed");
  }

  /** As a crash, and reservations, volumes and data are gone. */
  loseDisk(): void {
    if (this.#host === "up") this.#die("disk-lost");
    if (this.#host === "down") this.#disk.lose("disk-lost");
  }

  /** A dead host boots; its agent has forgotten its id and registers anew, with what it checkpointed (state.cpp:70-93). */
  recover(): void {
    if (this.#host !== "down") return;
    this.#host = "up";
    this.#deps.network.hostUp(this.name);
    this.#linkChanged();
    this.#deps.recorder.add("agent.recovered", { agent: this.name });
    this.#registerAnew();
  }

  /** The agent process alone stops, and is back after a time; executors run on and wait for it. */
  restart(downMs: number): void {
    if (this.#host !== "up" || !this.#running) return;
    this.#stop();
    const { kernel } = this.#deps;
    kernel.after(downMs, this.#events.back, this.#absences, 0, this);
    if (downMs > recoveryTimeoutMs)
      kernel.after(recoveryTimeoutMs, this.#events.abandoned, this.#absences, 0, this);
  }

  /** Cut off from the master both ways; nobody is told. */
  partition(): void {
    if (this.#host === "gone" || this.#cut) return;
    this.#cut = true;
    this.#deps.network.cut(this.name);
    this.#linkChanged();
  }

  heal(): void {
    if (!this.#cut) return;
    this.#cut = false;
    this.#deps.network.mend(this.name);
    this.#linkChanged();
  }

  /** The operator removes what destroyed volumes left on the disk. */
  removeData(): void {
    this.#disk.removeLeftovers();
  }

  /** Unregisters and leaves for good. */
  remove(): void {
    if (this.#host === "gone") return;
    if (this.#host === "up" && this.slaveId !== null) {
      this.#deps.network.toMaster(this.#endpoint, { type: "UNREGISTER_AGENT", slaveId: this.slaveId });
    }
    this.#processes.endAll("agent-shut-down");
    this.#disk.lose("agent-removed");
    this.#forget();
    this.#host = "gone";
    this.#deps.network.hostDown(this.name);
    this.#linkChanged();
  }

  /** Ends a task's process as the scenario says; false where the host runs no such task. */
  exitTask(taskId: string, status: "finished" | "failed" | "killed" | "error"): boolean {
    const process = this.#processes.ofTask(taskId);
    if (process === null) return false;
    this.#processes.end(process, exitOf(status));
    return true;
  }

  /** The leading master is gone: nothing is sent until there is another (slave.cpp:805-826). */
  masterLost(): void {
    this.#master = false;
    this.#isRegistered = false;
    this.#deps.pings.ignore(this.name);
    this.#registration.stop();
    this.#reports.pause();
  }

  /** There is a new leading master. One that cut it off notices later. */
  masterFound(): void {
    this.#master = true;
    if (this.#host !== "up" || !this.#running || this.#shuttingDown || this.#recovering) return;
    this.#registration.soon();
  }

  running(process: Process): void {
    if (this.#running) this.#reports.runs(process);
    else this.#reports.unheard(process, false);
  }

  checked(process: Process): void {
    this.running(process);
  }

  killing(process: Process): void {
    if (this.#running) this.#reports.killing(process);
  }

  ended(process: Process, ending: Ending): void {
    this.#reports.over(process, ending, this.#running);
    if (this.#shuttingDown && this.#processes.count === 0) this.#exit();
  }

  startAgain(absence: number): void {
    if (absence !== this.#absences || this.#host !== "up") return;
    this.#running = true;
    this.#deps.network.open(this.name);
    this.#linkChanged();
    if (this.slaveId === null) this.#registerAnew();
    else if (this.#processes.count === 0 && !this.#reports.hasExecutors) this.#detect();
    else {
      this.#recovering = true;
      this.#deps.kernel.after(executorReregisterMs, this.#events.recovered, this.#absences, 0, this);
    }
  }

  recoveredExecutors(absence: number): void {
    if (absence !== this.#absences || !this.#running) return;
    this.#recovering = false;
    this.#reports.hear(this.#processes);
    this.#detect();
  }

  abandonedExecutors(absence: number): void {
    if (absence === this.#absences && !this.#running) this.#processes.endAll("agent-away");
  }

  #sendRegistration(): void {
    const info: AgentInfo = { agent: this.name, attributes: this.spec.attributes, run: this.#run };
    const what = { info, total: this.spec.resources, checkpointed: this.#disk.checkpointed };
    const { network } = this.#deps;
    if (this.slaveId === null) network.toMaster(this.#endpoint, { type: "REGISTER_AGENT", ...what });
    else {
      const tasks = [...this.#reports.tasks(this.#processes)];
      network.toMaster(this.#endpoint, { type: "REREGISTER_AGENT", slaveId: this.slaveId, ...what, tasks });
    }
  }

  get #state(): AgentState {
    if (this.#shuttingDown) return "terminating";
    if (this.#recovering || !this.#master) return "masterless";
    return this.#isRegistered ? "running" : "disconnected";
  }

  /** One that is registered under another id has been taken for its predecessor, and exits (slave.cpp:1029-1037). */
  #registered(slaveId: string): void {
    if (this.#isRegistered) {
      if (slaveId !== this.slaveId) this.#quit();
      return;
    }
    this.#isRegistered = true;
    this.#registration.stop();
    this.slaveId = slaveId;
    this.#deps.pings.expect(this.name, () => this.#detect());
    this.#reports.resume();
  }

  /** Looks for its master anew; until it is registered, no update is sent (slave.cpp:760-826). */
  #detect(): void {
    this.#isRegistered = false;
    this.#reports.pause();
    if (this.#master) this.#registration.soon();
  }

  /** Told to shut down: executors are stopped, then the process exits and is started again, with a new id. */
  #shutDown(): void {
    if (this.#shuttingDown) return;
    this.#shuttingDown = true;
    this.#registration.stop();
    this.#reports.pause();
    if (this.#processes.count === 0) this.#exit();
    else this.#processes.shutDown(null, "agent-shut-down", shutdownGraceMs);
  }

  #exit(): void {
    this.#shuttingDown = false;
    this.#forget();
    this.#quit();
  }

  /** The agent process exits by itself, with what it has on disk; its supervisor starts it again. */
  #quit(): void {
    this.#stop();
    this.#deps.kernel.after(supervisorRestartMs, this.#events.back, this.#absences, 0, this);
  }

  /** The agent process ends: its connection closes, which the master notices unless it is cut off. */
  #stop(): void {
    const { network, pings } = this.#deps;
    network.toMaster(this.#endpoint, { type: "AGENT_EXITED" });
    this.#absences++;
    this.#running = false;
    this.#recovering = false;
    this.#isRegistered = false;
    // Executors that are not registered yet do not wait for it (slave.cpp:2751-2754).
    this.#processes.endAll("agent-restarted", "staging");
    this.#registration.stop();
    this.#reports.pause();
    pings.ignore(this.name);
    network.close(this.name);
    this.#linkChanged();
  }

  #die(reason: "crashed" | "disk-lost"): void {
    if (this.#host !== "up") return;
    const { network, recorder } = this.#deps;
    this.#host = "down";
    recorder.add("agent.crashed", { agent: this.name, disk_lost: reason === "disk-lost", reason });
    this.#processes.endAll("host-crashed");
    this.#forget();
    this.#running = true;
    network.open(this.name);
    network.hostDown(this.name);
    this.#linkChanged();
  }

  /** Forgets its id and all that it had to tell: a new boot, or an order to shut down. */
  #forget(): void {
    this.#absences++;
    this.#shuttingDown = false;
    this.#recovering = false;
    this.#isRegistered = false;
    this.slaveId = null;
    this.#reports.forget(null);
    this.#registration.stop();
    this.#deps.pings.ignore(this.name);
  }

  #registerAnew(): void {
    this.#run++;
    if (this.#master) this.#registration.now();
  }

  #linkChanged(): void {
    const reachable = this.#host === "up" && !this.#cut;
    this.#deps.pings.link(this.name, reachable && this.#running);
    // A task answers whether or not its agent runs.
    this.#deps.vitals.host(this.name, reachable);
  }
}
