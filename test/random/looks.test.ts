/** What is expected comes to the same whether it is looked at after each instant or only once something of it has changed. */

import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Expectations } from "../../src/sim/checks/expectations.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import type { Json } from "../support/random/common.ts";
import { documents, scenarioOf } from "../support/random-scenario.ts";
import { seeded } from "../support/seed.ts";

const slow = { timeout: 600_000 };

const values: readonly Json[] = [
  ...["instances", "running", "killing", "staging", "suspended", "reserving", "alive", "volumes"].flatMap(
    (name) => [{ [name]: 1 }, { [name]: "< 2" }],
  ),
  { attached: "< 1" },
  { detached: 0 },
  { agents: ["a-0"] },
  { version: "1970-01-01T00:00:00.000Z" },
  { deploying: false, running: 1 },
  { queued: 0, alive: 1 },
];

/** Of each app all of that, at some instant and all the time, once it has had a while and from the start. */
function expectationsOn(document: Json): readonly Json[] {
  return (document["apps"] as readonly Json[]).flatMap(({ id }) =>
    values.flatMap((value) => [
      { app: id, from: "0s", to: "30s", ...value },
      { app: id, from: "5s", to: "20s", ...value },
      { app: id, by: "30s", ...value },
      { app: id, from: "10s", by: "20s", ...value },
      { app: id, at: "15s", ...value },
    ]),
  );
}

test("in 40 random scenarios it does", slow, () => {
  fc.assert(
    fc.property(documents, (document) => {
      const scenario = scenarioOf({ ...document, expect: expectationsOn(document) });
      const hash = createHash("sha256");
      const world = new Simulation(scenario, {
        hash: { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("hex") },
        keepOffers: false,
        check: "off",
      });
      const probe = world.kernel.kind("test/probe", () => undefined);
      const [told, asking] = [false, true].map(
        (asksAll) => new Expectations(world, scenario.durationMs, probe, asksAll),
      );
      while (world.kernel.playInstant(scenario.durationMs)) {
        told?.afterInstant();
        asking?.afterInstant();
      }
      expect(told?.results()).toEqual(asking?.results());
    }),
    { numRuns: 40, ...seeded() },
  );
});
