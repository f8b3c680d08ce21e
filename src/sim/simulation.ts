/** Builds the world of a scenario and runs it. */

import { Resources } from "../model/resources.ts";
import { byCodeUnit } from "../model/units.ts";
import { applyAction } from "./actions/index.ts";
import { Expectations } from "./checks/expectations.ts";
import { Invariants } from "./checks/invariants.ts";
import { Census } from "./cluster/census.ts";
import type { Framework, MarathonApi } from "./cluster/framework.ts";
import { Ledger } from "./cluster/ledger.ts";
import { Network } from "./cluster/network.ts";
import { Recorder } from "./cluster/recorder.ts";
import { TaskLaws } from "./cluster/task-laws.ts";
import { headroomOf } from "./headroom.ts";
import type { Hash } from "./kernel/journal.ts";
import { defaultLimits, type EventKind, Kernel, type Limits } from "./kernel/kernel.ts";
import { Streams } from "./kernel/streams.ts";
import { Marathon } from "./marathon/marathon.ts";
import { Agent, type AgentEvents, agentEvents } from "./mesos/agent.ts";
import { Master } from "./mesos/master.ts";
import type { RunResult } from "./result.ts";
import type { AgentSelector, AgentSpec, FrameworkSpec, Scenario, TaskSelector } from "./scenario.ts";
import { snapshotOf, type WorldSnapshot } from "./snapshot.ts";
import type { World } from "./world.ts";

export interface SimulationOptions {
  /** For the digest; null where nobody wants one. */
  readonly hash: Hash | null;
  /** List offers in the outputs. */
  readonly keepOffers: boolean;
  /** When invariants are checked: at the end, after every instant, or never. */
  readonly check: "end" | "every" | "off";
  /** Asked now and then; true ends the run early. */
  readonly stopRequested?: () => boolean;
  readonly limits?: Limits;
}

/** How many instants pass between two questions whether to stop. */
const instantsBetweenQuestions = 512;

export class Simulation implements World {
  readonly scenario: Scenario;
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly recorder: Recorder;
  readonly network: Network;
  readonly ledger = new Ledger();
  readonly census = new Census();
  readonly master: Master;
  readonly #options: SimulationOptions;
  readonly #agents = new Map<string, Agent>();
  readonly #frameworks = new Map<string, Framework>();
  readonly #marathons = new Map<string, MarathonApi>();
  readonly #laws: TaskLaws;
  readonly #agentEvents: AgentEvents;
  readonly #expectations: Expectations;
  readonly #invariants: Invariants;
  #ranks = 0;
  /** Whether the run was ended before its time. */
  stopped = false;

  constructor(scenario: Scenario, options: SimulationOptions) {
    this.scenario = scenario;
    this.#options = options;
    this.kernel = new Kernel(options.limits ?? defaultLimits);
    this.streams = new Streams(scenario.seed);
    const looksAtOffers = scenario.expect.some(
      ({ subject }) => subject.kind === "events" && subject.type.startsWith("offer."),
    );
    this.recorder = new Recorder(
      this.kernel,
      options.hash,
      options.keepOffers ? "listed" : looksAtOffers ? "kept" : "counted",
    );
    this.network = new Network(this.kernel, this.recorder, scenario.latencyMs);
    this.#laws = new TaskLaws(scenario.tasks, this.streams);
    this.#agentEvents = agentEvents(this.kernel);
    this.master = new Master(this, scenario.mesos);
    this.#schedule();
    this.master.start();
    this.#invariants = new Invariants(this);
    this.#expectations = new Expectations(
      this,
      scenario.durationMs,
      this.kernel.kind("probe", () => undefined),
    );
  }

  get agents(): ReadonlyMap<string, Agent> {
    return this.#agents;
  }

  get frameworks(): ReadonlyMap<string, Framework> {
    return this.#frameworks;
  }

  get marathons(): ReadonlyMap<string, MarathonApi> {
    return this.#marathons;
  }

  /** Plays all events up to and including that instant. */
  runTo(untilMs: number): void {
    const { check, stopRequested } = this.#options;
    let instants = 0;
    while (!this.stopped && this.kernel.playInstant(untilMs)) {
      this.#expectations.afterInstant();
      if (check === "every") this.#invariants.check();
      if (++instants % instantsBetweenQuestions === 0 && stopRequested?.() === true) this.stopped = true;
    }
    if (!this.stopped) this.kernel.nowMs = untilMs;
  }

  /** Runs to the end of the scenario, or until it is told to stop. */
  run(): RunResult {
    this.runTo(this.scenario.durationMs);
    if (this.#options.check !== "off") this.#invariants.check();
    return {
      expectations: this.#expectations.results(),
      violations: this.#invariants.violations,
      headroom: headroomOf(this),
      played: this.kernel.events,
    };
  }

  snapshot(): WorldSnapshot {
    return snapshotOf(this);
  }

  marathon(name: string | null): MarathonApi {
    const marathon = name === null ? [...this.#marathons.values()][0] : this.#marathons.get(name);
    if (marathon === undefined) throw new Error(`there is no Marathon ${name ?? "at all"}`);
    return marathon;
  }

  selectAgents(selector: AgentSelector, purpose: string): readonly Agent[] {
    const named = (names: Iterable<string>): readonly Agent[] =>
      [...new Set(names)].sort(byCodeUnit).flatMap((name) => this.#agents.get(name) ?? []);
    const hosting = (app: string, states: readonly string[]): string[] =>
      [...this.#marathons.values()].flatMap((marathon) =>
        marathon
          .tasksOf(app)
          .filter((task) => states.includes(task.state))
          .map((task) => task.agent),
      );
    switch (selector.by) {
      case "id":
        return named([selector.id]);
      case "hosting":
        return named(hosting(selector.app, ["staging", "running"]));
      case "volumeOf":
        return named(hosting(selector.app, ["reserving", "suspended", "staging", "running"]));
      case "attribute":
        return named(
          [...this.#agents.values()]
            .filter((agent) => agent.spec.attributes[selector.name] === selector.value)
            .map((agent) => agent.name),
        );
      case "any": {
        const left = [...this.#agents.keys()].sort(byCodeUnit);
        const stream = this.streams.of("select.any", purpose);
        const drawn: string[] = [];
        while (drawn.length < selector.count && left.length > 0) {
          drawn.push(...left.splice(stream.below(left.length), 1));
        }
        return named(drawn);
      }
      case "all":
        return named(this.#agents.keys());
    }
  }

  selectTasks(marathon: MarathonApi, app: string, selector: TaskSelector): readonly string[] {
    const tasks = marathon.tasksOf(app);
    const ids = (some: typeof tasks): readonly string[] => some.map((task) => task.taskId);
    switch (selector.by) {
      case "index":
        return ids(tasks.slice(selector.index, selector.index + 1));
      case "on":
        return ids(tasks.filter((task) => task.agent === selector.agent));
      case "state":
        return ids(tasks.filter((task) => task.state === selector.state));
      case "oldest":
        return ids(tasks.slice(0, 1));
      case "newest":
        return ids(tasks.slice(-1));
      case "all":
        return ids(tasks);
    }
  }

  /** What a scenario puts at one instant happens in the order agents, frameworks, apps, actions as listed. */
  #schedule(): void {
    const { kernel, scenario } = this;
    const joinAgent = kernel.kind("scenario/agent joins", (_a, _b, spec) =>
      this.#joinAgent(spec as AgentSpec),
    );
    const joinFramework = kernel.kind("scenario/framework joins", (_a, _b, spec) =>
      this.#joinFramework(spec as FrameworkSpec),
    );
    const createApp = kernel.kind("scenario/app", (index) => this.#createApp(index));
    const act = kernel.kind("scenario/action", (index, rank) => this.#act(index, rank, act));
    const at = (atMs: number, kind: EventKind, a: number, payload: unknown): void => {
      const rank = this.#ranks++;
      kernel.atRank(atMs, rank, kind, a, rank, payload);
    };
    for (const spec of scenario.agents) at(spec.joinsMs, joinAgent, 0, spec);
    for (const spec of scenario.frameworks) at(spec.joinsMs, joinFramework, 0, spec);
    for (const [i, { framework }] of scenario.apps.entries()) {
      // An app waits for its Marathon: there is nobody to ask before.
      const joinsMs = scenario.frameworks.find(({ name }) => name === framework)?.joinsMs ?? 0;
      at(joinsMs, createApp, i, null);
    }
    for (const [i, { time }] of scenario.actions.entries())
      at("at" in time ? time.at : time.fromMs, act, i, null);
  }

  #joinAgent(spec: AgentSpec): void {
    const { kernel, recorder, network, ledger, census } = this;
    const deps = { kernel, recorder, network, ledger, census, laws: this.#laws };
    const agent = new Agent(spec, deps, this.#agentEvents, Resources.none);
    this.#agents.set(spec.id, agent);
    agent.join();
  }

  #joinFramework(spec: FrameworkSpec): void {
    const { kernel, recorder, network, streams } = this;
    const marathon = new Marathon(spec, { kernel, recorder, network, streams });
    this.#frameworks.set(spec.name, marathon);
    this.#marathons.set(spec.name, marathon);
    marathon.join();
  }

  #createApp(index: number): void {
    const app = this.scenario.apps[index];
    if (app !== undefined) this.marathon(app.framework).createApp(app.definition);
  }

  #act(index: number, rank: number, kind: EventKind): void {
    const spec = this.scenario.actions[index];
    if (spec === undefined) return;
    applyAction(this, spec.do, spec.fields);
    const { time } = spec;
    if ("at" in time) return;
    const nextMs = this.kernel.nowMs + time.every;
    if (nextMs <= time.toMs) this.kernel.atRank(nextMs, rank, kind, index, rank);
  }
}
