/** Hand-made journals: the rows that a run would write, told event by event. */

import { createHash } from "node:crypto";
import type { EventName, EventValues } from "../../src/model/events.ts";
import { kindOf, Resources, scalar } from "../../src/model/resources.ts";
import { milliFrom } from "../../src/model/units.ts";
import type { FinishedRun } from "../../src/report/finished-run.ts";
import type { Expectation } from "../../src/sim/checks/expectation.ts";
import { type OfferKeeping, Recorder } from "../../src/sim/cluster/recorder.ts";
import type { BlockStore } from "../../src/sim/kernel/block-store.ts";
import type { Hash } from "../../src/sim/kernel/journal.ts";
import { Kernel } from "../../src/sim/kernel/kernel.ts";
import type { ExpectationResult, RunResult } from "../../src/sim/result.ts";
import { defaultVersions, marathonDefaults, mesosDefaults, type Scenario } from "../../src/sim/scenario.ts";

export type AmountsOf = Readonly<Record<string, number>>;

/** The hash that digests are made with. */
export function sha256(): Hash {
  const hash = createHash("sha256");
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("hex") };
}

/** Unreserved resources of decimal amounts, in the order in which they are named. */
export function resources(amounts: AmountsOf): Resources {
  return Resources.of(
    ...Object.entries(amounts).map(([name, amount]) => scalar(kindOf(name), milliFrom(amount))),
  );
}

type NotOffers = Exclude<EventName, `offer.${string}`>;

export class Told {
  readonly kernel = new Kernel();
  readonly recorder: Recorder;

  constructor(offers: OfferKeeping = "counted", store?: BlockStore) {
    this.recorder = new Recorder(this.kernel, sha256(), offers, store);
  }

  at(nowMs: number): this {
    this.kernel.nowMs = nowMs;
    return this;
  }

  add<N extends NotOffers>(name: N, values: EventValues<N>): this {
    this.recorder.add(name, values);
    return this;
  }

  agent(
    agent: string,
    amounts: AmountsOf,
    reserved: Readonly<Record<string, AmountsOf>> | null = null,
  ): this {
    return this.add("agent.registered", {
      agent,
      slave_id: `S-${agent}`,
      resources: resources(amounts),
      reserved,
    });
  }

  app(app: string, instances: number): this {
    return this.add("app.created", { ...ids({ app }), instances, version: "v1" });
  }

  scale(app: string, instances: number): this {
    return this.add("app.updated", { ...ids({ app }), instances, version: "v2" });
  }

  update(app: string, instances: number, changed: readonly string[]): this {
    return this.add("app.updated", { ...ids({ app }), instances, version: "v2", changed });
  }

  queue(app: string, left: number): this {
    return this.add("queue.changed", { ...ids({ app }), left });
  }

  /** Marathon asks, the master reserves and creates a volume of the disk. */
  reserve(app: string, task: string, agent: string, amounts: AmountsOf): this {
    const who = { ...ids({ app, task, agent }), role: "marathon", reservation: task };
    const volume = { ...who, volume: `${task}-data`, size: amounts["disk"] ?? 0, path: "data" };
    return this.add("reservation.requested", { ...who, resources: resources(amounts) })
      .add("reservation.made", { ...who, resources: resources(amounts) })
      .add("volume.created", volume)
      .add("volume.checkpointed", volume);
  }

  /** The master launches the task; `reserved` comes out of its reservation. */
  launch(
    app: string,
    task: string,
    agent: string,
    amounts: AmountsOf,
    reserved: AmountsOf | null = amounts,
  ): this {
    const who = { ...ids({ app, task, agent }), role: "marathon" };
    return this.add("task.launched", {
      ...who,
      reservation: reserved === null ? null : task,
      resources: resources(amounts),
      reserved: reserved === null ? null : resources(reserved),
    });
  }

  attach(app: string, task: string, agent: string, size: number): this {
    const volume = { ...ids({ app, task, agent }), role: "marathon", volume: `${task}-data`, size };
    return this.add("volume.attached", volume);
  }

  detach(app: string, task: string, agent: string, size: number): this {
    const volume = { ...ids({ app, task, agent }), role: "marathon", volume: `${task}-data`, size };
    return this.add("volume.detached", { ...volume, reason: "exited" });
  }

  destroyVolume(app: string, task: string, agent: string, size: number): this {
    const volume = {
      ...ids({ app, task, agent }),
      role: "marathon",
      volume: `${task}-data`,
      size,
      reservation: task,
    };
    return this.add("volume.destroyed", { ...volume, reason: "destroyed-by-framework" }).add(
      "volume.forgotten",
      volume,
    );
  }

  release(app: string, task: string, agent: string, amounts: AmountsOf): this {
    const who = { ...ids({ app, task, agent }), role: "marathon", reservation: task };
    return this.add("reservation.released", {
      ...who,
      resources: resources(amounts),
      reason: "unreserved-by-framework",
    });
  }

  start(app: string, task: string, agent: string): this {
    return this.add("process.started", { ...ids({ app, task, agent }), role: "marathon" });
  }

  running(app: string, task: string, agent: string): this {
    return this.add("task.running", { ...ids({ app, task, agent }), role: "marathon" });
  }

  exit(
    app: string,
    task: string,
    agent: string,
    reason: EventValues<"process.ended">["reason"] = "exited",
  ): this {
    return this.add("process.ended", { ...ids({ app, task, agent }), role: "marathon", ran: true, reason });
  }

  /** The master gives the agent up, and with it the task. */
  removed(app: string, task: string, agent: string): this {
    const who = { ...ids({ app, task, agent }), role: "marathon", source: "master" };
    return this.add("agent.removed", { agent, reason: "health-check-timed-out" }).add("task.lost", {
      ...who,
      reason: "REASON_SLAVE_REMOVED",
    });
  }

  failed(app: string, task: string, agent: string): this {
    const who = { ...ids({ app, task, agent }), role: "marathon", source: "executor", message: "status 1" };
    return this.add("task.failed", { ...who, reason: "REASON_COMMAND_EXECUTOR_FAILED" });
  }

  suspended(app: string, task: string, agent: string): this {
    const who = { ...ids({ app, task, agent }), role: "marathon", reservation: task };
    return this.add("task.suspended", { ...who, reason: "failed" });
  }

  expunged(
    app: string,
    task: string,
    agent: string,
    reason: "wiped" | "terminal" | "reservation-timed-out",
  ): this {
    const who = { ...ids({ app, task, agent }), role: "marathon", reservation: task };
    return this.add("task.expunged", { ...who, was: "suspended", reason });
  }

  run(endMs: number, more: Partial<RunResult> & { readonly scenario?: Partial<Scenario> } = {}): FinishedRun {
    const { scenario, ...result } = more;
    return {
      scenario: { ...scenarioOf(endMs), ...scenario },
      recorder: this.recorder,
      result: { expectations: [], violations: [], headroom: [], played: 0, ...result },
      endMs,
    };
  }
}

function ids<T extends { readonly app: string }>(more: T): T & { readonly framework: string } {
  return { framework: "marathon", ...more };
}

function scenarioOf(durationMs: number): Scenario {
  const marathon = { kind: "marathon", name: "marathon", role: "marathon", principal: "marathon" } as const;
  return {
    name: "told",
    about: "",
    seed: 7,
    durationMs,
    versions: defaultVersions,
    agents: [],
    mesos: mesosDefaults,
    frameworks: [{ ...marathon, joinsMs: 0, flags: marathonDefaults }],
    apps: [],
    latencyMs: 1,
    tasks: [],
    actions: [],
    faults: [],
    expect: [],
  };
}

/** An expectation that a metric is what it is said to be, not yet decided. */
export function metricExpectation(
  path: readonly string[],
  op: "==" | ">=" | "!=",
  value: number | string,
): ExpectationResult {
  const expectation: Expectation = {
    subject: { kind: "metric", path },
    when: { form: "end" },
    predicates: [{ path: ["is"], op, value, text: `is ${op} ${value}` }],
    text: `metric ${path.join(".")} is ${op} ${value}`,
    place: { file: "scenarios/told.yaml", line: 12, column: 5 },
  };
  return { expectation, held: false, seen: null, seenAtMs: null, because: [], pending: true };
}

/** A resident app that fails once at 20 s and runs again from 30 s: the run of most tests. */
export function restartInPlace(offers: OfferKeeping = "counted"): Told {
  const amounts = { cpus: 1, mem: 512, disk: 100 };
  return new Told(offers)
    .at(0)
    .agent("a", { cpus: 4, mem: 8192, disk: 10240 })
    .app("/db", 1)
    .queue("/db", 1)
    .at(1000)
    .reserve("/db", "db.1", "a", amounts)
    .at(2000)
    .queue("/db", 0)
    .launch("/db", "db.1", "a", amounts)
    .attach("/db", "db.1", "a", 100)
    .at(4000)
    .start("/db", "db.1", "a")
    .running("/db", "db.1", "a")
    .at(20_000)
    .exit("/db", "db.1", "a")
    .detach("/db", "db.1", "a", 100)
    .failed("/db", "db.1", "a")
    .at(20_001)
    .suspended("/db", "db.1", "a")
    .queue("/db", 1)
    .at(28_000)
    .queue("/db", 0)
    .launch("/db", "db.1", "a", amounts)
    .attach("/db", "db.1", "a", 100)
    .at(30_000)
    .start("/db", "db.1", "a")
    .running("/db", "db.1", "a");
}
