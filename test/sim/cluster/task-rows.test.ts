/** Rows whose cells are put one by one say what they should, whatever the ones before them said. */

import { expect, test } from "vitest";
import { Recorder } from "../../../src/sim/cluster/recorder.ts";
import { Kernel } from "../../../src/sim/kernel/kernel.ts";
import { namedRows } from "../../support/cluster.ts";
import { parse } from "../../support/resources.ts";

test("a task that is launched again is told as it is then: any one thing of it may be another", () => {
  const recorder = new Recorder(new Kernel(), null, "counted");
  const names = recorder.taskNames(recorder.nameOf("a"), "f", "r", "/app", "t");
  const [small, large] = [parse("cpus:1"), parse("cpus:2")];
  const [smallText, largeText] = ['{"cpus":1}', '{"cpus":2}'];
  const launches = [
    { resources: small, reserved: small, version: "v1", ports: [1] },
    { resources: small, reserved: small, version: "v1", ports: [1] },
    { resources: small, reserved: small, version: "v1", ports: [2, 3] },
    { resources: large, reserved: small, version: "v1", ports: [1] },
    { resources: large, reserved: large, version: "v1", ports: [1] },
    { resources: large, reserved: large, version: "v2", ports: [1] },
    { resources: large, reserved: large, version: "v2", ports: undefined },
    { resources: large, reserved: null, version: "v2", ports: undefined },
    { resources: large, reserved: large, version: undefined, ports: [1] },
  ];
  for (const { resources, reserved, version, ports } of launches)
    recorder.tasks.launched(names, names, resources, reserved, version, ports);
  const row = {
    type: "task.launched",
    atMs: 0,
    agent: "a",
    framework: "f",
    role: "r",
    app: "/app",
    task: "t",
  };
  const textOf = (resources: unknown): string => (resources === small ? smallText : largeText);
  expect(namedRows(recorder.journal)).toEqual(
    launches.map(({ resources, reserved, version, ports }) => ({
      ...row,
      reservation: "t",
      resources: textOf(resources),
      ...(reserved === null ? {} : { reserved: textOf(reserved) }),
      ...(version === undefined ? {} : { version }),
      ...(ports === undefined ? {} : { ports: ports.join(",") }),
    })),
  );
});

test("a suspended task, and what is queued and delayed of an app", () => {
  const [told, added] = [1, 2].map(() => new Recorder(new Kernel(), null, "counted"));
  if (told === undefined || added === undefined) throw new Error("two of them");
  const ids = { agent: "a", framework: "f", role: "r", app: "/app", task: "app.1" };
  const { framework, app } = ids;
  const names = told.taskNames(told.nameOf("a"), "f", "r", "/app", "app.1");
  told.tasks.suspended(names, "failed");
  added.add("task.suspended", { ...ids, reservation: "app.1", reason: "failed" });
  told.tasks.queued(told.nameOf("f"), told.nameOf("/app"), 3);
  added.add("queue.changed", { framework, app, left: 3 });
  for (const reason of ["task-failed", "task-failed", "reset"] as const) {
    told.tasks.backedOff(told.nameOf("f"), told.nameOf("/app"), 1000, 2000, reason);
    added.add("queue.backoff", { framework, app, delay_ms: 1000, until_ms: 2000, reason });
  }
  expect(namedRows(told.journal)).toEqual(namedRows(added.journal));
});
