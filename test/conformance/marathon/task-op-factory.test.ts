/** Offer to operation, as TaskOpFactoryImplTest has it (v1.1.1). */

import { describe, expect, test } from "vitest";
import { basicApp, basicOffer, Rig, residentApp } from "../../sim/marathon/rig.ts";

const types = (rig: Rig, agent: string): readonly string[] => rig.operations(agent).map(({ type }) => type);

test("TaskOpFactoryImplTest.scala:20 the task has the slave id of the offer", () => {
  const rig = Rig.joined();
  rig.agent("a", basicOffer);
  rig.create(basicApp());
  rig.operations("a");
  rig.to(15_000);
  const [explicit] = rig.all("RECONCILE");
  expect(Array.from(explicit?.tasks ?? [], ({ slaveId }) => slaveId)).toEqual(["S-a"]);
});

test("TaskOpFactoryImplTest.scala:52 a normal app gets nothing from an offer of too little", () => {
  const rig = Rig.joined();
  rig.agent("a", "cpus:0.01;mem:16000;disk:1;ports:[31000-32000]");
  rig.create(basicApp());
  expect(rig.operations("a")).toEqual([]);
});

test("TaskOpFactoryImplTest.scala:67 a normal app launches", () => {
  const rig = Rig.joined();
  rig.agent("a", basicOffer);
  rig.create(basicApp());
  expect(types(rig, "a")).toEqual(["LAUNCH"]);
  expect(rig.marathon.appView("/app")).toMatchObject({ staging: 1, queued: 0 });
});

test("TaskOpFactoryImplTest.scala:82 a resident app gets nothing from an offer of too little", () => {
  const rig = Rig.joined();
  rig.agent("a", "cpus:0.01;mem:16000;disk:1025;ports:[31000-32000]");
  rig.create(residentApp());
  expect(rig.operations("a")).toEqual([]);
});

test("TaskOpFactoryImplTest.scala:97 a resident app needs the disk of its volumes besides its own", () => {
  const rig = Rig.joined();
  rig.agent("a", basicOffer);
  rig.create(residentApp());
  expect(rig.operations("a")).toEqual([]);
});

test("TaskOpFactoryImplTest.scala:112 a resident app reserves and creates its volumes", () => {
  const rig = Rig.joined();
  rig.agent("a", "cpus:4;mem:16000;disk:1025;ports:[31000-32000]");
  rig.create(residentApp());
  const [reserve, create] = rig.operations("a");
  expect([reserve?.type, create?.type]).toEqual(["RESERVE", "CREATE"]);
  // cpus 1, mem 64, disk 1 + 10 in one, and one port.
  const reserved = reserve?.type === "RESERVE" ? reserve.resources : null;
  expect([
    reserved?.milli("cpus"),
    reserved?.milli("mem"),
    reserved?.milli("disk"),
    reserved?.count("ports"),
  ]).toEqual([1000, 64_000, 11_000, 1]);
  expect(create?.type === "CREATE" && create.volumes.milli("disk")).toBe(10_000);
  expect(rig.marathon.appView("/app")).toMatchObject({ reserving: 1, queued: 1 });
});

test("TaskOpFactoryImplTest.scala:127 a resident app launches on its reservation, under the same id", () => {
  const rig = Rig.joined();
  rig.agent("a", "cpus:4;mem:16000;disk:1025;ports:[31000-32000]");
  rig.create(residentApp());
  rig.operations("a");
  const [reserved] = rig.marathon.tasksOf("/app");
  const [launch] = rig.operations("a");
  expect(launch?.type === "LAUNCH" && launch.tasks.map(({ taskId }) => taskId)).toEqual([reserved?.taskId]);
  const resources = launch?.type === "LAUNCH" ? launch.tasks[0]?.resources : undefined;
  expect(resources?.volumes().entries.map(({ kind }) => kind.persistenceId)).toEqual(reserved?.volumes);
});

test("TaskOpFactoryImplTest.scala:159 a resident app with enough launched tasks takes nothing", () => {
  const rig = Rig.joined();
  rig.agent("a", "cpus:4;mem:16000;disk:1025;ports:[31000-32000]");
  rig.create(residentApp());
  rig.bringUp("a");
  expect(rig.operations("a")).toEqual([]);
});

test("a suspended task, wherever it is, keeps the app from reserving anew (TaskOpFactoryImpl.scala:68-69)", () => {
  const rig = Rig.joined();
  rig.agent("a", "cpus:4;mem:16000;disk:1025;ports:[31000-32000]");
  rig.agent("b", "cpus:4;mem:16000;disk:1025;ports:[31000-32000]");
  rig.create(residentApp());
  rig.tell(rig.bringUp("a"), "lost");
  rig.to(2000);
  expect(rig.marathon.appView("/app")).toMatchObject({ suspended: 1, queued: 1 });
  expect(rig.operations("b")).toEqual([]);
  expect(types(rig, "a")).toEqual(["LAUNCH"]);
});

test("an app that does not accept unreserved resources reserves nothing (TaskOpFactoryImpl.scala:111-114)", () => {
  const rig = Rig.joined({ flags: { default_accepted_resource_roles: ["test"] } });
  rig.agent("a", "cpus:4;mem:16000;disk:1025;ports:[31000-32000]");
  rig.create(residentApp());
  expect(rig.operations("a")).toEqual([]);
});

test("without a role the launcher fails and is gone until the next sync (OfferOperationFactory.scala:15-19)", () => {
  const rig = Rig.joined({ role: "*" });
  rig.agent("a", "cpus:4;mem:16000;disk:1025;ports:[31000-32000]");
  rig.create(residentApp());
  expect(rig.operations("a")).toEqual([]);
  expect(rig.marathon.appView("/app").queued).toBe(0);
  rig.to(5000);
  expect(rig.marathon.appView("/app").queued).toBe(1);
});

describe("Constraints.scala:66-108 an expression that Java does not take (B42, #3970)", () => {
  const started = (
    constraint: readonly string[],
    offer = "cpus:4;mem:16000;disk:1025;ports:[31000-32000]",
  ) => {
    const rig = Rig.joined();
    rig.agent("a", offer, { rack: "r1" });
    rig.create(basicApp({ constraints: [constraint] }));
    return rig;
  };
  const queued = (rig: Rig) => rig.marathon.appView("/app").queued;

  test.each([
    ["hostname", "LIKE", "*"],
    ["hostname", "UNLIKE", "*"],
    ["rack", "LIKE", "{a,b}"],
    ["rack", "UNLIKE", "(r1"],
  ])(
    "%s %s %s: the launcher fails, and is gone until the next sync (LaunchQueueActor.scala:207-213)",
    (...one) => {
      const rig = started(one);
      // Nobody answers before the deadline: the offer is to come again (OfferMatcherManagerActor.scala:215-218).
      expect(rig.offer("a")).toMatchObject([{ type: "DECLINE", refuseMs: 5000 }]);
      expect(queued(rig)).toBe(0);
      rig.to(5000);
      expect(queued(rig)).toBe(1);
    },
  );

  test("of an attribute that the agent has not, it is not compared: LIKE is not met, UNLIKE is", () => {
    const unmet = started(["zone", "LIKE", "*"]);
    expect(unmet.offer("a")).toMatchObject([{ type: "DECLINE", refuseMs: 120_000 }]);
    expect(queued(unmet)).toBe(1);
    expect(started(["zone", "UNLIKE", "*"]).operations("a")).toMatchObject([{ type: "LAUNCH" }]);
  });

  test("it is not compared where resources or ports are short (ResourceMatcher.scala:133-141)", () => {
    for (const offer of ["cpus:0.5;mem:16000;disk:1025;ports:[31000-32000]", "cpus:4;mem:16000;disk:1025"]) {
      const rig = started(["hostname", "LIKE", "*"], offer);
      expect(rig.offer("a")).toMatchObject([{ type: "DECLINE", refuseMs: 120_000 }]);
      expect(queued(rig)).toBe(1);
    }
  });
});
