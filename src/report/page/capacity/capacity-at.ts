/** All of the capacity at one instant: each agent, each role, the cluster, every resource. */

import { Fit } from "../../../sim/headroom-fit.ts";
import type { PageHeadroom } from "../../html/page-data.ts";
import type { Model } from "../data/model.ts";
import { amountsAt, type Level, type Scope, Tally } from "./level.ts";

interface Held {
  readonly kind: ReturnType<Model["slot"]>["kind"];
  readonly agent: string;
  readonly role: string;
  /** Where its amounts begin; -1 where it holds nothing yet. */
  readonly amounts: number;
}

export class CapacityAt {
  readonly #model: Model;
  readonly #byAgent = new Map<string, Held[]>();
  readonly #all: readonly Held[];
  /** What is free on each agent that the master knows, by resource. */
  #free: readonly { readonly agent: string; readonly free: ReadonlyMap<string, number> }[] | null = null;

  constructor(model: Model, atMs: number) {
    this.#model = model;
    const amounts = new Int32Array(model.slots.kind.length).fill(-1);
    const { at, slot } = model.levels;
    for (let row = 0; row < at.length && (at[row] ?? 0) <= atMs; row++)
      amounts[slot[row] ?? 0] = amountsAt(model, row);
    this.#all = Array.from(amounts, (from, place) => ({ ...model.slot(place), amounts: from })).filter(
      (held) => held.amounts !== -1,
    );
    for (const held of this.#all) {
      const list = this.#byAgent.get(held.agent);
      if (list === undefined) this.#byAgent.set(held.agent, [held]);
      else list.push(held);
    }
  }

  of(scope: Scope, resource: string): Level {
    const place = this.#model.head.resources.indexOf(resource);
    const tally = new Tally(scope);
    const held = scope.kind === "agent" ? (this.#byAgent.get(scope.agent) ?? []) : this.#all;
    for (const { kind, agent, role, amounts } of held)
      if (place >= 0) tally.add(kind, agent, role, this.#model.amounts[amounts + place] ?? 0);
    return tally.level;
  }

  ofAgent(agent: string, resource: string): Level {
    return this.of({ kind: "agent", agent }, resource);
  }

  /** Agents that the master knows, such have something, with what is free on each. */
  get #agents(): readonly { readonly agent: string; readonly free: ReadonlyMap<string, number> }[] {
    this.#free ??= [...this.#byAgent.keys()].flatMap((agent) => {
      const levels = this.#model.head.resources.map((name) => [name, this.ofAgent(agent, name)] as const);
      if (!levels.some(([, { total }]) => total > 0)) return [];
      return [{ agent, free: new Map(levels.map(([name, { free }]) => [name, free])) }];
    });
    return this.#free;
  }

  /** How many more instances of an app fit, agent by agent, and what the next one lacks; `inSum`: were it one agent. */
  headroom(
    { needs, unique }: PageHeadroom,
    taken: ReadonlySet<string>,
  ): { more: number; inSum: number; why: string } {
    const places = this.#agents
      .filter(({ agent }) => !unique || !taken.has(agent))
      .map(({ agent, free }) => ({ agent, free: (name: string) => free.get(name) ?? 0 }));
    const fit = new Fit(places, needs, unique).without([]);
    const sums = needs.map(({ name, milli }) =>
      Math.floor(places.reduce((sum, { free }) => sum + free(name), 0) / milli),
    );
    const inSum = unique ? fit.more : Math.min(...sums);
    return { ...fit, inSum: Number.isFinite(inSum) ? inSum : fit.more };
  }
}
