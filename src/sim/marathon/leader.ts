/** One leader of a Marathon, from its election until it steps down: its parts, all made anew, and how they are wired.
 * What it has of the leader before is what is in the store. */

import type { ToFramework } from "../../model/messages.ts";
import { isTerminal } from "../../model/tasks.ts";
import type { Network } from "../cluster/network.ts";
import type { MarathonSpec } from "../scenario.ts";
import type { ApiParts } from "./api.ts";
import type { Apps } from "./apps.ts";
import type { Context } from "./context.ts";
import { Deployer } from "./deployments/deployment.ts";
import { Replacer } from "./deployments/task-replace.ts";
import { Starter } from "./deployments/task-start.ts";
import { Driver } from "./driver.ts";
import { Interest } from "./interest.ts";
import { LaunchQueue } from "./launch-queue.ts";
import { MatcherManager } from "./matcher-manager.ts";
import { OfferProcessor } from "./offer-processor.ts";
import { OverdueTasks } from "./overdue.ts";
import { RateLimiter } from "./rate-limiter.ts";
import { Reconciliation } from "./reconciliation.ts";
import { Reviver } from "./revive.ts";
import { ScaleChecks } from "./scale-checks.ts";
import { Scaling } from "./scaling.ts";
import { Scheduler } from "./scheduler.ts";
import { ServicePorts } from "./service-ports.ts";
import { StatusBus } from "./status-bus.ts";
import { processStatus } from "./status-processor.ts";
import type { Store } from "./store.ts";
import { Killer } from "./task-kill.ts";
import { TaskOpFactory } from "./task-op-factory.ts";
import { type TaskChanged, TaskUpdates } from "./updates.ts";
import { Upgrades } from "./upgrades.ts";
import type { Leading } from "./views.ts";

export class Leader implements ApiParts, Leading {
  readonly sinceMs: number;
  readonly queue: LaunchQueue;
  readonly scheduler: Scheduler;
  readonly manager: MatcherManager;
  readonly reviver: Reviver;
  readonly updates: TaskUpdates;
  readonly upgrades: Upgrades;
  readonly scaling: Scaling;
  readonly #store: Store;
  readonly #driver: Driver;
  readonly #offers: OfferProcessor;
  /** What counts from the election, in the order in which it begins. */
  readonly #atElection: readonly (() => void)[];

  constructor(context: Context, network: Network, spec: MarathonSpec, store: Store) {
    const { flags, quirks } = context;
    const { apps, tracker } = store;
    const driver = new Driver(context, network, spec, store);
    const kill = (taskId: string): void => driver.kill(taskId);
    const bus = new StatusBus(context.kernel);

    const reviver = new Reviver(context, () => driver.revive());
    const interest = new Interest(context, reviver);
    const manager = new MatcherManager(context, tracker, interest);
    const factory = new TaskOpFactory(
      context,
      tracker,
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

    const scaling = new Scaling(quirks, tracker, queue, kill);
    const killer = new Killer(context, tracker, bus, kill);
    const starter = new Starter(context, queue, scaling, bus);
    const replacer = new Replacer(context, tracker, queue, bus, kill);
    const deployer = new Deployer(context, { tracker, scaling, killer, starter, replacer });
    const residentStopped = (): void => interest.reconcilerWants();
    const scheduler = new Scheduler(context, { store, queue, scaling, killer, deployer, residentStopped });

    const scaleChecks = new ScaleChecks(context, apps, tracker, (app) => scheduler.scaleApp(app));
    const overdue = new OverdueTasks(context, {
      kill,
      timeout: (taskId) => this.updates.process({ type: "ReservationTimeout", taskId }),
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

    const ports = new ServicePorts(flags.local_port_min, flags.local_port_max);
    for (const { definition } of apps.all()) ports.stored(null, definition);
    const upgrades = new Upgrades(context, { store, ports, scheduler }, (app) => scaleChecks.changed(app));
    const reconciliation = new Reconciliation(context, apps, tracker, driver);

    this.sinceMs = context.kernel.nowMs;
    this.queue = queue;
    this.scheduler = scheduler;
    this.manager = manager;
    this.reviver = reviver;
    this.updates = updates;
    this.upgrades = upgrades;
    this.scaling = scaling;
    this.#store = store;
    this.#driver = driver;
    this.#offers = new OfferProcessor(context, driver, tracker, apps, updates, manager);
    this.#atElection = [
      () => limiter.elected(),
      () => overdue.elected(tracker.all()),
      () => scaleChecks.elected(),
      () => reconciliation.elected(),
      () => manager.tokens.elected(),
      () => interest.reconcilerWants(),
      () => scheduler.recover(),
    ];
  }

  /** Whether the master has answered its SUBSCRIBE. */
  get isRegistered(): boolean {
    return this.#driver.isRegistered;
  }

  /** It is elected: its jobs begin. */
  begin(): void {
    for (const begin of this.#atElection) begin();
  }

  /** There is a master that it can reach. */
  masterFound(): void {
    this.#driver.masterFound();
  }

  /** There is none any more. */
  masterLost(): void {
    this.#driver.masterLost();
  }

  /** It steps down: what it has only in memory is gone. */
  stop(): void {
    this.scheduler.stop();
    this.queue.stop();
    this.upgrades.stop();
  }

  receive(message: Exclude<ToFramework, { type: "ERROR" }>): void {
    switch (message.type) {
      case "REGISTERED":
      case "REREGISTERED":
        if (this.#driver.registered(message.frameworkId)) this.reviver.request();
        break;
      case "OFFERS":
        for (const offer of message.offers) this.#offers.process(offer);
        break;
      case "UPDATE":
        processStatus(message.status, this.#store.tracker, this.updates, this.#driver);
        break;
      case "RESCIND":
      case "AGENT_LOST":
        // Marathon only logs these (MarathonScheduler.scala:67-69, 100-102): no offer waits for an answer here.
        break;
    }
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
