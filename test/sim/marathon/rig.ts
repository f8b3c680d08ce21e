/** A Marathon under test with a scripted Mesos: agents whose offers are sent when a test says so, operations applied as
 * the master would, messages kept. No latency. */

import type { ToFramework, ToMaster } from "../../../src/model/messages.ts";
import { applyOperation, type Operation } from "../../../src/model/operations.ts";
import type { Resources } from "../../../src/model/resources.ts";
import type { TaskState } from "../../../src/model/tasks.ts";
import { isTerminal } from "../../../src/model/tasks.ts";
import type { ApiAnswer, KillRequest } from "../../../src/sim/cluster/framework.ts";
import { HealthCourse } from "../../../src/sim/cluster/health-course.ts";
import { type Endpoint, type MasterEnd, Network } from "../../../src/sim/cluster/network.ts";
import { Recorder } from "../../../src/sim/cluster/recorder.ts";
import { Vitals } from "../../../src/sim/cluster/vitals.ts";
import { Kernel } from "../../../src/sim/kernel/kernel.ts";
import { Streams } from "../../../src/sim/kernel/streams.ts";
import { Marathon } from "../../../src/sim/marathon/marathon.ts";
import type { Quirks } from "../../../src/sim/marathon/quirks.ts";
import { type HealthLaw, type MarathonFlags, marathonDefaults } from "../../../src/sim/scenario.ts";
import { parse } from "../../support/resources.ts";

export const frameworkId = "framework-1";

type Of<T extends ToMaster["type"]> = Extract<ToMaster, { type: T }>;

export interface RigOptions {
  readonly flags?: Partial<MarathonFlags>;
  readonly quirks?: Quirks;
  readonly role?: string;
  readonly principal?: string | null;
  readonly seed?: number;
}

interface Host {
  /** The id under which Mesos knows it. */
  slaveId: string;
  free: Resources;
  readonly attributes: Readonly<Record<string, string>>;
}

export class Rig implements MasterEnd {
  readonly kernel = new Kernel();
  readonly recorder = new Recorder(this.kernel, null, "counted");
  /** What answers Marathon's own checks. */
  readonly vitals = new Vitals((_agent, _framework, taskId) => this.#courses.get(taskId) ?? null);
  readonly marathon: Marathon;
  /** How tasks that are told to run answer them; absent: they are healthy and ready. */
  health: HealthLaw | undefined = undefined;
  /** All that Marathon sent, with its instant. */
  readonly sent: { readonly atMs: number; readonly message: ToMaster }[] = [];
  /** Whether kills are carried out at once. */
  kills = true;
  /** What a SUBSCRIBE is answered with; null for nothing. */
  answer: ToFramework | null = { type: "REGISTERED", frameworkId };
  readonly #network = new Network(this.kernel, this.recorder, 0);
  readonly #hosts = new Map<string, Host>();
  readonly #offers = new Map<string, string>();
  /** Of the tasks that run. */
  readonly #courses = new Map<string, HealthCourse>();
  readonly #launched = new Map<
    string,
    { readonly agent: string; readonly resources: Resources; runs: boolean }
  >();
  #uuids = 0;

  constructor({ flags, quirks, role = "test", principal = "principal", seed = 1 }: RigOptions = {}) {
    this.#network.connectMaster(this);
    this.marathon = new Marathon(
      { kind: "marathon", name: "m", role, principal, joinsMs: 0, flags: { ...marathonDefaults, ...flags } },
      {
        kernel: this.kernel,
        recorder: this.recorder,
        network: this.#network,
        streams: new Streams(seed),
        vitals: this.vitals,
        ...(quirks === undefined ? {} : { quirks }),
      },
    );
  }

  /** Elected and registered at 0 ms. */
  static joined(options: RigOptions = {}): Rig {
    const rig = new Rig(options);
    rig.marathon.join();
    rig.play();
    return rig;
  }

  receive(_from: Endpoint, message: ToMaster): void {
    this.sent.push({ atMs: this.kernel.nowMs, message });
    if (message.type === "SUBSCRIBE") {
      if (this.answer !== null) this.#network.toFramework("m", this.answer);
    } else if (message.type === "ACCEPT") this.#accept(message);
    else if (message.type === "KILL" && this.kills && this.#launched.has(message.taskId)) {
      this.tell(message.taskId, "killed");
    }
  }

  /** Plays what is due now. */
  play(): void {
    while (this.kernel.nextAtMs() <= this.kernel.nowMs) this.kernel.playInstant(this.kernel.nowMs);
  }

  /** Plays all up to and including that instant. */
  to(atMs: number): void {
    while (this.kernel.playInstant(atMs));
    this.kernel.nowMs = atMs;
  }

  /** Posts the app, and plays what follows at once. */
  create(json: Json, force = false): ApiAnswer | null {
    const answer = this.marathon.createApp(json, force);
    this.play();
    return answer;
  }

  scale(app: string, instances: number, force = false): ApiAnswer | null {
    const answer = this.marathon.scaleApp(app, instances, force);
    this.play();
    return answer;
  }

  update(app: string, change: Json, force = false): ApiAnswer | null {
    const answer = this.marathon.updateApp(app, change, force);
    this.play();
    return answer;
  }

  restart(app: string, force = false): ApiAnswer | null {
    const answer = this.marathon.restartApp(app, force);
    this.play();
    return answer;
  }

  cancel(app: string, force = false): ApiAnswer | null {
    const answer = this.marathon.cancelDeployment(app, force);
    this.play();
    return answer;
  }

  destroy(app: string): ApiAnswer | null {
    const answer = this.marathon.destroyApp(app, true);
    this.play();
    return answer;
  }

  kill(app: string, how: Partial<KillRequest> = {}): ApiAnswer | null {
    const answer = this.marathon.killTasks(app, {
      taskIds: null,
      host: null,
      scale: false,
      wipe: false,
      force: false,
      ...how,
    });
    this.play();
    return answer;
  }

  agent(name: string, resources: string, attributes: Readonly<Record<string, string>> = {}): void {
    this.#hosts.set(name, { slaveId: `S-${name}`, free: parse(resources), attributes });
  }

  /** The agent registers anew, under another id. */
  registerAnew(agent: string, slaveId: string): void {
    const host = this.#hosts.get(agent);
    if (host === undefined) throw new Error(`no agent ${agent}`);
    host.slaveId = slaveId;
  }

  free(agent: string): Resources {
    const host = this.#hosts.get(agent);
    if (host === undefined) throw new Error(`no agent ${agent}`);
    return host.free;
  }

  setFree(agent: string, free: Resources): void {
    const host = this.#hosts.get(agent);
    if (host === undefined) throw new Error(`no agent ${agent}`);
    host.free = free;
  }

  /** Offers all that the agents have free, in one message; the answers in their order. */
  offer(...agents: readonly string[]): readonly (Of<"ACCEPT"> | Of<"DECLINE">)[] {
    const offers = agents.map((agent) => {
      const offerId = `offer-${++this.#uuids}`;
      this.#offers.set(offerId, agent);
      const { attributes = {}, slaveId = `S-${agent}` } = this.#hosts.get(agent) ?? {};
      return { offerId, frameworkId, slaveId, agent, attributes, resources: this.free(agent) };
    });
    const before = this.sent.length;
    this.#network.toFramework("m", { type: "OFFERS", offers });
    this.play();
    return this.sent
      .slice(before)
      .map(({ message }) => message)
      .filter((message) => message.type === "ACCEPT" || message.type === "DECLINE");
  }

  /** The operations with which Marathon accepts what the agent has free; none where it declines. */
  operations(agent: string): readonly Operation[] {
    const [answer] = this.offer(agent);
    return answer?.type === "ACCEPT" ? answer.operations : [];
  }

  /** Tells Marathon a task's state; at its end its resources are free again. */
  tell(taskId: string, state: TaskState, healthy?: boolean): void {
    const launched = this.#launched.get(taskId);
    if (state === "running" && launched?.runs === false) {
      launched.runs = true;
      this.answers(taskId, this.health);
    }
    if (isTerminal(state)) this.dies(taskId);
    if (launched !== undefined && isTerminal(state)) {
      this.#launched.delete(taskId);
      const host = this.#hosts.get(launched.agent);
      if (host !== undefined) host.free = host.free.plus(launched.resources);
    }
    const slaveId = launched === undefined ? "S-?" : `S-${launched.agent}`;
    const status = {
      taskId,
      state,
      source: "executor",
      reason: null,
      message: "",
      slaveId,
      uuid: ++this.#uuids,
      ...(healthy === undefined ? {} : { healthy }),
    } as const;
    this.#network.toFramework("m", { type: "UPDATE", status });
    this.play();
  }

  /** From now on the task answers checks like this. */
  answers(taskId: string, law: HealthLaw | undefined): void {
    const streams = new Streams(1);
    const course = new HealthCourse(this.kernel.nowMs, law, (purpose) => streams.once(purpose, taskId));
    this.#courses.set(taskId, course);
    this.vitals.changed("m", taskId);
  }

  /** From now on nothing answers checks of the task. */
  dies(taskId: string): void {
    if (this.#courses.delete(taskId)) this.vitals.changed("m", taskId);
  }

  /** All messages of a type, in order. */
  all<T extends ToMaster["type"]>(type: T): readonly Of<T>[] {
    return this.sent
      .map(({ message }) => message)
      .filter((message): message is Of<T> => message.type === type);
  }

  /** When messages of a type were sent. */
  timesOf(type: ToMaster["type"]): readonly number[] {
    return this.sent.filter(({ message }) => message.type === type).map(({ atMs }) => atMs);
  }

  /** Journal rows of a type, with their instant and fields by name. */
  rows(type: string): readonly Readonly<Record<string, unknown>>[] {
    const { journal } = this.recorder;
    const rows: Record<string, unknown>[] = [];
    for (let i = 0; i < journal.length; i++) {
      const row = journal.row(i);
      const { name, fields } = journal.types[row.type] ?? { name: "", fields: [] };
      if (name !== type) continue;
      rows.push({
        atMs: row.atMs,
        ...Object.fromEntries(fields.map((field, k) => [field.name, row.cells[k]])),
      });
    }
    return rows;
  }

  /** Launches one task of the app on the agent's offers and tells it to run: two offers for a resident one. */
  bringUp(agent: string): string {
    for (let tries = 0; tries < 2; tries++) {
      const launch = this.operations(agent).find((operation) => operation.type === "LAUNCH");
      const taskId = launch?.tasks[0]?.taskId;
      if (taskId === undefined) continue;
      this.tell(taskId, "running");
      return taskId;
    }
    throw new Error(`nothing was launched on ${agent}`);
  }

  /** Launches all that is queued on the agent's offers, and tells none of it; the ids, in order of launch. */
  launchAll(agent: string): readonly string[] {
    const ids: string[] = [];
    for (let idle = 0; idle < 2; ) {
      const operations = this.operations(agent);
      idle = operations.length === 0 ? idle + 1 : 0;
      for (const operation of operations)
        if (operation.type === "LAUNCH") ids.push(...operation.tasks.map(({ taskId }) => taskId));
    }
    return ids;
  }

  #accept({ offers, operations }: Of<"ACCEPT">): void {
    const agent = this.#offers.get(offers[0]?.offerId ?? "") ?? "";
    const host = this.#hosts.get(agent);
    if (host === undefined) throw new Error(`an answer to no offer: ${offers[0]?.offerId}`);
    for (const operation of operations) {
      if (operation.type === "LAUNCH") {
        for (const task of operation.tasks) {
          if (!host.free.contains(task.resources))
            throw new Error(`${task.taskId} is launched on what is not there`);
          host.free = host.free.minus(task.resources);
          this.#launched.set(task.taskId, { agent, resources: task.resources, runs: false });
        }
        continue;
      }
      const applied = applyOperation(host.free, operation);
      if (!applied.ok) throw new Error(`${operation.type} is not possible: ${applied.reason}`);
      host.free = applied.resources;
    }
  }
}

/** As Marathon's own tests have them (MarathonTestHelper.scala:72-100, 506-560). */
export const basicOffer = "cpus:4;mem:16000;disk:1;ports:[31000-32000]";

type Json = Readonly<Record<string, unknown>>;

/** cpus 1, mem 64, disk 1, one random port. */
export function basicApp(more: Json = {}): Json {
  return { id: "/app", cmd: "sleep 1000", cpus: 1, mem: 64, disk: 1, ports: [0], instances: 1, ...more };
}

/** The same with one volume of 10 MiB. */
export function residentApp(more: Json = {}): Json {
  const volume = { containerPath: "persistent-volume", mode: "RW", persistent: { size: 10 } };
  return basicApp({
    container: { type: "MESOS", volumes: [volume] },
    residency: {},
    upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: 0 },
    ...more,
  });
}
