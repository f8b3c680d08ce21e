/** How a definition is refused, located and filled in, beyond what Marathon's own tests cover. */

import { describe, expect, test } from "vitest";
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

/** The documentation's example (local-persistent-volumes, "Running stateful MySQL on Marathon"). */
const mysql = {
  id: "/mysql",
  cpus: 1,
  mem: 512,
  disk: 0,
  instances: 1,
  container: dockerContainer(
    {
      image: "mysql",
      network: "BRIDGE",
      portMappings: [{ containerPort: 3306, hostPort: 0, servicePort: 10_000, protocol: "tcp" }],
      forcePullImage: false,
    },
    persistentVolume("mysqldata", 1000),
    { containerPath: "/var/lib/mysql", hostPath: "mysqldata", mode: "RW" },
  ),
  env: { MYSQL_DATABASE: "wordpress" },
  upgradeStrategy: { minimumHealthCapacity: 0, maximumOverCapacity: 0 },
};

describe("the documentation's MySQL app", () => {
  const parsed = parseApp(mysql, "POST");

  test("is valid as it is, and resident by its volume", () => {
    expect(parsed).toMatchObject({
      ok: true,
      warnings: [],
      app: {
        id: "/mysql",
        cpusMilli: 1000,
        memMilli: 512_000,
        persistentVolumes: [{ containerPath: "mysqldata", sizeMilli: 1_000_000, mode: "RW" }],
        portMappings: [
          { containerPort: 3306, hostPort: 0, servicePort: 10_000, protocol: "tcp", name: null },
        ],
        network: "BRIDGE",
        residency: { taskLostBehavior: "WAIT_FOREVER", relaunchEscalationTimeoutSeconds: 3600 },
      },
    });
  });

  test("keeps its companion volume and all else under Marathon's names", () => {
    const rest = JSON.parse(parsed.ok ? parsed.app.rest : "{}");
    expect(rest).toMatchObject({
      cmd: null,
      env: { MYSQL_DATABASE: "wordpress" },
      container: {
        docker: { image: "mysql" },
        volumes: [
          { containerPath: "mysqldata", mode: "RW", persistent: { size: 1000 } },
          { containerPath: "/var/lib/mysql", hostPath: "mysqldata", mode: "RW" },
        ],
      },
    });
  });

  test("warns where the companion names no persistent volume", () => {
    const volumes = [
      persistentVolume("data"),
      { containerPath: "/var/lib/mysql", hostPath: "mysqldata", mode: "RW" },
    ];
    const other = parseApp({ ...mysql, container: dockerContainer({}, ...volumes) }, "POST");
    expect(other).toMatchObject({
      ok: true,
      warnings: [{ path: "/container/volumes(1)/hostPath", at: ["container", "volumes", 1, "hostPath"] }],
    });
  });
});

test.each([
  ["MESOS", /: Mesos cannot make such a container, and each launch fails$/],
  ["DOCKER", /: one hides the other$/],
])("warns of two persistent volumes with one path in a container of %s", (type, effect) => {
  const volumes = [persistentVolume("data"), persistentVolume("log"), persistentVolume("data")];
  const container = type === "DOCKER" ? dockerContainer({}, ...volumes) : { type, volumes };
  const app = parseApp({ ...mysql, container }, "POST");
  expect(app).toMatchObject({
    ok: true,
    warnings: [{ path: "/container/volumes(2)/containerPath", errors: [expect.stringMatching(effect)] }],
  });
});

describe("JSON of the wrong shape", () => {
  test.each([
    [{ cpus: "1" }, "/cpus", "error.expected.jsnumber"],
    [{ cpus: Number.NaN }, "/cpus", "error.expected.jsnumber"],
    [{ instances: 1.5 }, "/instances", "error.expected.int"],
    [{ instances: 2 ** 31 }, "/instances", "error.expected.int"],
    [{ backoffSeconds: 0.5 }, "/backoffSeconds", "error.expected.long"],
    [{ cmd: 7 }, "/cmd", "error.expected.jsstring"],
    [{ cmd: "" }, "/cmd", "error.minLength"],
    [{ id: null }, "/id", "error.expected.jsstring"],
    [{ args: "a b" }, "/args", "error.expected.jsarray"],
    [{ args: ["a", 7] }, "/args(1)", "error.expected.jsstring"],
    [{ env: { PORT: 8080 } }, "/env/PORT", "error.expected.jsstring"],
    [{ env: ["A=B"] }, "/env", "error.expected.jsobject"],
    [{ requirePorts: "yes" }, "/requirePorts", "error.expected.jsboolean"],
    [
      { constraints: [["hostname"]] },
      "/constraints(0)",
      "Constraint definition must be an array of strings in format: <key>, <operator>[, value]",
    ],
    [
      {
        constraints: [
          ["a", "UNIQUE"],
          ["a", "MAX_PER", "1"],
        ],
      },
      "/constraints(1)",
      "Constraint operator must be one of the following: [UNIQUE, LIKE, CLUSTER, GROUP_BY, UNLIKE]",
    ],
    [{ container: { type: "RKT" } }, "/container/type", "RKT is not a valid container type"],
    [{ container: { docker: {} } }, "/container/docker/image", "error.path.missing"],
    [
      { container: dockerContainer({ network: "USER" }) },
      "/container/docker/network",
      "USER is not a valid network type",
    ],
    [
      { container: mesosContainer({ ...persistentVolume(), mode: "RX" }) },
      "/container/volumes(0)/mode",
      "RX is not a valid mde",
    ],
    [
      { container: mesosContainer({ ...persistentVolume(), persistent: {} }) },
      "/container/volumes(0)/persistent/size",
      "error.path.missing",
    ],
    [
      { container: mesosContainer(persistentVolume("data", 1.5)) },
      "/container/volumes(0)/persistent/size",
      "error.expected.long",
    ],
    [
      { residency: { relaunchEscalationTimeoutSeconds: "1" } },
      "/residency/relaunchEscalationTimeoutSeconds",
      "error.expected.jsnumber",
    ],
  ])("%j is answered with 400", (members, path, error) => {
    const refusal = refusalOf(members);
    expect(refusal).toMatchObject({ status: 400, message: "Invalid JSON" });
    expect(errorsOf(refusal)).toEqual({ [path]: [error] });
  });

  test("every problem is named at once, each with its steps and what is allowed", () => {
    const refusal = refusalOf({ cpus: "1", labels: { a: 1 }, container: mesosContainer({ mode: "RW" }) });
    expect(refusal.details.map(({ at }) => at)).toEqual([
      ["cpus"],
      ["container", "volumes", 0, "containerPath"],
      ["labels", "a"],
    ]);
    expect(refusal.details[1]).toMatchObject({ errors: ["error.path.missing"], hint: "it is required" });
  });

  test.each([[7], [null], ["app"], [[{ id: "/a" }]]])("%j has no id", (json) => {
    const parsed = parseApp(json, "POST");
    expect(parsed).toMatchObject({
      ok: false,
      refusal: { status: 400, details: [{ path: "/id", errors: ["error.path.missing"] }] },
    });
  });
});

describe("what Marathon's reader throws on is answered with 422 and its message alone", () => {
  test.each([
    [
      { container: mesosContainer({ ...persistentVolume(), hostPath: "/x" }) },
      "hostPath may not be set with persistent",
      "/container/volumes(0)/hostPath",
    ],
    [
      { container: mesosContainer({ ...persistentVolume(), external: { name: "a", provider: "dvdi" } }) },
      "external may not be set with persistent",
      "/container/volumes(0)/external",
    ],
    [
      { residency: { taskLostBehavior: "GIVE_UP" } },
      "No enum constant mesosphere.marathon.Protos.ResidencyDefinition.TaskLostBehavior.GIVE_UP",
      "/residency/taskLostBehavior",
    ],
    [{ version: "yesterday" }, 'Invalid format: "yesterday"', "/version"],
  ])("%j", (members, message, path) => {
    const refusal = refusalOf({ ...members, cpus: "also wrong" });
    expect(refusal).toMatchObject({ status: 422, message });
    expect(errorsOf(refusal)).toEqual({ [path]: [message] });
  });
});

describe("rules", () => {
  const resident = { container: mesosContainer(persistentVolume()) };

  test("a partial strategy has 1.0 for the rest, which a resident app may not have", () => {
    expect(errorsOf(refusalOf({ ...resident, upgradeStrategy: { minimumHealthCapacity: 0 } }))).toEqual({
      "/upgradeStrategy": ["got 1.0, expected 0.0"],
    });
  });

  test.each([
    [{ hostPort: -1 }, "hostPort", "got -1, expected 0 or more"],
    [{ protocol: "http" }, "protocol", "is not one of (tcp,udp)"],
    [{ protocol: "tcp,tcp" }, "protocol", "protocols must be unique."],
    [{ name: "Web" }, "name", "must fully match regular expression '^[a-z0-9-]+$'"],
  ])("port mapping %j", (mapping, member, error) => {
    const container = dockerContainer({ network: "BRIDGE", portMappings: [{ containerPort: 80 }, mapping] });
    expect(errorsOf(refusalOf({ container }))).toEqual({
      [`/container/docker/portMappings(1)/${member}`]: [error],
    });
  });

  test("a mapping may be of two protocols", () => {
    const container = dockerContainer({ portMappings: [{ containerPort: 53, protocol: "udp,tcp" }] });
    expect(appOf({ container }).portMappings?.[0]?.protocol).toBe("udp,tcp");
  });

  test("an expression that cannot be evaluated is refused where it stands", () => {
    const refusal = refusalOf({
      constraints: [
        ["hostname", "UNIQUE"],
        ["rack", "LIKE", "[a-z&&[^b]]"],
      ],
    });
    expect(refusal.status).toBe(422);
    expect(refusal.details.map(({ at }) => at)).toEqual([["constraints", 1]]);
  });

  test("what is no expression is taken, as by Marathon 1.1, with a warning (#3970)", () => {
    const parsed = parseApp({ id: "/a", cmd: "true", constraints: [["rack", "UNLIKE", "*"]] }, "POST");
    expect(parsed).toMatchObject({
      ok: true,
      app: { constraints: [{ value: "*", isWrong: true }] },
      warnings: [{ path: "/constraints(0)", at: ["constraints", 0] }],
    });
  });

  test("a migration label needs its two companions", () => {
    const labels = { DCOS_MIGRATION_API_VERSION: "v1", DCOS_PACKAGE_FRAMEWORK_NAME: "x" };
    expect(Object.keys(errorsOf(refusalOf({ labels })))).toEqual(["/"]);
    expect(appOf({ labels: { ...labels, DCOS_MIGRATION_API_PATH: "/" } }).labels).toMatchObject(labels);
  });

  test("numbers are shown as Java shows doubles", () => {
    expect(errorsOf(refusalOf({ mem: -20_000_000, cpus: -0.25, disk: -0.0001 }))).toEqual({
      "/mem": ["got -2.0E7, expected 0.0 or more"],
      "/cpus": ["got -0.25, expected 0.0 or more"],
      "/disk": ["got -1.0E-4, expected 0.0 or more"],
    });
  });
});

describe("ports", () => {
  const ports = (app: AppDefinition): readonly number[] => app.portDefinitions.map(({ port }) => port);

  test("an app that says nothing has one, any; with an empty list it has none", () => {
    expect(ports(appOf())).toEqual([0]);
    expect(ports(appOf({ ports: [] }))).toEqual([]);
    expect(ports(appOf({ portDefinitions: [] }))).toEqual([]);
  });

  test("the older list and the newer may both be there where they say the same", () => {
    expect(ports(appOf({ ports: [80, 0], portDefinitions: [{ port: 80 }, {}] }))).toEqual([80, 0]);
  });

  test("mappings are kept whatever the network, and null where there are none", () => {
    const portMappings = [{ containerPort: 80 }];
    expect(appOf({ container: dockerContainer({ network: "HOST", portMappings }) })).toMatchObject({
      network: "HOST",
      portMappings: [{ containerPort: 80, hostPort: 0, servicePort: 0, protocol: "tcp" }],
    });
    expect(appOf({ container: dockerContainer({ network: "BRIDGE" }) }).portMappings).toBeNull();
    expect(appOf({ container: dockerContainer({ portMappings: [] }) }).portMappings).toEqual([]);
  });

  test("a port that no agent can have is valid and warned of", () => {
    const parsed = parseApp({ id: "/a", cmd: "b", ports: [70_000], requirePorts: true }, "POST");
    expect(parsed).toMatchObject({ ok: true, warnings: [{ path: "/portDefinitions(0)/port" }] });
  });
});

describe("the definition", () => {
  test.each([
    ["postgres", "/postgres"],
    ["a//b/", "/a/b"],
    ["/a/./b/../c", "/a/c"],
  ])("id %s becomes %s", (id, canonical) => {
    expect(appOf({ id }).id).toBe(canonical);
  });

  test("is frozen through and through", () => {
    const app = appOf({ container: mesosContainer(persistentVolume()), labels: { a: "b" } });
    expect(Object.isFrozen(app)).toBe(true);
    expect(Object.isFrozen(app.persistentVolumes[0])).toBe(true);
    expect(Object.isFrozen(app.labels)).toBe(true);
  });

  test("does not depend on the order of keys", () => {
    const one = appOf({ env: { B: "1", A: "2" }, labels: { y: "1", x: "2" } });
    const other = appOf({ labels: { x: "2", y: "1" }, env: { A: "2", B: "1" } });
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });

  test("has each constraint and each role once", () => {
    const app = appOf({
      constraints: [
        ["a", "UNIQUE"],
        ["a", "UNIQUE"],
      ],
      acceptedResourceRoles: ["x", "*", "x"],
    });
    expect(app.constraints).toHaveLength(1);
    expect(app.acceptedResourceRoles).toEqual(["x", "*"]);
  });

  test("an empty container is one of DOCKER, in a PUT, too (AppUpdate.scala:148)", () => {
    for (const call of ["POST", "PUT"] as const)
      expect(errorsOf(refusalOf({ container: {} }, call))).toEqual({
        "/container/docker": ["must not be empty"],
      });
  });

  test("uris are fetched, archives extracted (FetchUri.scala:31-42)", () => {
    const rest = JSON.parse(appOf({ uris: ["http://a/b.tgz", "http://a/c.txt"] }).rest);
    expect(rest.fetch.map(({ extract }: { extract: boolean }) => extract)).toEqual([true, false]);
  });
});
