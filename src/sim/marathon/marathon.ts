/** A simulated Marathon 1.1.1: its store, its leaders one after the other, its API. It talks to Mesos only through
 * messages. */

import type { AppDefinition } from "../../model/app/definition.ts";
import type { ToFramework } from "../../model/messages.ts";
import type { AppInsight } from "../cluster/app-insight.ts";
import type {
  ApiAnswer,
  AppView,
  DueView,
  KillRequest,
  MarathonApi,
  MarathonSnapshot,
  Refusing,
  TaskStanding,
  TaskView,
  UpgradeView,
} from "../cluster/framework.ts";
import type { Endpoint, Network } from "../cluster/network.ts";
import type { OfferLog } from "../cluster/offer-log.ts";
import type { Recorder } from "../cluster/recorder.ts";
import type { AskMaster } from "../cluster/settled.ts";
import { Vitals } from "../cluster/vitals.ts";
import { noTimer } from "../kernel/agenda.ts";
import type { Clockwork } from "../kernel/clockwork.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import type { Streams } from "../kernel/streams.ts";
import type { MarathonSpec } from "../scenario.ts";
import { Answers } from "./answers.ts";
import { Api, type Json } from "./api.ts";
import type { Settings } from "./context.ts";
import type { Plan } from "./deployments/plan.ts";
import type { HealthCounts } from "./health/health-checks.ts";
import { Ids } from "./ids.ts";
import { insightInto, type Life } from "./insight.ts";
import { KeptRefusals } from "./kept-refusals.ts";
import { Leader } from "./leader.ts";
import { acceptedRolesOf, defaultRolesOf } from "./matching/accepted-roles.ts";
import { PortDraws } from "./port-draws.ts";
import { type Quirks, quirksOf11, residentHealthMax } from "./quirks.ts";
import { Store } from "./store.ts";
import { Strays } from "./strays.ts";
import { Terms } from "./terms.ts";
import * as views from "./views.ts";

/** How soon an instance that has stepped down offers itself again (MarathonSchedulerService.scala:344). */
const offersItselfAfterMs = 500;

/** How soon DC/OS starts a Marathon anew that has exited (dcos-marathon.service: RestartSec). */
const restartsAfterMs = 15_000;

export interface MarathonDeps {
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly recorder: Recorder;
  readonly network: Network;
  /** What its checks of tasks ask; without it nothing answers them. */
  readonly vitals?: Vitals;
  /** Which known bugs are reproduced; all of 1.1.1's where nothing is said. */
  readonly quirks?: Quirks;
  /** Where somebody will ask why offers were not used. */
  readonly log?: OfferLog | undefined;
  /** What its periodic jobs are a part of; without it each one is played. */
  readonly clockwork?: Clockwork;
  readonly askMaster?: AskMaster;
  /** Ask each app about each offer, whatever it lacks: the same comes of it, slowly. */
  readonly asksAll?: boolean;
}

export class Marathon implements MarathonApi {
  readonly kind = "marathon";
  readonly name: string;
  readonly role: string;
  readonly #spec: MarathonSpec;
  readonly #deps: MarathonDeps;
  readonly #vitals: Vitals;
  readonly #settings: Settings;
  readonly #endpoint: Endpoint;
  readonly #store: Store;
  readonly #strays = new Strays();
  readonly #terms: Terms;
  readonly #answers: Answers;
  readonly #api: Api;
  readonly #election: EventKind;
  #leader: Leader | null = null;
  /** What the process that will lead has cancelled as it stepped down; another process knows of none. */
  #cancelled: readonly Plan[] = [];
  /** The next election, where one is set. */
  #candidacy = noTimer;
  #masterLeads = true;
  #life: Life = "before";
  /** Its connection is cut by the scenario, until it is mended. */
  #severed = false;

  constructor(spec: MarathonSpec, deps: MarathonDeps) {
    const { kernel, streams, recorder, network } = deps;
    const { name, role, flags } = spec;
    this.name = name;
    this.role = role;
    this.#spec = spec;
    this.#deps = deps;
    this.#store = new Store(flags.zk_max_versions);
    this.#vitals = deps.vitals ?? new Vitals(() => null);
    this.#endpoint = { kind: "framework", name };
    this.#settings = {
      name,
      role,
      flags,
      quirks: deps.quirks ?? quirksOf11,
      recorder,
      streams,
      ids: new Ids(streams, name),
      draws: new PortDraws(streams, name),
      keptRefusals: new KeptRefusals(),
      log: deps.log,
      askMaster: deps.askMaster,
      asksAll: deps.asksAll,
    };
    deps.log?.watch(name, () => this.#settings.keptRefusals.loosen(null));
    this.#terms = new Terms(kernel, deps.clockwork);
    this.#answers = new Answers(name, kernel, recorder);
    this.#api = new Api(
      this.#store,
      this.#answers,
      residentHealthMax(this.#settings.quirks),
      () => this.#leader,
    );
    this.#election = kernel.kind("marathon/election", () => this.#elect());
    network.connectFramework(name, this);
  }

  /** One of its instances is elected at once, and registers. */
  join(): void {
    this.#life = "here";
    this.#elect();
  }

  /** Losing the master makes a registered leader give up its leadership (SchedulerCallbacksServiceAdapter.scala:10-13). */
  masterLost(): void {
    this.#masterLeads = false;
    this.#abdicate();
  }

  masterFound(): void {
    this.#masterLeads = true;
    this.#subscribe();
  }

  /** The connection of its leader breaks, and both sides see it: for Marathon that is the loss of the master. */
  disconnect(): void {
    if (this.#severed) return;
    this.#severed = true;
    this.#breakConnection();
    this.#abdicate();
  }

  reconnect(): void {
    if (!this.#severed) return;
    this.#severed = false;
    if (this.#leader === null) return;
    this.#deps.network.openFramework(this.name);
    this.#subscribe();
  }

  /** TEARDOWN by a leader that is registered; then none of its instances runs any more. What it has stored stays. */
  leave(): void {
    if (this.#life !== "here") return;
    if (this.#leader?.isRegistered === true)
      this.#deps.network.toMaster(this.#endpoint, { type: "TEARDOWN" });
    this.#life = "over";
    this.#stepDown();
  }

  /** The leader dies; after `downMs` another instance leads, under the same framework id. */
  failOver(downMs: number): void {
    if (this.#life !== "here") return;
    this.#cancelled = [];
    if (this.#leader !== null && !this.#severed) this.#breakConnection();
    this.#stepDown();
    this.#runFor(downMs);
  }

  /** The same, and the framework id is gone from the store: the next leader registers under a new one. */
  loseFrameworkId(downMs: number): void {
    if (this.#life !== "here") return;
    this.#store.frameworkId = null;
    this.#strays.clear();
    this.failOver(downMs);
  }

  /** As if its driver was told to: by itself 1.1 does so only where it wants offers, and sends no SUPPRESS. */
  revive(): void {
    this.#leader?.driver.revive();
  }

  suppress(): void {
    this.#leader?.driver.suppress();
  }

  receive(message: ToFramework): void {
    if (message.type === "ERROR") this.#refused(message.message);
    else this.#leader?.receive(message);
  }

  createApp(definition: Json, force = false): ApiAnswer | null {
    return this.#api.createApp(definition, force);
  }

  updateApp(app: string, change: Json, force: boolean): ApiAnswer | null {
    return this.#api.updateApp(app, change, force);
  }

  scaleApp(app: string, instances: number, force: boolean): ApiAnswer | null {
    return this.#api.scaleApp(app, instances, force);
  }

  restartApp(app: string, force: boolean): ApiAnswer | null {
    return this.#api.restartApp(app, force);
  }

  destroyApp(app: string, force?: boolean): ApiAnswer | null {
    return this.#api.destroyApp(app, force);
  }

  cancelDeployment(app: string, force: boolean): ApiAnswer | null {
    return this.#api.cancelDeployment(app, force);
  }

  killTasks(app: string, how: KillRequest): ApiAnswer | null {
    return this.#api.killTasks(app, how);
  }

  resetDelay(app: string): ApiAnswer | null {
    return this.#api.resetDelay(app);
  }

  get answers(): readonly ApiAnswer[] {
    return this.#answers.all;
  }

  answersOn(app: string): readonly ApiAnswer[] {
    return this.#answers.on(app);
  }

  onChangeOf(app: string, told: (() => void) | null): void {
    this.#store.tracker.of(app).onChange = told;
  }

  appView(app: string): AppView {
    return views.appView(this.#seen, app);
  }

  dueView(app: string): DueView {
    return views.dueView(this.#seen, app);
  }

  launchedOf(app: string): number {
    return this.#store.tracker.of(app).launched;
  }

  /** Nobody knows while nobody leads. */
  healthOf(app: string): HealthCounts {
    return this.#leader?.health.countsOf(app) ?? { healthy: 0, unhealthy: 0 };
  }

  appIds(): readonly string[] {
    return views.appIds(this.#store);
  }

  tasksOf(app: string): readonly TaskView[] {
    return this.#store.tracker.of(app).all().map(views.taskView);
  }

  acceptedRoles(definition: AppDefinition | null): ReadonlySet<string> {
    return acceptedRolesOf(definition, defaultRolesOf(this.#spec.flags, this.role));
  }

  uniqueFields(app: string): readonly string[] {
    return views.uniqueFields(this.definitionOf(app));
  }

  isOutdated(app: string, taskId: string): boolean {
    return views.isOutdated(this.#store, app, taskId);
  }

  instancesAllowed(app: string): number {
    return views.instancesAllowed(this.#store, app);
  }

  upgradeOf(app: string): UpgradeView | null {
    return this.#leader?.scheduler.deploymentOf(app)?.upgradeOf(app) ?? null;
  }

  knownBug(app: string): string | null {
    return this.#leader === null ? null : views.knownBug(this.#leader, app);
  }

  /** Where offers are counted for somebody, it is said for each round of what came of it. */
  get refusesUnseen(): boolean {
    const { log } = this.#deps;
    return log === undefined || log.counted(this.name).size === 0;
  }

  get refusing(): Refusing | null {
    return this.#leader?.refusing ?? null;
  }

  standingOf(taskId: string): TaskStanding {
    return this.#store.tracker.task(taskId)?.launched != null ? "launched" : this.#strays.killOf(taskId);
  }

  definitionOf(app: string): AppDefinition | null {
    return this.#store.apps.get(app)?.definition ?? null;
  }

  insight(app: string): AppInsight {
    const { nowMs } = this.#deps.kernel;
    const [life, store, leader] = [this.#life, this.#store, this.#leader];
    return insightInto({ nowMs, life, store, leader, flags: this.#spec.flags }, app);
  }

  snapshot(): MarathonSnapshot {
    return views.snapshotOf(this.#seen);
  }

  get #seen(): views.Seen {
    return { name: this.name, nowMs: this.#deps.kernel.nowMs, store: this.#store, leader: this.#leader };
  }

  #elect(): void {
    const { network, recorder } = this.#deps;
    this.#candidacy = noTimer;
    if (this.#mustNotRegisterAnew()) {
      recorder.add("leader.failed", { framework: this.name, reason: "framework-id-missing" });
      return;
    }
    if (!this.#severed) network.openFramework(this.name);
    const context = { ...this.#settings, kernel: this.#terms.begin() };
    this.#leader = new Leader(context, network, this.#vitals, this.#spec, this.#store, this.#strays);
    recorder.add("leader.elected", { framework: this.name, framework_id: this.#store.frameworkId });
    this.#leader.begin(this.#cancelled);
    this.#cancelled = [];
    this.#subscribe();
  }

  /**
   * Whether a new framework id would orphan what is known (SchedulerDriverFactory.scala:25-31 asks for one, bug B27). Each
   * further attempt ends in the same way, so that none is played.
   */
  #mustNotRegisterAnew(): boolean {
    const { frameworkId, tracker } = this.#store;
    return !this.#settings.quirks.has("B27") && frameworkId === null && tracker.apps().length > 0;
  }

  #subscribe(): void {
    if (this.#masterLeads && !this.#severed) this.#leader?.masterFound();
  }

  /** A leader that was not registered has nothing to lose, and waits for a master (sched.cpp:308-325 @ 0.28.3). */
  #abdicate(): void {
    if (this.#leader === null) return;
    if (!this.#leader.isRegistered) return this.#leader.masterLost();
    const { deployments } = this.#leader.scheduler;
    if (this.#settings.quirks.has("B41")) this.#cancelled = deployments.map(({ plan }) => plan);
    this.#stepDown();
    this.#runFor(offersItselfAfterMs);
  }

  /**
   * The master refuses the framework: the process exits. One that was removed has its id deleted, so that the next
   * leader registers as a new one (MarathonScheduler.scala:112-150).
   */
  #refused(reason: string): void {
    if (reason === "Framework has been removed" && this.#settings.quirks.has("B27")) {
      this.#store.frameworkId = null;
      this.#strays.clear();
    }
    this.#stepDown();
    this.#runFor(restartsAfterMs);
  }

  #breakConnection(): void {
    const { network } = this.#deps;
    network.closeFramework(this.name);
    network.toMaster(this.#endpoint, { type: "FRAMEWORK_EXITED" });
  }

  /** What is under way to the leader finds nobody any more, and no election is near. */
  #stepDown(): void {
    this.#deps.kernel.cancel(this.#candidacy);
    this.#leader?.stop();
    this.#leader = null;
    this.#terms.end();
    this.#deps.network.closeFramework(this.name);
  }

  #runFor(afterMs: number): void {
    this.#candidacy = this.#deps.kernel.after(afterMs, this.#election);
  }
}
