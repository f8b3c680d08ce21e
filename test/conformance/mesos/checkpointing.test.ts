/**
 * What agents keep across restarts, reboots and fail-overs: Mesos 0.28.3's own tests (src/tests/reservation_tests.cpp,
 * persistent_volume_tests.cpp), played on ours, and the windows in which an operation can be lost.
 */

import { describe, expect, test } from "vitest";
import { withCheckpointed } from "../../../src/sim/mesos/validation.ts";
import { TestCluster } from "../../support/cluster.ts";
import { parse, reservationOf, reserved, volumeOf } from "../../support/resources.ts";
import {
  create,
  destroy,
  reserve,
  type ScriptedFramework,
  unreserve,
} from "../../support/scripted-framework.ts";
import { agentOf, messagesTo, offered, recordOf } from "./watch.ts";

const owner = reservationOf("p");
const mine = reserved("cpus:8;mem:2048", "role1", owner);
const diskAgent = "cpus:2;mem:2048;disk(role1):2048";

/** An agent of 8 cpus, all of which its framework reserves at 0. */
function reservedAll(): { cluster: TestCluster; framework: ScriptedFramework } {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:8;mem:4096");
  const framework = cluster.framework({ name: "f", role: "role1" }, [
    { times: 1, accept: () => [reserve(mine)] },
  ]);
  return { cluster, framework };
}

/** What an agent says that it has checkpointed when it registers again. */
const broughtBack = (seen: ReturnType<typeof messagesTo>): string[] =>
  seen.flatMap((message) => (message.type === "REREGISTER_AGENT" ? [message.checkpointed.toString()] : []));

describe("an agent that restarts re-registers with what it has checkpointed", () => {
  test("reservation_tests.cpp:786 ResourcesCheckpointing", () => {
    const { cluster } = reservedAll();
    const seen = messagesTo(cluster);
    cluster.at(500, () => agentOf(cluster).restart(500));
    cluster.runTo(5000);
    expect(broughtBack(seen)).toEqual([mine.toString()]);
    expect(recordOf(cluster).total.contains(mine)).toBe(true);
  });

  test("persistent_volume_tests.cpp:281 ResourcesCheckpointing", () => {
    const v = volumeOf(64, "role1", "id1", "path1");
    const cluster = new TestCluster();
    cluster.agent("a", diskAgent);
    cluster.framework({ name: "f", role: "role1" }, [{ times: 1, accept: () => [create(v)] }]);
    const seen = messagesTo(cluster);
    cluster.at(500, () => agentOf(cluster).restart(500));
    cluster.runTo(5000);
    expect(broughtBack(seen)).toEqual([v.toString()]);
  });
});

describe("after a fail-over the new master offers what agents bring", () => {
  test("reservation_tests.cpp:877 MasterFailover", () => {
    const { cluster, framework } = reservedAll();
    cluster.at(500, () => cluster.failOverMaster(500));
    cluster.at(3000, () => framework.rejoin(true));
    cluster.runTo(3000);
    const [, again] = framework.offers;
    expect(again?.offer.resources.equals(parse("mem:2048").plus(mine))).toBe(true);
    expect(cluster.rows("reservation.made")).toHaveLength(1);
  });

  test("persistent_volume_tests.cpp:413 MasterFailover", () => {
    const v = volumeOf(64, "role1", "id1", "path1");
    const cluster = new TestCluster();
    cluster.agent("a", diskAgent);
    const framework = cluster.framework({ name: "f", role: "role1" }, [
      { times: 1, accept: () => [create(v)] },
    ]);
    cluster.at(500, () => cluster.failOverMaster(500));
    cluster.at(3000, () => framework.rejoin(true));
    cluster.runTo(3000);
    expect(framework.offer(1).resources.contains(v)).toBe(true);
    expect(cluster.rows("volume.created")).toHaveLength(1);
  });
});

describe("flags with a checkpointed set", () => {
  test("reservation_tests.cpp:992 CompatibleCheckpointedResources: into larger flags it fits", () => {
    const total = withCheckpointed(parse("cpus:12;mem:2048"), mine);
    expect(total?.equals(parse("cpus:4").plus(mine))).toBe(true);
  });

  test("reservation_tests.cpp:1229 IncompatibleCheckpointedResources: into smaller ones it does not", () => {
    expect(withCheckpointed(parse("cpus:4;mem:2048"), mine)).toBeNull();
  });

  test("persistent_volume_tests.cpp:509 IncompatibleCheckpointedResources: a role's volume needs the role's disk", () => {
    expect(withCheckpointed(parse("disk:1024"), volumeOf(64, "role1", "id1"))).toBeNull();
  });
});

test("reservation_tests.cpp:1101 CompatibleCheckpointedResourcesWithPersistentVolumes: a reboot brings both back, under a new id", () => {
  const all = reserved("cpus:8;mem:2048;disk:1024", "role1", owner);
  const v = volumeOf(1024, "role1", "id1", "path1", owner);
  const rest = reserved("cpus:8;mem:2048", "role1", owner);
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:8;mem:4096;disk:2048");
  const framework = cluster.framework({ name: "f", role: "role1" }, [
    { times: 1, accept: () => [reserve(all), create(v)] },
  ]);
  const ids: string[] = [];
  cluster.at(100, () => ids.push(recordOf(cluster).slaveId));
  cluster.at(500, () => agentOf(cluster).crash());
  cluster.at(900, () => agentOf(cluster).recover());
  cluster.runTo(2000);
  ids.push(recordOf(cluster).slaveId);
  const sent = cluster.checkpointsOf("a").map((set) => set.toString());
  expect(sent).toEqual([all.toString(), rest.plus(v).toString()]);
  expect(new Set(ids).size).toBe(2);
  expect(framework.offer(1).resources.equals(parse("mem:2048;disk:1024").plus(rest).plus(v))).toBe(true);
  expect(cluster.rows("volume.created")).toHaveLength(1);
});

describe("without authentication", () => {
  test.each([
    ["reservation_tests.cpp:1854 WithoutAuthenticationWithoutPrincipal", null],
    ["reservation_tests.cpp:1958 WithoutAuthenticationWithPrincipal", "p"],
  ])("%s: a reservation that matches can be made and undone", (_title, principal) => {
    const part = reserved("cpus:1;mem:512", "role", reservationOf(principal));
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:1;mem:512");
    const framework = cluster.framework({ name: "f", role: "role", principal }, [
      { times: 1, accept: () => [reserve(part)], refuseMs: 0 },
      { times: 1, accept: () => [unreserve(part)], refuseMs: 0 },
    ]);
    cluster.runTo(2000);
    expect(framework.offer(1).resources.equals(part)).toBe(true);
    expect(framework.offer(2).resources.equals(parse("cpus:1;mem:512"))).toBe(true);
  });

  test.each([
    ["p", null],
    [null, "p"],
  ])("a principal on one side only is refused: framework %s, reservation %s", (principal, reserver) => {
    const part = reserved("cpus:1;mem:512", "role", reservationOf(reserver));
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:1;mem:512");
    cluster.framework({ name: "f", role: "role", principal }, [
      { times: 1, accept: () => [reserve(part)], refuseMs: 0 },
    ]);
    cluster.runTo(2000);
    expect(cluster.rows("reservation.refused").map((row) => row["reason"])).toEqual(["principal-mismatch"]);
  });
});

describe("an operation that the agent never wrote down (master.cpp:4464-4566)", () => {
  const drop = { message: "checkpoint", agent: "a", framework: null, app: null };

  /** f reserves at 0, and no checkpoint message gets through until `untilMs`. */
  function unwritten(untilMs: number): { cluster: TestCluster; framework: ScriptedFramework } {
    const made = reservedAll();
    const left = Number.POSITIVE_INFINITY;
    made.cluster.at(0, () => made.cluster.network.addDropRule({ ...drop, left, untilMs }));
    return made;
  }

  test("is sent again by the same master when the agent registers again", () => {
    const { cluster } = unwritten(500);
    cluster.at(1000, () => agentOf(cluster).restart(500));
    cluster.runTo(900);
    expect(agentOf(cluster).checkpointed.isEmpty).toBe(true);
    cluster.runTo(5000);
    expect(agentOf(cluster).checkpointed.equals(mine)).toBe(true);
    expect(recordOf(cluster).total.contains(mine)).toBe(true);
  });

  test("is lost with the master, and never happened", () => {
    const { cluster, framework } = unwritten(500);
    cluster.at(1000, () => cluster.failOverMaster(0));
    cluster.at(3000, () => framework.rejoin(true));
    cluster.runTo(3000);
    expect(offered(framework)).toEqual([0, 3000].map((atMs) => `${atMs} a cpus(*):8; mem(*):4096`));
  });

  test("is lost when the agent comes back under a new id", () => {
    const { cluster, framework } = unwritten(500);
    cluster.at(1000, () => agentOf(cluster).crash());
    cluster.at(1500, () => agentOf(cluster).recover());
    cluster.runTo(1500);
    expect(offered(framework).at(-1)).toBe("1500 a cpus(*):8; mem(*):4096");
  });

  test("a DESTROY that is lost so brings the volume back", () => {
    const v = volumeOf(64, "role1", "id1", "path1");
    const cluster = new TestCluster();
    cluster.agent("a", diskAgent);
    const framework = cluster.framework({ name: "f", role: "role1" }, [
      { times: 1, accept: () => [create(v)], refuseMs: 0 },
      { times: 1, accept: () => [destroy(v)], refuseMs: 0 },
    ]);
    cluster.at(500, () => cluster.network.addDropRule({ ...drop, left: 1, untilMs: 5000 }));
    cluster.at(1500, () => cluster.failOverMaster(0));
    cluster.at(4000, () => framework.rejoin(true));
    cluster.runTo(4000);
    expect(framework.offers.at(-1)?.offer.resources.contains(v)).toBe(true);
  });
});
