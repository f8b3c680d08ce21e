/** Rows about launches: each says what its own launch is of, whatever the one before it said. */

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
    { resources: small, reserved: small, version: "v1", ports: "1" },
    { resources: small, reserved: small, version: "v1", ports: "1" },
    { resources: large, reserved: small, version: "v1", ports: "1" },
    { resources: large, reserved: large, version: "v1", ports: "1" },
    { resources: large, reserved: large, version: "v2", ports: "1" },
    { resources: large, reserved: large, version: "v2", ports: undefined },
    { resources: large, reserved: null, version: "v2", ports: undefined },
    { resources: large, reserved: large, version: undefined, ports: "1" },
  ];
  for (const { resources, reserved, version, ports } of launches)
    recorder.tasks.launched(names, "t", resources, reserved, version, ports);
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
      ...(ports === undefined ? {} : { ports }),
    })),
  );
});
