/**
 * Who answers an offer, and in which order: launchers with something to launch register here; those whose volumes are
 * in the offer come first; each has one operation a turn and another turn while it finds some, up to a maximum per
 * offer and while launch tokens last (OfferMatcherManagerActor.scala:62-255).
 *
 * Not every launcher is asked: one that can only launch on volumes it waits for would find nothing in an offer without
 * them. Offers of one message are answered one after the other.
 */

import { type Offer, offerOf } from "../../model/messages.ts";
import { mix32 } from "../kernel/streams.ts";
import type { Context } from "./context.ts";
import { compareSalted, HashOrder, inHashOrder } from "./hash-order.ts";
import { appOfVolume } from "./ids.ts";
import type { Interest } from "./interest.ts";
import type { OfferMatcher, TaskOp } from "./task-op.ts";
import { LaunchTokens } from "./tokens.ts";
import type { Tracker } from "./tracker.ts";

interface Open extends Pick<OfferMatcher, "appId" | "salt"> {
  readonly matcher: OfferMatcher;
  /** How many came before it. */
  readonly coming: number;
}

export class MatcherManager {
  readonly tokens: LaunchTokens;
  readonly #context: Context;
  readonly #tracker: Tracker;
  readonly #interest: Interest;
  /** Registered matchers that may take any offer, by app, and the same in the order of an occasion. */
  readonly #open = new Map<string, Open>();
  readonly #openInOrder = new HashOrder<Open>();
  #comings = 0;
  /** Of each agent, for the occasions of its offers. */
  readonly #salts = new Map<string, number>();
  /** Registered matchers that only take offers with volumes they wait for. */
  readonly #pinned = new Map<string, OfferMatcher>();
  /** Grows whenever a matcher that may take any offer may answer in another way than before. */
  #changes = 1;

  constructor(context: Context, tracker: Tracker, interest: Interest) {
    this.#context = context;
    this.#tracker = tracker;
    this.#interest = interest;
    this.tokens = new LaunchTokens(context, () => {
      this.#changes++;
      this.#sayWanted();
    });
  }

  get wantsOffers(): boolean {
    return this.#open.size + this.#pinned.size > 0 && this.tokens.left > 0;
  }

  /** While it stays the same, an offer of unreserved resources that was refused would be refused again; 0: any would. */
  get version(): number {
    return this.#open.size === 0 ? 0 : this.#changes;
  }

  register(matcher: OfferMatcher): void {
    if (matcher.pinned) this.#pinned.set(matcher.appId, matcher);
    else this.#opened(matcher);
    this.#sayWanted();
  }

  unregister(matcher: OfferMatcher): void {
    this.#closed(matcher);
    this.#pinned.delete(matcher.appId);
    this.#sayWanted();
  }

  /** What a registered matcher would answer may have changed: it may have become pinned, or stopped being so. */
  classify(matcher: OfferMatcher): void {
    const { appId } = matcher;
    if (this.#open.has(appId)) {
      this.#changes++;
      if (!matcher.pinned) return;
      this.#closed(matcher);
      this.#pinned.set(appId, matcher);
    } else if (!matcher.pinned && this.#pinned.delete(appId)) this.#opened(matcher);
  }

  #opened(matcher: OfferMatcher): void {
    const { appId, salt } = matcher;
    const open = { appId, salt, matcher, coming: this.#comings++ };
    this.#changes++;
    this.#open.set(appId, open);
    this.#openInOrder.add(open);
  }

  #closed({ appId }: OfferMatcher): void {
    const open = this.#open.get(appId);
    if (open === undefined) return;
    this.#changes++;
    this.#open.delete(appId);
    this.#openInOrder.delete(open);
  }

  /** The operations for an offer, in the order in which Marathon sends them: what matched last comes first. */
  match(offer: Offer): readonly TaskOp[] {
    const ops: TaskOp[] = [];
    if (!this.wantsOffers) return ops;
    let rest = offer;
    const again: OfferMatcher[] = [];
    const fresh = this.#ordered(offer, this.#occasionOf(offer));
    for (let turn = 0; ops.length < this.#context.flags.max_tasks_per_offer && this.tokens.left > 0; ) {
      const next = fresh.next();
      const matcher = next.done === true ? again[turn++] : next.value;
      if (matcher === undefined) break;
      const op = matcher.match(rest);
      if (op === null) continue;
      this.tokens.take();
      // Marathon puts each operation before those it has (OfferMatcherManagerActor.scala:62-69).
      ops.unshift(op);
      rest = offerOf(rest, rest.resources.minus(op.consumes));
      again.push(matcher);
    }
    return ops;
  }

  /** Names the offer among all: its instant and its agent. */
  #occasionOf({ agent }: Offer): number {
    const { kernel, streams } = this.#context;
    let salt = this.#salts.get(agent);
    if (salt === undefined) {
      salt = streams.salt("marathon.offer", agent);
      this.#salts.set(agent, salt);
    }
    return mix32(salt, kernel.nowMs % 4_294_967_296);
  }

  *#ordered(offer: Offer, occasion: number): Generator<OfferMatcher, void> {
    const first: OfferMatcher[] = [];
    const waiting: OfferMatcher[] = [];
    const dotsAllowed = !this.#context.quirks.has("B9");
    for (const { kind } of offer.resources.entries) {
      const id = kind.persistenceId;
      if (id === null) continue;
      const named = appOfVolume(id, dotsAllowed) ?? "";
      const preceding = this.#open.get(named)?.matcher ?? this.#pinned.get(named);
      if (preceding?.precedes === true && !first.includes(preceding)) first.push(preceding);
      const holder = this.#tracker.holderOf(id);
      const pinned = holder === null ? undefined : this.#pinned.get(holder.app);
      if (pinned !== undefined && !waiting.includes(pinned)) waiting.push(pinned);
    }
    // Who comes while the offer is looked at is not asked about it.
    const comings = this.#comings;
    yield* inHashOrder(first, occasion);
    const pinned = [
      ...inHashOrder(
        waiting.filter((matcher) => !first.includes(matcher)),
        occasion,
      ),
    ];
    for (const open of this.#openInOrder.inOrder(occasion)) {
      if (first.includes(open.matcher) || open.coming >= comings) continue;
      while (pinned[0] !== undefined && compareSalted(pinned[0], open, occasion) < 0)
        yield* pinned.splice(0, 1);
      yield open.matcher;
    }
    yield* pinned;
  }

  #sayWanted(): void {
    this.#interest.managerWants(this.wantsOffers);
  }
}
