/** One deployment under way: its steps one after the other, the actions of a step side by side
 * (DeploymentActor.scala:52-113). */

import type { UpgradeView } from "../../cluster/framework.ts";
import type { Context } from "../context.ts";
import type { TimerKind } from "../terms.ts";
import { act, type Crew, type Run } from "./actions.ts";
import type { Action, Plan } from "./plan.ts";
import { type Awaited, nobodyAwaited } from "./readiness.ts";

/** Who learns what becomes of a deployment. */
export interface DeploymentOwner {
  stepSucceeded(actions: readonly Action[]): void;
  finished(plan: Plan): void;
}

/** Starts deployments: what all of them need. */
export class Deployer {
  readonly context: Context;
  readonly crew: Crew;
  readonly next: TimerKind;

  constructor(context: Context, crew: Crew) {
    this.context = context;
    this.crew = crew;
    this.next = context.kernel.kind("marathon/deployment-step", (deployment) =>
      (deployment as Deployment).nextStep(),
    );
  }
}

export class Deployment {
  readonly plan: Plan;
  readonly #deployer: Deployer;
  readonly #owner: DeploymentOwner;
  /** How many steps have begun. */
  #step = 0;
  /** The actions of the step that are not done. */
  #open = new Set<Action>();
  #runs: Run[] = [];
  #over = false;

  constructor(deployer: Deployer, plan: Plan, owner: DeploymentOwner) {
    this.plan = plan;
    this.#deployer = deployer;
    this.#owner = owner;
  }

  /** The step under way, from 1; 0 before the first. */
  get step(): number {
    return this.#step;
  }

  get actions(): readonly Action[] {
    return this.plan.steps[this.#step - 1] ?? [];
  }

  /** Whether an action of the step under way is done. */
  isDone(action: Action): boolean {
    return !this.#open.has(action);
  }

  /** Ids of the apps that a later step is about. */
  get later(): readonly string[] {
    return this.plan.steps.slice(this.#step).flatMap((actions) => actions.map(({ app }) => app.id));
  }

  /** Whom each action of the step under way waits for. */
  get awaited(): readonly Awaited[] {
    return this.actions.map((_action, i) => this.#runs[i]?.awaited?.() ?? nobodyAwaited);
  }

  /** How far the app's tasks are replaced in the step under way; null where they are not. */
  upgradeOf(app: string): UpgradeView | null {
    const views = this.actions.map((action, i) =>
      action.app.id === app ? this.#runs[i]?.upgrade?.() : null,
    );
    return views.find((view) => view != null) ?? null;
  }

  start(): void {
    this.#record("deployment.started");
    this.#later();
  }

  /** Leaves everything as it stands. */
  cancel(reason: "forced" | "cancelled-by-operator"): void {
    this.#end();
    this.#deployer.context.recorder.add("deployment.cancelled", { ...this.#values(), reason });
    this.#deployer.context.recorder.add("deployment.failed", { ...this.#values(), reason: "cancelled" });
  }

  /** The leader that runs it steps down; it stays stored. */
  leaderLost(): void {
    this.#end();
    this.#deployer.context.recorder.add("deployment.failed", { ...this.#values(), reason: "leader-lost" });
  }

  /** It waited in vain for what it should replace. */
  neverStarted(): void {
    this.#over = true;
    this.#deployer.context.recorder.add("deployment.failed", {
      ...this.#values(),
      reason: "cancel-timed-out",
    });
  }

  /** Begins the next step, or ends. */
  nextStep(): void {
    if (this.#over) return;
    if (this.#step === this.plan.steps.length) {
      this.#over = true;
      this.#record("deployment.succeeded");
      this.#owner.finished(this.plan);
      return;
    }
    this.#step++;
    this.#record("deployment.step");
    const { actions } = this;
    this.#open = new Set(actions);
    this.#runs = [];
    for (const action of actions)
      this.#runs.push(act(this.#deployer.crew, action, () => this.#actionDone(action)));
  }

  #end(): void {
    this.#over = true;
    for (const run of this.#runs) run.cancel();
  }

  #actionDone(action: Action): void {
    this.#open.delete(action);
    if (this.#open.size > 0 || this.#over) return;
    this.#owner.stepSucceeded(this.actions);
    this.#later();
  }

  #later(): void {
    this.#deployer.context.kernel.after(0, this.#deployer.next, this);
  }

  #record(name: "deployment.started" | "deployment.step" | "deployment.succeeded"): void {
    this.#deployer.context.recorder.add(name, this.#values());
  }

  #values(): {
    framework: string;
    app: string | null;
    deployment: string;
    apps: readonly string[];
    step: number;
    steps: number;
    actions: readonly string[];
  } {
    const { id, apps, steps } = this.plan;
    return {
      framework: this.#deployer.context.name,
      app: apps[0] ?? null,
      deployment: id,
      apps,
      step: this.#step,
      steps: steps.length,
      actions: this.actions.map(actionText),
    };
  }
}

/** An action as people read it: `ScaleApplication /postgres to 3`. */
export function actionText(action: Action): string {
  return `${action.type} ${action.app.id}${"scaleTo" in action ? ` to ${action.scaleTo}` : ""}`;
}
