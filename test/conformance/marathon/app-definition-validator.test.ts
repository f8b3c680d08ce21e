/** AppDefinitionValidatorTest.scala and the validation of AppDefinitionTest.scala (Marathon v1.1.1), by JSON. */

import { describe, expect, test } from "vitest";
import { checkImmutable } from "../../../src/model/app/change.ts";
import type { AppDefinition } from "../../../src/model/app/definition.ts";
import { parseApp } from "../../../src/model/app/parse.ts";
import {
  appOf,
  dockerContainer,
  errorsOf,
  mesosContainer,
  persistentVolume,
  refusalOf,
} from "../../support/apps.ts";

const isValid = (json: unknown): boolean => parseApp(json, "POST").ok;
const idError =
  "must fully match regular expression '^(([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])\\.)*([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])|(\\.|\\.\\.)$'";

test.each([
  ["AppDefinitionValidatorTest.scala:35", "/app"],
  ["AppDefinitionValidatorTest.scala:39", "/hy-phenated"],
  ["AppDefinitionValidatorTest.scala:43", "/numbered9"],
  ["AppDefinitionValidatorTest.scala:47", "/9numbered"],
  ["AppDefinitionValidatorTest.scala:51", "/num8bered"],
  ["AppDefinitionValidatorTest.scala:55", "/dot.ted"],
  ["AppDefinitionValidatorTest.scala:59", "/deep/ly/nes/ted"],
  ["AppDefinitionValidatorTest.scala:63", "/all.to-9gether/now-huh12/nest/nest"],
])("%s id %s is valid", (_, id) => {
  expect(appOf({ id }).id).toBe(id);
});

test("AppDefinitionValidatorTest.scala:67 a trailing slash is ignored", () => {
  expect(appOf({ id: "/trailing/" }).id).toBe("/trailing");
});

test.each([
  ["AppDefinitionValidatorTest.scala:112", "/.../asd"],
  ["AppDefinitionValidatorTest.scala:116", "/app!' i"],
  ["AppDefinitionValidatorTest.scala:120", "/app[' i"],
  ["AppDefinitionValidatorTest.scala:124", "/asd/sadf+"],
  ["AppDefinitionValidatorTest.scala:128", "/asd asd"],
  ["AppDefinitionValidatorTest.scala:132", "/app-"],
  ["AppDefinitionValidatorTest.scala:136", "/nest./ted"],
  ["AppDefinitionValidatorTest.scala:140", "/nest/-ted"],
  ["AppDefinitionTest.scala:56", "a b"],
  ["AppDefinitionTest.scala:60", "a#$%^&*b"],
  ["AppDefinitionTest.scala:64", "-dash-disallowed-at-start"],
  ["AppDefinitionTest.scala:68", "dash-disallowed-at-end-"],
  ["AppDefinitionTest.scala:72", "uppercaseLettersNoGood"],
])("%s id %s is invalid", (_, id) => {
  const refusal = refusalOf({ id });
  expect(refusal).toMatchObject({ status: 422, message: "Object is not valid" });
  expect(errorsOf(refusal)).toEqual({ "/id": [idError] });
});

describe("command and container", () => {
  const rule = "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.";
  test.each([
    ["AppDefinitionValidatorTest.scala:18 only cmd", { cmd: "true" }],
    [
      "AppDefinitionValidatorTest.scala:159 only cmd + acceptedResourceRoles",
      { cmd: "true", acceptedResourceRoles: ["*"] },
    ],
    [
      "AppDefinitionValidatorTest.scala:168 two roles",
      { cmd: "true", acceptedResourceRoles: ["*", "production"] },
    ],
    ["AppDefinitionValidatorTest.scala:177 only args", { args: ["test"] }],
    ["AppDefinitionValidatorTest.scala:185 only container", { container: dockerContainer() }],
    ["AppDefinitionValidatorTest.scala:212 container and cmd", { cmd: "true", container: dockerContainer() }],
    [
      "AppDefinitionValidatorTest.scala:222 container and args",
      { args: ["test"], container: dockerContainer() },
    ],
    [
      "AppDefinitionValidatorTest.scala:253 MESOS without docker",
      { cmd: "true", container: mesosContainer() },
    ],
  ])("%s is valid", (_, members) => {
    expect(isValid({ id: "/test", ...members })).toBe(true);
  });

  test("AppDefinitionValidatorTest.scala:194 empty container is invalid", () => {
    expect(errorsOf(refusalOf({ cmd: null, container: {} }))).toEqual({
      "/": [rule],
      "/container/docker": ["must not be empty"],
    });
  });

  test("AppDefinitionValidatorTest.scala:202 DOCKER without docker is invalid", () => {
    expect(errorsOf(refusalOf({ container: { type: "DOCKER" } }))).toEqual({
      "/container/docker": ["must not be empty"],
    });
  });

  test("AppDefinitionValidatorTest.scala:232 container, cmd and args is not valid", () => {
    expect(errorsOf(refusalOf({ args: ["test"], container: dockerContainer() }))).toEqual({ "/": [rule] });
  });

  test("AppDefinitionValidatorTest.scala:243 MESOS with docker is invalid", () => {
    expect(
      errorsOf(refusalOf({ container: { type: "MESOS", docker: { image: "foo/bar:latest" } } })),
    ).toEqual({
      "/container/docker": ["must be empty"],
    });
  });
});

describe("volumes", () => {
  const withVolume = (volume: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
    container: dockerContainer({}, volume),
  });

  test.each([
    [
      "AppDefinitionValidatorTest.scala:263 persistent volume in a Docker container",
      persistentVolume("test"),
    ],
    ["AppDefinitionValidatorTest.scala:335 container path .hidden", persistentVolume(".hidden")],
    ["AppDefinitionValidatorTest.scala:343 dots in the middle", persistentVolume("foo..bar")],
  ])("%s is valid", (_, volume) => {
    expect(appOf(withVolume(volume)).persistentVolumes).toHaveLength(1);
  });

  const noSlashes = "must fully match regular expression '^[^/]*$'";
  test.each([
    [
      "AppDefinitionValidatorTest.scala:271 Docker volume without containerPath",
      { containerPath: "", hostPath: "/etc/foo", mode: "RW" },
      "containerPath",
      "must not be empty",
    ],
    [
      "AppDefinitionValidatorTest.scala:279 Docker volume without hostPath",
      { containerPath: "/test", mode: "RW" },
      "hostPath",
      "must not be empty",
    ],
    [
      "AppDefinitionValidatorTest.scala:287 persistent, empty path",
      persistentVolume(""),
      "containerPath",
      "must not be empty",
    ],
    [
      "AppDefinitionValidatorTest.scala:295 persistent, mode RO",
      { ...persistentVolume(), mode: "RO" },
      "mode",
      "does not equal RW",
    ],
    [
      "AppDefinitionValidatorTest.scala:303 persistent, size 0",
      persistentVolume("data", 0),
      "persistent/size",
      "got 0, expected more than 0",
    ],
    [
      "AppDefinitionValidatorTest.scala:311 persistent, size -1",
      persistentVolume("data", -1),
      "persistent/size",
      "got -1, expected more than 0",
    ],
    [
      "AppDefinitionValidatorTest.scala:319 persistent, path .",
      persistentVolume("."),
      "containerPath",
      "can not be one of (.,..)",
    ],
    [
      "AppDefinitionValidatorTest.scala:327 persistent, path ..",
      persistentVolume(".."),
      "containerPath",
      "can not be one of (.,..)",
    ],
    [
      "AppDefinitionValidatorTest.scala:351 persistent, path /path",
      persistentVolume("/path"),
      "containerPath",
      noSlashes,
    ],
    [
      "AppDefinitionValidatorTest.scala:359 persistent, path foo/bar",
      persistentVolume("foo/bar"),
      "containerPath",
      noSlashes,
    ],
  ])("%s is invalid", (_, volume, member, error) => {
    expect(errorsOf(refusalOf(withVolume(volume)))).toEqual({ [`/container/volumes(0)/${member}`]: [error] });
  });

  test("AppsResourceTest.scala:248 a misspelt persistent volume lacks a hostPath", () => {
    const refusal = refusalOf({
      container: mesosContainer({
        containerPath: "/var",
        persistent_WRONG_FIELD_NAME: { size: 10 },
        mode: "RW",
      }),
    });
    expect(refusal.status).toBe(422);
    expect(refusal.details).toEqual([
      {
        path: "/container/volumes(0)/hostPath",
        at: ["container", "volumes", 0, "hostPath"],
        errors: ["must not be empty"],
      },
    ]);
  });

  test("AppsResourceTest.scala:267 an external volume of an unknown provider is refused", () => {
    const external = { size: 10, name: "foo", provider: "acme" };
    const refusal = refusalOf({ container: mesosContainer({ containerPath: "/var", external, mode: "RW" }) });
    expect(errorsOf(refusal)).toMatchObject({
      "/container/volumes(0)/external/provider": ["is unknown provider"],
    });
  });
});

describe("AppDefinitionValidatorTest.scala:367 update of resident apps", () => {
  const resident = (members: Readonly<Record<string, unknown>>, ...paths: readonly string[]): AppDefinition =>
    appOf({
      container: mesosContainer(...paths.map((path) => persistentVolume(path, 123))),
      upgradeStrategy: { minimumHealthCapacity: 0, maximumOverCapacity: 0 },
      ...members,
    });
  const from = resident({}, "foo", "bla");

  test("to itself is valid", () => {
    expect(checkImmutable(from, from)).toBeNull();
  });

  test.each([
    ["removing a volume", resident({}, "foo")],
    ["adding a volume", resident({}, "foo", "bla", "test")],
    ["replacing a volume", resident({}, "foo", "test")],
  ])("%s is invalid", (_, to) => {
    expect(checkImmutable(from, to)).toEqual({
      status: 422,
      message: "Object is not valid",
      details: [
        { path: "/app(0)", at: ["container", "volumes"], errors: ["Persistent volumes can not be changed!"] },
      ],
    });
  });

  test.each([
    ["mem", resident({ mem: 123 }, "foo", "bla")],
    ["cpus", resident({ cpus: 123 }, "foo", "bla")],
    ["disk", resident({ disk: 123 }, "foo", "bla")],
    ["ports", resident({ portDefinitions: [] }, "foo", "bla")],
  ])("changing %s is invalid", (_, to) => {
    expect(checkImmutable(from, to)?.details).toEqual([
      { path: "/app(0)", at: [], errors: ["Resident Tasks may not change resource requirements!"] },
    ]);
  });

  test("the default strategy is invalid", () => {
    const to = { ...from, upgradeStrategy: { minimumHealthCapacity: 1, maximumOverCapacity: 1 } };
    expect(checkImmutable(from, to)?.details).toEqual([
      {
        path: "/app(0)/upgradeStrategy",
        at: ["upgradeStrategy"],
        errors: ["got 1.0, expected 0.5 or less", "got 1.0, expected 0.0"],
      },
    ]);
  });
});

describe("AppDefinitionValidatorTest.scala:418 defining a resident app", () => {
  test("residency without persistent volumes is invalid", () => {
    expect(errorsOf(refusalOf({ residency: {} }))).toEqual({
      "/": ["AppDefinition must contain persistent volumes and define residency"],
    });
  });

  test("both, or neither, is valid", () => {
    expect(appOf({ residency: {}, container: mesosContainer(persistentVolume()) }).residency).not.toBeNull();
    expect(appOf().residency).toBeNull();
  });
});

describe("MARATHON_SINGLE_INSTANCE_APP", () => {
  const single = (
    instances: number,
    minimumHealthCapacity: number,
    maximumOverCapacity: number,
  ): unknown => ({
    id: "/test",
    cmd: "sleep 1000",
    instances,
    upgradeStrategy: { minimumHealthCapacity, maximumOverCapacity },
    labels: { MARATHON_SINGLE_INSTANCE_APP: "true" },
  });
  test.each([
    ["443 no instance", single(0, 0, 0), true],
    ["443 one instance", single(1, 0, 0), true],
    ["443 two instances", single(2, 0, 0), false],
    ["467 strategy 1/0", single(1, 1, 0), false],
    ["480 strategy 1/1", single(1, 1, 1), false],
    ["493 strategy 0/1", single(1, 0, 1), false],
    ["506 strategy 0/0", single(1, 0, 0), true],
  ])("AppDefinitionValidatorTest.scala:%s", (_, json, valid) => {
    expect(isValid(json)).toBe(valid);
  });
});

describe("AppDefinitionValidatorTest.scala:530 roles of a resident app", () => {
  const resident = { container: mesosContainer(persistentVolume()) };
  test("another role than * is invalid", () => {
    expect(errorsOf(refusalOf({ ...resident, acceptedResourceRoles: ["foo"] }))).toEqual({
      "/": ['Resident apps may not define acceptedResourceRoles other than "*" (unreserved resources)'],
    });
  });

  test("* alone, or nothing, is valid", () => {
    expect(appOf({ ...resident, acceptedResourceRoles: ["*"] }).acceptedResourceRoles).toEqual(["*"]);
    expect(appOf(resident).acceptedResourceRoles).toBeNull();
  });
});

describe("AppDefinitionTest.scala:25 validation", () => {
  test.each([
    [
      ":79 ports twice",
      { portDefinitions: [{ port: 9000 }, { port: 8080 }, { port: 9000 }] },
      "/portDefinitions",
      "Ports must be unique.",
    ],
    [
      ":113 port names twice",
      {
        container: dockerContainer({
          network: "BRIDGE",
          portMappings: [
            { containerPort: 8080, name: "foo" },
            { containerPort: 8081, name: "foo" },
          ],
        }),
      },
      "/container/docker/portMappings",
      "Port names must be unique.",
    ],
    [
      ":127 names of definitions twice",
      {
        portDefinitions: [
          { port: 9000, name: "foo" },
          { port: 9001, name: "foo" },
        ],
      },
      "/portDefinitions",
      "Port names must be unique.",
    ],
    [
      ":230 minimumHealthCapacity 1.2",
      { upgradeStrategy: { minimumHealthCapacity: 1.2 } },
      "/upgradeStrategy/minimumHealthCapacity",
      "got 1.2, expected between 0.0 and 1.0",
    ],
    [
      ":238 maximumOverCapacity 1.2",
      { upgradeStrategy: { maximumOverCapacity: 1.2 } },
      "/upgradeStrategy/maximumOverCapacity",
      "got 1.2, expected between 0.0 and 1.0",
    ],
    [
      ":246 minimumHealthCapacity -1.2",
      { upgradeStrategy: { minimumHealthCapacity: -1.2 } },
      "/upgradeStrategy/minimumHealthCapacity",
      "got -1.2, expected between 0.0 and 1.0",
    ],
    [
      ":314 fetch",
      { fetch: [{ uri: "http://example.com/valid" }, { uri: "d://\not-a-uri" }] },
      "/fetch(1)",
      "URI has invalid syntax.",
    ],
    [":331 mem -3", { mem: -3 }, "/mem", "got -3.0, expected 0.0 or more"],
    [":332 cpus -3", { cpus: -3 }, "/cpus", "got -3.0, expected 0.0 or more"],
    [":333 disk -3", { disk: -3 }, "/disk", "got -3.0, expected 0.0 or more"],
    [":334 instances -3", { instances: -3 }, "/instances", "got -3, expected 0 or more"],
  ])("%s", (_, members, path, error) => {
    expect(errorsOf(refusalOf(members))).toEqual({ [path]: [error] });
  });

  test(":88 any port may be wanted twice", () => {
    expect(appOf({ ports: [0, 0, 8080] }).portDefinitions.map(({ port }) => port)).toEqual([0, 0, 8080]);
  });

  test.each(["//cmd", "some/relative/path.mte", "/some/absolute/path", ""])(
    ":165 executor %j is valid",
    (executor) => {
      expect(isValid({ id: "/test", cmd: "true", executor })).toBe(true);
    },
  );

  test.each(["/test/", "/test//path"])(":198 executor %j is invalid", (executor) => {
    // Over the API the reader's own pattern meets it first (Formats.scala:616).
    expect(refusalOf({ executor })).toMatchObject({
      status: 400,
      details: [{ path: "/executor", errors: ["error.pattern"] }],
    });
  });
});
