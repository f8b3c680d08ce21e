/** Capacity over time for the page: what each agent has, and what of it is reserved, used and offered, by role. */

import { byCodeUnit } from "../../model/units.ts";
import { type Amounts, addTo, amountsOfOffer, byResource, type Sum } from "../amounts.ts";
import { Capacity } from "../capacity.ts";
import { type EventRow, eventsWithOffers } from "../event-row.ts";
import type { FinishedRun } from "../finished-run.ts";
import { rolesOf } from "../projection.ts";
import { type SlotKind, slotKinds } from "./page-data.ts";
import { Table, type Texts } from "./tables.ts";

export interface Levels {
  readonly resources: readonly string[];
  readonly slots: Table;
  readonly levels: Table;
  readonly amounts: Table;
}

/** A row for each slot whose amounts changed, at the end of each instant; the sums over agents are the page's work. */
export function levelsOf(run: FinishedRun, texts: Texts): Levels {
  const fold = new LevelFold(run, texts);
  let atMs = 0;
  for (const event of eventsWithOffers(run.recorder)) {
    if (event.atMs > atMs) {
      fold.endOfInstant(atMs);
      atMs = event.atMs;
    }
    fold.apply(event);
  }
  fold.endOfInstant(atMs);
  return fold.finish();
}

const nothing: Amounts = new Map();

class LevelFold {
  readonly #capacity: Capacity;
  readonly #texts: Texts;
  readonly #offered = new OfferedByAgent();
  readonly #slots = new Table("slots");
  readonly #levels = new Table("levels");
  readonly #slotPlaces = new Map<string, number>();
  /** What was written last of each slot; all begin with nothing. */
  readonly #last: number[] = [];
  readonly #amounts: Amounts[] = [nothing];
  readonly #amountPlaces = new Map<string, number>([["", 0]]);

  constructor(run: FinishedRun, texts: Texts) {
    this.#capacity = new Capacity(rolesOf(run.scenario));
    this.#texts = texts;
  }

  apply(event: EventRow): void {
    if (event.offerSeq !== null) this.#offered.apply(event);
    else {
      this.#capacity.apply(event);
      if (event.name === "master.down") this.#offered.clear();
    }
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
  readonly #open = new Map<string, { readonly of: OfferedSum; readonly amounts: Amounts }>();
  readonly #changed = new Set<OfferedSum>();

  apply(event: EventRow): void {
    const id = event.text("offer") ?? "";
    if (event.name === "offer.made") {
      const of = this.#of(event.text("agent") ?? "", event.text("role") ?? "");
      const amounts = amountsOfOffer(event.text("resources") ?? "");
      this.#open.set(id, { of, amounts });
      this.#add(of, amounts, 1);
      return;
    }
    const offer = this.#open.get(id);
    if (offer === undefined) return;
    this.#open.delete(id);
    this.#add(offer.of, offer.amounts, -1);
  }

  /** A new master knows of none. */
  clear(): void {
    for (const { of, amounts } of this.#open.values()) this.#add(of, amounts, -1);
    this.#open.clear();
  }

  takeChanges(): readonly OfferedSum[] {
    const changed = [...this.#changed];
    this.#changed.clear();
    return changed;
  }

  #add(of: OfferedSum, amounts: Amounts, by: 1 | -1): void {
    addTo(of.sum, amounts, by);
    this.#changed.add(of);
  }

  #of(agent: string, role: string): OfferedSum {
    const key = `${agent}\u0000${role}`;
    let sum = this.#sums.get(key);
    if (sum === undefined) {
      sum = { agent, role, sum: new Map() };
      this.#sums.set(key, sum);
    }
    return sum;
  }
}
