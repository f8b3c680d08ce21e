/** From an offer to Marathon's answer: reconciler first, then the apps; each operation is stored before any is sent
 * (OfferProcessorImpl.scala:50-157, CoreModuleImpl.scala:95-99). Storing takes no simulated time. */

import type { IdleOffers, Offer, Sieve, ToMaster } from "../../model/messages.ts";
import { amountOf } from "../../model/units.ts";
import type { Context } from "./context.ts";
import type { Driver } from "./driver.ts";
import type { LaunchQueue } from "./launch-queue.ts";
import { everything, type MatcherManager } from "./matcher-manager.ts";
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
   * The offers of one message, one after the other. Of those that it does not list only what may be of use by now is looked at;
   * the rest is refused as before.
   */
  processAll(offers: readonly Offer[], idle: IdleOffers | null): void {
    if (idle === null) {
      for (const offer of offers) this.#process(offer);
      return;
    }
    const { log, name, flags } = this.#context;
    const { version } = this.#manager;
    const scan = idle.scan();
    const looked: Offer[] = [];
    const answers: (readonly ToMaster[])[] = [];
    let hasRevived = false;
    let seen = version;
    let sieve = this.#sieve(idle);
    for (let offer = scan.next(sieve); offer !== null; offer = scan.next(sieve)) {
      this.#driver.hold();
      this.#process(offer);
      const messages = this.#driver.held();
      looked.push(offer);
      answers.push(messages);
      hasRevived ||= messages.some(({ type }) => type === "REVIVE");
      // Who takes something may want nothing more.
      const isTaken = messages.some(({ type }) => type === "ACCEPT");
      if (seen === this.#manager.version && !isTaken) continue;
      seen = this.#manager.version;
      sieve = this.#sieve(idle);
    }
    if (hasRevived) {
      // A revive finds only what was refused before it.
      const sent = new Map(looked.map((offer, i) => [offer, answers[i]]));
      for (const offer of scan.all()) {
        const messages = sent.get(offer);
        if (messages !== undefined) this.#driver.sendAll(messages);
        else {
          log?.again(name, offer.agent);
          this.#driver.decline(offer, flags.decline_offer_duration, version);
        }
      }
      return;
    }
    for (const messages of answers) this.#driver.sendAll(messages);
    if (log !== undefined) for (const agent of idle.agents()) log.again(name, agent);
    // Where nobody is left of those who came meanwhile, all would be refused again.
    const isSettled = seen === version || this.#manager.sieve(version) === null;
    this.#driver.declineIdle(idle, flags.decline_offer_duration, isSettled ? seen : version);
  }

  /** What is to be looked at of the offers that a message does not list. */
  #sieve(idle: IdleOffers): Sieve | null {
    return this.#wouldSayTheSame(idle) ? this.#manager.sieve(idle.version) : everything;
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
    if (ops === null) {
      this.#driver.decline(offer, null);
      this.#log(offer, (app) => this.#whyNotAsked(app, tokens, 0, "launcher-failed"));
      return;
    }
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

  /** Why the manager did not ask the app; `tokens` is how many there were before, `ended` what ended the asking. */
  #whyNotAsked(
    app: string,
    tokens: number,
    operations: number,
    ended: PassedReason = "offer-full",
  ): PassedReason | MatchReason {
    const launcher = this.#queue.get(app);
    if (launcher === null || launcher.left === 0) return "nothing-queued";
    if (launcher.backoffUntilMs > this.#context.kernel.nowMs) return "backoff";
    // A pinned app is only asked where the offer holds a volume it waits for.
    if (launcher.pinned) return "no-waiting-volumes";
    return tokens - operations > 0 ? ended : "no-launch-tokens";
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
