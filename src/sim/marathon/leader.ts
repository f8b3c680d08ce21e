/** One leader of a Marathon, from its election until it steps down: its parts, all made anew, and how they are wired.
 * What it has of the leader before is what is in the store. */

import type { ToFramework } from "../../model/messages.ts";
import { isTerminal } from "../../model/tasks.ts";
import type { Refusing } from "../cluster/framework.ts";
import type { Network } from "../cluster/network.ts";
import type { Vitals } from "../cluster/vitals.ts";
import type { MarathonSpec } from "../scenario.ts";
import type { ApiParts } from "./api.ts";
import type { AppRecord } from "./app-record.ts";
import type { Context } from "./context.ts";
import { Deployer } from "./deployments/deployment.ts";
import type { Plan } from "./deployments/plan.ts";
import { Replacer } from "./deployments/task-replace.ts";
import { Starter } from "./deployments/task-start.ts";
import { Driver } from "./driver.ts";
import { HealthChecks } from "./health/health-checks.ts";
import { Prober } from "./health/readiness-probe.ts";
import { Interest } from "./interest.ts";
import { LaunchQueue } from "./launch-queue.ts";
import { receiveUnloaded, unreadableTask } from "./loading.ts";
import { MatcherManager } from "./matcher-manager.ts";
import { OfferProcessor } from "./offer-processor.ts";
import { OverdueTasks } from "./overdue.ts";
import { Placements } from "./placements.ts";
import { RateLimiter } from "./rate-limiter.ts";
import { Reconciliation } from "./reconciliation.ts";
import { Reviver } from "./revive.ts";
import { ScaleChecks } from "./scale-checks.ts";
import { Scaling } from "./scaling.ts";
import { Scheduler } from "./scheduler.ts";
import { ServicePorts } from "./service-ports.ts";
import { StatusBus } from "./status-bus.ts";
import { StatusProcessor } from "./status-processor.ts";
import type { Store } from "./store.ts";
import type { Strays } from "./strays.ts";
import { Killer } from "./task-kill.ts";
import { TaskOpFactory } from "./task-op-factory.ts";
import { type TaskChanged, TaskUpdates } from "./updates.ts";
import { Upgrades } from "./upgrades.ts";
import type { Leading } from "./views.ts";

export class Leader implements ApiParts, Leading {
  readonly sinceMs: number;
  /** Whether it could load the stored tasks: without them it does nothing (TaskTrackerActor.scala:100-102). */
  readonly ready: boolean;
  readonly queue: LaunchQueue;
  readonly scheduler: Scheduler;
  readonly manager: MatcherManager;
  readonly reviver: Reviver;
  readonly updates: TaskUpdates;
  readonly upgrades: Upgrades;
  readonly scaling: Scaling;
  readonly health: HealthChecks;
  readonly #store: Store;
  readonly #strays: Strays;
  readonly driver: Driver;
  readonly #offers: OfferProcessor;
  readonly #statuses: StatusProcessor;
  readonly #context: Context;
  /** What counts from the election, in the order in which it begins. */
  readonly #atElection: readonly ((cancelled: readonly Plan[]) => void)[];

  constructor(
    context: Context,
    network: Network,
    vitals: Vitals,
    spec: MarathonSpec,
    store: Store,
    strays: Strays,
  ) {
    const { flags, quirks } = context;
    const { apps, tracker } = store;
    const driver = new Driver(context, network, spec, store, strays);
    const kill = (taskId: string): void => driver.kill(taskId);
    const bus = new StatusBus(context.kernel);

    const logged = ({ id, running, wanted }: AppRecord): void => {
      context.log?.changed(context.name, id, running < wanted);
    };

    const reviver = new Reviver(context, () => driver.revive());
    const interest = new Interest(context, reviver);
    const manager = new MatcherManager(context, tracker, interest);
    const placements = new Placements(quirks);
    const factory = new TaskOpFactory(
      context,
      tracker,
      placements,
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
        needOf: (app) => factory.needOf(app),
        buildTaskOp: (request) => factory.build(request),
        reasonsAgainst: (request) => factory.reasonsAgainst(request),
        requestRevive: () => reviver.request(),
      },
      (app) => bus.countsChanged(app),
    );

    const scaling = new Scaling(quirks, tracker, queue, kill);
    const killer = new Killer(context, tracker, bus, strays, kill);
    const health = new HealthChecks({ context, tracker, bus, vitals, kill }, apps);
    const prober = new Prober(context, vitals);
    const starter = new Starter(context, tracker, queue, scaling, bus, prober);
    const replacer = new Replacer(context, tracker, queue, bus, prober, kill);
    const deployer = new Deployer(context, { tracker, health, scaling, killer, starter, replacer });
    const residentStopped = (): void => interest.reconcilerWants();
    const scheduler = new Scheduler(context, {
      store,
      queue,
      scaling,
      killer,
      strays,
      deployer,
      residentStopped,
    });

    const scaleChecks = new ScaleChecks(context, apps, tracker, scheduler);
    const overdue = new OverdueTasks(context, {
      kill,
      timeout: (taskId) => this.updates.process({ type: "ReservationTimeout", taskId }),
    });
    // In Marathon's order (CoreGuiceModule.scala:99-128); the first three stand for what reads the tracker there.
    const updates = new TaskUpdates(context, tracker, [
      (changed) => placements.taskChanged(changed),
      (changed) => overdue.taskChanged(changed),
      ({ record }) => logged(record),
      ({ record }) => scaleChecks.changed(record),
      (changed) => health.taskChanged(changed),
      (changed) => addBackoff(changed, queue),
      (changed) => queue.taskChanged(changed),
      ({ op }) => {
        if (op.type === "MesosUpdate" && op.state === "running" && op.healthy !== false) manager.tokens.add();
      },
      (changed) => bus.taskChanged(changed),
      (changed) => {
        if (isEnd(changed)) scheduler.scaleApp(changed.record);
      },
      ({ record }) => bus.countsChanged(record.id),
      (changed) => strays.taskChanged(changed),
    ]);

    const ports = new ServicePorts(flags.local_port_min, flags.local_port_max);
    for (const { definition } of apps.all()) ports.stored(null, definition);
    const upgrades = new Upgrades(context, { store, ports, scheduler }, (app) => {
      scaleChecks.changed(tracker.of(app));
      logged(tracker.of(app));
    });
    const reconciliation = new Reconciliation(context, apps, tracker, driver, health);

    this.sinceMs = context.kernel.nowMs;
    this.ready = !quirks.has("B9") || unreadableTask(tracker.all()) === null;
    this.queue = queue;
    this.scheduler = scheduler;
    this.manager = manager;
    this.reviver = reviver;
    this.updates = updates;
    this.upgrades = upgrades;
    this.scaling = scaling;
    this.health = health;
    this.#context = context;
    this.#store = store;
    this.#strays = strays;
    this.driver = driver;
    this.#offers = new OfferProcessor(context, driver, tracker, updates, manager, queue);
    this.#statuses = new StatusProcessor(quirks, store, updates, strays, driver);
    this.#atElection = [
      () => limiter.elected(),
      () => overdue.elected(tracker.all()),
      () => scaleChecks.elected(),
      () => reconciliation.elected(),
      () => manager.tokens.elected(),
      () => interest.reconcilerWants(),
      (cancelled) => {
        scheduler.recover();
        scheduler.tellCancelled(cancelled);
      },
      () => health.reconcile(),
    ];
  }

  /** Whether the master has answered its SUBSCRIBE. */
  get isRegistered(): boolean {
    return this.driver.isRegistered;
  }

  /** What it would refuse; null while it promises nothing. */
  get refusing(): Refusing | null {
    return this.ready && this.driver.isRegistered ? this.manager : null;
  }

  /** It is elected: its jobs begin. `cancelled` are the deployments that its process cancelled when it stepped down last. */
  begin(cancelled: readonly Plan[]): void {
    if (this.ready) for (const begin of this.#atElection) begin(cancelled);
    else {
      const { name, recorder } = this.#context;
      const task = unreadableTask(this.#store.tracker.all())?.taskId ?? null;
      recorder.add("leader.failed", { framework: name, task, reason: "tasks-not-loaded" });
    }
  }

  /** There is a master that it can reach. */
  masterFound(): void {
    this.driver.masterFound();
  }

  /** There is none any more. */
  masterLost(): void {
    this.driver.masterLost();
  }

  /** It steps down: what it has only in memory is gone. */
  stop(): void {
    this.scheduler.stop();
    this.health.stop();
    this.queue.stop();
    this.upgrades.stop();
    this.#strays.leaderGone();
  }

  /** The driver ignores what comes before it is registered: an offer stays unanswered (sched.cpp:847-858, 946-950). */
  receive(message: Exclude<ToFramework, { type: "ERROR" }>): void {
    const registers = message.type === "REGISTERED" || message.type === "REREGISTERED";
    if (!registers && !this.driver.isRegistered) return;
    if (!this.ready) return receiveUnloaded(message, this.driver, this.#context.flags.decline_offer_duration);
    switch (message.type) {
      case "REGISTERED":
      case "REREGISTERED":
        if (this.driver.registered(message.frameworkId)) this.reviver.request();
        break;
      case "OFFERS":
        this.#offers.processAll(message.offers, message.idle ?? null);
        break;
      case "UPDATE":
        this.#statuses.process(message.status);
        break;
      case "UPDATES": {
        const { statuses, settled, all } = message;
        const told = this.#store.tracker.settled.is(settled) ? statuses : all();
        for (const status of told) this.#statuses.process(status);
        break;
      }
      case "RESCIND":
      case "AGENT_LOST":
        // Marathon only logs these (MarathonScheduler.scala:67-69, 100-102): no offer waits for an answer here.
        break;
    }
  }
}

/** A task that ended without being killed delays its app: the version it was launched from, if that is stored
 * (NotifyRateLimiterStepImpl.scala:24-56). */
function addBackoff({ op, record, before }: TaskChanged, queue: LaunchQueue): void {
  if (op.type !== "MesosUpdate" || !isTerminal(op.state) || op.state === "killed" || before?.launched == null)
    return;
  const version = record.version(before.launched.versionMs);
  if (version !== null) queue.addDelay(version, record);
}

/** A task ended, or Marathon forgot one (ScaleAppUpdateStepImpl.scala:26-44). */
function isEnd({ op, after }: TaskChanged): boolean {
  return after === null || (op.type === "MesosUpdate" && isTerminal(op.state));
}
