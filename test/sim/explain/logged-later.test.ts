/** Offers that are noted only from when on an app waits, in place of from the start. */

import { describe, expect, it } from "vitest";
import type { OfferCounts } from "../../../src/sim/cluster/offer-log.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import type { Json } from "../../support/random/common.ts";
import { scenarioOf } from "../../support/random-scenario.ts";
import { stateless } from "./explained.ts";

const atMs = 150_000;
const app = { marathon: "marathon", app: "/db" };

/** One instance of 3 cpus fits on each of three agents, whose offers are refused at once and hidden for two minutes. */
function scaled(scaledAt: string, instances: number): Json {
  return {
    name: "scaled",
    duration: "10m",
    mesos: { agent_order: "sorted" },
    agents: [{ id: "a", count: 3, resources: { cpus: 4, mem: "4GiB", disk: "10GiB" } }],
    apps: [stateless({ cpus: 3 })],
    actions: [{ at: scaledAt, do: "app.scale", app: "/db", instances }],
  };
}

function begin(document: Json, logOffers: true | "later"): Simulation {
  return new Simulation(scenarioOf(document), { hash: null, keepOffers: false, check: "off", logOffers });
}

/** Noted from the start. */
function whole(document: Json): OfferCounts | null {
  const simulation = begin(document, true);
  simulation.runTo(atMs);
  return simulation.offerLog?.of(app.marathon, app.app) ?? null;
}

/** Noted from that instant on. */
function from(document: Json, fromMs: number): OfferCounts | null {
  const simulation = begin(document, "later");
  simulation.runTo(fromMs - 1);
  simulation.logOffersOf([app]);
  simulation.runTo(atMs);
  return simulation.offerLog?.of(app.marathon, app.app) ?? null;
}

describe("offers noted from when on an app waits", () => {
  it("are those that were noted from the start, those among them that were out at that instant", () => {
    // The filters of the first offers, two minutes long, are over before the tick at 121 s, whose offers are out at 121.001 s.
    const document = scaled("121001ms", 5);
    const told = whole(document);
    expect(told?.sinceMs).toBe(121_001);
    expect(from(document, 121_001)).toEqual(told);
  });

  it("are none of an app that is not meant", () => {
    const simulation = begin(scaled("60s", 5), "later");
    simulation.runTo(59_999);
    simulation.logOffersOf([{ marathon: "marathon", app: "/other" }]);
    simulation.runTo(atMs);
    expect(simulation.offerLog?.waitsSinceMs(app)).toBe(60_000);
    expect(simulation.offerLog?.of(app.marathon, app.app)?.offers).toBe(0);
  });

  it("take as many events on many agents as on few, once they come to the same again", () => {
    const noted = (agents: number) => {
      const document = scaled("1s", 50);
      const simulation = begin(
        {
          ...document,
          duration: "1d",
          agents: [{ id: "a", count: agents, resources: { cpus: 2, mem: "4GiB" } }],
        },
        "later",
      );
      simulation.runTo(999);
      simulation.logOffersOf([app]);
      simulation.runTo(600_000);
      const before = simulation.kernel.events;
      simulation.runTo(86_400_000);
      const told = simulation.offerLog?.of(app.marathon, app.app);
      return { events: simulation.kernel.events - before, offers: told?.offers, reasons: told?.reasons };
    };
    const [few, many] = [noted(2), noted(40)];
    expect(many.events).toBe(few.events);
    // Each agent is offered as often as any other.
    expect(many.offers).toBe(20 * (few.offers ?? 0));
    expect(many.reasons?.map(({ reason, offers }) => [reason, offers])).toEqual([
      ["too-little-cpus", many.offers],
    ]);
    // A filter hides an agent for two minutes, and the tick after that offers it again.
    const rounds = (few.offers ?? 0) / 2;
    expect(rounds).toBeGreaterThan(86_400 / 122);
    expect(rounds).toBeLessThan(86_400 / 120 + 10);
  });

  it("are refused where the simulation was not told that somebody will ask", () => {
    const simulation = new Simulation(scenarioOf(scaled("60s", 5)), {
      hash: null,
      keepOffers: false,
      check: "off",
    });
    expect(() => simulation.logOffersOf([app])).toThrow("offers are not logged");
  });
});
