/** A simulated Marathon 1.1.1: its parts and how they are wired. It talks to Mesos only through messages. */

import type { AppDefinition } from "../../model/app/definition.ts";
import type { ToFramework } from "../../model/messages.ts";
import { isTerminal } from "../../model/tasks.ts";
import type {
  ApiAnswer,
  AppView,
  KillRequest,
  MarathonApi,
  MarathonSnapshot,
  TaskView,
} from "../cluster/framework.ts";
import type { Network } from "../cluster/network.ts";
import type { Recorder } from "../cluster/recorder.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Streams } from "../kernel/streams.ts";
import type { MarathonSpec } from "../scenario.ts";
import { Answers } from "./answers.ts";
import { Api } from "./api.ts";
import { Apps } from "./apps.ts";
import type { Context } from "./context.ts";
import { Deployer } from "./deployments/deployment.ts";
import { Starter } from "./deployments/task-start.ts";
import { Driver } from "./driver.ts";
import { Ids } from "./ids.ts";
import { Interest } from "./interest.ts";
import { LaunchQueue } from "./launch-queue.ts";
import { MatcherManager } from "./matcher-manager.ts";
import { OfferProcessor } from "./offer-processor.ts";
import { OverdueTasks } from "./overdue.ts";
import { type Quirks, quirksOf11 } from "./quirks.ts";
import { RateLimiter } from "./rate-limiter.ts";
import { Reconciliation } from "./reconciliation.ts";
import { Reviver } from "./revive.ts";
import { ScaleChecks } from "./scale-checks.ts";
import { Scaling } from "./scaling.ts";
import { Scheduler } from "./scheduler.ts";
import { ServicePorts } from "./service-ports.ts";
import { StatusBus } from "./status-bus.ts";
import { processStatus } from "./status-processor.ts";
import { Killer } from "./task-kill.ts";
import { TaskOpFactory } from "./task-op-factory.ts";
import { Tracker } from "./tracker.ts";
import { type TaskChanged, TaskUpdates } from "./updates.ts";
import { Upgrades } from "./upgrades.ts";
import { appIds, appView, snapshotOf, taskView, type ViewParts } from "./views.ts";

export interface MarathonDeps {
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly recorder: Recorder;
  readonly network: Network;
  /** Which known bugs are reproduced; all of 1.1.1's where nothing is said. */
  readonly quirks?: Quirks;
}

export class Marathon implements MarathonApi {
  readonly kind = "marathon";
  readonly name: string;
  readonly role: string;
  readonly #context: Context;
  readonly #parts: ViewParts;
  readonly #api: Api;
  readonly #answers: Answers;
  readonly #updates: TaskUpdates;
  readonly #scaling: Scaling;
  readonly #offers: OfferProcessor;
  /** What counts from the election, in the order in which it begins. */
  readonly #atElection: readonly (() => void)[];
  #leaderSinceMs: number | null = null;

  constructor(spec: MarathonSpec, deps: MarathonDeps) {
    const { kernel, streams, recorder, network } = deps;
    const { name, role, flags } = spec;
    this.name = name;
    this.role = role;
    const context: Context = {
      name,
      role,
      flags,
      quirks: deps.quirks ?? quirksOf11,
      kernel,
      recorder,
      streams,
    };
    this.#context = context;
    network.connectFramework(name, this);

    const driver = new Driver(network, spec);
    const apps = new Apps();
    const tracker = new Tracker();
    const ids = new Ids(streams, name);
    const bus = new StatusBus(kernel);
    const kill = (taskId: string): void => driver.kill(taskId);

    const reviver = new Reviver(context, () => driver.revive());
    const interest = new Interest(context, reviver);
    const manager = new MatcherManager(context, tracker, interest);
    const factory = new TaskOpFactory(
      context,
      tracker,
      ids,
      flags.mesos_authentication_principal ?? spec.principal,
    );
    const limiter = new RateLimiter(context);
    const queue = new LaunchQueue(
      context,
      limiter,
      {
        tasksOf: (app) => tracker.of(app),
        register: (matcher) => manager.register(matcher),
        unregister: (matcher) => manager.unregister(matcher),
        classify: (matcher) => manager.classify(matcher),
        buildTaskOp: (request) => factory.build(request),
        requestRevive: () => reviver.request(),
      },
      (app) => bus.countsChanged(app),
    );

    const scaling = new Scaling(context.quirks, tracker, queue, kill);
    const killer = new Killer(context, tracker, bus, kill);
    const starter = new Starter(context, queue, scaling, bus);
    const deployer = new Deployer(context, { tracker, scaling, killer, starter });
    const residentStopped = (): void => interest.reconcilerWants();
    const scheduler = new Scheduler(context, { apps, queue, scaling, killer, deployer, residentStopped });

    const scaleChecks = new ScaleChecks(context, apps, tracker, (app) => scheduler.scaleApp(app));
    const overdue = new OverdueTasks(context, {
      kill,
      timeout: (taskId) => this.#updates.process({ type: "ReservationTimeout", taskId }),
    });
    // In Marathon's order (CoreGuiceModule.scala:99-128); the first two stand for what polls the tracker there.
    const updates = new TaskUpdates(context, tracker, [
      (changed) => overdue.taskChanged(changed),
      ({ app }) => scaleChecks.changed(app),
      (changed) => addBackoff(changed, apps, queue),
      (changed) => queue.taskChanged(changed),
      ({ op }) => {
        if (op.type === "MesosUpdate" && op.state === "running") manager.tokens.add();
      },
      (changed) => bus.taskChanged(changed),
      (changed) => {
        if (isEnd(changed)) scheduler.scaleApp(changed.app);
      },
      ({ app }) => bus.countsChanged(app),
    ]);

    const answers = new Answers(context);
    const ports = new ServicePorts(flags.local_port_min, flags.local_port_max);
    const upgrades = new Upgrades(context, { apps, tracker, ports, ids, scheduler }, (app) =>
      scaleChecks.changed(app),
    );
    const reconciliation = new Reconciliation(context, apps, tracker, driver);

    this.#parts = { apps, tracker, queue, scheduler, manager, reviver, driver };
    this.#updates = updates;
    this.#scaling = scaling;
    this.#answers = answers;
    this.#offers = new OfferProcessor(context, driver, tracker, apps, updates, manager);
    this.#api = new Api({ apps, tracker, updates, queue, scheduler, upgrades, answers });
    this.#atElection = [
      () => limiter.elected(),
      () => overdue.elected(),
      () => scaleChecks.elected(),
      () => reconciliation.elected(),
      () => manager.tokens.elected(),
      () => interest.reconcilerWants(),
    ];
  }

  /** It is elected at once, and registers. */
  join(): void {
    const { kernel, recorder } = this.#context;
    const { driver } = this.#parts;
    this.#leaderSinceMs = kernel.nowMs;
    recorder.add("leader.elected", { framework: this.name, framework_id: driver.frameworkId });
    for (const begin of this.#atElection) begin();
    driver.subscribe();
  }

  receive(message: ToFramework): void {
    const { driver, tracker, reviver } = this.#parts;
    switch (message.type) {
      case "REGISTERED":
        driver.registered(message.frameworkId);
        reviver.request();
        break;
      case "OFFERS":
        for (const offer of message.offers) this.#offers.process(offer);
        break;
      case "UPDATE":
        processStatus(message.status, tracker, this.#updates, driver);
        break;
      case "RESCIND":
        // Marathon only logs it (MarathonScheduler.scala:67-69): no offer waits for an answer here.
        break;
    }
  }

  createApp(definition: Readonly<Record<string, unknown>>): ApiAnswer | null {
    return this.#api.createApp(definition);
  }

  scaleApp(app: string, instances: number, force: boolean): ApiAnswer | null {
    return this.#api.scaleApp(app, instances, force);
  }

  destroyApp(app: string, force: boolean): ApiAnswer | null {
    return this.#api.destroyApp(app, force);
  }

  killTasks(app: string, how: KillRequest): ApiAnswer | null {
    return this.#api.killTasks(app, how);
  }

  resetDelay(app: string): ApiAnswer {
    return this.#api.resetDelay(app);
  }

  get answers(): readonly ApiAnswer[] {
    return this.#answers.all;
  }

  appView(app: string): AppView {
    return appView(this.#context, this.#parts, app);
  }

  appIds(): readonly string[] {
    return appIds(this.#parts);
  }

  tasksOf(app: string): readonly TaskView[] {
    return [...this.#parts.tracker.of(app).tasks.values()].map(taskView);
  }

  uniqueFields(app: string): readonly string[] {
    const constraints = this.definitionOf(app)?.constraints ?? [];
    return constraints.filter(({ operator }) => operator === "UNIQUE").map(({ field }) => field);
  }

  /** A deployment that scales down or stops still has the tasks it kills. */
  instancesAllowed(app: string): number {
    return Math.max(this.definitionOf(app)?.instances ?? 0, this.#parts.scheduler.instancesMax(app));
  }

  knownBug(app: string): string | null {
    return this.#scaling.hasExcess(app) ? "B28" : null;
  }

  definitionOf(app: string): AppDefinition | null {
    return this.#parts.apps.get(app)?.definition ?? null;
  }

  snapshot(): MarathonSnapshot {
    return snapshotOf(this.#context, this.#leaderSinceMs, this.#parts);
  }
}

/** A task that ended without being killed delays its app: the version it was launched from, if that is stored
 * (NotifyRateLimiterStepImpl.scala:24-56). */
function addBackoff({ op, app, before }: TaskChanged, apps: Apps, queue: LaunchQueue): void {
  if (op.type !== "MesosUpdate" || !isTerminal(op.state) || op.state === "killed" || before?.launched == null)
    return;
  const version = apps.version(app, before.launched.versionMs);
  if (version !== null) queue.addDelay(version);
}

/** A task ended, or Marathon forgot one (ScaleAppUpdateStepImpl.scala:26-44). */
function isEnd({ op, after }: TaskChanged): boolean {
  return after === null || (op.type === "MesosUpdate" && isTerminal(op.state));
}
