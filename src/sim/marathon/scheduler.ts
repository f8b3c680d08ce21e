/**
 * One thing at a time per app: deployments, kills and scale checks each hold the app's lock while they last, and a kill
 * or scale check that finds it held is dropped (MarathonSchedulerActor.scala:84-324).
 *
 * Messages to it are played in order at the same instant, so that who finds a lock held is defined: a wipe's expunge
 * makes a scale check, which holds the lock when the wipe's kill arrives (bug B5).
 */

import type { Timer } from "../kernel/agenda.ts";
import { type App, isResident } from "./apps.ts";
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

type Command =
  | { readonly type: "ScaleApp"; readonly app: string }
  | { readonly type: "KillTasks"; readonly app: string; readonly taskIds: readonly string[] }
  | { readonly type: "Unlock"; readonly app: string };

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
  readonly #command: TimerKind;
  readonly #timeout: TimerKind;
  readonly #locked = new Set<string>();
  readonly #deployments = new Map<string, Deployment>();
  /** The deployment that holds an app's lock, where one does. */
  readonly #deploying = new Map<string, Deployment>();
  #awaiting: Awaiting | null = null;
  #stash: Command[] = [];

  constructor(context: Context, parts: SchedulerParts) {
    this.#context = context;
    this.#parts = parts;
    this.#command = context.kernel.kind("marathon/scheduler", (command) => this.#receive(command as Command));
    this.#timeout = context.kernel.kind("marathon/cancellation-timeout", () => this.#cancellationTimedOut());
  }

  /** Under way, in order of their start. */
  get deployments(): readonly Deployment[] {
    return [...this.#deployments.values()];
  }

  /** The one that holds the app's lock, or null. */
  deploymentOf(app: string): Deployment | null {
    return this.#deploying.get(app) ?? null;
  }

  /** Whether a deployment, a kill or a check of the app is under way. */
  isLocked(app: string): boolean {
    return this.#locked.has(app);
  }

  /** A new leader takes up what the one before has stored, without force (MarathonSchedulerActor.scala:71-88). */
  recover(): void {
    const { deployments, tracker } = this.#parts.store;
    for (const plan of deployments.all()) {
      this.#tryDeploy(recovered(plan, (app) => tracker.of(app).launched));
    }
  }

  /** The leader steps down: all that is under way is left where it stands. */
  stop(): void {
    for (const deployment of this.deployments) deployment.leaderLost();
  }

  /** An operator ends a deployment, and nothing takes its place (DeploymentManager.scala:73-83). */
  cancel(deployment: Deployment): void {
    this.#cancel(deployment, "cancelled-by-operator");
    this.#unlocked();
  }

  /** A check whether the app has as many instances as it should. */
  scaleApp(app: string): void {
    this.#send({ type: "ScaleApp", app });
  }

  /** Whether anything might come of such a check as things stand: what comes while a deployment waits is done after it. */
  wouldScale(app: string): boolean {
    const stored = this.#parts.store.apps.get(app);
    return this.#awaiting !== null || (stored !== null && this.#parts.scaling.wouldScale(stored));
  }

  killTasks(app: string, taskIds: readonly string[]): void {
    this.#send({ type: "KillTasks", app, taskIds });
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
    const conflicting = new Set(plan.apps.flatMap((app) => this.#deploying.get(app) ?? []));
    if (!force) {
      reply({ type: "locked", deployments: [...conflicting].map((other) => other.plan.id) });
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
    this.#unlock(plan.apps);
  }

  #send(command: Command): void {
    this.#context.kernel.after(0, this.#command, command);
  }

  #receive(command: Command): void {
    if (command.type === "Unlock") this.#unlock([command.app]);
    else if (this.#awaiting !== null) this.#stashed(command);
    else if (command.type === "ScaleApp") this.#scaleApp(command.app);
    else this.#killTasks(command.app, command.taskIds);
  }

  #stashed(command: Command): void {
    this.#stash.push(command);
    if (command.type === "KillTasks") for (const taskId of command.taskIds) this.#parts.strays.killed(taskId);
  }

  #scaleApp(id: string): void {
    if (this.#locked.has(id)) return;
    this.#locked.add(id);
    this.#scale(id);
    this.#send({ type: "Unlock", app: id });
  }

  #killTasks(id: string, taskIds: readonly string[]): void {
    if (this.#locked.has(id)) {
      const { killer, strays } = this.#parts;
      for (const taskId of taskIds) {
        if (this.#context.quirks.has("B5")) strays.dropped(taskId);
        else killer.kill(taskId);
      }
      return;
    }
    this.#locked.add(id);
    this.#parts.killer.start(id, taskIds, () => {
      this.#scale(id);
      this.#send({ type: "Unlock", app: id });
    });
  }

  #scale(id: string): void {
    const app: App | null = this.#parts.store.apps.get(id);
    if (app !== null) this.#parts.scaling.scale(app);
  }

  #tryDeploy(plan: Plan): boolean {
    if (plan.apps.some((app) => this.#locked.has(app))) return false;
    for (const app of plan.apps) this.#locked.add(app);
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
    for (const app of deployment.plan.apps) this.#locked.delete(app);
    for (const app of deployment.plan.apps) this.#parts.queue.purge(app);
  }

  #forget(plan: Plan): void {
    this.#parts.store.deployments.remove(plan);
    this.#deployments.delete(plan.id);
    for (const app of plan.apps) this.#deploying.delete(app);
  }

  #unlock(apps: readonly string[]): void {
    for (const app of apps) this.#locked.delete(app);
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
    for (const command of stash) this.#send(command);
    reply?.(outcome);
  }
}
