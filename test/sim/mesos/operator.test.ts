/** The operator endpoints, beside what Mesos' own tests play: what they check, rescind, answer and write down. */

import { describe, expect, test } from "vitest";
import { Resources } from "../../../src/model/resources.ts";
import type { ReserveRequest, VolumesRequest } from "../../../src/sim/cluster/operator-api.ts";
import { agentOf, offered, recordOf } from "../../conformance/mesos/watch.ts";
import { TestCluster } from "../../support/cluster.ts";
import { parse, reservationOf, reserved } from "../../support/resources.ts";
import { launch, task } from "../../support/scripted-framework.ts";

const onA = { agent: "a", role: "r", principal: "ops", labels: null } as const;
const reserveRequest = (text: string): ReserveRequest => ({ ...onA, resources: parse(text) });
const answers = (cluster: TestCluster): unknown[] =>
  cluster.rows("operator.answered").map(({ action, status }) => [action, status]);

function oneAgent(resources = "cpus:2;mem:1024;disk:100"): TestCluster {
  const cluster = new TestCluster();
  cluster.agent("a", resources);
  cluster.runTo(100);
  return cluster;
}

test("a call that is done changes the master, its allocator and the agent, and leaves a row without a framework", () => {
  const cluster = oneAgent();
  cluster.at(200, () => cluster.operator.reserve(reserveRequest("cpus:1;mem:64")));
  cluster.runTo(200);
  const mine = reserved("cpus:1;mem:64", "r", reservationOf("ops"));
  expect(recordOf(cluster).total.contains(mine)).toBe(true);
  expect(agentOf(cluster).checkpointed.equals(mine)).toBe(true);
  const [row] = cluster.rows("reservation.made");
  expect(row).toMatchObject({ agent: "a", role: "r" });
  expect(row).not.toHaveProperty("framework");
  expect(answers(cluster)).toEqual([["operator.reserve", 200]]);
});

test("what a task uses is out of reach: 409, and its offers stay", () => {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:2;mem:1024");
  const framework = cluster.framework({ name: "f", role: "s" }, [
    { times: 1, accept: ({ resources }) => [launch(task("t", resources))] },
  ]);
  cluster.at(500, () => cluster.operator.reserve(reserveRequest("cpus:1")));
  cluster.runTo(500);
  expect(answers(cluster)).toEqual([["operator.reserve", 409]]);
  expect(framework.rescinded).toEqual([]);
});

test("only offers that hold some of it are rescinded, and only until there is enough (http.cpp:2449-2503)", () => {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:2;mem:1024;cpus(s):1;mem(s):64");
  // f gets the unreserved part, g its role's own.
  const f = cluster.framework({ name: "f", role: "r" });
  const g = cluster.framework({ name: "g", role: "s" });
  cluster.at(500, () => cluster.operator.reserve(reserveRequest("cpus:1")));
  cluster.runTo(500);
  expect([f.rescinded.length, g.rescinded.length]).toEqual([1, 0]);
});

describe("volumes", () => {
  const volumes = (text: Partial<VolumesRequest> = {}): VolumesRequest => ({
    ...onA,
    volumes: [{ id: "v", sizeMilli: 10_000, path: "data" }],
    ...text,
  });

  test("without principal and labels stand on statically reserved disk, where the role has no other", () => {
    const cluster = oneAgent("cpus:1;mem:64;disk:50;disk(r):50");
    const nobody = { principal: null };
    cluster.at(200, () => cluster.operator.createVolumes(volumes(nobody)));
    cluster.at(300, () => cluster.operator.destroyVolumes(volumes(nobody)));
    cluster.runTo(400);
    expect(answers(cluster)).toEqual([
      ["operator.create-volumes", 200],
      ["operator.destroy-volumes", 200],
    ]);
  });

  test("on a dynamic reservation without principal and labels, where there is one", () => {
    const cluster = oneAgent("cpus:1;mem:64;disk:50;disk(r):50");
    const nobody = { principal: null };
    cluster.at(200, () => cluster.operator.reserve({ ...reserveRequest("disk:20"), ...nobody }));
    cluster.at(300, () => cluster.operator.createVolumes(volumes(nobody)));
    cluster.runTo(400);
    expect(recordOf(cluster).total.contains(reserved("disk:10", "r", reservationOf(null)))).toBe(true);
    expect(answers(cluster)).toEqual([
      ["operator.reserve", 200],
      ["operator.create-volumes", 200],
    ]);
  });

  test("with a bad persistence id, or twice the same, are refused with 400", () => {
    const cluster = oneAgent("cpus:1;mem:64;disk:100");
    cluster.at(200, () => cluster.operator.reserve(reserveRequest("disk:100")));
    const one = { id: "v", sizeMilli: 10_000, path: "data" };
    cluster.at(300, () => cluster.operator.createVolumes(volumes({ volumes: [{ ...one, id: "a/b" }] })));
    cluster.at(300, () => cluster.operator.createVolumes(volumes({ volumes: [one, one] })));
    cluster.runTo(400);
    expect(answers(cluster).slice(1)).toEqual([
      ["operator.create-volumes", 400],
      ["operator.create-volumes", 400],
    ]);
  });
});

describe("weights (as Mesos 1.0's endpoint)", () => {
  function weighed(weights: Record<string, number>) {
    const cluster = new TestCluster();
    for (const name of ["a", "b", "c"]) cluster.agent(name, "cpus:1;mem:64");
    const f = cluster.framework({ name: "f", role: "r" });
    const g = cluster.framework({ name: "g", role: "s" });
    cluster.at(500, () => cluster.operator.updateWeights(weights));
    cluster.runTo(1000);
    return { cluster, f, g };
  }

  test("of a role with frameworks: all offers are rescinded, and the next tick shares anew", () => {
    const { f, g } = weighed({ s: 2 });
    expect(f.rescinded).toHaveLength(3);
    expect([f.offers.length - 3, g.offers.length]).toEqual([1, 2]);
  });

  test("of a role without: nothing happens", () => {
    const { cluster, f, g } = weighed({ t: 2 });
    expect([f.rescinded, g.offers]).toEqual([[], []]);
    expect(answers(cluster)).toEqual([["operator.update-weights", 200]]);
  });
});

test("a host that is taken off the whitelist keeps its offers, and gets no new ones (hierarchical.cpp:570-586)", () => {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:1;mem:64");
  cluster.agent("b", "cpus:1;mem:64");
  const framework = cluster.framework({ name: "f", role: "*" });
  cluster.at(500, () => cluster.operator.whitelist(["b"]));
  cluster.at(1500, () => {
    for (const { offer } of framework.offers) framework.decline(offer, 0);
  });
  cluster.at(4500, () => cluster.operator.whitelist(null));
  cluster.runTo(5000);
  expect(framework.rescinded).toEqual([]);
  expect(offered(framework).map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
    "0 a",
    "0 b",
    "2000 b",
    "5000 a",
  ]);
});

test("a quota for a role that the master does not list is refused", () => {
  const cluster = new TestCluster({ mesos: { roles: ["r"] } });
  cluster.agent("a", "cpus:1;mem:64");
  cluster.at(100, () => cluster.operator.setQuota("other", parse("cpus:1")));
  cluster.at(100, () => cluster.operator.setQuota("r", parse("cpus:1")));
  cluster.runTo(100);
  expect(answers(cluster)).toEqual([
    ["operator.set-quota", 400],
    ["operator.set-quota", 200],
  ]);
});

test("a quota for the default role, or of nothing, is refused (quota.cpp:128-139)", () => {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:1;mem:64");
  cluster.at(100, () => cluster.operator.setQuota("*", parse("cpus:1")));
  cluster.at(100, () => cluster.operator.setQuota("r", null));
  cluster.at(100, () => cluster.operator.setQuota("r", Resources.none));
  cluster.runTo(100);
  expect(answers(cluster)).toEqual([
    ["operator.set-quota", 400],
    ["operator.set-quota", 400],
    ["operator.set-quota", 200],
  ]);
});
