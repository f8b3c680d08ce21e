/** Capacity over time for the page: what each agent has, and what of it is reserved, used and offered, by role. */

import { byCodeUnit } from "../../model/units.ts";
import { type Amounts, addTo, byResource, type Sum } from "../amounts.ts";
import { Capacity } from "../capacity.ts";
import { instantsOf, type Offered, OpenOffers } from "../capacity-instants.ts";
import type { FinishedRun } from "../finished-run.ts";
import { rolesOf } from "../projection.ts";
import { type SlotKind, slotKinds } from "./page-data.ts";
import type { Stretch } from "./stretch.ts";
import { Table, type Texts } from "./tables.ts";

export interface Levels {
  readonly resources: readonly string[];
  readonly slots: Table;
  readonly levels: Table;
  readonly amounts: Table;
}

/**
 * A row for each slot whose amounts changed, at the end of each instant; the sums over agents are the page's work. Of a
 * stretch it begins with how all slots stand before it.
 */
export function levelsOf(run: FinishedRun, texts: Texts, stretch: Stretch | null): Levels {
  const capacity = new Capacity(rolesOf(run.scenario));
  const offered = new OfferedByAgent();
  const fold = new LevelFold(capacity, offered, texts);
  const offers = new OpenOffers((each, by) => offered.add(each, by));
  for (const atMs of instantsOf(run, capacity, offers)) {
    if (stretch !== null && atMs > stretch.toMs) break;
    if (stretch === null || atMs >= stretch.beforeMs) fold.endOfInstant(atMs);
  }
  return fold.finish();
}

const nothing: Amounts = new Map();

class LevelFold {
  readonly #capacity: Capacity;
  readonly #texts: Texts;
  readonly #offered: OfferedByAgent;
  readonly #slots = new Table("slots");
  readonly #levels = new Table("levels");
  readonly #slotPlaces = new Map<string, number>();
  /** What was written last of each slot; all begin with nothing. */
  readonly #last: number[] = [];
  readonly #amounts: Amounts[] = [nothing];
  readonly #amountPlaces = new Map<string, number>([["", 0]]);

  constructor(capacity: Capacity, offered: OfferedByAgent, texts: Texts) {
    this.#capacity = capacity;
    this.#offered = offered;
    this.#texts = texts;
  }

  endOfInstant(atMs: number): void {
    for (const name of [...this.#capacity.takeChanges().agents].sort(byCodeUnit)) {
      const agent = this.#capacity.agents.get(name);
      if (agent === undefined) continue;
      const { registered } = agent;
      this.#write(atMs, "total", name, "", registered ? agent.total : nothing);
      for (const [role, book] of agent.byRole) {
        this.#write(atMs, "reserved", name, role, registered ? book.reserved : nothing);
        this.#write(atMs, "used", name, role, registered ? book.used : nothing);
        this.#write(atMs, "usedReserved", name, role, registered ? book.usedReserved : nothing);
      }
    }
    for (const { agent, role, sum } of this.#offered.takeChanges())
      this.#write(atMs, "offered", agent, role, sum);
  }

  finish(): Levels {
    const resources = [...this.#capacity.resources()].sort(byResource);
    const amounts = new Table("amounts");
    for (const each of this.#amounts) for (const name of resources) amounts.add(each.get(name) ?? 0);
    return { resources, slots: this.#slots, levels: this.#levels, amounts };
  }

  #write(atMs: number, kind: SlotKind, agent: string, role: string, amounts: Amounts): void {
    const place = this.#amountPlace(amounts);
    const key = `${kind}\u0000${agent}\u0000${role}`;
    let slot = this.#slotPlaces.get(key);
    if (slot === undefined) {
      if (place === 0) return;
      slot = this.#slots.add(slotKinds.indexOf(kind), this.#texts.of(agent), this.#texts.of(role));
      this.#slotPlaces.set(key, slot);
    }
    if ((this.#last[slot] ?? 0) === place) return;
    this.#last[slot] = place;
    this.#levels.add(atMs, slot, place);
  }

  #amountPlace(amounts: Amounts): number {
    let key = "";
    for (const [name, milli] of amounts) if (milli !== 0) key += `${name} ${milli} `;
    const known = this.#amountPlaces.get(key);
    if (known !== undefined) return known;
    this.#amounts.push(new Map(amounts));
    this.#amountPlaces.set(key, this.#amounts.length - 1);
    return this.#amounts.length - 1;
  }
}

interface OfferedSum {
  readonly agent: string;
  readonly role: string;
  readonly sum: Sum;
}

/** What outstanding offers hold, by agent and by the role that they are for. */
class OfferedByAgent {
  readonly #sums = new Map<string, OfferedSum>();
  readonly #changed = new Set<OfferedSum>();

  add({ agent, role, amounts }: Offered, by: 1 | -1): void {
    const key = `${agent}\u0000${role}`;
    let sum = this.#sums.get(key);
    if (sum === undefined) {
      sum = { agent, role, sum: new Map() };
      this.#sums.set(key, sum);
    }
    addTo(sum.sum, amounts, by);
    this.#changed.add(sum);
  }

  takeChanges(): readonly OfferedSum[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }
}
