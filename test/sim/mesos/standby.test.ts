/** Operators who call while no master leads: none of their calls does anything, and each is answered. */

import { expect, test } from "vitest";
import { TestCluster } from "../../support/cluster.ts";
import { parse } from "../../support/resources.ts";

const onAgent = { agent: "a", role: "r", principal: null, labels: null } as const;
const volumes = [{ id: "v", sizeMilli: 10_000, path: "data" }];

test("a master that does not lead refuses for want of agents and quotas, and nothing comes of it (http.cpp:2373-2510, quota_handler.cpp:207-420)", () => {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:4;mem:512;disk:100");
  cluster.at(500, () => cluster.operator.setQuota("q", parse("cpus:1")));
  cluster.at(1000, () => cluster.failOverMaster(20_000));
  cluster.at(2000, () => {
    const { operator } = cluster;
    operator.reserve({ ...onAgent, resources: parse("cpus:1") });
    operator.unreserve({ ...onAgent, resources: parse("cpus:1") });
    operator.createVolumes({ ...onAgent, volumes });
    operator.destroyVolumes({ ...onAgent, volumes });
    operator.setQuota("r", parse("cpus:1"));
    operator.removeQuota("q");
    operator.updateWeights({ r: 2 });
  });
  cluster.runTo(30_000);
  const answered = cluster.rows("operator.answered").filter(({ atMs }) => atMs === 2000);
  expect(answered.map(({ action, status }) => [action, status])).toEqual([
    ["operator.reserve", 400],
    ["operator.unreserve", 400],
    ["operator.create-volumes", 400],
    ["operator.destroy-volumes", 400],
    ["operator.set-quota", 409],
    ["operator.remove-quota", 400],
    ["operator.update-weights", 503],
  ]);
  expect(answered.every(({ message }) => String(message).includes("no master leads"))).toBe(true);
  expect(cluster.rows("reservation.made", "volume.created")).toEqual([]);
  // The quota of before still holds: it can be removed once.
  cluster.operator.removeQuota("q");
  expect(cluster.rows("operator.answered").at(-1)).toMatchObject({
    action: "operator.remove-quota",
    status: 200,
  });
});

test("the whitelist is a file: the next master reads what was written meanwhile", () => {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:4;mem:512");
  cluster.framework({ name: "f", role: "r" }, [], 22_000);
  cluster.at(1000, () => cluster.failOverMaster(20_000));
  cluster.at(2000, () => cluster.operator.whitelist(["b"]));
  cluster.runTo(40_000);
  expect(cluster.rows("operator.answered")).toMatchObject([{ action: "operator.whitelist", status: 200 }]);
  expect([...cluster.master.offers]).toEqual([]);
});
