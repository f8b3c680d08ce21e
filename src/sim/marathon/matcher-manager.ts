/**
 * Who answers an offer, and in which order: launchers with something to launch register here; those whose volumes are
 * in the offer come first; each has one operation a turn and another turn while it finds some, up to a maximum per
 * offer and while launch tokens last (OfferMatcherManagerActor.scala:62-255).
 *
 * Not every launcher is asked: one that can only launch on volumes it waits for would find nothing in an offer without
 * them. Offers of one message are answered one after the other.
 */

import { type Offer, offerOf, type Sieve } from "../../model/messages.ts";
import type { Resources } from "../../model/resources.ts";
import type { Refusing } from "../cluster/framework.ts";
import { mix32 } from "../kernel/streams.ts";
import type { Held } from "./app-tasks.ts";
import type { Context } from "./context.ts";
import { compareSalted, HashOrder, inHashOrder } from "./hash-order.ts";
import { appOfVolume } from "./ids.ts";
import type { Interest } from "./interest.ts";
import { volumeHolderIn } from "./matching/labels.ts";
import { Room } from "./matching/need.ts";
import type { OfferMatcher, Standing, TaskOp } from "./task-op.ts";
import { LaunchTokens } from "./tokens.ts";
import type { Tracker } from "./tracker.ts";

/** Who is asked about an offer. */
interface Order {
  readonly first: readonly OfferMatcher[];
  readonly rest: Generator<OfferMatcher, undefined> | null;
}

/** What the manager knows of an agent. */
interface Known {
  readonly slaveId: string;
  /** For the occasions of its offers. */
  readonly salt: number;
  /** What all that may take any offer found nothing in, in the state of that number. */
  refused: Resources | null;
  version: number;
}

/** Who has an operation on an offer, and what that leaves of it. */
interface Taker {
  readonly matcher: OfferMatcher;
  readonly left: Offer;
}

const noOps: readonly TaskOp[] = [];
/** All that a message does not list is looked at. */
export const everything: Sieve = { cpusMilli: 0, wants: () => true };
const nobody: readonly OfferMatcher[] = [];

/** Few are ever in such a list, and mostly one: a list that grows would be made for many. */
function withOne(some: readonly OfferMatcher[], one: OfferMatcher): readonly OfferMatcher[] {
  if (some.length === 0) return [one];
  return some.includes(one) ? some : [...some, one];
}

export class MatcherManager implements Refusing {
  readonly tokens: LaunchTokens;
  readonly #context: Context;
  readonly #tracker: Tracker;
  readonly #interest: Interest;
  /** Registered matchers that may take any offer. */
  readonly #open = new HashOrder<OfferMatcher>();
  #comings = 0;
  /** How many of the registered ones only take offers with volumes they wait for. */
  #pinned = 0;
  /** By name. */
  readonly #agents = new Map<string, Known>();
  /** The state in which anybody may have begun to answer in another way. */
  #anybodySince = 0;

  constructor(context: Context, tracker: Tracker, interest: Interest) {
    this.#context = context;
    this.#tracker = tracker;
    this.#interest = interest;
    this.tokens = new LaunchTokens(context, () => {
      this.#loosen(null);
      this.#sayWanted();
    });
    this.#loosen(null);
  }

  get wantsOffers(): boolean {
    return this.#open.size + this.#pinned > 0 && this.tokens.left > 0;
  }

  get version(): number {
    return this.#context.keptRefusals.version;
  }

  get all(): boolean {
    return this.#open.size === 0 && !this.#isCounted;
  }

  /** Somebody counts what becomes of offers, and why. */
  get #isCounted(): boolean {
    const { log, name } = this.#context;
    return log !== undefined && log.counted(name).size > 0;
  }

  /**
   * Which unreserved resources, refused in the state of that number, may be of use by now; null where none are. -1 stands for no
   * state at all.
   */
  sieve(version: number): Sieve | null {
    if (!this.#isCounted && (this.#open.size === 0 || this.tokens.left <= 0)) return null;
    const needs = this.#context.keptRefusals.needsSince(version);
    if (needs === null) return everything;
    if (needs.length === 0) return null;
    return {
      cpusMilli: Math.min(...needs.map(({ cpusMilli }) => cpusMilli)),
      wants: (resources) => {
        const room = new Room(resources);
        return needs.some((need) => room.mayHold(need));
      },
    };
  }

  register(matcher: OfferMatcher): void {
    this.#stand(matcher, matcher.pinned ? "pinned" : "open");
    this.#sayWanted();
  }

  unregister(matcher: OfferMatcher): void {
    this.#stand(matcher, null);
    this.#sayWanted();
  }

  /** What a registered matcher would answer may have changed: it may have become pinned, or stopped being so. */
  classify(matcher: OfferMatcher): void {
    if (this.#context.log?.counts(this.#context.name, matcher.appId) === true) this.#loosen(null);
    if (matcher.standing === "open") {
      if (matcher.pinned) this.#stand(matcher, "pinned");
      else this.#loosen(matcher);
    } else if (matcher.standing === "pinned" && !matcher.pinned) this.#stand(matcher, "open");
  }

  #stand(matcher: OfferMatcher, standing: Standing): void {
    if (matcher.standing === "open") this.#open.delete(matcher);
    else if (matcher.standing === "pinned") this.#pinned--;
    matcher.standing = standing;
    if (standing === "open") {
      this.#loosen(matcher);
      matcher.coming = this.#comings++;
      this.#open.add(matcher);
    } else if (standing === "pinned") this.#pinned++;
  }

  /** That one may take what it found nothing in before, or with null anybody may. */
  #loosen(matcher: OfferMatcher | null): void {
    const { keptRefusals } = this.#context;
    keptRefusals.loosen(matcher);
    if (matcher === null) this.#anybodySince = keptRefusals.version;
    else matcher.loosened = keptRefusals.version;
  }

  /**
   * The operations for an offer, in the order in which Marathon sends them: what matched last comes first. `holder` is the task
   * whose volumes are all that the offer brings beside what is free, if there is one. Null where a launcher failed on the offer before
   * anything was found: nobody behind it is asked, since its answer is waited for up to the deadline, and the offer is to come
   * again (lines 215-255).
   */
  match(offer: Offer, holder: Held | null = null): readonly TaskOp[] | null {
    if (!this.wantsOffers) return noOps;
    if (holder !== null && this.#open.size === 0) {
      // Nobody but its app: the ids of its volumes name that one, or by their form none that there could be.
      const { launcher } = holder.record;
      if (launcher === null || launcher.standing === null || !launcher.mayLaunch) return noOps;
      if (launcher.left === 1) return this.#matchOnce(launcher, offer);
    }
    let ops: readonly TaskOp[] = noOps;
    let rest = offer;
    let taken: Resources | null = null;
    const again: OfferMatcher[] = [];
    let room: Room | null = null;
    const known = this.#knownOf(offer);
    const since = this.#refusedSince(known, offer);
    if (since > 0 && this.#context.asksAll !== true && !this.#isCounted && !this.#anyMayTake(offer, since)) {
      this.#noteRefused(known, offer);
      return noOps;
    }
    // Not who lacks something, nor who found nothing in as much as that before.
    const mayTake = (matcher: OfferMatcher): boolean => {
      if (this.#context.asksAll === true) return true;
      room ??= new Room(rest.resources);
      return matcher.loosened > since && room.mayHold(matcher.need);
    };
    const { first, rest: others } = this.#ordered(offer, known, mayTake);
    const opsMax = Math.min(this.#context.flags.max_tasks_per_offer, this.tokens.left);
    const takers: Taker[] | null = this.#isCounted ? [] : null;
    let asked = 0;
    for (let turn = 0; ops.length < this.#context.flags.max_tasks_per_offer && this.tokens.left > 0; ) {
      const matcher = first[asked++] ?? others?.next().value ?? again[turn++];
      if (matcher === undefined) break;
      if (!matcher.mayLaunch) continue;
      if (taken !== null) {
        rest = offerOf(rest, rest.resources.minus(taken));
        room = null;
      }
      taken = null;
      const op = matcher.match(rest);
      if (op === null) continue;
      if (op === "failed") {
        if (takers !== null) this.#tellOthers(offer, first, takers, opsMax, turn === 0 ? matcher : null);
        return ops.length === 0 ? null : ops;
      }
      this.#take();
      // Marathon puts each operation before those it has (OfferMatcherManagerActor.scala:62-69).
      ops = ops.length === 0 ? [op] : [op, ...ops];
      taken = op.consumes;
      // Whoever has another turn has it behind all others.
      if (turn === 0) takers?.push({ matcher, left: offerOf(rest, rest.resources.minus(taken)) });
      if (matcher.mayLaunch) again.push(matcher);
    }
    if (takers !== null) this.#tellOthers(offer, first, takers, opsMax, null);
    if (ops.length === 0 && offer.resources.isUnreserved) this.#noteRefused(known, offer);
    return ops;
  }

  /** Whether there is anybody to ask about what all refused in the state of that number. */
  #anyMayTake({ resources }: Offer, since: number): boolean {
    const needs = this.#context.keptRefusals.needsSince(since);
    if (needs === null) return true;
    if (needs.length === 0) return false;
    const room = new Room(resources);
    return needs.some((need) => room.mayHold(need));
  }

  #noteRefused(known: Known, { resources }: Offer): void {
    known.refused = resources;
    known.version = this.version;
  }

  /**
   * Who was passed over, and is counted, says why what had been left for it when its turn came was of no use. Nobody's turn came
   * behind that of the `last` one, unless all have had one.
   */
  #tellOthers(
    offer: Offer,
    first: readonly OfferMatcher[],
    takers: readonly Taker[],
    opsMax: number,
    last: OfferMatcher | null,
  ): void {
    if (last !== null && first.includes(last)) return;
    const { log, name, kernel } = this.#context;
    const occasion = mix32(this.#knownOf(offer).salt, kernel.nowMs % 4_294_967_296);
    for (const app of log?.untold(name) ?? []) {
      const { launcher } = this.#tracker.of(app);
      if (launcher === null || launcher.standing !== "open" || first.includes(launcher)) continue;
      if (last !== null && compareSalted(last, launcher, occasion) < 0) continue;
      let left = offer;
      let before = 0;
      for (const taker of takers) {
        const isBefore =
          first.includes(taker.matcher) || compareSalted(taker.matcher, launcher, occasion) < 0;
        if (!isBefore) continue;
        left = taker.left;
        before++;
      }
      if (before < opsMax) launcher.match(left);
    }
  }

  /** The same, where nobody else is asked, and nobody twice. */
  #matchOnce(matcher: OfferMatcher, offer: Offer): readonly TaskOp[] | null {
    const op = matcher.match(offer);
    if (op === "failed") return null;
    if (op === null) return noOps;
    this.#take();
    return [op];
  }

  /** One token; with the last one what is said of offers may change. */
  #take(): void {
    this.tokens.take();
    if (this.#isCounted && this.tokens.left <= 0) this.#loosen(null);
  }

  #knownOf({ agent, slaveId }: Offer): Known {
    let known = this.#agents.get(agent);
    if (known?.slaveId !== slaveId) {
      known = {
        slaveId,
        salt: this.#context.streams.salt("marathon.offer", agent),
        refused: null,
        version: 0,
      };
      this.#agents.set(agent, known);
    }
    return known;
  }

  /** The state in which all of that or more was refused by everybody; 0 where it was not. */
  #refusedSince({ refused, version }: Known, { resources }: Offer): number {
    if (refused === null || version < this.#anybodySince || !resources.isUnreserved) return 0;
    return refused.contains(resources) ? version : 0;
  }

  /** Those that are asked, in their order: some at once, and then the rest, of whom only as many as are needed are found. */
  #ordered(offer: Offer, { salt }: Known, mayTake: (matcher: OfferMatcher) => boolean): Order {
    let first = nobody;
    let waiting = nobody;
    let holders = nobody;
    const { frameworkId } = offer;
    for (const { kind } of offer.resources.entries) {
      const id = kind.persistenceId;
      if (id === null) continue;
      const holder = volumeHolderIn(frameworkId, kind, id) ?? this.#tracker.holderOf(id);
      const named = this.#appNamedBy(id, holder);
      const preceding = this.#tracker.of(named).launcher;
      if (preceding?.precedes === true && preceding.standing !== null) first = withOne(first, preceding);
      const pinned = holder?.record.launcher ?? null;
      if (pinned?.standing === "pinned") waiting = withOne(waiting, pinned);
      else if (pinned?.standing === "open") holders = withOne(holders, pinned);
    }
    const others = waiting.length === 0 ? nobody : waiting.filter((matcher) => !first.includes(matcher));
    if (this.#open.size === 0 && others.length === 0 && first.length < 2) return { first, rest: null };
    // Names the offer among all: its instant and its agent.
    const occasion = mix32(salt, this.#context.kernel.nowMs % 4_294_967_296);
    const pinned = inHashOrder(others, occasion);
    const preceding = inHashOrder(first, occasion);
    if (this.#open.size === 0) return { first: [...preceding, ...pinned], rest: null };
    const open = this.#open.inOrder(occasion, (each) => holders.includes(each) || mayTake(each));
    return { first: preceding, rest: this.#others(first, pinned, open, occasion) };
  }

  /** The app that the volume's id names, which goes by its form. */
  #appNamedBy(id: string, holder: Held | null): string {
    const dotsAllowed = !this.#context.quirks.has("B9");
    const ids = holder?.task?.reservation?.volumeIds;
    if (holder === null || ids === undefined) return appOfVolume(id, dotsAllowed) ?? "";
    holder.volumeApps ??= ids.map((one) => appOfVolume(one, dotsAllowed) ?? "");
    return holder.volumeApps[ids.indexOf(id)] ?? "";
  }

  /** All that may take any offer, with those that wait for its volumes; who comes while it is looked at is not asked. */
  *#others(
    first: readonly OfferMatcher[],
    pinned: readonly OfferMatcher[],
    opens: Iterable<OfferMatcher>,
    occasion: number,
    comings = this.#comings,
  ): Generator<OfferMatcher, undefined> {
    let turn = 0;
    for (const open of opens) {
      if (first.includes(open) || open.coming >= comings) continue;
      for (let next = pinned[turn]; next !== undefined; next = pinned[turn]) {
        if (compareSalted(next, open, occasion) >= 0) break;
        turn++;
        yield next;
      }
      yield open;
    }
    yield* pinned.slice(turn);
  }

  #sayWanted(): void {
    this.#interest.managerWants(this.wantsOffers);
  }
}
