/**
 * Changes of the stored apps, one after the other: check, plan, deploy, store, answer (GroupManager.scala:102-180).
 *
 * A forced change that must wait for a kill to end holds up all later ones, as in Marathon.
 */

import type { AppDefinition, AppRefusalDetail } from "../../model/app/definition.ts";
import { type App, type Apps, versionText } from "./apps.ts";
import type { Context } from "./context.ts";
import { type Plan, planOf } from "./deployments/plan.ts";
import type { Ids } from "./ids.ts";
import type { DeployOutcome, Scheduler } from "./scheduler.ts";
import type { ServicePorts } from "./service-ports.ts";
import type { Tracker } from "./tracker.ts";

/** What an operator wants changed; null is the app's destroy. */
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

/** A refusal without details. */
export function refusal(status: number, reason: Refused["reason"], message: string): Refused {
  return { type: "refused", status, reason, message, details: [] };
}

export interface UpgradeParts {
  readonly apps: Apps;
  readonly tracker: Tracker;
  readonly ports: ServicePorts;
  readonly ids: Ids;
  readonly scheduler: Scheduler;
}

export class Upgrades {
  readonly #context: Context;
  readonly #parts: UpgradeParts;
  readonly #changed: (app: string) => void;
  readonly #queue: Wish[] = [];
  #busy = false;

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

  #next(): void {
    while (!this.#busy) {
      const wish = this.#queue.shift();
      if (wish === undefined) return;
      this.#busy = true;
      this.#work(wish, (outcome) => {
        this.#busy = false;
        wish.answer(outcome);
        this.#next();
      });
    }
  }

  #work(wish: Wish, done: (outcome: Outcome) => void): void {
    const from = this.#parts.apps.get(wish.app);
    const changed = wish.change(from);
    if (changed.type === "refused") {
      done(changed);
      return;
    }
    const to = changed.type === "destroy" ? null : this.#versioned(from, changed.definition);
    if (to !== null && "type" in to) {
      done(to);
      return;
    }
    const id = this.#parts.ids.uuid(`deployment${wish.app}`, this.#context.kernel.nowMs);
    const { launched } = this.#parts.tracker.of(wish.app);
    const plan = planOf(id, from, to, launched, wish.sentenced);
    this.#parts.scheduler.deploy(plan, wish.force, (outcome) => done(this.#stored(outcome, plan, from, to)));
  }

  /** The new version; the old one where nothing changed. A change of instances alone keeps the configuration's. */
  #versioned(from: App | null, definition: AppDefinition): App | Refused {
    const { nowMs } = this.#context.kernel;
    if (from !== null) {
      return from.definition.instances === definition.instances
        ? from
        : { ...from, definition, versionMs: nowMs };
    }
    const conflict = this.#parts.ports.conflict(definition);
    if (conflict !== null) {
      const details = [{ path: "/", errors: [conflict] }];
      return { type: "refused", status: 422, reason: "invalid", message: "Object is not valid", details };
    }
    const assigned = this.#parts.ports.assign(definition);
    if (assigned === null) {
      const { local_port_min: min, local_port_max: max } = this.#context.flags;
      return refusal(500, "invalid", `All ports in the range [${min}-${max}) are already in use`);
    }
    return { id: definition.id, definition: assigned, versionMs: nowMs, configVersionMs: nowMs };
  }

  /** Stored once the scheduler has taken the plan: a destroyed app is gone while its tasks still run. */
  #stored(outcome: DeployOutcome, plan: Plan, from: App | null, to: App | null): Outcome {
    if (outcome.type !== "started") {
      if (from === null && to !== null) this.#parts.ports.release(to.definition);
      return outcome.type === "locked"
        ? refusal(409, "locked", lockedMessage)
        : refusal(503, "locked", "Exceeded timeout for canceling conflicting deployments.");
    }
    if (plan.steps.length === 0) return { type: "done", created: false };
    if (to === null) this.#destroyed(from);
    else this.#saved(from, to);
    this.#changed((to ?? from)?.id ?? "");
    return { type: "done", created: from === null };
  }

  #saved(from: App | null, app: App): void {
    const { name: framework, recorder } = this.#context;
    this.#parts.apps.store(app);
    const row = { framework, app: app.id, instances: app.definition.instances, version: versionText(app) };
    if (from === null) recorder.add("app.created", row);
    else recorder.add("app.updated", { ...row, changed: ["instances"] });
  }

  #destroyed(app: App | null): void {
    if (app === null) return;
    this.#parts.apps.expunge(app.id);
    this.#parts.ports.release(app.definition);
    this.#context.recorder.add("app.destroyed", { framework: this.#context.name, app: app.id });
  }
}
