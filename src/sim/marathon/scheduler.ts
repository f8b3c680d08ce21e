/**
 * One thing at a time per app: deployments, kills and scale checks each hold the app's lock while they last, and a kill
 * or scale check that finds it held is dropped (MarathonSchedulerActor.scala:84-324).
 *
 * Messages to it are played in order at the same instant, so that who finds a lock held is defined: a wipe's expunge
 * makes a scale check, which holds the lock when the wipe's kill arrives (bug B5).
 */

import type { Timer } from "../kernel/agenda.ts";
import type { AppRecord } from "./app-record.ts";
import { isResident } from "./apps.ts";
import type { Context } from "./context.ts";
import { type Deployer, Deployment, type DeploymentOwner } from "./deployments/deployment.ts";
import { type Action, type Plan, recovered } from "./deployments/plan.ts";
import type { LaunchQueue } from "./launch-queue.ts";
import type { Scaling } from "./scaling.ts";
import type { Store } from "./store.ts";
import type { Strays } from "./strays.ts";
import type { Killer } from "./task-kill.ts";
import type { TimerKind } from "./terms.ts";

/** How long a forced deployment waits for those it replaces (MarathonSchedulerActor.scala:44). */
const cancellationTimeoutMs = 60_000;

interface KillTasks {
  readonly app: AppRecord;
  readonly taskIds: readonly string[];
}

/** What waits for a deployment: a check of an app, a kill, or the end that an operator wants for a deployment. */
type Stashed = AppRecord | KillTasks | Deployment;

/** What comes of asking for a deployment. */
export type DeployOutcome =
  | { readonly type: "started" }
  | { readonly type: "locked"; readonly deployments: readonly string[] }
  | { readonly type: "timed-out" };

interface Awaiting {
  readonly plan: Plan;
  readonly reply: (outcome: DeployOutcome) => void;
  readonly timer: Timer;
}

/** Parts of Marathon that the scheduler works with. */
export interface SchedulerParts {
  readonly store: Store;
  readonly queue: LaunchQueue;
  readonly scaling: Scaling;
  readonly killer: Killer;
  readonly strays: Strays;
  readonly deployer: Deployer;
  /** A resident app was stopped. */
  residentStopped(): void;
}

export class Scheduler implements DeploymentOwner {
  readonly #context: Context;
  readonly #parts: SchedulerParts;
  readonly #check: TimerKind;
  readonly #kill: TimerKind;
  readonly #end: TimerKind;
  readonly #release: TimerKind;
  readonly #timeout: TimerKind;
  readonly #deployments = new Map<string, Deployment>();
  /** The deployment that holds an app's lock, where one does. */
  readonly #deploying = new Map<string, Deployment>();
  /** Apps of deployments that went on without their locks, bug B41. */
  readonly #unguarded = new Set<string>();
  #awaiting: Awaiting | null = null;
  #stash: Stashed[] = [];

  constructor(context: Context, parts: SchedulerParts) {
    this.#context = context;
    this.#parts = parts;
    this.#check = context.kernel.kind("marathon/scale-app", (app) => {
      if (!this.#stashed(app as AppRecord)) this.#scaleApp(app as AppRecord);
    });
    this.#kill = context.kernel.kind("marathon/kill-tasks", (kill) => {
      if (!this.#stashed(kill as KillTasks)) this.#killTasks(kill as KillTasks);
    });
    this.#end = context.kernel.kind("marathon/cancel-deployment", (deployment) =>
      this.cancel(deployment as Deployment),
    );
    this.#release = context.kernel.kind("marathon/unlock", (app) => this.#unlock([app as AppRecord]));
    this.#timeout = context.kernel.kind("marathon/cancellation-timeout", () => this.#cancellationTimedOut());
  }

  /** Under way, in order of their start. */
  get deployments(): readonly Deployment[] {
    return [...this.#deployments.values()];
  }

  /** The one that changes the app, or null: it holds the app's lock, but for bug B41, with which there may be an older one, too. */
  deploymentOf(app: string): Deployment | null {
    return this.#deploying.get(app) ?? null;
  }

  /** Whether a deployment, a kill or a check of the app is under way. */
  isLocked(app: string): boolean {
    return this.#isLocked(this.#recordOf(app));
  }

  /** A new leader takes up what the one before has stored, without force (MarathonSchedulerActor.scala:71-88). */
  recover(): void {
    const { deployments, tracker } = this.#parts.store;
    for (const plan of deployments.all()) {
      this.#tryDeploy(recovered(plan, (app) => tracker.of(app).launched));
    }
  }

  /**
   * These were under way when the process that leads stepped down, and were cancelled then. That they failed its scheduler is
   * told only once it leads again, and has taken them up: so they go on, without their locks, and are stored no more, and
   * no later leader takes them up (lines 84-105, 318-324), bug B41.
   */
  tellCancelled(plans: readonly Plan[]): void {
    const { queue, store } = this.#parts;
    for (const plan of plans) {
      store.deployments.remove(plan);
      for (const app of plan.apps) {
        this.#recordOf(app).lockedBy = null;
        this.#unguarded.add(app);
        queue.purge(app);
      }
    }
  }

  /** Whether the app was changed without its lock since this leader leads. */
  isUnguarded(app: string): boolean {
    return this.#unguarded.has(app);
  }

  /** The leader steps down: all that is under way is left where it stands. */
  stop(): void {
    for (const deployment of this.deployments) deployment.leaderLost();
  }

  /** An operator ends a deployment, and nothing takes its place (DeploymentManager.scala:73-83). */
  cancel(deployment: Deployment): void {
    if (this.#stashed(deployment) || this.#deployments.get(deployment.plan.id) !== deployment) return;
    this.#cancel(deployment, "cancelled-by-operator");
    this.#unlocked();
  }

  /** A check whether the app has as many instances as it should. */
  scaleApp(app: AppRecord): void {
    this.#context.kernel.after(0, this.#check, app);
  }

  /** Whether anything might come of such a check as things stand: what comes while a deployment waits is done after it. */
  wouldScale(app: AppRecord): boolean {
    return this.#awaiting !== null || this.#parts.scaling.wouldScale(app);
  }

  killTasks(app: string, taskIds: readonly string[]): void {
    this.#context.kernel.after(0, this.#kill, { app: this.#recordOf(app), taskIds } satisfies KillTasks);
  }

  /**
   * Starts the plan; with `force`, in place of deployments of the same apps. `reply` is called once, at once or, where
   * a kill still holds a lock, when that is over or a minute has passed; until then the scheduler does nothing else.
   */
  deploy(plan: Plan, force: boolean, reply: (outcome: DeployOutcome) => void): void {
    if (this.#tryDeploy(plan)) {
      reply({ type: "started" });
      return;
    }
    const affected = new Set(plan.apps);
    const conflicting = this.deployments.filter((other) => other.plan.apps.some((app) => affected.has(app)));
    if (!force) {
      reply({ type: "locked", deployments: conflicting.map((other) => other.plan.id) });
      return;
    }
    for (const other of conflicting) this.#cancel(other, "forced");
    if (this.#tryDeploy(plan)) {
      reply({ type: "started" });
      return;
    }
    const timer = this.#context.kernel.after(cancellationTimeoutMs, this.#timeout);
    this.#awaiting = { plan, reply, timer };
  }

  stepSucceeded(actions: readonly Action[]): void {
    if (actions.some(({ type, app }) => type === "StopApplication" && isResident(app)))
      this.#parts.residentStopped();
  }

  finished(plan: Plan): void {
    this.#forget(plan);
    this.#unlock(plan.apps.map((app) => this.#recordOf(app)));
  }

  #recordOf(app: string): AppRecord {
    return this.#parts.store.tracker.of(app);
  }

  #isLocked({ lockedBy }: AppRecord): boolean {
    return lockedBy === this;
  }

  /** While a deployment waits for a lock nothing else is done: it is kept until then. */
  #stashed(what: Stashed): boolean {
    if (this.#awaiting === null) return false;
    this.#stash.push(what);
    if ("taskIds" in what) for (const taskId of what.taskIds) this.#parts.strays.killed(taskId);
    return true;
  }

  #scaleApp(app: AppRecord): void {
    if (this.#isLocked(app)) return;
    app.lockedBy = this;
    this.#parts.scaling.scaleStored(app);
    this.#context.kernel.after(0, this.#release, app);
  }

  #killTasks({ app, taskIds }: KillTasks): void {
    if (this.#isLocked(app)) {
      const { killer, strays } = this.#parts;
      for (const taskId of taskIds) {
        if (this.#context.quirks.has("B5")) strays.dropped(taskId);
        else killer.kill(taskId);
      }
      return;
    }
    app.lockedBy = this;
    this.#parts.killer.start(app.id, taskIds, () => {
      this.#parts.scaling.scaleStored(app);
      this.#context.kernel.after(0, this.#release, app);
    });
  }

  #tryDeploy(plan: Plan): boolean {
    const apps = plan.apps.map((app) => this.#recordOf(app));
    if (apps.some((app) => this.#isLocked(app))) return false;
    for (const app of apps) app.lockedBy = this;
    const deployment = new Deployment(this.#parts.deployer, plan, this);
    this.#deployments.set(plan.id, deployment);
    for (const app of plan.apps) this.#deploying.set(app, deployment);
    this.#parts.store.deployments.put(plan);
    deployment.start();
    return true;
  }

  /** A deployment that does not succeed leaves nothing in the launch queue (lines 318-324). */
  #cancel(deployment: Deployment, reason: "forced" | "cancelled-by-operator"): void {
    deployment.cancel(reason);
    this.#forget(deployment.plan);
    for (const app of deployment.plan.apps) this.#recordOf(app).lockedBy = null;
    for (const app of deployment.plan.apps) this.#parts.queue.purge(app);
  }

  #forget(plan: Plan): void {
    this.#parts.store.deployments.remove(plan);
    this.#deployments.delete(plan.id);
    for (const app of plan.apps) {
      if (this.#deploying.get(app)?.plan.id !== plan.id) continue;
      // Only one that went on without its lock may be there, too.
      const other = this.#unguarded.has(app)
        ? this.deployments.findLast((deployment) => deployment.plan.apps.includes(app))
        : undefined;
      if (other === undefined) this.#deploying.delete(app);
      else this.#deploying.set(app, other);
    }
  }

  #unlock(apps: readonly AppRecord[]): void {
    for (const app of apps) app.lockedBy = null;
    this.#unlocked();
  }

  /** What waits for a lock may have got it. */
  #unlocked(): void {
    if (this.#awaiting === null || !this.#tryDeploy(this.#awaiting.plan)) return;
    this.#context.kernel.cancel(this.#awaiting.timer);
    this.#stopAwaiting({ type: "started" });
  }

  #cancellationTimedOut(): void {
    if (this.#awaiting === null) return;
    const { plan } = this.#awaiting;
    new Deployment(this.#parts.deployer, plan, this).neverStarted();
    for (const app of plan.apps) this.#parts.queue.purge(app);
    this.#stopAwaiting({ type: "timed-out" });
  }

  #stopAwaiting(outcome: DeployOutcome): void {
    const { reply } = this.#awaiting ?? {};
    this.#awaiting = null;
    const stash = this.#stash;
    this.#stash = [];
    for (const what of stash) {
      const kind = what instanceof Deployment ? this.#end : "taskIds" in what ? this.#kill : this.#check;
      this.#context.kernel.after(0, kind, what);
    }
    reply?.(outcome);
  }
}
