/** AppDefinitionFormatsTest.scala and AppUpdateTest.scala (Marathon v1.1.1): how JSON is read and what is filled in. */

import { describe, expect, test } from "vitest";
import { parseApp } from "../../../src/model/app/parse.ts";
import { appOf, errorsOf, mesosContainer, persistentVolume, refusalOf } from "../../support/apps.ts";

describe("AppDefinitionFormatsTest", () => {
  test("AppDefinitionFormatsTest.scala:90 FromJson fills in every default", () => {
    expect(appOf({ id: "app1", cmd: "sleep 10", version: "1970-01-01T00:00:00.001Z" })).toEqual({
      id: "/app1",
      instances: 1,
      cpusMilli: 1000,
      memMilli: 128_000,
      diskMilli: 0,
      persistentVolumes: [],
      portMappings: null,
      network: null,
      docker: false,
      portDefinitions: [{ port: 0, protocol: "tcp", name: null }],
      requirePorts: false,
      constraints: [],
      acceptedResourceRoles: null,
      residency: null,
      upgradeStrategy: { minimumHealthCapacity: 1, maximumOverCapacity: 1 },
      backoffMs: 1000,
      backoffFactor: 1.15,
      maxLaunchDelayMs: 3_600_000,
      labels: {},
      healthChecks: [],
      readinessChecks: [],
      dependencies: [],
      rest: expect.stringContaining('"cmd":"sleep 10"'),
    });
  });

  test("AppDefinitionFormatsTest.scala:124 versionInfo is ignored", () => {
    const versionInfo = {
      lastScalingAt: "1970-01-01T00:00:00.002Z",
      lastConfigChangeAt: "1970-01-01T00:00:00.001Z",
    };
    expect(appOf({ versionInfo })).toEqual(appOf());
  });

  test.each([
    [":138 empty id", { id: "" }, "/id", "error.minLength"],
    [":143 / as an id", { id: "/" }, "/id", "the id may not be the root"],
    [
      ":179 empty acceptedResourceRoles",
      { acceptedResourceRoles: [] },
      "/acceptedResourceRoles",
      "set must not be empty",
    ],
  ])("AppDefinitionFormatsTest.scala%s fails", (_, members, path, error) => {
    const refusal = refusalOf(members);
    expect(refusal).toMatchObject({ status: 400, message: "Invalid JSON" });
    expect(errorsOf(refusal)).toEqual({ [path]: [error] });
  });

  test("AppDefinitionFormatsTest.scala:148 cpus may be small", () => {
    expect(appOf({ cpus: 0.001 }).cpusMilli).toBe(1);
  });

  test.each([
    [":167", ["production", "*"]],
    [":173", ["*"]],
  ])("AppDefinitionFormatsTest.scala%s acceptedResourceRoles are read", (_, roles) => {
    expect(appOf({ acceptedResourceRoles: roles }).acceptedResourceRoles).toEqual(roles);
  });

  test("AppDefinitionFormatsTest.scala:184 the default strategy is 1.0/1.0", () => {
    expect(appOf().upgradeStrategy).toEqual({ minimumHealthCapacity: 1, maximumOverCapacity: 1 });
  });

  test("AppDefinitionFormatsTest.scala:190 that of a resident app is 0.5/0", () => {
    const app = appOf({ residency: {}, container: mesosContainer(persistentVolume()) });
    expect(app.upgradeStrategy).toEqual({ minimumHealthCapacity: 0.5, maximumOverCapacity: 0 });
  });

  test("AppDefinitionFormatsTest.scala:196 persistent volumes make an app resident", () => {
    const app = appOf({ container: mesosContainer(persistentVolume("var")) });
    expect(app.residency).toEqual({
      taskLostBehavior: "WAIT_FOREVER",
      relaunchEscalationTimeoutSeconds: 3600,
    });
    // Only with 1.1.1-dcos does the strategy follow (known bug B16).
    expect(app.upgradeStrategy).toEqual({ minimumHealthCapacity: 0.5, maximumOverCapacity: 0 });
  });

  test.each([
    [
      "AppDefinitionFormatsTest.scala:215",
      { relaunchEscalationTimeoutSeconds: 300, taskLostBehavior: "RELAUNCH_AFTER_TIMEOUT" },
    ],
    [
      "AppDefinitionFormatsTest.scala:228",
      { relaunchEscalationTimeoutSeconds: 7200, taskLostBehavior: "WAIT_FOREVER" },
    ],
  ])("%s residency is kept", (_, residency) => {
    expect(appOf({ residency, container: mesosContainer(persistentVolume()) }).residency).toEqual(residency);
  });
});

describe("AppUpdateTest, of an app that a PUT creates", () => {
  const container = mesosContainer(persistentVolume("home", 100));
  const resident = { minimumHealthCapacity: 0.5, maximumOverCapacity: 0 };
  const explicit = { relaunchEscalationTimeoutSeconds: 10, taskLostBehavior: "WAIT_FOREVER" };

  test.each(["AppUpdateTest.scala:302", "AppUpdateTest.scala:360"])(
    "%s volumes and residency give the resident strategy",
    () => {
      expect(appOf({ container, residency: explicit }, "PUT").upgradeStrategy).toEqual(resident);
    },
  );

  test.each(["AppUpdateTest.scala:331", "AppUpdateTest.scala:389"])(
    "%s volumes give the default residency",
    () => {
      const upgradeStrategy = { minimumHealthCapacity: 0.2, maximumOverCapacity: 0 };
      const app = appOf({ container, upgradeStrategy }, "PUT");
      expect(app.residency).toEqual({
        taskLostBehavior: "WAIT_FOREVER",
        relaunchEscalationTimeoutSeconds: 3600,
      });
      expect(app.upgradeStrategy).toEqual(upgradeStrategy);
    },
  );

  test("AppUpdateTest.scala:418 external volumes give the resident strategy", () => {
    // The feature is off, so the definition is refused: but not for its strategy.
    const external = { name: "my-external-volume", provider: "dvdi", size: 1234 };
    const volume = { containerPath: "/docker_storage", mode: "RW", external };
    expect(Object.keys(errorsOf(refusalOf({ container: mesosContainer(volume) }, "PUT")))).toEqual([
      "/container/volumes(0)",
    ]);
  });

  test("AppUpdateTest.scala:201 version goes only with id", () => {
    expect(refusalOf({ version: "2016-04-15T00:00:00.000Z" }, "PUT")).toMatchObject({
      status: 422,
      message: "requirement failed: The 'version' field may only be combined with the 'id' field.",
    });
  });

  test("AppUpdateTest.scala:237 uris and fetch exclude each other", () => {
    const uri = "http://example.com/file1.tar.gz";
    expect(errorsOf(refusalOf({ uris: [uri], fetch: [{ uri }] }, "PUT"))).toEqual({
      "": ["You cannot specify both uris and fetch fields"],
    });
  });

  test("AppUpdateTest.scala:252 ports and portDefinitions exclude each other", () => {
    expect(errorsOf(refusalOf({ ports: [1], portDefinitions: [{ port: 2 }] }, "PUT"))).toEqual({
      "": ["You cannot specify both ports and port definitions"],
    });
  });

  test("AppUpdateTest.scala:267 ports are unique", () => {
    expect(errorsOf(refusalOf({ ports: [1, 1] }, "PUT"))).toEqual({ "/ports": ["Ports must be unique."] });
  });

  test("AppUpdateTest.scala:130 a member that is null is as one that is not there", () => {
    const nulls = Object.fromEntries(
      [
        "user",
        "env",
        "instances",
        "cpus",
        "mem",
        "disk",
        "executor",
        "constraints",
        "uris",
        "ports",
        "container",
      ].map((key) => [key, null]),
    );
    expect(parseApp({ id: "/test", cmd: "true", ...nulls }, "PUT")).toEqual(
      parseApp({ id: "/test", cmd: "true" }, "PUT"),
    );
  });
});
