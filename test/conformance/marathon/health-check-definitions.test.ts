/** Health checks and readiness checks in app definitions: HealthCheckTest, AppUpdateFormatTest, AppDefinitionValidatorTest,
 * ReadinessCheckFormatTest, ReadinessCheckValidatorTest, AppDefinitionReadinessCheckValidationTest (v1.1.1). */

import { describe, expect, test } from "vitest";
import { changedMembers, isUpgrade } from "../../../src/model/app/change.ts";
import type { AppDefinition, AppRefusal } from "../../../src/model/app/definition.ts";
import { jsonOf } from "../../../src/model/app/definition-json.ts";
import { parseApp } from "../../../src/model/app/parse.ts";
import { updateApp } from "../../../src/model/app/update.ts";
import { basicApp } from "../../sim/marathon/rig.ts";

type Json = Readonly<Record<string, unknown>>;

function read(json: Json, call: "POST" | "PUT" = "POST"): AppDefinition {
  const parsed = parseApp(json, call);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusal));
  return parsed.app;
}

function refused(json: Json): AppRefusal {
  const parsed = parseApp(json, "POST");
  if (parsed.ok) throw new Error("it is taken");
  return parsed.refusal;
}

const errorsOf = ({ details }: AppRefusal): Json =>
  Object.fromEntries(details.map(({ path, errors }) => [path, errors]));

const withCheck = (check: Json, more: Json = {}): Json => basicApp({ healthChecks: [check], ...more });

const defaults = {
  protocol: "HTTP",
  path: null,
  portIndex: null,
  port: null,
  command: null,
  gracePeriodMs: 300_000,
  intervalMs: 60_000,
  timeoutMs: 20_000,
  maxConsecutiveFailures: 3,
  ignoreHttp1xx: false,
};

describe("HealthCheckTest, reading and writing", () => {
  test("HealthCheckTest.scala:215 an empty one has the defaults, and its app's first port", () => {
    expect(read(withCheck({})).healthChecks).toEqual([{ ...defaults, portIndex: 0 }]);
  });

  test.each([
    [
      ":15,:75 HTTP",
      {
        path: "/health",
        portIndex: 0,
        gracePeriodSeconds: 10,
        intervalSeconds: 60,
        maxConsecutiveFailures: 0,
      },
      { path: "/health", portIndex: 0, gracePeriodMs: 10_000, maxConsecutiveFailures: 0 },
    ],
    [":36,:102 a port of its own", { path: "/health", port: 12_345 }, { path: "/health", port: 12_345 }],
    [
      ":57,:155 TCP",
      {
        protocol: "TCP",
        portIndex: 0,
        gracePeriodSeconds: 7,
        intervalSeconds: 35,
        maxConsecutiveFailures: 10,
      },
      { protocol: "TCP", portIndex: 0, gracePeriodMs: 7000, intervalMs: 35_000, maxConsecutiveFailures: 10 },
    ],
    [":129 neither port nor portIndex", { path: "/health" }, { path: "/health", portIndex: 0 }],
    [
      ":180 HTTPS",
      { protocol: "HTTPS", path: "/health", portIndex: 0, timeoutSeconds: 10 },
      { protocol: "HTTPS", path: "/health", portIndex: 0, timeoutMs: 10_000 },
    ],
    [
      ":222 COMMAND",
      { protocol: "COMMAND", command: { value: "echo healthy" } },
      { protocol: "COMMAND", command: "echo healthy" },
    ],
    [
      ":243 COMMAND with a portIndex, as older definitions have it",
      { protocol: "COMMAND", command: { value: "echo healthy" }, portIndex: 0 },
      { protocol: "COMMAND", command: "echo healthy", portIndex: 0 },
    ],
  ])("HealthCheckTest.scala%s", (_, json, expected) => {
    const app = read(withCheck(json));
    expect(app.healthChecks).toEqual([{ ...defaults, ...expected }]);
    // Written and read again it is the same.
    expect(read(jsonOf(app)).healthChecks).toEqual(app.healthChecks);
  });

  test.each([
    [{ protocol: "UDP" }, "/healthChecks(0)/protocol", "UDP is not a valid protocol"],
    [{ protocol: 7 }, "/healthChecks(0)/protocol", "expected string, got 7"],
    [{ command: {} }, "/healthChecks(0)/command/value", "error.path.missing"],
    [{ intervalSeconds: 0.5 }, "/healthChecks(0)/intervalSeconds", "error.expected.long"],
    [{ ignoreHttp1xx: "no" }, "/healthChecks(0)/ignoreHttp1xx", "error.expected.jsboolean"],
  ])("Formats.scala:490-508 %j is no health check", (json, path, error) => {
    const refusal = refused(withCheck(json));
    expect(refusal.status).toBe(400);
    expect(errorsOf(refusal)).toEqual({ [path]: [error] });
  });
});

describe("HealthCheckTest, what is valid", () => {
  test("HealthCheckTest.scala:275 a default one", () => {
    expect(read(withCheck({})).healthChecks).toHaveLength(1);
  });

  // 1.1.1 has this validator, and applies it nowhere (AppDefinition.scala:564-570): it takes all of them.
  test.each([
    [":280 a path for COMMAND", { protocol: "COMMAND", path: "/health", command: { value: "true" } }],
    [":284 no command for COMMAND", { protocol: "COMMAND" }],
    [":288 a command for HTTP", { command: { value: "echo healthy" } }],
    [":295 a path for TCP", { protocol: "TCP", path: "/" }],
    [":302 a command for TCP", { protocol: "TCP", command: { value: "echo healthy" } }],
    [":309 a port for COMMAND", { protocol: "COMMAND", port: 1 }],
    [":316 a portIndex for COMMAND", { protocol: "COMMAND", portIndex: 0 }],
    [":323 port and portIndex for HTTP", { port: 1, portIndex: 0 }],
    [":331 port and portIndex for TCP", { protocol: "TCP", port: 1, portIndex: 0 }],
    [":339 a port for HTTP", { port: 1 }],
    [":346 a port for TCP", { protocol: "TCP", port: 1 }],
    [":353 a portIndex for HTTP", { portIndex: 0 }],
    [":360 a portIndex for TCP", { protocol: "TCP", portIndex: 0 }],
  ])("HealthCheckTest.scala%s is taken", (_, check) => {
    expect(read(withCheck(check)).healthChecks).toHaveLength(1);
  });

  const rule =
    "Health check port indices must address an element of the ports array or container port mappings.";

  test.each([
    ["beyond the ports", { portIndex: 1 }, {}],
    ["negative", { portIndex: -1 }, {}],
    ["of an app without ports", {}, { ports: [] }],
    ["none, of an app with two ports", { port: 31_000 }, { ports: [0, 0] }],
  ])("AppDefinition.scala:638-644 a port index %s is refused", (_, check, more) => {
    const refusal = refused(withCheck(check, more));
    expect(refusal.status).toBe(422);
    expect(errorsOf(refusal)).toEqual({ "/healthChecks(0)": [rule] });
  });

  test("AppDefinition.scala:263-277 with a bridge, it counts among the mappings", () => {
    const docker = { image: "x", network: "BRIDGE", portMappings: [{ hostPort: 0 }, { hostPort: 0 }] };
    const container = { type: "DOCKER", docker };
    expect(read(withCheck({ portIndex: 1 }, { container, ports: [] })).healthChecks).toHaveLength(1);
    const host = { ...container, docker: { ...docker, network: "HOST" } };
    expect(refused(withCheck({ portIndex: 1 }, { container: host })).status).toBe(422);
  });

  test("AppDefinitionValidatorTest.scala:144 a COMMAND check needs no port", () => {
    const check = { protocol: "COMMAND", command: { value: "curl http://localhost:$PORT" } };
    expect(read(withCheck(check, { ports: [] })).healthChecks).toHaveLength(1);
  });

  test("what Marathon takes and does not mean is warned of", () => {
    const warningsOf = (json: Json): readonly string[] => {
      const parsed = parseApp(json, "POST");
      return parsed.ok ? parsed.warnings.map(({ path }) => path) : [];
    };
    expect(warningsOf(withCheck({ protocol: "COMMAND" }))).toEqual(["/healthChecks(0)/command"]);
    expect(warningsOf(withCheck({ intervalSeconds: 0 }))).toEqual(["/healthChecks(0)/intervalSeconds"]);
    const two = ["a", "b"].map((value) => ({ protocol: "COMMAND", command: { value } }));
    expect(warningsOf(basicApp({ healthChecks: two }))).toEqual(["/healthChecks"]);
  });
});

describe("changes", () => {
  test("AppUpdateFormatTest.scala:47 in an update, a check that names no port is of the first one", () => {
    const healthChecks = [{ path: "/", protocol: "HTTP" }];
    const updated = updateApp(read(basicApp({ ports: [0, 0] })), { healthChecks });
    expect(updated.ok && updated.app.healthChecks[0]?.portIndex).toBe(0);
    expect(read({ ...basicApp(), healthChecks }, "PUT").healthChecks[0]?.portIndex).toBe(0);
  });

  test("AppDefinition.scala:321,327 other checks are another configuration; the same ones in another order are not", () => {
    const [tcp, http] = [{ protocol: "TCP" }, { path: "/" }];
    const both = read(basicApp({ healthChecks: [tcp, http] }));
    const turned = read(basicApp({ healthChecks: [http, tcp, http] }));
    expect(turned.healthChecks).toHaveLength(2);
    expect(isUpgrade(both, turned)).toBe(false);
    expect(changedMembers(both, turned)).toEqual([]);
    const one = read(basicApp({ healthChecks: [tcp] }));
    expect(isUpgrade(both, one)).toBe(true);
    expect(changedMembers(both, one)).toEqual(["healthChecks"]);
  });

  test("AppUpdate.scala:118-119 an update that says nothing of checks leaves them, and one with none takes them away", () => {
    const portDefinitions = [{ port: 0, name: "http-api" }];
    const app = read({ ...withCheck({}, { readinessChecks: [{}], portDefinitions }), ports: undefined });
    const kept = updateApp(app, { instances: 2 });
    expect(kept.ok && [kept.app.healthChecks, kept.app.readinessChecks]).toEqual([
      app.healthChecks,
      app.readinessChecks,
    ]);
    const gone = updateApp(app, { healthChecks: [], readinessChecks: [] });
    expect(gone.ok && [gone.app.healthChecks, gone.app.readinessChecks]).toEqual([[], []]);
  });
});

const named = (name: string | null = "http-api"): Json => ({
  ...basicApp(),
  ports: undefined,
  portDefinitions: [name === null ? { port: 0 } : { port: 0, name }],
});
const withReadiness = (...checks: readonly Json[]): Json => ({ ...named(), readinessChecks: checks });

describe("readiness checks", () => {
  test("ReadinessCheckFormatTest.scala:10 an empty one has the defaults", () => {
    expect(read(withReadiness({})).readinessChecks).toEqual([
      {
        name: "readinessCheck",
        protocol: "HTTP",
        path: "/",
        portName: "http-api",
        intervalMs: 30_000,
        timeoutMs: 10_000,
        httpStatusCodesForReady: [200],
        preserveLastResponse: false,
      },
    ]);
  });

  test.each([
    ["ReadinessCheckFormatTest.scala:19 HTTP", {}],
    [
      "ReadinessCheckFormatTest.scala:48 HTTPS",
      {
        name: "foo",
        protocol: "HTTPS",
        path: "/v1/plan",
        intervalSeconds: 10,
        timeoutSeconds: 2,
        httpStatusCodesForReady: [201],
        preserveLastResponse: true,
      },
    ],
  ])("%s written and read again is the same", (_, check) => {
    const app = read(withReadiness(check));
    expect(app.readinessChecks[0]).toMatchObject("name" in check ? { name: "foo", timeoutMs: 2000 } : {});
    expect(read(jsonOf(app)).readinessChecks).toEqual(app.readinessChecks);
  });

  test("Formats.scala:530-562 another protocol is refused", () => {
    const refusal = refused(withReadiness({ protocol: "TCP" }));
    expect(errorsOf(refusal)).toEqual({ "/readinessChecks(0)/protocol": ["Choose one of HTTP, HTTPS"] });
  });

  test("ReadinessCheckValidatorTest.scala:15,:87 and a timeout below the interval are valid", () => {
    expect(read(withReadiness({})).readinessChecks).toHaveLength(1);
    expect(read(withReadiness({ timeoutSeconds: 3, intervalSeconds: 10 })).readinessChecks).toHaveLength(1);
  });

  const timeout = "/readinessChecks(0)/timeout/toSeconds";
  test.each([
    [":23", { name: "" }, { "/readinessChecks(0)/name": ["must not be empty"] }],
    [":31", { path: "" }, { "/readinessChecks(0)/path": ["must not be empty"] }],
    [
      ":39",
      { portName: "" },
      { "/readinessChecks(0)/portName": ["must not be empty", "is not one of (http-api)"] },
    ],
    [":47", { portName: "unknown" }, { "/readinessChecks(0)/portName": ["is not one of (http-api)"] }],
    [":55", { intervalSeconds: 0 }, { [timeout]: ["got 10, expected less than 0"] }],
    [":63,:79", { intervalSeconds: -10 }, { [timeout]: ["got 10, expected less than -10"] }],
    [":71", { timeoutSeconds: 0 }, { [timeout]: ["got 0, expected more than 0"] }],
    [":95", { timeoutSeconds: 3, intervalSeconds: 3 }, { [timeout]: ["got 3, expected less than 3"] }],
    [":103", { timeoutSeconds: 10, intervalSeconds: 3 }, { [timeout]: ["got 10, expected less than 3"] }],
    [
      ":111",
      { httpStatusCodesForReady: [] },
      { "/readinessChecks(0)/httpStatusCodesForReady": ["must not be empty"] },
    ],
  ])("ReadinessCheckValidatorTest.scala%s is refused", (_, check, errors) => {
    const refusal = refused(withReadiness(check));
    expect(refusal.status).toBe(422);
    expect(errorsOf(refusal)).toEqual(errors);
  });

  test("AppDefinitionReadinessCheckValidationTest.scala:12,:23,:34 none or one is valid, two are not", () => {
    expect(read(withReadiness()).readinessChecks).toEqual([]);
    expect(read(withReadiness({})).readinessChecks).toHaveLength(1);
    expect(errorsOf(refused(withReadiness({}, { name: "b" })))).toEqual({
      "/readinessChecks.size": ["got 2, expected 1 or less"],
    });
  });

  test("AppDefinitionReadinessCheckValidationTest.scala:43,:52,:65 it must be valid, and name a port of the app", () => {
    expect(refused(withReadiness({ name: "" })).status).toBe(422);
    expect(refused({ ...named("foo"), readinessChecks: [{ portName: "invalid" }] }).status).toBe(422);
    expect(refused({ ...named(null), readinessChecks: [{}] }).status).toBe(422);
    expect(read({ ...named("foo"), readinessChecks: [{ portName: "foo" }] }).readinessChecks).toHaveLength(1);
  });
});
