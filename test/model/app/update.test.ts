/** AppUpdates: what they change of an app, and which are refused; AppUpdateTest (v1.1.1). */

import { describe, expect, test } from "vitest";
import { changedMembers, isUpgrade } from "../../../src/model/app/change.ts";
import type { AppDefinition } from "../../../src/model/app/definition.ts";
import { jsonOf } from "../../../src/model/app/definition-json.ts";
import { parseApp, parseWhole } from "../../../src/model/app/parse.ts";
import { updateApp } from "../../../src/model/app/update.ts";
import { appOf, mesosContainer, persistentVolume } from "../../support/apps.ts";

type Json = Readonly<Record<string, unknown>>;

function updated(app: AppDefinition, change: Json): AppDefinition {
  const parse = updateApp(app, change);
  if (!parse.ok) throw new Error(JSON.stringify(parse.refusal));
  return parse.app;
}

/** Status, and errors by path. */
function refused(app: AppDefinition, change: Json): unknown {
  const parse = updateApp(app, change);
  if (parse.ok) return null;
  const { status, message, details } = parse.refusal;
  return [status, message, Object.fromEntries(details.map(({ path, errors }) => [path, errors]))];
}

const rich: Json = {
  cmd: "serve",
  user: "nobody",
  env: { A: "1" },
  instances: 3,
  cpus: 0.5,
  mem: 64,
  disk: 2.5,
  constraints: [
    ["hostname", "UNIQUE"],
    ["rack", "LIKE", "r[12]"],
  ],
  fetch: [{ uri: "http://x/y.tgz" }],
  requirePorts: true,
  backoffSeconds: 2,
  backoffFactor: 1.5,
  maxLaunchDelaySeconds: 60,
  container: {
    type: "DOCKER",
    docker: {
      image: "x",
      network: "BRIDGE",
      parameters: [{ key: "a", value: "b" }],
      portMappings: [{ containerPort: 80, hostPort: 0, servicePort: 9000, labels: { VIP: "1" } }],
    },
    volumes: [{ containerPath: "/etc/x", hostPath: "/etc/x", mode: "RO" }],
  },
  portDefinitions: [{ port: 8080, name: "http", labels: { a: "b" } }],
  upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: 0.2 },
  labels: { owner: "me" },
  acceptedResourceRoles: ["*"],
};

describe("an app as JSON", () => {
  test.each([
    ["a plain one", {}],
    ["a rich one", rich],
    ["a resident one", { container: mesosContainer(persistentVolume()), residency: {} }],
    ["one of arguments", { cmd: null, args: ["a", "b"] }],
  ])("%s reads back as the same app", (_title, members: Json) => {
    const app = appOf(members);
    const parse = parseWhole(jsonOf(app));
    expect(parse.ok && parse.app).toEqual(app);
  });
});

describe("an update (AppUpdate.scala:94-132)", () => {
  test("AppUpdateTest.scala:187 of nothing changes nothing", () => {
    expect(updated(appOf(rich), {})).toEqual(appOf(rich));
  });

  test.each([
    [{ cmd: "other" }],
    [{ env: { B: "2" } }],
    [{ cpus: 1.25 }],
    [{ instances: 9 }],
    [{ constraints: [] }],
    [{ backoffSeconds: 7 }],
    [{ labels: {} }],
    [{ acceptedResourceRoles: ["x", "*"] }],
    [{ upgradeStrategy: { minimumHealthCapacity: 1, maximumOverCapacity: 1 } }],
    [{ container: { type: "DOCKER", docker: { image: "y" } } }],
    [{ portDefinitions: [] }],
  ])("changes what it says, and nothing else: %j", (change: Json) => {
    const [name = ""] = Object.keys(change);
    const app = appOf(rich);
    expect(updated(app, change)).toEqual(appOf({ ...rich, ...change }));
    expect(changedMembers(app, updated(app, change))).toEqual([name]);
  });

  test("null is as good as absent", () => {
    const change = { cmd: null, env: null, container: null, id: "/other" };
    expect(updated(appOf(rich), change)).toEqual(appOf(rich));
  });

  test("AppUpdate.scala:141-154 an update that is wrong by itself is refused for that alone", () => {
    const wrong = { instances: -1, uris: ["http://x y"], residency: {}, args: ["also"] };
    expect(refused(appOf({ cmd: "serve" }), wrong)).toEqual([
      422,
      "Object is not valid",
      { "/instances": ["got -1, expected 0 or more"], "/fetch(0)": ["URI has invalid syntax."] },
    ]);
  });

  test("AppUpdate.scala:148 an empty container takes none away, and is refused before the app is looked at", () => {
    const noDocker = [422, "Object is not valid", { "/container/docker": ["must not be empty"] }];
    for (const container of [{}, { type: "DOCKER", volumes: [] }])
      expect(refused(appOf({ container: mesosContainer(persistentVolume()) }), { container })).toEqual(
        noDocker,
      );
  });

  test("the older names uris and ports take the place of the newer ones", () => {
    const app = updated(appOf(rich), { uris: ["http://x/z"], ports: [1, 2] });
    expect(app.portDefinitions.map(({ port }) => port)).toEqual([1, 2]);
    expect(app.rest).toContain("http://x/z");
    expect(app.rest).not.toContain("http://x/y.tgz");
  });

  test("no default is put in: volumes do not bring a residency, nor a strategy for it (AppUpdate.scala:131)", () => {
    const change = { container: mesosContainer(persistentVolume()) };
    expect(refused(appOf(), change)).toEqual([
      422,
      "Object is not valid",
      { "/": ["AppDefinition must contain persistent volumes and define residency"] },
    ]);
  });

  test("a strategy of which one member is given has 1.0 for the other (Formats.scala:575-581)", () => {
    const app = updated(appOf(rich), { upgradeStrategy: { minimumHealthCapacity: 0 } });
    expect(app.upgradeStrategy).toEqual({ minimumHealthCapacity: 0, maximumOverCapacity: 1 });
  });

  test("the order of sets is no change", () => {
    const app = appOf({ acceptedResourceRoles: ["a", "b"] });
    const same = updated(app, { acceptedResourceRoles: ["b", "a"] });
    expect([isUpgrade(app, same), changedMembers(app, same)]).toEqual([false, []]);
  });
});

describe("an update that is refused", () => {
  test.each([
    [
      "AppUpdateTest.scala:27 ports twice",
      { portDefinitions: [{ port: 1 }, { port: 1 }] },
      "/portDefinitions",
      "Ports must be unique.",
    ],
    ["AppUpdateTest.scala:27 mem", { mem: -3 }, "/mem", "got -3.0, expected 0.0 or more"],
    ["AppUpdateTest.scala:27 cpus", { cpus: -3 }, "/cpus", "got -3.0, expected 0.0 or more"],
    ["AppUpdateTest.scala:27 disk", { disk: -3 }, "/disk", "got -3.0, expected 0.0 or more"],
    ["AppUpdateTest.scala:27 instances", { instances: -3 }, "/instances", "got -3, expected 0 or more"],
  ])("%s is 422", (_title, change: Json, path, error) => {
    expect(refused(appOf(), change)).toEqual([422, "Object is not valid", { [path]: [error] }]);
  });

  test.each([
    [
      "AppUpdateTest.scala:237 uris and fetch",
      { uris: ["a"], fetch: [{ uri: "a" }] },
      "",
      "You cannot specify both uris and fetch fields",
    ],
    [
      "AppUpdateTest.scala:252 ports and others",
      { ports: [1], portDefinitions: [{ port: 2 }] },
      "",
      "You cannot specify both ports and port definitions",
    ],
    ["AppUpdateTest.scala:267 ports twice", { ports: [1, 1] }, "/ports", "Ports must be unique."],
    ["of the wrong type", { cpus: "many" }, "/cpus", "error.expected.jsnumber"],
    ["an empty cmd", { cmd: "" }, "/cmd", "error.minLength"],
  ])("%s is 400", (_title, change: Json, path, error) => {
    expect(refused(appOf(), change)).toEqual([400, "Invalid JSON", { [path]: [error] }]);
  });

  test("AppUpdateTest.scala:201,:232 a version goes with nothing else", () => {
    const message = "requirement failed: The 'version' field may only be combined with the 'id' field.";
    expect(refused(appOf(), { version: "2016-01-01T00:00:00.000Z", cmd: "x" })).toEqual([
      422,
      message,
      { "/version": [message] },
    ]);
  });

  test("a volume that is of two kinds is what Marathon's reader throws on", () => {
    const volume = { containerPath: "x", hostPath: "/y", mode: "RW", persistent: { size: 1 } };
    const message = "hostPath may not be set with persistent";
    expect(refused(appOf(), { container: mesosContainer(volume) })).toEqual([
      422,
      message,
      { "/container/volumes(0)/hostPath": [message] },
    ]);
  });

  test("cmd on top of args leaves both, which is not valid", () => {
    const app = parseApp({ id: "/x", args: ["a"] }, "POST");
    const rule = "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.";
    expect(app.ok && refused(app.app, { cmd: "b" })).toEqual([422, "Object is not valid", { "/": [rule] }]);
  });
});
