/** The state at an instant, as the journal tells it. */

import { expect, test } from "vitest";
import { kindOf, Resources, scalar } from "../../src/model/resources.ts";
import { projectionAt, rolesOf } from "../../src/report/projection.ts";
import { restartInPlace, Told } from "./journals.ts";

const at = (atMs: number) => projectionAt(restartInPlace().run(60_000), atMs);

test("an instant is seen after all its events", () => {
  expect([at(3999), at(4000), at(20_000)].map(({ apps }) => apps[0]?.alive)).toEqual([0, 1, 0]);
});

test("apps, roles and agents while the task is suspended", () => {
  expect(at(25_000)).toEqual({
    apps: [{ framework: "marathon", app: "/db", wanted: 1, alive: 0, volumes: 1, attached: 0, detached: 1 }],
    roles: {
      marathon: {
        reserved: { cpus: 1, mem: 512, disk: 100 },
        used: { cpus: 0, mem: 0, disk: 0 },
        stranded: { cpus: 1, mem: 512, disk: 100 },
        unreserved: { cpus: 3, mem: 7680, disk: 10_140 },
      },
    },
    agents: {
      a: {
        reserved: { cpus: 1, mem: 512, disk: 100 },
        used: { cpus: 0, mem: 0, disk: 0 },
        free: { cpus: 3, mem: 7680, disk: 10_140 },
      },
    },
  });
});

test("what a launched task holds of its reservation is used and neither stranded nor free", () => {
  const { roles, agents } = at(59_000);
  expect(roles["marathon"]).toMatchObject({ used: { cpus: 1, disk: 100 }, stranded: { cpus: 0, disk: 0 } });
  expect(agents["a"]).toMatchObject({ reserved: { cpus: 1 }, used: { cpus: 1 }, free: { cpus: 3 } });
});

test("an agent that is gone has nothing", () => {
  const told = new Told()
    .agent("a", { cpus: 2 })
    .at(10)
    .add("agent.removed", { agent: "a", reason: "unregistered" });
  expect(projectionAt(told.run(20), 20).agents).toEqual({
    a: { reserved: { cpus: 0 }, used: { cpus: 0 }, free: { cpus: 0 } },
  });
});

test("what a registration says is reserved replaces what was known", () => {
  const told = new Told().agent("a", { cpus: 4 }).reserve("/db", "t", "a", { cpus: 1 });
  told.at(10).add("agent.removed", { agent: "a", reason: "unregistered" }).agent("a", { cpus: 4 }, null);
  expect(projectionAt(told.run(20), 20).roles["marathon"]?.reserved).toEqual({ cpus: 0 });
});

test("roles are those of frameworks and of static reservations", () => {
  const { scenario } = new Told().run(10);
  const resources = Resources.of(scalar(kindOf("cpus", "ops"), 1000), scalar(kindOf("cpus"), 1000));
  const agents = [{ id: "a", resources, attributes: {}, joinsMs: 0 }];
  expect(rolesOf({ ...scenario, agents })).toEqual(["marathon", "ops"]);
});
