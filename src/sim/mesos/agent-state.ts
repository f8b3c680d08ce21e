/**
 * What the allocator remembers of one agent: what it has, what of that is given to whom, what is free.
 *
 * What is given last is added to the rest only when somebody asks: most of it comes back untouched. What a framework holds
 * is not kept a second time while that is all that is allocated.
 */

import { applyOperation, type Operation } from "../../model/operations.ts";
import { Resources } from "../../model/resources.ts";
import type { Cohort } from "./cohort.ts";

interface Gift {
  readonly frameworkId: string;
  readonly resources: Resources;
  /** What was free before it. */
  readonly available: Resources;
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
  /** Of what is allocated, what no known framework is charged for. */
  uncharged = Resources.none;
  /** Where it is offered and refused together with others. */
  idle: Cohort | null = null;
  /** What it is offered with then. */
  idleOffer = Resources.none;
  /** What a framework refused last, and in which state of it. */
  refused: Refused | null = null;
  #total: Resources;
  #allocated = Resources.none;
  /** The framework that holds all that is allocated; null where there is none, or `#held` says who holds what. */
  #sole: string | null = null;
  readonly #held = new Map<string, Resources>();
  /** The last gift, while it is not part of `#allocated` and `#held` yet. */
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

  /** Of what is allocated, what each known framework is charged for; no entry where it holds nothing. */
  get held(): Map<string, Resources> {
    this.#settle();
    if (this.#sole !== null) this.#held.set(this.#sole, this.#allocated);
    this.#sole = null;
    return this.#held;
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
    const isSole = this.#sole === frameworkId;
    const held = isSole ? allocated : applyOperation(this.held.get(frameworkId) ?? Resources.none, operation);
    if (!allocated.ok || !total.ok || !held.ok) {
      throw new Error(`${operation.type} does not apply to what ${frameworkId} holds on ${this.slaveId}`);
    }
    this.allocated = allocated.resources;
    this.total = total.resources;
    if (!isSole) this.held.set(frameworkId, held.resources);
  }

  /** A framework that is charged for it gives some of what is allocated back. */
  recover(frameworkId: string, resources: Resources): void {
    this.#settle();
    if (this.#sole !== frameworkId) lessOf(this.held, frameworkId, resources);
    this.allocated = this.#allocated.minus(resources);
    if (this.#allocated.isEmpty) this.#sole = null;
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
    this.#available = resources === available ? Resources.none : null;
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
    if (this.#allocated.isEmpty && this.#held.size === 0) this.#sole = frameworkId;
    if (this.#sole !== frameworkId) {
      const held = this.held.get(frameworkId);
      this.#held.set(frameworkId, held === undefined ? resources : held.plus(resources));
    }
    this.#allocated = this.#allocated.plus(resources);
  }
}

/** Somebody holds less or, with null, nothing any more. */
export function lessOf(held: Map<string, Resources>, holder: string, resources: Resources | null): void {
  const rest = resources === null ? null : held.get(holder)?.minus(resources);
  if (rest == null || rest.isEmpty) held.delete(holder);
  else held.set(holder, rest);
}
