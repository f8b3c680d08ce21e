/** What operators have set outlives the leading master: quotas and weights in the registry, the whitelist in its file. */

import { expect, test } from "vitest";
import { Simulation } from "../../../src/sim/simulation.ts";
import { load } from "../../scenario/memory.ts";
import { namedRows } from "../../support/cluster.ts";

/** The agents that are offered to each framework, from an instant on. */
function offeredFrom(fromMs: number, action: string): readonly string[] {
  const scenario = load(`
name: settings
duration: 40s
network: { latency: 0ms }
mesos: { agent_order: sorted }
agents:
  - { id: a, count: 3, resources: { cpus: 1, mem: 64 } }
frameworks:
  - { name: f, kind: hoarder, role: r, holds: 1m }
  - { name: g, kind: hoarder, role: s, holds: 1m }
actions:
  - { at: 0s, ${action} }
  - { at: 10s, do: master.failover, down: 1s }
`);
  const simulation = new Simulation(scenario, { hash: null, keepOffers: true, check: "every" });
  expect(simulation.run().violations).toEqual([]);
  const offers = simulation.recorder.offers;
  if (offers === null) throw new Error("offers are listed");
  return namedRows(offers.journal)
    .filter(({ type, atMs }) => type === "offer.made" && atMs >= fromMs)
    .map((row) => `${row["framework"]} ${row["agent"]}`)
    .sort();
}

test("an agent that is not on the whitelist is not offered by the next master either", () => {
  const offered = offeredFrom(11_000, "do: operator.whitelist, agents: [a-1]");
  expect(offered.map((one) => one.slice(2))).toEqual(["a-1"]);
});

test("a weight holds under the next master", () => {
  const of = (action: string): number =>
    offeredFrom(11_000, action).filter((one) => one.startsWith("g ")).length;
  // Of three agents the second role gets one when weights are equal, and two when its own is ten times the other's.
  expect(of("do: operator.update-weights, weights: { s: 1 }")).toBe(1);
  expect(of("do: operator.update-weights, weights: { s: 10 }")).toBe(2);
});
