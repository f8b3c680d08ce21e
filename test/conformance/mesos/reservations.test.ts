/** Mesos 0.28.3's own tests of dynamic reservations (src/tests/reservation_tests.cpp), end to end on ours. */

import { describe, expect, test } from "vitest";
import type { Resources } from "../../../src/model/resources.ts";
import { TestCluster } from "../../support/cluster.ts";
import { parse, reservationOf, reserved } from "../../support/resources.ts";
import {
  launch,
  reserve,
  type ScriptedFramework,
  task,
  unreserve,
} from "../../support/scripted-framework.ts";

/** What each offer held, in order. */
const held = (framework: ScriptedFramework): readonly Resources[] =>
  framework.offers.map(({ offer }) => offer.resources);

describe.each([
  ["reservation_tests.cpp:81 ReserveThenUnreserve", "principal"],
  ["reservation_tests.cpp:1854 WithoutAuthenticationWithoutPrincipal", null],
  ["reservation_tests.cpp:1958 WithoutAuthenticationWithPrincipal", "test-principal"],
] as const)("%s", (_name, principal) => {
  test("the next offers hold the reservation, then unreserved resources", () => {
    const unreserved = parse("cpus:1;mem:512");
    const mine = reserved("cpus:1;mem:512", "role", reservationOf(principal));
    const cluster = new TestCluster();
    cluster.agent("a", unreserved);
    const framework = cluster.framework({ name: "f", role: "role", principal }, [
      { times: 1, accept: () => [reserve(mine)], refuseMs: 0 },
      { times: 1, accept: () => [unreserve(mine)], refuseMs: 0 },
    ]);
    cluster.runTo(2000);
    const [first, second, third] = held(framework);
    expect(first?.equals(unreserved)).toBe(true);
    expect(second?.equals(mine)).toBe(true);
    expect(third?.equals(unreserved)).toBe(true);
    expect(framework.offers.map(({ atMs }) => atMs)).toEqual([0, 1000, 2000]);
  });
});

test("reservation_tests.cpp:175 ReserveTwiceWithDoubleValue: two reservations of one kind are one", () => {
  const part = reserved("cpus:0.5;mem:256", "role", reservationOf("p"));
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:1;mem:512");
  const framework = cluster.framework({ name: "f", role: "role" }, [
    { times: 2, accept: () => [reserve(part)], refuseMs: 0 },
  ]);
  cluster.runTo(2000);
  const all = reserved("cpus:1;mem:512", "role", reservationOf("p"));
  expect(held(framework).at(-1)?.equals(all)).toBe(true);
  expect(held(framework).at(-1)?.entries.length).toBe(2);
});

test("reservation_tests.cpp:277 ReserveAndLaunchThenUnreserve: a task runs on what its own ACCEPT reserved", () => {
  const unreserved = parse("cpus:1;mem:512");
  const mine = reserved("cpus:1;mem:512", "role", reservationOf("p"));
  const cluster = new TestCluster();
  cluster.agent("a", unreserved);
  const framework = cluster.framework({ name: "f", role: "role" }, [
    { times: 1, accept: () => [reserve(mine), launch(task("t", mine, 500))] },
    { times: 1, accept: () => [unreserve(mine)], refuseMs: 0 },
  ]);
  cluster.runTo(2000);
  expect(framework.updates.map(({ status }) => status.state)).toEqual(["running", "finished"]);
  const [, second, third] = held(framework);
  expect(second?.equals(mine)).toBe(true);
  expect(third?.equals(unreserved)).toBe(true);
});

test("reservation_tests.cpp:390 ReserveShareWithinRole: another framework of the role is offered the reservation", () => {
  const mine = reserved("cpus:1;mem:512", "role", reservationOf("p"));
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:1;mem:512");
  // The second decline is the one "for ever": the largest double is too much for a filter, and counts as 5 s.
  const f1 = cluster.framework({ name: "f1", role: "role" }, [
    { times: 1, accept: () => [reserve(mine)], refuseMs: 0 },
    { refuseMs: Number.MAX_VALUE },
  ]);
  const f2 = cluster.framework({ name: "f2", role: "role" }, [], 1500);
  cluster.runTo(1500);
  expect(held(f1).map((resources) => resources.equals(mine))).toEqual([false, true]);
  expect(held(f2).map((resources) => resources.equals(mine))).toEqual([true]);
});

test("reservation_tests.cpp:504 DropReserveTooLarge: nothing is checkpointed, all is offered as before", () => {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:1;mem:512");
  const framework = cluster.framework({ name: "f", role: "role" }, [
    {
      times: 1,
      accept: () => [reserve(reserved("cpus:1;mem:1024", "role", reservationOf("p")))],
      refuseMs: 0,
    },
  ]);
  cluster.runTo(1000);
  expect(cluster.checkpointsOf("a")).toEqual([]);
  expect(held(framework).map((resources) => resources.equals(parse("cpus:1;mem:512")))).toEqual([true, true]);
  expect(cluster.rows("reservation.refused")).toEqual([
    expect.objectContaining({ agent: "a", operation: "RESERVE", reason: "insufficient-resources" }),
  ]);
});

test("reservation_tests.cpp:595 DropReserveStaticReservation: a static reservation is not reserved again", () => {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus(role):1;mem(role):512");
  const framework = cluster.framework({ name: "f", role: "role" }, [
    {
      times: 1,
      accept: () => [reserve(reserved("cpus:1;mem:512", "role", reservationOf("p")))],
      refuseMs: 0,
    },
  ]);
  cluster.runTo(1000);
  expect(cluster.checkpointsOf("a")).toEqual([]);
  expect(held(framework).map((resources) => resources.equals(parse("cpus(role):1;mem(role):512")))).toEqual([
    true,
    true,
  ]);
});

test("reservation_tests.cpp:686 SendingCheckpointResourcesMessage: one message per operation, each the complete set", () => {
  const r1 = reserved("cpus:8", "role", reservationOf("p"));
  const r2 = reserved("mem:2048", "role", reservationOf("p"));
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:8;mem:4096");
  cluster.framework({ name: "f", role: "role" }, [
    { times: 1, accept: () => [reserve(r1), reserve(r2), unreserve(r1)], refuseMs: 0 },
  ]);
  cluster.runTo(100);
  const expected = [r1, r1.plus(r2), r2];
  const sent = cluster.checkpointsOf("a");
  expect(sent.length).toBe(3);
  for (const [i, set] of sent.entries()) expect(set.toString()).toBe(expected[i]?.toString());
  expect(cluster.agents.get("a")?.checkpointed.equals(r2)).toBe(true);
});

describe("an ACCEPT is no transaction", () => {
  test("an operation that fails is skipped, and the later ones go on (master.cpp:3292-3330)", () => {
    const good = reserved("cpus:1", "role", reservationOf("p"));
    const wrong = reserved("cpus:1", "role", reservationOf("somebody else"));
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:2;mem:512");
    const framework = cluster.framework({ name: "f", role: "role" }, [
      { times: 1, accept: () => [reserve(wrong), reserve(good), unreserve(wrong)], refuseMs: 0 },
    ]);
    cluster.runTo(1000);
    expect(held(framework)[1]?.equals(good.plus(parse("cpus:1;mem:512")))).toBe(true);
    expect(cluster.rows("reservation.refused").map((row) => [row["operation"], row["reason"]])).toEqual([
      ["RESERVE", "principal-mismatch"],
      ["UNRESERVE", "insufficient-resources"],
    ]);
    // Nobody is told: the framework hears of neither.
    expect(framework.updates).toEqual([]);
  });

  test("a framework may undo a reservation of another framework of its role (validation.cpp:718-747)", () => {
    const mine = reserved("cpus:1", "role", reservationOf("p1", "owner=f1"));
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:1;mem:64");
    cluster.framework({ name: "f1", role: "role", principal: "p1" }, [
      { times: 1, accept: () => [reserve(mine)], refuseMs: 0 },
    ]);
    const f2 = cluster.framework({ name: "f2", role: "role", principal: "p2" }, [
      { times: 1, accept: () => [unreserve(mine)], refuseMs: 0 },
    ]);
    cluster.runTo(3000);
    expect(f2.offer(0).resources.contains(mine)).toBe(true);
    expect(cluster.master.agentNamed("a")?.total.equals(parse("cpus:1;mem:64"))).toBe(true);
  });
});
