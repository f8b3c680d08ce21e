/** PersistentVolumeMatcherTest.scala, TaskLabelsTest.scala and OfferOperationFactoryTest.scala (Marathon v1.1.1). */

import { describe, expect, test } from "vitest";
import { kindOf, type Resources } from "../../../src/model/resources.ts";
import { TaskInfo } from "../../../src/model/tasks.ts";
import { labelsOf, reservedFor } from "../../../src/sim/marathon/matching/labels.ts";
import { launch, type Reserver, reserveAndCreate } from "../../../src/sim/marathon/matching/operations.ts";
import { matchVolumes } from "../../../src/sim/marathon/matching/volume-matcher.ts";
import { parse, volumeOf } from "../../support/resources.ts";

const volumeFor = (taskId: string, id: string): Resources =>
  volumeOf(10, "test", id, "persistent-volume", {
    principal: "principal",
    labels: labelsOf("marathon", taskId),
  });

describe("PersistentVolumeMatcherTest", () => {
  const task = (
    taskId: string,
    ...volumeIds: readonly string[]
  ): { taskId: string; volumeIds: readonly string[] } => ({
    taskId,
    volumeIds,
  });

  test("PersistentVolumeMatcherTest.scala:14 missing volumes", () => {
    const offer = parse("cpus:4;mem:16000;disk:1;ports:[31000-32000]");
    expect(matchVolumes(offer, [task("t1", "test#persistent-volume#uuid")])).toBeNull();
  });

  test("PersistentVolumeMatcherTest.scala:30 correct volumes", () => {
    const offer = volumeFor("t1", "test#persistent-volume#uuid");
    const match = matchVolumes(offer, [task("t1", "test#persistent-volume#uuid")]);
    expect(match?.task.taskId).toBe("t1");
    expect(match?.volumes.equals(offer)).toBe(true);
  });

  test("PersistentVolumeMatcherTest.scala:49 of several tasks the first, with its own volume", () => {
    const offer = volumeFor("unknown", "uuid1").plus(volumeFor("t2", "uuid2")).plus(volumeFor("t3", "uuid3"));
    const match = matchVolumes(offer, [task("t2", "uuid2"), task("t3", "uuid3")]);
    expect(match?.task.taskId).toBe("t2");
    expect(match?.volumes.equals(volumeFor("t2", "uuid2"))).toBe(true);
  });

  test("PersistentVolumeMatcherTest.scala:79 unwanted volumes", () => {
    expect(
      matchVolumes(volumeFor("t1", "test#persistent-volume#uuid"), [task("t1", "test#other-container#uuid")]),
    ).toBeNull();
  });
});

describe("TaskLabelsTest", () => {
  const reservedBy = (frameworkId: string): Resources =>
    parse("cpus:4;mem:16000;disk:1;ports:[31000-32000]").flatten("test", {
      principal: "marathon",
      labels: labelsOf(frameworkId, "test.uuid"),
    });
  const taskIds = (resources: Resources): readonly (string | null)[] =>
    resources.entries.map(({ kind }) => reservedFor("marathon", kind));

  test("TaskLabelsTest.scala:11 no labels, no task", () => {
    expect(taskIds(parse("cpus:4;mem:16000"))).toEqual([null, null]);
  });

  test("TaskLabelsTest.scala:22 correct labels", () => {
    expect(taskIds(reservedBy("marathon"))).toEqual(Array.from({ length: 4 }, () => "test.uuid"));
  });

  test("TaskLabelsTest.scala:33 labels of another framework are ignored", () => {
    expect(taskIds(reservedBy("very other different framework id"))).toEqual([null, null, null, null]);
  });
});

describe("OfferOperationFactoryTest", () => {
  const reserver: Reserver = { role: "role", principal: "principal", frameworkId: "marathon" };
  const trace = { app: "/my-app", task: "123" };
  const reservation = { principal: "principal", labels: labelsOf("marathon", "123") };
  const volumes = [{ id: "my-app#mount#uuid", containerPath: "mount", sizeMilli: 10_000 }];

  test("OfferOperationFactoryTest.scala:12 launch needs no principal and no role", () => {
    const task = new TaskInfo({ taskId: "123", resources: parse("cpus:1"), trace });
    expect(launch(task)).toEqual({ type: "LAUNCH", tasks: [task] });
  });

  test("OfferOperationFactoryTest.scala:27 reserve fails without a role", () => {
    const result = reserveAndCreate({ ...reserver, role: null }, trace, parse("cpus:1"), []);
    expect(result).toEqual({ ok: false, message: expect.stringMatching(/^No role set/) });
  });

  test("OfferOperationFactoryTest.scala:42 reserve", () => {
    const result = reserveAndCreate(reserver, trace, parse("cpus:1"), volumes);
    const reserve = result.ok ? result.operations[0] : undefined;
    if (reserve?.type !== "RESERVE") throw new Error("no RESERVE");
    expect(reserve.resources.entries).toEqual([
      { kind: kindOf("cpus", "role", reservation), milli: 1000, ranges: null, containerPath: null },
    ]);
  });

  test("OfferOperationFactoryTest.scala:69 create", () => {
    const result = reserveAndCreate(reserver, trace, parse("cpus:1"), volumes);
    const create = result.ok ? result.operations[1] : undefined;
    if (create?.type !== "CREATE") throw new Error("no CREATE");
    expect(create.volumes.entries).toEqual([
      {
        kind: kindOf("disk", "role", reservation, "my-app#mount#uuid"),
        milli: 10_000,
        ranges: null,
        containerPath: "mount",
      },
    ]);
  });
});
