/** Two persistent volumes of a task under one container path: what becomes of its container. */

import { describe, expect, test } from "vitest";
import { TestCluster } from "../../../support/cluster.ts";
import { parse, volumeOf } from "../../../support/resources.ts";
import { create, launch, task } from "../../../support/scripted-framework.ts";
import { residentApp } from "../../marathon/rig.ts";
import { rowsOf, simulate } from "../../marathon/simulate.ts";

/** What becomes of a task with two volumes under these paths. */
function launched(first: string, second: string) {
  const volumes = volumeOf(64, "role1", "id1", first).plus(volumeOf(64, "role1", "id2", second));
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:2;mem:2048;disk(role1):2048");
  const framework = cluster.framework({ name: "f", role: "role1" }, [
    { times: 1, accept: () => [create(volumes), launch(task("t", parse("cpus:1;mem:128").plus(volumes)))] },
  ]);
  cluster.runTo(5000);
  return { cluster, framework };
}

describe("filesystem/posix.cpp:232-247 the second link is refused, and the container is not made", () => {
  const { cluster, framework } = launched("data", "data");

  test("slave.cpp:3784-3806 its agent says that the task has failed", () => {
    expect(framework.updates.map(({ status }) => status)).toMatchObject([
      { state: "failed", source: "agent", reason: "CONTAINER_LAUNCH_FAILED" },
    ]);
    expect(framework.updates[0]?.status.message).toMatch(
      /^Failed to launch container: The existing symlink 'data' /,
    );
  });

  test("nothing has run, and the volumes hold nothing", () => {
    expect(cluster.rows("process.started")).toEqual([]);
    expect(cluster.rows("process.ended")).toMatchObject([
      { ran: false, reason: "REASON_CONTAINER_LAUNCH_FAILED" },
    ]);
    expect(cluster.rows("volume.attached").length + cluster.rows("volume.detached").length).toBe(0);
    expect(cluster.agents.get("a")?.dataMilli).toBe(0);
  });
});

test.each([
  ["data", "logs"],
  // posix.cpp:173-180: nobody links those.
  ["a/data", "a/data"],
])("with %s and %s it runs", (first, second) => {
  const { cluster, framework } = launched(first, second);
  expect(framework.updates.map(({ status }) => status.state)).toEqual(["running"]);
  expect(cluster.rows("volume.attached").length).toBe(2);
});

const twice = [500, 700].map((size) => ({ containerPath: "data", mode: "RW", persistent: { size } }));

test("an app of them keeps its reservation and is tried again and again", () => {
  const app = residentApp({ container: { type: "MESOS", volumes: twice } });
  const simulation = simulate({ apps: [app], durationMs: 30_000, check: "every" });
  const failed = rowsOf(simulation, "task.failed");
  expect(failed.length).toBeGreaterThan(2);
  expect(new Set(failed.map(({ task: id }) => id)).size).toBe(1);
  expect(rowsOf(simulation, "task.running", "reservation.released", "volume.destroyed")).toEqual([]);
});

test("docker.cpp:455-510 Docker mounts one over the other", () => {
  const app = residentApp({ container: { type: "DOCKER", docker: { image: "db" }, volumes: twice } });
  const simulation = simulate({ apps: [app], durationMs: 30_000, check: "every" });
  expect(rowsOf(simulation, "task.running").length).toBe(1);
  expect(rowsOf(simulation, "volume.attached").length).toBe(2);
});
