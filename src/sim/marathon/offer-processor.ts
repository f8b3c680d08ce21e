/** From an offer to Marathon's answer: reconciler first, then the apps; each operation is stored before any is sent
 * (OfferProcessorImpl.scala:50-157, CoreModuleImpl.scala:95-99). Storing takes no simulated time. */

import type { IdleOffers, Offer, ToMaster } from "../../model/messages.ts";
import { amountOf } from "../../model/units.ts";
import type { Context } from "./context.ts";
import type { Driver } from "./driver.ts";
import type { LaunchQueue } from "./launch-queue.ts";
import type { MatcherManager } from "./matcher-manager.ts";
import { soleHolder } from "./matching/labels.ts";
import type { MatchReason, PassedReason } from "./matching/reasons.ts";
import { reconcileOffer } from "./reconciler.ts";
import type { TaskOp } from "./task-op.ts";
import type { Tracker } from "./tracker.ts";
import { taskIdOf } from "./transitions.ts";
import type { TaskUpdates } from "./updates.ts";

const noOps: readonly TaskOp[] = [];

export class OfferProcessor {
  readonly #context: Context;
  readonly #driver: Driver;
  readonly #tracker: Tracker;
  readonly #updates: TaskUpdates;
  readonly #manager: MatcherManager;
  readonly #queue: LaunchQueue;

  constructor(
    context: Context,
    driver: Driver,
    tracker: Tracker,
    updates: TaskUpdates,
    manager: MatcherManager,
    queue: LaunchQueue,
  ) {
    this.#context = context;
    this.#driver = driver;
    this.#tracker = tracker;
    this.#updates = updates;
    this.#manager = manager;
    this.#queue = queue;
  }

  /**
   * The offers of one message, one after the other. Those that it does not list are refused like the ones before, unless
   * what Marathon looks for has changed since.
   */
  processAll(offers: readonly Offer[], idle: IdleOffers | null): void {
    if (idle === null || !this.#driver.isRegistered || !this.#wouldRefuse(idle)) {
      for (const offer of idle?.all() ?? offers) this.#process(offer);
      return;
    }
    const sent: (readonly ToMaster[])[] = [];
    let together = true;
    let changed = false;
    let { version } = this.#manager;
    for (const offer of offers) {
      this.#driver.hold();
      this.#process(offer);
      const messages = this.#driver.held();
      sent.push(messages);
      // A revive finds only what was refused before it.
      if (messages.some(({ type }) => type === "REVIVE")) together = false;
      if (version === this.#manager.version) continue;
      version = this.#manager.version;
      changed = !this.#wouldRefuse(idle);
      if (changed) break;
    }
    if (changed || !together)
      return this.#oneByOne(idle, changed, new Map(sent.map((messages, i) => [offers[i], messages])));
    for (const messages of sent) this.#driver.sendAll(messages);
    const { log, name, flags } = this.#context;
    if (log !== undefined) for (const agent of idle.agents()) log.again(name, agent);
    this.#driver.declineIdle(idle, flags.decline_offer_duration);
  }

  /** Whether it would refuse all that the message does not list, as it did. */
  #wouldRefuse(idle: IdleOffers): boolean {
    const manager = this.#manager;
    const { version } = idle;
    if (!this.#wouldSayTheSame(idle)) return false;
    if (version === manager.version) return true;
    if (version < 0) return false;
    let all = true;
    idle.walk().next(null, (resources) => {
      all &&= manager.again(version, resources);
      return false;
    });
    return all;
  }

  /** Where offers are counted: whether the reasons would be those of the last time, were the refusals so. */
  #wouldSayTheSame(idle: IdleOffers): boolean {
    const { log, name } = this.#context;
    const counted = log?.counted(name);
    if (counted === undefined || counted.size === 0) return true;
    for (const app of counted.keys()) {
      const launcher = this.#queue.get(app);
      // A backoff that is over at this very instant is so for some offers before its end is noted.
      if (launcher?.standing === null && launcher.mayLaunch) return false;
    }
    return idle.revealed.length === 0;
  }

  /** What was sent for the listed ones goes out between the refusals of the others; after a change, each is looked at. */
  #oneByOne(
    idle: IdleOffers,
    changed: boolean,
    sent: ReadonlyMap<Offer | undefined, readonly ToMaster[]>,
  ): void {
    let left = sent.size;
    for (const offer of idle.all()) {
      const messages = sent.get(offer);
      if (messages !== undefined) {
        this.#driver.sendAll(messages);
        left--;
      } else if (changed && left === 0) this.#process(offer);
      else {
        this.#context.log?.again(this.#context.name, offer.agent);
        this.#driver.decline(offer, this.#context.flags.decline_offer_duration);
      }
    }
  }

  #process(offer: Offer): void {
    const { quirks, flags } = this.#context;
    const holder = soleHolder(offer);
    // All that is reserved there is known, and so is its app: the reconciler would find nothing.
    const spurious = holder?.record.app == null ? reconcileOffer(offer, this.#tracker, quirks) : noOps;
    if (spurious === null) {
      // The matcher failed: declined with Mesos' default filter, so the offer soon comes again (lines 58-66).
      this.#driver.decline(offer, null);
      this.#log(offer, () => "offer-failed");
      return;
    }
    const tokens = this.#manager.tokens.left;
    // What changes while it is answered may make another answer of the next one.
    const { version } = this.#manager;
    const ops = spurious.length > 0 ? spurious : this.#manager.match(offer, holder);
    if (this.#context.log !== undefined) {
      const made = ops.length;
      if (spurious.length > 0) this.#log(offer, () => "offer-reconciled");
      else this.#log(offer, (app) => this.#whyNotAsked(app, tokens, made));
    }
    if (ops.length === 0) {
      this.#driver.decline(offer, flags.decline_offer_duration, version);
      return;
    }
    for (const op of ops) {
      this.#updates.process(op.stateOp, op.info);
      this.#tie(op);
      if (op.kind === "reserve") this.#recordRequest(op, offer);
    }
    const [only] = ops;
    const operations =
      only !== undefined && ops.length === 1 ? only.operations : ops.flatMap((op) => op.operations);
    this.#driver.accept(offer, operations);
  }

  /** What is launched or reserved points to the task that it is for. */
  #tie({ stateOp, info, reservation }: TaskOp): void {
    if ((info === null || info.inFramework !== null) && reservation === null) return;
    const held = this.#tracker.held(taskIdOf(stateOp));
    if (held === null) return;
    if (info !== null) info.inFramework = held;
    reservation?.heldBy(held);
  }

  #log(offer: Offer, otherwise: (app: string) => PassedReason | MatchReason): void {
    const { name, log } = this.#context;
    log?.answered(name, offer.agent, otherwise);
  }

  /** Why the manager did not ask the app; `tokens` is how many there were before. */
  #whyNotAsked(app: string, tokens: number, operations: number): PassedReason | MatchReason {
    const launcher = this.#queue.get(app);
    if (launcher === null || launcher.left === 0) return "nothing-queued";
    if (launcher.backoffUntilMs > this.#context.kernel.nowMs) return "backoff";
    // A pinned app is only asked where the offer holds a volume it waits for.
    if (launcher.pinned) return "no-waiting-volumes";
    return tokens - operations > 0 ? "offer-full" : "no-launch-tokens";
  }

  #recordRequest({ stateOp, operations }: TaskOp, offer: Offer): void {
    if (stateOp.type !== "Reserve") return;
    const { task } = stateOp;
    const { name, role, recorder } = this.#context;
    for (const operation of operations) {
      if (operation.type !== "RESERVE") continue;
      const created = operations.find((other) => other.type === "CREATE");
      const taskName = operation.trace?.name ?? task.taskId;
      recorder.add(
        "reservation.requested",
        {
          resources: operation.resources,
          volumes: created?.volumes.entries.map(({ kind, milli, containerPath }) => ({
            id: kind.persistenceId,
            size: amountOf(milli),
            path: containerPath,
          })),
        },
        { agent: offer.agent, framework: name, role, app: task.app, task: taskName, reservation: taskName },
      );
    }
  }
}
