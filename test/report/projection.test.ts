/** The state at an instant, as the journal tells it. */

import { expect, test } from "vitest";
import { kindOf, Resources, scalar } from "../../src/model/resources.ts";
import { projectionAt, rolesOf } from "../../src/report/projection.ts";
import { resources, restartInPlace, Told } from "./journals.ts";

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

test("a new master knows neither agents nor tasks before they are back", () => {
  const held = { cpus: 1, mem: 512, disk: 100 };
  const told = restartInPlace().at(40_000).add("master.down", {});
  const looks = (): readonly unknown[] => {
    const { roles, agents } = projectionAt(told.run(60_000), 60_000);
    return [
      roles["marathon"]?.used["cpus"],
      roles["marathon"]?.unreserved["cpus"],
      agents["a"]?.used["cpus"],
    ];
  };
  expect(looks()).toEqual([0, 0, 0]);
  const reserved = { marathon: held };
  told
    .at(50_000)
    .add("master.failedover", {})
    .add("agent.reregistered", { agent: "a", resources: resources({ cpus: 4 }), reserved });
  expect(looks()).toEqual([0, 3, 0]);
  const task = { framework: "marathon", role: "marathon", app: "/db", task: "db.1", agent: "a" };
  told.add("task.adopted", {
    ...task,
    state: "running",
    resources: resources(held),
    reserved: resources(held),
  });
  expect(looks()).toEqual([1, 3, 1]);
  told.add("task.failed", { ...task, reason: "REASON_COMMAND_EXECUTOR_FAILED" });
  expect(looks()).toEqual([0, 3, 0]);
});

test("what a host has lost is reserved until its agent registers again", () => {
  const released = {
    framework: "marathon",
    role: "marathon",
    app: "/db",
    task: "t",
    agent: "a",
    reservation: "t",
  };
  const told = new Told().agent("a", { cpus: 4 }).reserve("/db", "t", "a", { cpus: 1 }).at(10);
  told.add("reservation.released", { ...released, resources: resources({ cpus: 1 }), reason: "disk-lost" });
  const reserved = (): unknown => projectionAt(told.run(60), 60).roles["marathon"]?.reserved["cpus"];
  expect(reserved()).toBe(1);
  told.at(20).add("agent.removed", { agent: "a", reason: "same-address" }).agent("a", { cpus: 4 });
  expect(reserved()).toBe(0);
});

test("a volume is attached to the app whose container uses it, and exists as long as its host has it", () => {
  const told = new Told().app("/db", 1).reserve("/db", "t", "a", { disk: 10 });
  const volume = { agent: "a", role: "marathon", volume: "t-data", size: 10 };
  const thief = { ...volume, framework: "thief", task: "x" };
  const look = (): unknown => {
    const [app] = projectionAt(told.run(60), 60).apps;
    return [app?.volumes, app?.attached, app?.detached];
  };
  told.add("volume.attached", thief);
  expect(look()).toEqual([1, 0, 1]);
  told.add("volume.detached", { ...thief, reason: "exited" }).attach("/db", "t", "a", 10);
  expect(look()).toEqual([1, 1, 0]);
  // Its container is still being stopped.
  told.add("volume.destroyed", { ...volume, framework: "thief", reason: "destroyed-by-framework" });
  expect(look()).toEqual([1, 1, 0]);
  told.add("volume.forgotten", volume);
  expect(look()).toEqual([0, 0, 0]);
  told.detach("/db", "t", "a", 10);
  expect(look()).toEqual([0, 0, 0]);
});
