/**
 * What the allocator remembers of one agent: what it has, what of that is given to whom, what is free.
 *
 * What is given last is added to the rest only when somebody asks: most of it comes back untouched.
 */

import { applyOperation, type Operation } from "../../model/operations.ts";
import { Resources } from "../../model/resources.ts";
import type { KnownBy } from "./allocator-like.ts";
import type { Cohort } from "./cohort.ts";
import type { Filter } from "./filters.ts";

interface Gift {
  readonly frameworkId: string;
  readonly resources: Resources;
  /** What was free before it. */
  readonly available: Resources;
}

/** What a framework is charged for. */
export interface Holding {
  readonly frameworkId: string;
  resources: Resources;
}

interface Refused {
  readonly frameworkId: string;
  readonly version: number;
  readonly resources: Resources;
}

export class AgentState {
  readonly slaveId: string;
  readonly hostname: string;
  /** Orders agents in a run, together with the run's own number. */
  readonly salt: number;
  activated = true;
  /** The list that it is in, while it is in one; and who asks for it by what it is known by. */
  list: object | null = null;
  known: KnownBy | null = null;
  /** In the allocator's two sets of agents; -1 where it is not in one. */
  readonly places: number[] = [-1, -1];
  /** Of what is allocated, what no known framework is charged for. */
  uncharged = Resources.none;
  /** Where it is offered and refused together with others. */
  idle: Cohort | null = null;
  /** What it is offered with then. */
  idleOffer = Resources.none;
  /** Of that, in thousandths: thousands of agents are passed over for it. */
  idleCpusMilli = 0;
  /** The newest refusal of it that lasts; each says which comes next. */
  filters: Filter | null = null;
  /** What a framework refused last, and in which state of it. */
  refused: Refused | null = null;
  #total: Resources;
  #allocated = Resources.none;
  /** One for each known framework that holds something: few. */
  readonly #holdings: Holding[] = [];
  /** The last gift, while it is not part of `#allocated` and `#holdings` yet. */
  #gift: Gift | null = null;
  /** total - allocated, once somebody asked; null when either changed since. */
  #available: Resources | null = null;

  constructor(slaveId: string, hostname: string, salt: number, total: Resources) {
    this.slaveId = slaveId;
    this.hostname = hostname;
    this.salt = salt;
    this.#total = total;
  }

  get total(): Resources {
    return this.#total;
  }

  set total(total: Resources) {
    this.#settle();
    this.#total = total;
    this.#available = null;
  }

  get allocated(): Resources {
    this.#settle();
    return this.#allocated;
  }

  set allocated(allocated: Resources) {
    this.#settle();
    this.#allocated = allocated;
    this.#available = null;
  }

  /** Of what is allocated, what each known framework is charged for; none where it holds nothing. */
  get holdings(): readonly Readonly<Holding>[] {
    this.#settle();
    return this.#holdings;
  }

  /** What a framework is charged for. */
  heldBy(frameworkId: string): Resources {
    this.#settle();
    return this.#holdingOf(frameworkId)?.resources ?? Resources.none;
  }

  /** A framework is charged for more, whatever is allocated. */
  charge(frameworkId: string, resources: Resources): void {
    this.#settle();
    this.#hold(frameworkId, this.heldBy(frameworkId).plus(resources));
  }

  /** A framework, known or not, is charged for nothing any more. */
  discharge(frameworkId: string): void {
    this.#settle();
    this.#hold(frameworkId, Resources.none);
  }

  /** It may be looked at by itself in a run. */
  get isOpen(): boolean {
    return this.activated && this.idle === null;
  }

  /** Resources that no known framework is charged for come back. */
  recoverUncharged(resources: Resources): void {
    this.uncharged = this.uncharged.minus(resources);
    this.allocated = this.allocated.minus(resources);
  }

  /** A framework that is charged for it gives resources back. */
  giveBack(frameworkId: string, resources: Resources): void {
    this.#settle();
    const before = this.#allocated;
    const held = this.#holdingOf(frameworkId)?.resources ?? Resources.none;
    this.#allocated = before.minus(resources);
    this.#available = null;
    this.#hold(frameworkId, held === before ? this.#allocated : held.minus(resources));
  }

  /** What is free. */
  get available(): Resources {
    if (this.#available === null) {
      this.#settle();
      this.#available = this.#total.minus(this.#allocated);
    }
    return this.#available;
  }

  /** What a framework holds becomes something else of the same quantity. Throws where it cannot. */
  changeAllocated(frameworkId: string, operation: Operation): void {
    const allocated = applyOperation(this.allocated, operation);
    const total = applyOperation(this.total, operation);
    const before = this.heldBy(frameworkId);
    const held = before === this.#allocated ? allocated : applyOperation(before, operation);
    if (!allocated.ok || !total.ok || !held.ok) {
      throw new Error(`${operation.type} does not apply to what ${frameworkId} holds on ${this.slaveId}`);
    }
    this.allocated = allocated.resources;
    this.total = total.resources;
    this.#hold(frameworkId, held.resources);
  }

  /** What is free becomes something else of the same quantity; false where it cannot. */
  changeAvailable(operation: Operation): boolean {
    if (!applyOperation(this.available, operation).ok) return false;
    const total = applyOperation(this.total, operation);
    if (total.ok) this.total = total.resources;
    return total.ok;
  }

  /** A framework gets some of what is free. */
  give(frameworkId: string, resources: Resources): void {
    const { available } = this;
    this.#settle();
    this.#gift = { frameworkId, resources, available };
    this.#available = available.isAllIn(resources) ? Resources.none : null;
  }

  /**
   * The last gift comes back as it was, with nothing changed since: the agent is what it was before; false where that is
   * not so. To add it and take it away again would give the same, entry by entry: what is added at the end is taken there.
   */
  takeBack(frameworkId: string, resources: Resources): boolean {
    const gift = this.#gift;
    if (gift === null || gift.resources !== resources || gift.frameworkId !== frameworkId) return false;
    this.#gift = null;
    this.#available = gift.available;
    return true;
  }

  #settle(): void {
    const gift = this.#gift;
    if (gift === null) return;
    const { frameworkId, resources } = gift;
    this.#gift = null;
    const before = this.#allocated;
    const held = this.#holdingOf(frameworkId)?.resources ?? Resources.none;
    this.#allocated = before.plus(resources);
    this.#hold(frameworkId, held === before ? this.#allocated : held.plus(resources));
  }

  #holdingOf(frameworkId: string): Holding | null {
    const holdings = this.#holdings;
    for (let i = 0; i < holdings.length; i++) {
      const holding = holdings[i] as Holding;
      if (holding.frameworkId === frameworkId) return holding;
    }
    return null;
  }

  #hold(frameworkId: string, resources: Resources): void {
    const holdings = this.#holdings;
    for (let i = 0; i < holdings.length; i++) {
      const holding = holdings[i] as Holding;
      if (holding.frameworkId !== frameworkId) continue;
      if (resources.isEmpty) holdings.splice(i, 1);
      else holding.resources = resources;
      return;
    }
    if (!resources.isEmpty) holdings.push({ frameworkId, resources });
  }
}
