/** Builds the world of a scenario and runs it. */

import { applyAction } from "./actions/index.ts";
import { Expectations } from "./checks/expectations.ts";
import { Invariants } from "./checks/invariants.ts";
import { Census } from "./cluster/census.ts";
import type { Framework, MarathonApi, Promises } from "./cluster/framework.ts";
import { latencyFrom } from "./cluster/latency.ts";
import { Ledger } from "./cluster/ledger.ts";
import { Network } from "./cluster/network.ts";
import { type AppName, OfferLog } from "./cluster/offer-log.ts";
import type { OperatorApi } from "./cluster/operator-api.ts";
import { Recorder } from "./cluster/recorder.ts";
import type { AskMaster } from "./cluster/settled.ts";
import { TaskLaws } from "./cluster/task-laws.ts";
import { Vitals } from "./cluster/vitals.ts";
import { type Faults, startFaults } from "./faults/faults.ts";
import { createFramework } from "./frameworks/index.ts";
import { headroomOf } from "./headroom.ts";
import type { BlockStore } from "./kernel/block-store.ts";
import { Clockwork } from "./kernel/clockwork.ts";
import type { Hash } from "./kernel/journal.ts";
import { defaultLimits, type EventKind, Kernel, type Limits } from "./kernel/kernel.ts";
import { Streams } from "./kernel/streams.ts";
import { Marathon } from "./marathon/marathon.ts";
import { quirksWithout } from "./marathon/quirks.ts";
import { courseOf } from "./mesos/agent/processes.ts";
import { Agent, type AgentEvents, agentEvents } from "./mesos/agent.ts";
import { Master } from "./mesos/master.ts";
import { Pings } from "./mesos/pings.ts";
import type { RunResult } from "./result.ts";
import {
  type AgentSelector,
  type AgentSpec,
  type FrameworkSpec,
  isMarathonSpec,
  type Scenario,
  type TaskSelector,
} from "./scenario.ts";
import { selectAgents, selectTasks } from "./selection.ts";
import { snapshotOf, type WorldSnapshot } from "./snapshot.ts";
import type { World } from "./world.ts";

export interface SimulationOptions {
  /** For the digest; null where nobody wants one. */
  readonly hash: Hash | null;
  /** List offers in the outputs. */
  readonly keepOffers: boolean;
  /** When invariants are checked: at the end, after every instant where it changed what they are about, or never. */
  readonly check: "end" | "every" | "off";
  /** Asked now and then; true ends the run early. */
  readonly stopRequested?: () => boolean;
  /** Allocate over everything at every interval, and ask each app about each offer: the same comes of it, slowly. */
  readonly exhaustive?: boolean;
  /** Keep why offers were not used, for `explain`: of all apps from the start, or `later`, as `logOffersOf` will say. */
  readonly logOffers?: boolean | "later";
  /** Where the journal is kept; in memory without one. */
  readonly store?: BlockStore;
  readonly limits?: Limits;
  /** Play offers that are refused again and again, and answers that tell nothing new, one by one: the same comes of it. */
  readonly oneByOne?: boolean;
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
  readonly offerLog: OfferLog | undefined;
  readonly pings: Pings;
  /** All that goes round by itself. */
  readonly clockwork: Clockwork;
  readonly #vitals = new Vitals((agent, framework, taskId) =>
    courseOf(this.#agents.get(agent)?.processes ?? [], framework, taskId),
  );
  readonly faults: Faults;
  #master: Master;
  #masterless = false;
  readonly #newMaster: EventKind;
  readonly promises: ((framework: string) => Promises | null) | undefined;
  readonly exhaustive: boolean;
  readonly oneByOne: boolean;
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
    this.exhaustive = options.exhaustive ?? false;
    this.kernel = new Kernel(options.limits ?? defaultLimits);
    this.streams = new Streams(scenario.seed);
    const looksAtOffers = scenario.expect.some(
      ({ subject }) => subject.kind === "events" && subject.type.startsWith("offer."),
    );
    this.recorder = new Recorder(
      this.kernel,
      options.hash,
      options.keepOffers ? "listed" : looksAtOffers ? "kept" : "counted",
      options.store,
    );
    const countsOnly = options.logOffers !== true && this.recorder.keptOffers === null;
    this.oneByOne = options.oneByOne === true || this.exhaustive;
    this.promises =
      this.oneByOne || !countsOnly
        ? undefined
        : (name) =>
            this.offerLog?.concernsOthers(name) === true ? null : (this.#frameworks.get(name) ?? null);
    if (options.logOffers === true || options.logOffers === "later") {
      this.offerLog = new OfferLog(this.kernel, options.logOffers === true ? "all" : "none yet");
      if (options.logOffers === true) this.#tellOfOffers(this.offerLog);
    }
    this.network = new Network(this.kernel, this.recorder, latencyFrom(scenario.latencyMs, this.streams));
    this.#laws = new TaskLaws(scenario.tasks, this.streams);
    this.#agentEvents = agentEvents(this.kernel);
    const jobsSlowerThanMs = this.oneByOne ? Number.POSITIVE_INFINITY : scenario.mesos.allocation_interval;
    this.clockwork = new Clockwork(this.kernel, jobsSlowerThanMs);
    const { slave_ping_timeout: intervalMs, max_slave_ping_timeouts: timeoutsMax } = scenario.mesos;
    this.pings = new Pings(this.kernel, { intervalMs, timeoutsMax }, this.network);
    this.#master = new Master(this, scenario.mesos);
    this.#newMaster = this.kernel.kind("mesos/new master", () => this.#masterElected());
    this.faults = startFaults(this);
    this.#createMarathons();
    this.#schedule();
    this.#master.start();
    this.#invariants = new Invariants(this);
    this.#expectations = new Expectations(
      this,
      scenario.durationMs,
      this.kernel.kind("probe", () => undefined),
      this.exhaustive,
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
      if (check === "every") this.#invariants.checkTouched();
      if (++instants % instantsBetweenQuestions === 0 && stopRequested?.() === true) this.stopped = true;
    }
    if (!this.stopped) this.kernel.nowMs = untilMs;
  }

  /** From the next instant on, notes how offers are answered for those apps. The run stays the same. */
  logOffersOf(apps: readonly AppName[]): void {
    if (this.offerLog === undefined) throw new Error("offers are not logged");
    this.offerLog.count(apps);
    this.#tellOfOffers(this.offerLog);
    this.#master.allocator.reveal(null);
  }

  #tellOfOffers(log: OfferLog): void {
    this.recorder.onOfferMade = (framework, agent) => log.made(framework, agent);
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

  framework(name: string): Framework {
    const framework = this.#frameworks.get(name);
    if (framework === undefined) throw new Error(`there is no framework ${name}`);
    return framework;
  }

  selectAgents(selector: AgentSelector, purpose: string): readonly Agent[] {
    return selectAgents(this, selector, purpose);
  }

  selectTasks(marathon: MarathonApi, app: string, selector: TaskSelector): readonly string[] {
    return selectTasks(marathon, app, selector);
  }

  /** The operator's side of the leading master. */
  get operator(): OperatorApi {
    return this.#master.operator;
  }

  get master(): Master {
    return this.#master;
  }

  failOverMaster(downMs: number): void {
    if (this.#masterless) return;
    this.#masterless = true;
    const inheritance = this.#master.stop();
    this.network.masterDown();
    this.#master = new Master(this, this.scenario.mesos, inheritance);
    for (const agent of this.#agents.values()) agent.masterLost();
    for (const framework of this.#frameworks.values()) framework.masterLost?.();
    this.kernel.after(downMs, this.#newMaster);
  }

  #masterElected(): void {
    this.#masterless = false;
    this.#master.start();
    for (const agent of this.#agents.values()) agent.masterFound();
    for (const framework of this.#frameworks.values()) framework.masterFound?.();
  }

  /** What a scenario puts at one instant happens in the order agents, frameworks, apps, actions as listed. */
  #schedule(): void {
    const { kernel, scenario } = this;
    const joinAgent = kernel.kind("scenario/agent joins", (_a, _b, spec) => this.addAgent(spec as AgentSpec));
    const joinFramework = kernel.kind("scenario/framework joins", (_a, _b, spec) =>
      this.addFramework(spec as FrameworkSpec),
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

  addAgent(spec: AgentSpec): void {
    const { kernel, streams, recorder, network, ledger, census, pings } = this;
    const [laws, vitals] = [this.#laws, this.#vitals];
    const { mesos } = this.scenario;
    const registrationBackoffMs = mesos.registration_backoff_factor;
    const executorRegistrationMs = mesos.executor_registration_timeout;
    const deps = {
      kernel,
      streams,
      recorder,
      network,
      ledger,
      census,
      laws,
      vitals,
      pings,
      registrationBackoffMs,
      executorRegistrationMs,
    };
    const agent = new Agent(spec, deps, this.#agentEvents);
    this.#agents.set(spec.id, agent);
    if (this.#masterless) agent.masterLost();
    agent.join();
    this.faults.joined(agent);
  }

  addFramework(spec: FrameworkSpec): void {
    const { kernel, network, streams } = this;
    const framework: Framework = isMarathonSpec(spec)
      ? this.marathon(spec.name)
      : createFramework(spec, { kernel, network, streams });
    this.#frameworks.set(spec.name, framework);
    if (this.#masterless) framework.masterLost?.();
    framework.join();
  }

  /** Known from the start, in the scenario's order: whoever calls one that has not joined is answered by nobody. */
  #createMarathons(): void {
    const { kernel, recorder, network, streams, scenario, offerLog: log } = this;
    const quirks = quirksWithout(scenario.versions.fixes);
    const [vitals, clockwork] = [this.#vitals, this.clockwork];
    const askMaster: AskMaster = (name, settled) => this.#master.answersTo(name, settled);
    const asksAll = this.exhaustive;
    const deps = { kernel, recorder, network, streams, vitals, quirks, log, clockwork, askMaster, asksAll };
    const later = scenario.actions.flatMap(({ fields }) => joining(fields));
    for (const spec of [...scenario.frameworks, ...later]) {
      if (!isMarathonSpec(spec)) continue;
      this.#marathons.set(spec.name, new Marathon(spec, deps));
    }
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

/** The framework that an action lets join, as its checked fields have it. */
function joining(fields: unknown): readonly FrameworkSpec[] {
  const { entry } = (fields ?? {}) as { readonly entry?: unknown };
  const isFramework = typeof entry === "object" && entry !== null && "kind" in entry && "joinsMs" in entry;
  return isFramework ? [entry as FrameworkSpec] : [];
}
