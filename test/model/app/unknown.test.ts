/** What Marathon ignores without a word, and what is not simulated yet. */

import { describe, expect, test } from "vitest";
import { unavailableIn } from "../../../src/model/app/unavailable.ts";
import { unknownKeysIn } from "../../../src/model/app/unknown.ts";
import { dockerContainer, persistentVolume } from "../../support/apps.ts";

describe("unknown members", () => {
  test("are named with their place and what they look like", () => {
    const container = dockerContainer(
      { Image: "x", portMappings: [{ containerPort: 1, hostport: 2 }] },
      {
        containerPath: "/var",
        persistant: { size: 1 },
        mode: "RW",
      },
    );
    const found = unknownKeysIn({ id: "/a", instance: 2, zebra: 1, container });
    expect(found).toEqual([
      { at: ["instance"], key: "instance", nearest: "instances" },
      { at: ["zebra"], key: "zebra", nearest: null },
      { at: ["container", "docker", "Image"], key: "Image", nearest: "image" },
      { at: ["container", "docker", "portMappings", 0, "hostport"], key: "hostport", nearest: "hostPort" },
      { at: ["container", "volumes", 0, "persistant"], key: "persistant", nearest: "persistent" },
    ]);
  });

  test("are named in a group, too, in its apps and groups", () => {
    const json = { id: "/g", cmd: "x", groups: [{ id: "h", dependances: [], apps: [{ id: "x", cpu: 1 }] }] };
    expect(unknownKeysIn(json, "group")).toEqual([
      { at: ["cmd"], key: "cmd", nearest: null },
      { at: ["groups", 0, "dependances"], key: "dependances", nearest: "dependencies" },
      { at: ["groups", 0, "apps", 0, "cpu"], key: "cpu", nearest: "cpus" },
    ]);
  });

  test("are none in a definition that Marathon itself has shown", () => {
    const shown = {
      id: "/a",
      tasksRunning: 1,
      versionInfo: {},
      container: dockerContainer({}, persistentVolume()),
    };
    expect(unknownKeysIn(shown)).toEqual([]);
  });

  test("names of environment and labels are the user's own", () => {
    expect(unknownKeysIn({ env: { cpu: "1" }, labels: { mems: "2" } })).toEqual([]);
  });

  test.each([[null], [7], [[{ cpu: 1 }]]])("%j has no members", (json) => {
    expect(unknownKeysIn(json)).toEqual([]);
  });
});

describe("what is not simulated yet", () => {
  test("is named where it would change what happens", () => {
    const app = { ipAddress: {} };
    expect(unavailableIn(app)).toEqual([{ at: ["ipAddress"], what: "an IP address per task" }]);
    expect(unavailableIn({ id: "/g", groups: [{ id: "h", apps: [app] }] })[0]).toEqual({
      at: ["groups", 0, "apps", 0, "ipAddress"],
      what: "an IP address per task",
    });
  });

  test("is nothing where it is empty", () => {
    expect(unavailableIn({ id: "/a", healthChecks: [], dependencies: [], ipAddress: null })).toEqual([]);
    expect(unavailableIn(7)).toEqual([]);
  });
});
