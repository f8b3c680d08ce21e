/**
 * Changes of the stored apps, one after the other: check, plan, deploy, store, answer (GroupManager.scala:102-180).
 *
 * A forced change that must wait for a kill to end holds up all later ones, as in Marathon.
 */

import { changedMembers, checkImmutable, isUpgrade } from "../../model/app/change.ts";
import type { AppDefinition, AppRefusal, AppRefusalDetail } from "../../model/app/definition.ts";
import { type App, versionText } from "./apps.ts";
import type { Context } from "./context.ts";
import { type Change, type Plan, planOf } from "./deployments/plan.ts";
import type { DeployOutcome, Scheduler } from "./scheduler.ts";
import type { ServicePorts } from "./service-ports.ts";
import type { Store } from "./store.ts";

/** What an operator wants changed. */
export interface Wish {
  readonly app: string;
  readonly force: boolean;
  /** The app as it should be, given as it is; or why not. */
  change(current: App | null): Changed;
  /** Ids of tasks that must go. */
  readonly sentenced: readonly string[];
  /** Told once. */
  answer(outcome: Outcome): void;
}

export type Changed =
  | { readonly type: "store"; readonly definition: AppDefinition }
  /** The same under a new version (AppDefinition.markedForRestarting). */
  | { readonly type: "restart" }
  | { readonly type: "destroy" }
  | Refused;

export interface Refused {
  readonly type: "refused";
  readonly status: number;
  readonly reason: "invalid" | "exists" | "unknown" | "locked";
  readonly message: string;
  readonly details: readonly Pick<AppRefusalDetail, "path" | "errors">[];
}

export type Outcome = Refused | { readonly type: "done"; readonly created: boolean };

const lockedMessage =
  "App is locked by one or more deployments. Override with the option '?force=true'. View details at '/v2/deployments/<DEPLOYMENT_ID>'.";

/** LeaderProxyFilter.scala:169. */
export const noLeaderMessage = "Could not determine the current leader";

/** A refusal without details. */
export function refusal(status: number, reason: Refused["reason"], message: string): Refused {
  return { type: "refused", status, reason, message, details: [] };
}

/** What the model says of a definition that is not taken. */
export function refusedAs(reason: Refused["reason"], { status, message, details }: AppRefusal): Refused {
  return { type: "refused", status, reason, message, details };
}

export interface UpgradeParts {
  readonly store: Store;
  readonly ports: ServicePorts;
  readonly scheduler: Scheduler;
}

export class Upgrades {
  readonly #context: Context;
  readonly #parts: UpgradeParts;
  readonly #changed: (app: string) => void;
  #queue: Wish[] = [];
  #working: Wish | null = null;

  /** `changed` is told when an app's wanted instances may be others. */
  constructor(context: Context, parts: UpgradeParts, changed: (app: string) => void) {
    this.#context = context;
    this.#parts = parts;
    this.#changed = changed;
  }

  wish(wish: Wish): void {
    this.#queue.push(wish);
    this.#next();
  }

  /** The leader steps down: who still waits for an answer gets none from it. */
  stop(): void {
    const unanswered = [...(this.#working === null ? [] : [this.#working]), ...this.#queue];
    this.#queue = [];
    for (const wish of unanswered) wish.answer(refusal(503, "locked", noLeaderMessage));
  }

  #next(): void {
    while (this.#working === null) {
      const wish = this.#queue.shift();
      if (wish === undefined) return;
      this.#working = wish;
      this.#work(wish, (outcome) => {
        this.#working = null;
        wish.answer(outcome);
        this.#next();
      });
    }
  }

  #work(wish: Wish, done: (outcome: Outcome) => void): void {
    const { store, scheduler } = this.#parts;
    const from = store.apps.get(wish.app);
    const changed = wish.change(from);
    if (changed.type === "refused") return done(changed);
    const to = this.#target(from, changed);
    if (to !== null && "type" in to) return done(to);
    const invalid = from === null || to === null ? null : checkImmutable(from.definition, to.definition);
    if (invalid !== null) return done(refusedAs("invalid", invalid));
    const { ids, kernel } = this.#context;
    const id = ids.uuid(`deployment${wish.app}`, kernel.nowMs);
    const { launched } = store.tracker.of(wish.app);
    const plan = planOf(id, { from, to }, launched, wish.sentenced);
    scheduler.deploy(plan, wish.force, (outcome) => done(this.#stored(outcome, plan)));
  }

  /** The app as it is to be stored, with its service ports and its version (GroupVersioningUtil.scala:22-60). */
  #target(from: App | null, changed: Exclude<Changed, Refused>): App | null | Refused {
    if (changed.type === "destroy") return null;
    const { nowMs } = this.#context.kernel;
    if (changed.type === "restart") return from === null ? null : { ...from, versionMs: nowMs };
    const { definition } = changed;
    const conflict = this.#parts.ports.conflict(definition);
    if (conflict !== null) {
      const details = [{ path: "/", errors: [conflict] }];
      return { type: "refused", status: 422, reason: "invalid", message: "Object is not valid", details };
    }
    const assigned = this.#parts.ports.assign(definition, from?.definition ?? null);
    if (assigned === null) {
      const { local_port_min: min, local_port_max: max } = this.#context.flags;
      return refusal(500, "invalid", `All ports in the range [${min}-${max}) are already in use`);
    }
    if (from === null || isUpgrade(from.definition, assigned)) {
      return { id: definition.id, definition: assigned, versionMs: nowMs, configVersionMs: nowMs };
    }
    return from.definition.instances === assigned.instances
      ? from
      : { ...from, definition: assigned, versionMs: nowMs };
  }

  /** Stored once the scheduler has taken the plan: a destroyed app is gone while its tasks still run. */
  #stored(outcome: DeployOutcome, plan: Plan): Outcome {
    if (outcome.type !== "started") {
      return outcome.type === "locked"
        ? refusal(409, "locked", lockedMessage)
        : refusal(503, "locked", "Exceeded timeout for canceling conflicting deployments.");
    }
    const { from, to } = plan;
    if (plan.steps.length === 0) return { type: "done", created: false };
    const { store, ports } = this.#parts;
    ports.stored(from?.definition ?? null, to?.definition ?? null);
    if (to === null) {
      store.apps.expunge(from?.id ?? "");
      this.#context.recorder.add("app.destroyed", { framework: this.#context.name, app: from?.id });
    } else {
      store.apps.store(to);
      this.#recordStored(plan, to);
    }
    this.#changed((to ?? from)?.id ?? "");
    return { type: "done", created: from === null };
  }

  #recordStored({ from }: Change, app: App): void {
    const { name: framework, recorder } = this.#context;
    const row = { framework, app: app.id, instances: app.definition.instances, version: versionText(app) };
    if (from === null) recorder.add("app.created", row);
    else recorder.add("app.updated", { ...row, changed: changedMembers(from.definition, app.definition) });
  }
}
