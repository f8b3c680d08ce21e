/** PortsMatcherTest.scala (Marathon v1.1.1). */

import { describe, expect, test } from "vitest";
import type { AppDefinition } from "../../../src/model/app/definition.ts";
import { Streams } from "../../../src/sim/kernel/streams.ts";
import {
  matchPorts,
  type PortsMatch,
  portResources,
} from "../../../src/sim/marathon/matching/ports-matcher.ts";
import { type ResourceSelector, unreservedOnly } from "../../../src/sim/marathon/matching/selector.ts";
import { appOf, dockerContainer } from "../../support/apps.ts";
import { parse } from "../../support/resources.ts";

const bothRoles: ResourceSelector = { roles: new Set(["*", "marathon"]), reserved: false, labels: [] };

function match(ports: string, app: AppDefinition, selector = unreservedOnly, seed = 1): PortsMatch {
  const stream = new Streams(seed).of("test");
  return matchPorts(parse(`cpus:1${ports === "" ? "" : `;${ports}`}`), app, selector, (n) => stream.below(n));
}

function portsOf(result: PortsMatch): readonly number[] {
  if (!result.fits) throw new Error(result.reason);
  return result.ports.map(({ port }) => port);
}

const rolesOf = (result: PortsMatch): readonly string[] =>
  result.fits ? portResources(result.ports).map(({ kind }) => kind.role) : [];

const mapped = (...hostPorts: readonly number[]): AppDefinition =>
  appOf({
    container: dockerContainer({
      portMappings: hostPorts.map((hostPort) => ({ containerPort: 1, hostPort })),
    }),
  });

const sorted = (numbers: readonly number[]): readonly number[] => [...numbers].sort((a, b) => a - b);

test("PortsMatcherTest.scala:22 random ports from a single range", () => {
  const result = match("ports:[31000-32000]", appOf({ ports: [80, 81] }));
  const ports = portsOf(result);
  expect(new Set(ports).size).toBe(2);
  expect(ports.every((port) => port >= 31_000 && port <= 32_000)).toBe(true);
  expect(new Set(rolesOf(result))).toEqual(new Set(["*"]));
});

test("PortsMatcherTest.scala:32 ports from several ranges", () => {
  const ports = portsOf(match("ports:[30000-30003,31000-31000]", appOf({ ports: [80, 81, 82, 83, 84] })));
  expect(sorted(ports)).toEqual([30_000, 30_001, 30_002, 30_003, 31_000]);
});

test("PortsMatcherTest.scala:52 requirePorts takes exactly these", () => {
  const app = appOf({ ports: [80, 81, 82, 83, 100], requirePorts: true });
  expect(portsOf(match("ports:[80-83,100-100]", app))).toEqual([80, 81, 82, 83, 100]);
});

test("PortsMatcherTest.scala:73 requirePorts preserves the order", () => {
  expect(portsOf(match("ports:[70-200]", appOf({ ports: [100, 80], requirePorts: true })))).toEqual([
    100, 80,
  ]);
});

test("PortsMatcherTest.scala:82 several resources, preserving role", () => {
  const app = appOf({ ports: [80, 81, 82, 83, 84] });
  const result = match("ports:[30000-30003];ports(marathon):[31000-31000]", app, bothRoles);
  expect(portsOf(result)).toHaveLength(5);
  expect(new Set(rolesOf(result))).toEqual(new Set(["*", "marathon"]));
});

test("PortsMatcherTest.scala:108 ranges with unwanted roles are ignored", () => {
  const app = appOf({ ports: [80, 81, 82, 83, 84] });
  expect(match("ports(marathon):[30000-30003,31000-31009]", app)).toEqual({
    fits: false,
    reason: "too-few-ports",
  });
});

test("PortsMatcherTest.scala:127 no ports", () => {
  expect(portsOf(match("ports:[31000-32000]", appOf({ ports: [] })))).toEqual([]);
});

test("PortsMatcherTest.scala:136 too many ports", () => {
  expect(match("ports:[31000-31001]", appOf({ ports: [80, 81, 82] })).fits).toBe(false);
});

test("PortsMatcherTest.scala:144 required ports that are not available", () => {
  const app = appOf({ ports: [80, 81, 82], requirePorts: true });
  expect(match("ports:[31000-32000]", app)).toEqual({ fits: false, reason: "port-not-offered" });
});

test("PortsMatcherTest.scala:152 a dynamic mapping without ports in the offer", () => {
  expect(match("", mapped(0))).toEqual({ fits: false, reason: "too-few-ports" });
});

test("PortsMatcherTest.scala:169 a dynamic mapping", () => {
  expect(portsOf(match("ports:[31000-31000]", mapped(0)))).toEqual([31_000]);
});

describe("PortsMatcherTest.scala:187 a dynamic mapping at random", () => {
  const first = (seed: number): number =>
    portsOf(match("ports:[31000-32000]", mapped(0), unreservedOnly, seed))[0] ?? 0;

  test("is the same for the same seed and differs between seeds", () => {
    expect(first(1)).toBe(first(1));
    expect(new Set(Array.from({ length: 20 }, (_, seed) => first(seed))).size).toBeGreaterThan(10);
  });
});

test("PortsMatcherTest.scala:222 a fixed mapping that is not offered", () => {
  expect(match("ports:[31000-32000]", mapped(8080))).toEqual({ fits: false, reason: "port-not-offered" });
});

test("PortsMatcherTest.scala:239 a fixed mapping", () => {
  expect(portsOf(match("ports:[31000-32000]", mapped(31_200)))).toEqual([31_200]);
});

test("PortsMatcherTest.scala:257 a fixed mapping of an incorrect role", () => {
  expect(match("ports(marathon):[31001-31001]", mapped(31_200)).fits).toBe(false);
});

test("PortsMatcherTest.scala:280 fixed and dynamic mappings from one range", () => {
  expect(portsOf(match("ports:[31000-31001]", mapped(0, 31_000)))).toEqual([31_001, 31_000]);
});

test("PortsMatcherTest.scala:299 fixed and dynamic mappings from ranges of two roles", () => {
  const result = match("ports:[31000-31000];ports(marathon):[31001-31001]", mapped(0, 31_000), bothRoles);
  expect(result.fits && result.ports.map(({ port, kind }) => [port, kind.role])).toEqual([
    [31_001, "marathon"],
    [31_000, "*"],
  ]);
});
