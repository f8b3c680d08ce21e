/** Parts of the master: ids, sums of capacity, what an agent checkpoints. */

import { describe, expect, test } from "vitest";
import { Streams } from "../../../src/sim/kernel/streams.ts";
import { Capacity } from "../../../src/sim/mesos/capacity.ts";
import { masterIdFrom } from "../../../src/sim/mesos/ids.ts";
import { checkpointedPart, withCheckpointed } from "../../../src/sim/mesos/validation.ts";
import { TestCluster } from "../../support/cluster.ts";
import { parse, reservationOf, reserved, volumeOf } from "../../support/resources.ts";
import { create, launch, reserve, task } from "../../support/scripted-framework.ts";

const owner = reservationOf("p", "owner=f");

describe("ids", () => {
  test("a master's looks like a UUID of version 4, and each election has its own", () => {
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    const [first, second] = [masterIdFrom(new Streams(1), 0), masterIdFrom(new Streams(1), 1)];
    expect(first).toMatch(uuid);
    expect(second).toMatch(uuid);
    expect(first).not.toBe(second);
    expect(masterIdFrom(new Streams(1), 0)).toBe(first);
    expect(masterIdFrom(new Streams(2), 0)).not.toBe(first);
  });

  test("agents and frameworks are counted from 0 after the master's (master.cpp:6707-6734), offers told by instant and agent", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:1");
    cluster.agent("b", "cpus:1");
    const f = cluster.framework({ name: "f", role: "r" });
    cluster.runTo(0);
    const { masterId } = cluster.master;
    expect(cluster.agents.get("b")?.slaveId).toBe(`${masterId}-S1`);
    expect(f.frameworkId).toBe(`${masterId}-0000`);
    expect(f.offers.map(({ offer }) => offer.offerId)).toEqual([`${masterId}-O0.0`, `${masterId}-O0.1`]);
  });
});

describe("what an agent keeps", () => {
  const flags = parse("cpus:4;mem:512;disk:100;disk(s):50");
  const dynamic = reserved("cpus:1;disk:10", "r", owner);
  const onDynamic = volumeOf(20, "r", "v", "data", owner);
  const onStatic = volumeOf(5, "s", "w");

  test("are dynamic reservations and volumes, not static reservations (master.hpp:289-296)", () => {
    const all = parse("cpus:3;disk(s):45").plus(dynamic).plus(onDynamic).plus(onStatic);
    expect(checkpointedPart(all).equals(dynamic.plus(onDynamic).plus(onStatic))).toBe(true);
  });

  test("laid over its flags it takes the place of what it stands on (resources_utils.cpp:42-82)", () => {
    const total = withCheckpointed(flags, dynamic.plus(onDynamic).plus(onStatic));
    const expected = parse("cpus:3;mem:512;disk:70;disk(s):45").plus(dynamic).plus(onDynamic).plus(onStatic);
    expect(total?.equals(expected)).toBe(true);
  });

  test("does not fit over flags that hold less", () => {
    expect(withCheckpointed(parse("cpus:4;disk:29"), dynamic.plus(onDynamic))).toBeNull();
    expect(withCheckpointed(parse("disk:100"), onStatic)).toBeNull();
  });
});

describe("sums of capacity", () => {
  const all = parse("cpus:2;mem:64;cpus(s):1").plus(reserved("cpus:1", "r", owner));

  test("are by role and in all, and come back to nothing", () => {
    const capacity = new Capacity();
    capacity.addTotal(all, 1);
    expect(new Map(capacity.total)).toEqual(
      new Map([
        ["cpus", 4000],
        ["mem", 64_000],
      ]),
    );
    expect(new Map(capacity.unreserved)).toEqual(
      new Map([
        ["cpus", 2000],
        ["mem", 64_000],
      ]),
    );
    expect(new Map(capacity.role("r").reserved)).toEqual(new Map([["cpus", 1000]]));
    expect(new Map(capacity.role("s").stranded)).toEqual(new Map([["cpus", 1000]]));
    capacity.addTotal(all, -1);
    expect([...capacity.total, ...capacity.role("r").reserved]).toEqual([]);
  });

  test("a task uses for its framework's role, and what it takes of a reservation is not stranded", () => {
    const capacity = new Capacity();
    capacity.addTotal(all, 1);
    const held = reserved("cpus:0.4", "r", owner).plus(parse("cpus:1;mem:32"));
    capacity.addUsed("r", held, 1);
    expect(new Map(capacity.role("r").used)).toEqual(
      new Map([
        ["cpus", 1400],
        ["mem", 32_000],
      ]),
    );
    expect(new Map(capacity.role("r").stranded)).toEqual(new Map([["cpus", 600]]));
    expect(new Map(capacity.role("r").reserved)).toEqual(new Map([["cpus", 1000]]));
    capacity.addUsed("r", held, -1);
    expect(new Map(capacity.role("r").stranded)).toEqual(new Map([["cpus", 1000]]));
  });

  test("a role that was never seen has none", () => {
    expect([...new Capacity().role("x").reserved]).toEqual([]);
  });

  test("the master keeps them while operations and tasks come and go", () => {
    const mine = reserved("cpus:1;mem:32;disk:10", "r", owner);
    const v = volumeOf(10, "r", "v", "data", owner);
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:64;disk:10");
    cluster.framework({ name: "f", role: "r" }, [
      {
        times: 1,
        accept: () => [
          reserve(mine),
          create(v),
          launch(task("t", reserved("cpus:1;mem:32", "r", owner).plus(v), 500)),
        ],
      },
    ]);
    const cpus = (): unknown[] => {
      const { unreserved, total } = cluster.master.capacity;
      const { reserved: held, used, stranded } = cluster.master.capacity.role("r");
      return [total, unreserved, held, used, stranded].map((sums) => (sums.get("cpus") ?? 0) / 1000);
    };
    cluster.runTo(100);
    expect(cpus()).toEqual([2, 1, 1, 1, 0]);
    cluster.runTo(600);
    expect(cpus()).toEqual([2, 1, 1, 0, 1]);
  });
});
