/** Random changes of groups: whatever is asked, no invariant breaks, and all that is destroyed is freed. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { quirkIds } from "../../../src/sim/marathon/quirks.ts";
import { basicApp, residentApp } from "./rig.ts";
import { type Json, simulate } from "./simulate.ts";

const app = fc.record({
  id: fc.constantFrom("db", "web", "job"),
  cmd: fc.constantFrom("one", "two"),
  instances: fc.nat(2),
  dependencies: fc.uniqueArray(fc.constantFrom("db", "db", "/g/x", "../x/web"), { maxLength: 1 }),
});
/** Databases are resident, wherever they are, and wait for nothing. */
const apps = fc.uniqueArray(app, { maxLength: 3, selector: ({ id }) => id }).map((all) =>
  all.map((json): Json => {
    const small = { ...json, cpus: 0.1, mem: 8, disk: 1 };
    return json.id === "db" ? residentApp({ ...small, dependencies: [] }) : basicApp(small);
  }),
);
const group = (id: string): fc.Arbitrary<Json> =>
  fc.record({
    id: fc.constant(id),
    apps,
    dependencies: fc.constantFrom(...(id === "y" ? [[], ["../x"]] : [[]])),
  });
const change = fc.oneof(
  fc.record({ groups: fc.tuple(group("x"), group("y")) }),
  fc.record({ groups: fc.tuple(group("x")) }),
  fc.record({ scaleBy: fc.constantFrom(0, 0.5, 2) }),
);
const force = fc.boolean();
const anyOperation = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant("app.update"), app: fc.constant("/g"), change, force }),
  },
  fc.record({ do: fc.constant("app.destroy"), app: fc.constantFrom("/g/x", "/g/x/db", "/g"), force }),
  fc.record({ do: fc.constant("deployment.cancel"), app: fc.constantFrom("/g/x/db", "/g/y/web"), force }),
  fc.record({ do: fc.constant("app.scale"), app: fc.constant("/g/x/db"), instances: fc.nat(3), force }),
  fc.record({ do: fc.constant("app.restart"), app: fc.constantFrom("/g/y/web", "/g/x/db"), force }),
  fc.record({ do: fc.constant("marathon.failover"), down: fc.nat(5000) }),
);
const start = {
  id: "/g",
  groups: [
    {
      id: "x",
      apps: [residentApp({ id: "db", cpus: 0.1, mem: 8 }), basicApp({ id: "web", cpus: 0.1, mem: 8 })],
    },
    { id: "y", apps: [basicApp({ id: "web", cpus: 0.1, mem: 8 })], dependencies: ["../x"] },
  ],
};
const operations = fc.array(
  fc.record({
    after: fc.oneof(fc.constant(0), fc.nat(2500), fc.nat(2500), fc.nat(60_000)),
    operation: anyOperation,
  }),
  { minLength: 2, maxLength: 14 },
);

test("after any changes of groups all is freed once the group around them is destroyed", () => {
  fc.assert(
    fc.property(operations, (steps) => {
      let at = 0;
      const actions: (Json & { readonly at: number; readonly do: string })[] = [];
      for (const { after, operation } of steps) {
        at += after;
        actions.push({ at, ...operation });
      }
      const end = at + 60_000;
      const simulation = simulate({
        agents: ["a-1", "a-2"],
        fixes: quirkIds,
        apps: [start],
        actions: [...actions, { at: end, do: "app.destroy", app: "/g", force: true }],
        flags: { reconciliation_interval: 60_000, decline_offer_duration: 30_000 },
        durationMs: end + 600_000,
        check: "every",
      });
      expect(simulation.marathon(null).snapshot()).toMatchObject({ apps: [], tasks: [], deployments: [] });
      expect(simulation.run().violations).toEqual([]);
    }),
    { numRuns: 25, seed: 6 },
  );
});
