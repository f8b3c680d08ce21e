/** Offers of one instant, listed or not, are looked at in one order, each once. */

import { describe, expect, test } from "vitest";
import type { IdleOffers, Offer } from "../../../src/model/messages.ts";
import type { Resources } from "../../../src/model/resources.ts";
import { HeldOffers } from "../../../src/sim/frameworks/held-offers.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import { load } from "../../scenario/memory.ts";
import { parse } from "../../support/resources.ts";

function offer(agent: string, offerId = `O-${agent}`): Offer {
  return { offerId, frameworkId: "f", slaveId: agent, agent, attributes: {}, resources: parse("cpus:1") };
}

/** Of these agents, in order; those that a walk gives out are no more in it. */
class Share implements IdleOffers {
  readonly version = 0;
  readonly #left: Offer[];
  readonly #hidden: boolean;

  constructor(agents: readonly string[], hidden = true) {
    this.#left = agents.map((agent) => offer(agent));
    this.#hidden = hidden;
  }

  get size(): number {
    return this.#hidden ? this.#left.length : 0;
  }

  get revealed(): readonly Offer[] {
    return this.#hidden ? [] : this.#left;
  }

  reveal(): readonly Offer[] {
    return [...this.#left];
  }

  all(): readonly Offer[] {
    return this.reveal();
  }

  agents() {
    return [];
  }

  walk() {
    return {
      next: (before: Offer | null, wants: (resources: Resources) => boolean): Offer | null => {
        const place = this.#left.findIndex(
          ({ agent, resources }) => (before === null || agent < before.agent) && wants(resources),
        );
        return place < 0 ? null : (this.#left.splice(place, 1)[0] ?? null);
      },
    };
  }

  scan(): never {
    throw new Error("a batch walks");
  }

  forget(offerId: string): void {
    this.#left.splice(0, this.#left.length, ...this.#left.filter((one) => one.offerId !== offerId));
  }

  declined(): void {}
}

const all = () => true;
const ids = (offers: readonly Offer[]): readonly string[] => offers.map(({ offerId }) => offerId);

function walked(held: HeldOffers, isOpen: (offer: Offer) => boolean = all): readonly string[] {
  const found: string[] = [];
  for (let next = held.next(all, isOpen); next !== null; next = held.next(all, isOpen))
    found.push(next.offerId);
  return found;
}

describe("the order", () => {
  test("is that of agents, whether listed or not", () => {
    const held = new HeldOffers([offer("b"), offer("e"), offer("a")], [new Share(["c", "d", "f"])]);
    expect(walked(held)).toEqual(["O-a", "O-b", "O-c", "O-d", "O-e", "O-f"]);
  });

  test("among offers of one agent is that of their ids", () => {
    const held = new HeldOffers([offer("a", "O-2"), offer("a", "O-1")], []);
    expect(walked(held)).toEqual(["O-1", "O-2"]);
  });

  test("of several messages all but the largest share are listed", () => {
    const held = new HeldOffers([], [new Share(["b"]), new Share(["a", "c"])]);
    expect(ids(held.listed)).toEqual(["O-b"]);
    expect(walked(held)).toEqual(["O-a", "O-b", "O-c"]);
  });
});

describe("what is left to decline", () => {
  test("are the listed ones that were of no use or not reached, and the share", () => {
    const share = new Share(["d"]);
    const held = new HeldOffers([offer("a"), offer("b"), offer("c")], [share]);
    let looks = 0;
    expect(held.next(() => ++looks === 2, all)?.agent).toBe("b");
    const { listed, revealed, idle } = held.rest();
    expect([ids(listed), ids(revealed), idle]).toEqual([["O-a", "O-c"], [], share]);
  });

  test("of a share of which all was revealed, each offer but those that were taken back", () => {
    const held = new HeldOffers([], [new Share(["a", "b", "c"], false)]);
    held.forget("O-b");
    const { revealed, idle } = held.rest();
    expect([ids(revealed), idle]).toEqual([["O-a", "O-c"], null]);
  });

  test("listed ones that are not open any more are passed over", () => {
    const held = new HeldOffers([offer("a"), offer("b")], []);
    expect(walked(held, ({ agent }) => agent !== "a")).toEqual(["O-b"]);
  });
});

test("jobs of two frameworks cost the same however many agents they look through", () => {
  const rows = Array.from({ length: 120 }, (_none, i) => `${i},${i * 30},2,5,1,32`);
  const jobs = `id,submitted,numTasks,duration,cpus,mem\n${rows.join("\n")}\n`;
  const events = (agents: number, minutes: number): number => {
    const text = `name: t
duration: ${minutes}m
network: { latency: 1ms }
agents: [{ id: a, count: ${agents}, resources: { cpus: 4, mem: 1GiB } }]
frameworks:
  - { name: b, kind: batch, workload: jobs.csv, thinks: { task: 5ms } }
  - { name: c, kind: batch, role: r, workload: jobs.csv, thinks: { task: 5ms } }
`;
    const scenario = load(text, { "jobs.csv": jobs });
    const simulation = new Simulation(scenario, { hash: null, keepOffers: false, check: "off" });
    return simulation.run().played;
  };
  // Both have their jobs at the same instants: the second one's wait until the first has answered.
  const few = events(20, 60) - events(20, 30);
  const many = events(400, 60) - events(400, 30);
  expect(Math.abs(many - few) / few).toBeLessThan(0.05);
});
