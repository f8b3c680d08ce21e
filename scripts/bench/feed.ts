/**
 * Rows of a journal as a large cluster would write them, made without the cluster: instances of apps run, end and are
 * launched again, every second app stateful (on the same reservation, under the same task id), the others under new ids.
 */

import type { Name, TaskNames } from "../../src/model/names.ts";
import { kindOf, Resources, scalar } from "../../src/model/resources.ts";
import type { Recorder } from "../../src/sim/cluster/recorder.ts";
import type { Kernel } from "../../src/sim/kernel/kernel.ts";

const agents = 10_000;
const apps = 10_000;
const instancesPerApp = 5;

interface Instance {
  readonly app: string;
  readonly agent: Name;
  readonly stateful: boolean;
  readonly ports: readonly number[];
  task: string;
  /** Of its last launch. */
  names: TaskNames | null;
  volume: string;
  launches: number;
}

const framework = "marathon";
const role = "marathon";

const amounts = (cpus: number, mem: number, disk: number): Resources =>
  Resources.of(
    scalar(kindOf("cpus"), cpus * 1000),
    scalar(kindOf("mem"), mem * 1000),
    ...(disk > 0 ? [scalar(kindOf("disk"), disk * 1000)] : []),
  );

/** A task id of the form that Marathon gives: the app's id and a UUID. */
function taskId(app: string, instance: number, launch: number): string {
  const hex = (value: number, width: number): string => value.toString(16).padStart(width, "0");
  return `${app.slice(1)}.${hex(instance, 8)}-${hex(launch >>> 16, 4)}-11e6-${hex(launch & 0xffff, 4)}-02420a00${hex(instance & 0xffff, 4)}`;
}

/** Feeds rows as one asks for them; each instance in its turn lives, ends and is launched again. */
export class Feed {
  readonly #recorder: Recorder;
  readonly #kernel: Kernel;
  readonly #instances: Instance[] = [];
  #turn = 0;
  readonly #used = { stateful: amounts(0.5, 256, 100), stateless: amounts(0.5, 256, 0) };

  constructor(recorder: Recorder, kernel: Kernel) {
    this.#recorder = recorder;
    this.#kernel = kernel;
    const whole = amounts(16, 65_536, 1_000_000);
    for (let a = 0; a < agents; a++)
      recorder.add("agent.registered", {
        agent: `agent-${a}`,
        slave_id: `20160101-000000-16842879-5050-1-S${a}`,
        resources: whole,
        reserved: null,
      });
    let agent = 0;
    for (let p = 0; p < apps; p++) {
      const app = `/app-${p}`;
      const stateful = p % 2 === 1;
      recorder.add("app.created", { framework, app, instances: instancesPerApp, version: "v1" });
      for (let i = 0; i < instancesPerApp; i++)
        this.#instances.push({
          app,
          agent: recorder.nameOf(`agent-${agent % agents}`),
          stateful,
          ports: [31_000 + (agent++ % 1000)],
          task: "",
          names: null,
          volume: "",
          launches: 0,
        });
    }
  }

  /** Adds rows until the journal has at least so many. */
  upTo(rows: number): void {
    const { journal } = this.#recorder;
    while (journal.length < rows) {
      const index = this.#turn % this.#instances.length;
      const instance = this.#instances[index];
      // 20 turns a second.
      this.#kernel.nowMs = this.#turn * 50;
      if (instance !== undefined) this.#turnOf(instance, index);
      this.#turn++;
    }
  }

  #turnOf(instance: Instance, index: number): void {
    if (instance.names !== null) this.#end(instance, instance.names);
    this.#launch(instance, index);
  }

  #end({ app, task, volume, stateful }: Instance, names: TaskNames): void {
    const recorder = this.#recorder;
    recorder.tasks.processEnded(names, true, "exited");
    if (stateful) recorder.add("volume.detached", { volume, size: 100, reason: "exited" }, names);
    this.#kernel.nowMs += 2;
    const message = "Command exited with status 1";
    recorder.tasks.ended("failed", names, "executor", message, "REASON_COMMAND_EXECUTOR_FAILED");
    this.#kernel.nowMs += 2;
    if (stateful) recorder.add("task.suspended", { reservation: task, reason: "failed" }, names);
    else recorder.add("task.expunged", { was: "running", reason: "terminal" }, names);
    const untilMs = this.#kernel.nowMs + 1000;
    recorder.add("queue.backoff", {
      framework,
      app,
      delay_ms: 1000,
      until_ms: untilMs,
      reason: "task-failed",
    });
    recorder.add("queue.changed", { framework, app, left: 1 });
  }

  #launch(instance: Instance, index: number): void {
    const recorder = this.#recorder;
    const { app, stateful, agent } = instance;
    if (!stateful || instance.launches === 0) instance.task = taskId(app, index, instance.launches);
    if (stateful && instance.launches === 0) instance.volume = `${instance.task}#data`;
    const { task, volume, ports } = instance;
    const names = recorder.taskNames(agent, framework, role, app, task);
    instance.names = names;
    const used = stateful ? this.#used.stateful : this.#used.stateless;
    if (stateful && instance.launches === 0) {
      recorder.add("reservation.requested", { reservation: task, resources: used }, names);
      recorder.add("reservation.made", { reservation: task, resources: used }, names);
      recorder.add("volume.created", { volume, reservation: task, size: 100, path: "data" }, names);
      recorder.add("volume.checkpointed", { volume, size: 100 }, names);
    }
    instance.launches++;
    this.#kernel.nowMs += 10;
    recorder.add("queue.changed", { framework, app, left: 0 });
    recorder.tasks.launched(names, stateful ? names : null, used, stateful ? used : null, "v1", ports);
    this.#kernel.nowMs += 1;
    recorder.tasks.staging(names);
    if (stateful) recorder.add("volume.attached", { volume, size: 100 }, names);
    this.#kernel.nowMs += 1;
    recorder.tasks.started(names);
    this.#kernel.nowMs += 1;
    recorder.tasks.running(names);
  }
}
