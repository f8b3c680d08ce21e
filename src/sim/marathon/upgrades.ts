/**
 * Changes of the root group, one after the other: check, plan, deploy, store, answer (GroupManager.scala:102-180).
 *
 * A forced change that must wait for a kill to end holds up all later ones, as in Marathon. Who asked for one waits for its
 * answer for a while only; the change goes on without him.
 */

import { changedMembers, checkImmutable, isUpgrade } from "../../model/app/change.ts";
import type { AppDefinition, AppRefusal, AppRefusalDetail } from "../../model/app/definition.ts";
import { Levels } from "../../model/group/levels.ts";
import { checkGroups, groupPath } from "../../model/group/rules.ts";
import { GroupDraft } from "../../model/group/tree.ts";
import { byCodeUnit } from "../../model/units.ts";
import { noTimer, type Timer } from "../kernel/agenda.ts";
import { type App, versionText } from "./apps.ts";
import type { Context } from "./context.ts";
import { type Change, type Plan, planOf } from "./deployments/plan.ts";
import { residentHealthMax } from "./quirks.ts";
import type { DeployOutcome, Scheduler } from "./scheduler.ts";
import type { ServicePorts } from "./service-ports.ts";
import type { Store } from "./store.ts";
import type { TimerKind } from "./terms.ts";

/** How long a call waits for its answer: `zk_timeout` (RestResource.scala:53, ZookeeperConf.scala:18-20). */
const answerTimeoutMs = 10_000;

/** What an operator wants changed. */
export interface Wish {
  /** The app or group that it is about. */
  readonly app: string;
  readonly force: boolean;
  /** Makes the change in a draft of the groups; or says why not. */
  edit(draft: GroupDraft): Refused | null;
  /** The app gets a new version, changed or not (AppDefinition.markedForRestarting). */
  readonly restarts: boolean;
  /** Ids of tasks of the app that must go. */
  readonly sentenced: readonly string[];
  /** Told once. */
  answer(outcome: Outcome | TimedOut): void;
  /** Told after that where it timed out, if the change is not made then. */
  refusedLate(refused: Refused): void;
}

/** No answer came in time: whether the change is made, nobody is told. */
export interface TimedOut {
  readonly type: "timed-out";
  readonly message: string;
}

const timedOut: TimedOut = {
  type: "timed-out",
  message: `Futures timed out after [${answerTimeoutMs} milliseconds]`,
};

export interface Refused {
  readonly type: "refused";
  readonly status: number;
  readonly reason: "invalid" | "exists" | "unknown" | "locked";
  readonly message: string;
  readonly details: readonly Pick<AppRefusalDetail, "path" | "errors">[];
  /** Ids of the deployments that are in the way; none where a kill is. */
  readonly deployments?: readonly string[];
}

/** `created`: the app that it is about is a new one. */
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

/** A wish, from the call to its answer and the change. */
interface Asked {
  readonly wish: Wish;
  /** The version that the change makes, however long it waits (AppsResource.scala:137, GroupManager.scala:107). */
  readonly versionMs: number;
  isAnswered: boolean;
  timer: Timer;
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
  readonly #timeout: TimerKind;
  #queue: Asked[] = [];
  #working: Asked | null = null;

  /** `changed` is told when an app's wanted instances may be others. */
  constructor(context: Context, parts: UpgradeParts, changed: (app: string) => void) {
    this.#context = context;
    this.#parts = parts;
    this.#changed = changed;
    this.#timeout = context.kernel.kind("marathon/answer-timed-out", (asked) =>
      this.#answer(asked as Asked, timedOut),
    );
  }

  wish(wish: Wish): void {
    const { kernel } = this.#context;
    const asked: Asked = { wish, versionMs: kernel.nowMs, isAnswered: false, timer: noTimer };
    this.#queue.push(asked);
    this.#next();
    if (!asked.isAnswered) asked.timer = kernel.after(answerTimeoutMs, this.#timeout, asked);
  }

  /** The leader steps down: who still waits for an answer gets none from it. */
  stop(): void {
    const unanswered = [...(this.#working === null ? [] : [this.#working]), ...this.#queue];
    this.#queue = [];
    for (const asked of unanswered)
      if (!asked.isAnswered) this.#answer(asked, refusal(503, "locked", noLeaderMessage));
  }

  #next(): void {
    while (this.#working === null) {
      const asked = this.#queue.shift();
      if (asked === undefined) return;
      this.#working = asked;
      this.#work(asked, (outcome) => {
        this.#working = null;
        if (!asked.isAnswered) this.#answer(asked, outcome);
        else if (outcome.type === "refused") asked.wish.refusedLate(outcome);
        this.#next();
      });
    }
  }

  #answer(asked: Asked, outcome: Outcome | TimedOut): void {
    asked.isAnswered = true;
    this.#context.kernel.cancel(asked.timer);
    asked.wish.answer(outcome);
  }

  #work({ wish, versionMs }: Asked, done: (outcome: Outcome) => void): void {
    const { store, scheduler } = this.#parts;
    const draft = new GroupDraft(store.groups);
    const refused = wish.edit(draft);
    if (refused !== null) return done(refused);
    const changes = this.#assign(draft, wish, versionMs);
    if ("type" in changes) return done(changes);
    const levels = new Levels(draft);
    const healthMax = residentHealthMax(this.#context.quirks);
    const details = [...checkGroups(draft, levels, healthMax), ...this.#portConflicts(draft)];
    if (details.length === 0) details.push(...immutable(changes, healthMax));
    if (details.length > 0) return done(invalid(details));
    const { ids, kernel } = this.#context;
    const plan = planOf({
      id: ids.uuid(`deployment${wish.app}`, kernel.nowMs),
      changes,
      groups: draft.changes,
      levelOf: (app) => levels.of(app),
      launchedOf: (app) => store.tracker.of(app).launched,
      sentencedOf: (app) => (app === wish.app ? wish.sentenced : []),
    });
    scheduler.deploy(plan, wish.force, (outcome) => done(this.#stored(outcome, plan, versionMs, wish.app)));
  }

  /** The apps that change, with their service ports and their versions, which the draft then has, too
   * (GroupVersioningUtil.scala:22-60). */
  #assign(draft: GroupDraft, { app: asked, restarts }: Wish, versionMs: number): readonly Change[] | Refused {
    const { store, ports } = this.#parts;
    const changes: Change[] = [];
    const drafted = [...draft.changes.apps].sort(([a], [b]) => byCodeUnit(a, b));
    const others = new Set(
      drafted.flatMap(([, { to }]) => to?.portDefinitions.map(({ port }) => port) ?? []),
    );
    for (const [id, { to }] of drafted) {
      const from = store.apps.get(id);
      const definition = to === null ? null : ports.assign(to, from?.definition ?? null, others);
      if (to !== null && definition === null) {
        const { local_port_min: min, local_port_max: max } = this.#context.flags;
        return refusal(500, "invalid", `All ports in the range ${min}-${max} are already in use`);
      }
      const app = definition === null ? null : versioned(from, definition, versionMs);
      if (app !== null) draft.putApp(app.definition);
      if (app !== from) changes.push({ from, to: app });
    }
    const from = restarts ? store.apps.get(asked) : null;
    if (from !== null) changes.push({ from, to: { ...from, versionMs } });
    return changes;
  }

  #portConflicts(draft: GroupDraft): readonly AppRefusalDetail[] {
    const { apps } = draft.changes;
    const present = [...apps.values()].flatMap(({ to }) => to ?? []);
    const conflicts = this.#parts.ports.conflicts(present, (app) => apps.get(app)?.to === null);
    return conflicts.map(({ group, error }) => ({
      path: `${groupPath(draft, group)}/value`,
      at: [],
      errors: [error],
    }));
  }

  /** Stored once the scheduler has taken the plan: a destroyed app is gone while its tasks still run. */
  #stored(outcome: DeployOutcome, plan: Plan, versionMs: number, asked: string): Outcome {
    if (outcome.type !== "started") {
      return outcome.type === "locked"
        ? { ...refusal(409, "locked", lockedMessage), deployments: outcome.deployments }
        : refusal(503, "locked", "Exceeded timeout for canceling conflicting deployments.");
    }
    const { store } = this.#parts;
    const created = store.apps.get(asked) === null;
    store.groups.apply(plan.groups);
    store.history.add(versionMs, plan.groups);
    for (const change of plan.changes) this.#store(change);
    return { type: "done", created: created && store.apps.get(asked) !== null };
  }

  #store({ from, to }: Change): void {
    const { store, ports } = this.#parts;
    const id = (to ?? from)?.id ?? "";
    ports.stored(from?.definition ?? null, to?.definition ?? null);
    if (to === null) {
      store.apps.expunge(id);
      this.#context.recorder.add("app.destroyed", { framework: this.#context.name, app: id });
    } else {
      store.apps.store(to);
      this.#recordStored(from, to);
    }
    this.#changed(id);
  }

  #recordStored(from: App | null, app: App): void {
    const { name: framework, recorder } = this.#context;
    const row = { framework, app: app.id, instances: app.definition.instances, version: versionText(app) };
    if (from === null) recorder.add("app.created", row);
    else recorder.add("app.updated", { ...row, changed: changedMembers(from.definition, app.definition) });
  }
}

/** The app as it is to be stored: the one that it is where nothing changed. */
function versioned(from: App | null, definition: AppDefinition, versionMs: number): App {
  if (from === null || isUpgrade(from.definition, definition))
    return { id: definition.id, definition, versionMs, configVersionMs: versionMs };
  return from.definition.instances === definition.instances ? from : { ...from, definition, versionMs };
}

/** What of the changed apps may not change (DeploymentPlan.scala:308-310). */
function immutable(changes: readonly Change[], healthMax: number): readonly AppRefusalDetail[] {
  const present = changes.filter(({ to }) => to !== null);
  return present.flatMap(({ from, to }, i) =>
    from === null || to === null
      ? []
      : (checkImmutable(from.definition, to.definition, `/app(${i})`, healthMax)?.details ?? []),
  );
}

function invalid(details: readonly AppRefusalDetail[]): Refused {
  return {
    type: "refused",
    status: 422,
    reason: "invalid",
    message: "Object is not valid",
    details: merged(details),
  };
}

/** All errors of one path together. */
function merged(details: readonly AppRefusalDetail[]): Refused["details"] {
  const byPath = new Map<string, string[]>();
  for (const { path, errors } of details) {
    const known = byPath.get(path);
    if (known === undefined) byPath.set(path, [...errors]);
    else known.push(...errors);
  }
  return [...byPath].map(([path, errors]) => ({ path, errors }));
}
