/** Mesos 0.28.3's own tests of persistent volumes (src/tests/persistent_volume_tests.cpp), end to end on ours. */

import { describe, expect, test } from "vitest";
import type { Agent } from "../../../src/sim/mesos/agent.ts";
import { TestCluster } from "../../support/cluster.ts";
import { parse, reservationOf, reserved, volumeOf } from "../../support/resources.ts";
import { create, destroy, launch, reserve, task, unreserve } from "../../support/scripted-framework.ts";

const disk = "cpus:2;mem:2048;disk(role1):2048";

function agentOf(cluster: TestCluster): Agent {
  const agent = cluster.agents.get("a");
  if (agent === undefined) throw new Error("agent a has not joined");
  return agent;
}

const onDisk = (cluster: TestCluster): unknown[] =>
  [...agentOf(cluster).volumesOnDisk].map(({ kind, exists, dataMilli }) => [
    kind.persistenceId,
    exists,
    dataMilli > 0,
  ]);

test("persistent_volume_tests.cpp:165 SendingCheckpointResourcesMessage", () => {
  const v1 = volumeOf(64, "role1", "id1", "path1");
  const v2 = volumeOf(128, "role1", "id2", "path2");
  const cluster = new TestCluster();
  cluster.agent("a", disk);
  const framework = cluster.framework({ name: "f", role: "role1" }, [
    { times: 1, accept: () => [create(v1), create(v2)], refuseMs: 0 },
    { times: 1, accept: () => [destroy(v1)], refuseMs: 0 },
  ]);
  cluster.runTo(1500);
  expect(framework.offer(1).resources.contains(v1.plus(v2))).toBe(true);
  const sent = cluster.checkpointsOf("a");
  const expected = [v1, v1.plus(v2), v2];
  expect(sent.length).toBe(expected.length);
  for (const [i, set] of sent.entries()) expect(set.toString()).toBe(expected[i]?.toString());
});

describe("persistent_volume_tests.cpp:596 AccessPersistentVolume", () => {
  const v = volumeOf(64, "role1", "id1", "path1");
  const cluster = new TestCluster();
  cluster.agent("a", disk);
  const framework = cluster.framework({ name: "f", role: "role1" }, [
    {
      times: 1,
      accept: () => [create(v), launch(task("t1", parse("cpus:1;mem:128;disk(role1):32").plus(v), 1500))],
    },
    { times: 1, accept: () => [launch(task("t2", parse("cpus:1;mem:128").plus(v)))] },
  ]);

  test("the volume is attached while the task runs", () => {
    cluster.runTo(1000);
    expect(framework.updates.map(({ status }) => status.state)).toEqual(["running"]);
    expect([...agentOf(cluster).volumesOnDisk].map(({ attachedTo }) => attachedTo?.task.taskId)).toEqual([
      "t1",
    ]);
  });

  test("once it has finished its data stays, and the volume is offered", () => {
    cluster.runTo(1999);
    expect(framework.updates.map(({ status }) => status.state)).toEqual(["running", "finished"]);
    expect(onDisk(cluster)).toEqual([["id1", true, true]]);
    expect([...agentOf(cluster).volumesOnDisk].map(({ attachedTo }) => attachedTo)).toEqual([null]);
    expect(agentOf(cluster).dataMilli).toBe(64_000);
  });

  test("a later task finds it", () => {
    cluster.runTo(2000);
    expect(framework.offer(1).resources.contains(v)).toBe(true);
    expect(framework.updates.at(-1)?.status).toMatchObject({ taskId: "t2", state: "running" });
    expect(cluster.rows("volume.attached").map((row) => [row["task"], row["volume"], row["size"]])).toEqual([
      ["t1", "id1", 64],
      ["t2", "id1", 64],
    ]);
  });
});

describe("persistent_volume_tests.cpp:823 GoodACLCreateThenDestroy, without ACLs: CREATE, then DESTROY", () => {
  const v = volumeOf(128, "role1", "id1", "path1");

  test("the offer has the volume, then the plain disk", () => {
    const cluster = new TestCluster();
    cluster.agent("a", disk);
    const framework = cluster.framework({ name: "f", role: "role1" }, [
      { times: 1, accept: () => [create(v)], refuseMs: 0 },
      { times: 1, accept: () => [destroy(v)], refuseMs: 0 },
    ]);
    cluster.runTo(2000);
    expect(framework.offer(1).resources.equals(parse("cpus:2;mem:2048;disk(role1):1920").plus(v))).toBe(true);
    expect(framework.offer(2).resources.equals(parse(disk))).toBe(true);
    expect(cluster.checkpointsOf("a").map((set) => set.toString())).toEqual([v.toString(), ""]);
  });

  test("DESTROY with another path is the same volume (resources.cpp:146-170)", () => {
    const cluster = new TestCluster();
    cluster.agent("a", disk);
    cluster.framework({ name: "f", role: "role1" }, [
      { times: 1, accept: () => [create(v), destroy(volumeOf(128, "role1", "id1", "elsewhere"))] },
    ]);
    cluster.runTo(100);
    expect(cluster.master.agentNamed("a")?.total.equals(parse(disk))).toBe(true);
  });
});

test("persistent_volume_tests.cpp:702 SlaveRecovery: a task and its volume live through a restart of the agent", () => {
  const v = volumeOf(64, "role1", "id1", "path1");
  const cluster = new TestCluster();
  cluster.agent("a", disk);
  const framework = cluster.framework({ name: "f", role: "role1" }, [
    { times: 1, accept: () => [create(v), launch(task("t", parse("cpus:1;mem:128").plus(v)))] },
  ]);
  cluster.at(500, () => agentOf(cluster).restart(1000));
  cluster.at(9000, () => agentOf(cluster).exitTask("t", "finished"));
  cluster.runTo(8000);
  expect([...agentOf(cluster).volumesOnDisk].map(({ attachedTo }) => attachedTo?.task.taskId)).toEqual(["t"]);
  cluster.runTo(10_000);
  expect(framework.updates.map(({ status }) => status.state)).toEqual(["running", "finished"]);
  expect(onDisk(cluster)).toEqual([["id1", true, true]]);
});

describe("what DESTROY leaves behind at 0.28 (slave.cpp:2298-2359)", () => {
  const v = volumeOf(64, "role1", "id1", "path1");

  test("the data of a volume that was used, which a volume of the same id finds again", () => {
    const cluster = new TestCluster();
    cluster.agent("a", disk);
    cluster.framework({ name: "f", role: "role1" }, [
      { times: 1, accept: () => [create(v), launch(task("t", parse("cpus:1;mem:64").plus(v), 100))] },
      { times: 1, accept: () => [destroy(v)], refuseMs: 0 },
      { times: 1, accept: () => [create(v)] },
    ]);
    cluster.runTo(1500);
    // The task's end frees cpus, memory and volume: the filter on the leftovers hides none of that together.
    expect(onDisk(cluster)).toEqual([["id1", false, true]]);
    expect(agentOf(cluster).dataMilli).toBe(64_000);
    cluster.runTo(2500);
    expect(onDisk(cluster)).toEqual([["id1", true, true]]);
  });

  test("nothing of one that no container ever used", () => {
    const cluster = new TestCluster();
    cluster.agent("a", disk);
    cluster.framework({ name: "f", role: "role1" }, [{ times: 1, accept: () => [create(v), destroy(v)] }]);
    cluster.runTo(100);
    expect(onDisk(cluster)).toEqual([]);
  });
});

describe("a volume that is in use", () => {
  const owner = reservationOf("p", "owner=f");
  const mine = reserved("cpus:1;mem:64;disk:100", "role1", owner);
  const v = volumeOf(100, "role1", "v", "data", owner);

  test("is in no offer, so nobody can destroy it, or unreserve its disk", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:128;disk:200");
    const framework = cluster.framework({ name: "f", role: "role1" }, [
      {
        times: 1,
        accept: () => [
          reserve(mine),
          create(v),
          launch(task("t", reserved("cpus:1;mem:64", "role1", owner).plus(v))),
        ],
        refuseMs: 0,
      },
      { times: 1, accept: () => [destroy(v), unreserve(reserved("disk:100", "role1", owner))] },
    ]);
    cluster.runTo(2000);
    expect(framework.offer(1).resources.volumes().isEmpty).toBe(true);
    expect(cluster.rows("volume.refused", "reservation.refused").map((row) => row["reason"])).toEqual([
      "insufficient-resources",
      "insufficient-resources",
    ]);
    expect(framework.updates.map(({ status }) => status.state)).toEqual(["running"]);
  });

  test("cannot be unreserved from under it, even when it is idle", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:128;disk:200");
    cluster.framework({ name: "f", role: "role1" }, [
      { times: 1, accept: () => [reserve(mine), create(v), unreserve(reserved("disk:100", "role1", owner))] },
    ]);
    cluster.runTo(100);
    expect(cluster.rows("reservation.refused").map((row) => row["reason"])).toEqual([
      "insufficient-resources",
    ]);
    expect(cluster.master.agentNamed("a")?.total.contains(v)).toBe(true);
  });
});
