/** One app's entry in the launch queue: how many instances are left to launch, and since when it may look at offers
 * (AppTaskLauncherActor.scala:106-445). */

import type { Offer } from "../../model/messages.ts";
import type { Name } from "../../model/names.ts";
import { noTimer, type Timer } from "../kernel/agenda.ts";
import type { AppRecord } from "./app-record.ts";
import type { AppTasks } from "./app-tasks.ts";
import { type App, isResident } from "./apps.ts";
import type { Context } from "./context.ts";
import type { Need } from "./matching/need.ts";
import type { MatchReason } from "./matching/reasons.ts";
import type { Unfit } from "./matching/resource-matcher.ts";
import type { AppDraws } from "./port-draws.ts";
import type { Delay } from "./rate-limiter.ts";
import type { Task } from "./task.ts";
import type { OfferMatcher, Standing, TaskOp } from "./task-op.ts";
import type { TimerKind } from "./terms.ts";

/** What a launcher needs of the rest of Marathon. */
export interface LauncherPorts {
  register(matcher: OfferMatcher): void;
  unregister(matcher: OfferMatcher): void;
  classify(matcher: OfferMatcher): void;
  /** The least that the app needs of an offer. */
  needOf(app: App): Need;
  /** One operation for the offer, given the app's tasks with those of operations not stored yet. */
  buildTaskOp(request: MatchRequest): TaskOp | "failed" | Unfit;
  /** What that would say, without any effect; null where it would find something to do. */
  reasonsAgainst(request: MatchRequest): readonly MatchReason[] | null;
  /** The launcher raised an error and is gone, with all that was left to launch (LaunchQueueActor.scala:207-213). */
  failed(app: string): void;
  delayOf(app: App, known: Delay | null): number;
  requestRevive(): void;
  /** The number left to launch may have changed. */
  leftChanged(launcher: Launcher): void;
}

/** TaskOpFactory.Request (TaskOpFactory.scala:19-36). */
export interface MatchRequest {
  readonly app: App;
  readonly offer: Offer;
  readonly stored: AppTasks;
  /** Tasks of operations that are not stored yet, by id; none of them is in `stored`. */
  readonly inFlight: ReadonlyMap<string, Task>;
  /** Ids of the tasks that this launcher has reserved, with their places in its own map of the app's tasks: behind all that were
   * stored before it began. */
  readonly places: ReadonlyMap<string, number>;
  /** Reserved tasks in both, whatever their agent. */
  readonly reserved: number;
  readonly left: number;
  readonly draws: AppDraws;
}

const noTasks: ReadonlyMap<string, Task> = new Map();
const noPlaces: ReadonlyMap<string, number> = new Map();

export class Launcher implements OfferMatcher {
  readonly record: AppRecord;
  /** The app's name, for rows. */
  readonly rowName: Name;
  readonly salt: number;
  /** Set when the launcher is made, as in Marathon. */
  readonly precedes: boolean;
  /** What the journal says is left to launch. */
  told = 0;
  /** Of the app as it failed last; null before. */
  delay: Delay | null = null;
  standing: Standing = null;
  coming = 0;
  loosened = 0;
  readonly #context: Context;
  readonly #ports: LauncherPorts;
  readonly #recheck: TimerKind;
  /** Null where there are none, as nearly always. */
  #inFlight: Map<string, Task> | null = null;
  /** Null where it has reserved none. */
  #places: Map<string, number> | null = null;
  #nextPlace = 0;
  #app: App;
  /** As it was handed in last and found to be of the same version: it need not be looked into again. */
  #same: App;
  #resident: boolean;
  #need: Need | null = null;
  #left: number;
  #backoffUntilMs: number;
  #timer: Timer = noTimer;
  #registered = false;
  readonly #draws: AppDraws;

  /** `recheck` is the event that calls `manage` when the backoff is over. */
  constructor(
    context: Context,
    ports: LauncherPorts,
    recheck: TimerKind,
    record: AppRecord,
    app: App,
    left: number,
  ) {
    this.#context = context;
    this.#ports = ports;
    this.#recheck = recheck;
    this.#app = app;
    this.#same = app;
    this.#resident = isResident(app);
    this.#left = left;
    this.#backoffUntilMs = ports.delayOf(app, null);
    this.#draws = context.draws.of(app.id);
    this.record = record;
    this.rowName = context.recorder.nameOf(app.id);
    this.salt = context.streams.salt("marathon.matcher", `${context.name}${app.id}`);
    this.precedes = this.#resident;
    this.#setBackoff(this.#backoffUntilMs);
  }

  get appId(): string {
    return this.record.id;
  }

  get app(): App {
    return this.#app;
  }

  get need(): Need {
    this.#need ??= this.#ports.needOf(this.#app);
    return this.#need;
  }

  /** Instances left to launch. A reservation does not count against it, only a launch does. */
  get left(): number {
    return this.#left;
  }

  get inFlight(): number {
    return this.#inFlight?.size ?? 0;
  }

  get backoffUntilMs(): number {
    return this.#backoffUntilMs;
  }

  /** How many tasks there will be when all is launched (LaunchQueue.scala:33). */
  get finalTaskCount(): number {
    let launching = 0;
    if (this.#inFlight !== null)
      for (const task of this.#inFlight.values()) if (task.launched !== null) launching++;
    return this.record.launched + launching + this.#left;
  }

  get pinned(): boolean {
    return this.#resident && this.#reserved >= this.#left;
  }

  /** Adds instances; another version of the app takes the place of what was left (lines 290-331). */
  add(app: App, count: number): void {
    const isSame = app === this.#same || isSameVersion(app, this.#app);
    if (isSame) this.#left += count;
    else {
      const newConfig = app.configVersionMs !== this.#app.configVersionMs;
      this.#app = app;
      this.#need = null;
      this.#resident = isResident(app);
      this.#left = count;
      if (newConfig) {
        // No offers until the delay is known again, so that those declined for the old configuration come back.
        this.#unregister();
        this.#setBackoff(this.#ports.delayOf(app, this.delay));
      }
    }
    this.#same = app;
    this.manage();
  }

  /** The rate limiter tells a delay; one for another version of the app is ignored (lines 184-211). */
  delayUpdate(app: App, untilMs: number): void {
    const isSame = app === this.#same || app.versionMs === this.#app.versionMs;
    if (!isSame || untilMs === this.#backoffUntilMs) return;
    this.#setBackoff(untilMs);
    this.manage();
  }

  match(offer: Offer): TaskOp | "failed" | null {
    if (!this.mayLaunch) return null;
    const op = this.#ports.buildTaskOp(this.#requestFor(offer));
    if (op === "failed" || "fits" in op) {
      const reasons = op === "failed" ? (["launcher-failed"] as const) : op.reasons;
      this.#context.log?.unused(this.#context.name, this.appId, reasons);
      // Java raises an error where it is to compare a text with what is no expression (Constraints.scala:66-108).
      if (op !== "failed" && !op.reasons.includes("constraint-no-expression")) return null;
      this.#ports.failed(this.appId);
      return "failed";
    }
    this.#context.log?.used(this.#context.name, this.appId);
    if (op.kind === "launch") this.#left--;
    // A launch on a reservation has no task of its own until it is stored: it is not in flight (lines 359-374).
    if ("task" in op.stateOp) {
      this.#inFlight ??= new Map();
      this.#inFlight.set(op.stateOp.task.taskId, op.stateOp.task);
    }
    if (op.stateOp.type === "Reserve") {
      this.#places ??= new Map();
      this.#places.set(op.stateOp.task.taskId, this.#nextPlace++);
    }
    this.manage();
    return op;
  }

  /** Why such an offer would be of no use now, backoff aside; null where it would be of some. */
  reasonsAgainst(offer: Offer): readonly MatchReason[] | null {
    return this.#ports.reasonsAgainst(this.#requestFor(offer));
  }

  /** Reserved tasks, those among them that are not stored yet. */
  get reserved(): number {
    return this.#reserved;
  }

  #requestFor(offer: Offer): MatchRequest {
    return {
      app: this.#app,
      offer,
      stored: this.record,
      inFlight: this.#inFlight ?? noTasks,
      places: this.#places ?? noPlaces,
      reserved: this.#reserved,
      left: this.#left,
      draws: this.#draws,
    };
  }

  /** A task of the app was stored or is gone (lines 254-277). */
  taskChanged(taskId: string, gone: boolean): void {
    if (this.#inFlight?.delete(taskId) === true && this.#inFlight.size === 0) this.#inFlight = null;
    if (gone) this.#places?.delete(taskId);
    if (gone && (this.#app.definition.constraints.length > 0 || (this.#resident && this.mayLaunch))) {
      this.#ports.requestRevive();
    }
    if (this.#registered) this.#ports.classify(this);
  }

  /** Registers for offers exactly while there is something to launch and no backoff. */
  manage(): void {
    this.#ports.leftChanged(this);
    if (!this.mayLaunch) this.#unregister();
    else if (this.#registered) this.#ports.classify(this);
    else {
      this.#registered = true;
      this.#ports.register(this);
    }
  }

  /** Purged: forgets what was left. */
  stop(): void {
    this.#unregister();
    this.#context.kernel.cancel(this.#timer);
    this.#left = 0;
    this.#ports.leftChanged(this);
  }

  get #reserved(): number {
    let reserving = 0;
    if (this.#inFlight !== null)
      for (const task of this.#inFlight.values()) if (task.launched === null) reserving++;
    return this.record.reserved + reserving;
  }

  get mayLaunch(): boolean {
    return this.#left > 0 && this.#backoffUntilMs <= this.#context.kernel.nowMs;
  }

  #unregister(): void {
    if (!this.#registered) return;
    this.#registered = false;
    this.#ports.unregister(this);
  }

  #setBackoff(untilMs: number): void {
    const { kernel } = this.#context;
    this.#backoffUntilMs = untilMs;
    kernel.cancel(this.#timer);
    this.#timer = untilMs > kernel.nowMs ? kernel.at(untilMs, this.#recheck, this) : noTimer;
  }
}

function isSameVersion(a: App, b: App): boolean {
  return a.versionMs === b.versionMs && a.definition.instances === b.definition.instances;
}
