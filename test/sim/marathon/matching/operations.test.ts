/** The operations that Marathon sends, applied to an agent's resources as the master applies them. */

import { describe, expect, test } from "vitest";
import { applyOperation, type Operation } from "../../../../src/model/operations.ts";
import type { Resources } from "../../../../src/model/resources.ts";
import { labelsOf, reservedFor } from "../../../../src/sim/marathon/matching/labels.ts";
import {
  launchResources,
  reserveAndCreate,
  unreserveAndDestroy,
} from "../../../../src/sim/marathon/matching/operations.ts";
import { parse, volumeOf } from "../../../support/resources.ts";

const trace = { app: "/postgres", task: "postgres.t1" };
const reserver = { role: "marathon", principal: "marathon", frameworkId: "fw" };
const volumes = [{ id: "postgres#data#v1", containerPath: "data", sizeMilli: 100_000 }];
const total = parse("cpus:4;mem:8192;disk:1000;ports:[31000-32000]");
const consumed = parse("cpus:1;mem:512;disk:110;ports:[31005-31005]");

function applied(resources: Resources, operations: readonly Operation[]): Resources {
  return operations.reduce((left, operation) => {
    const result = applyOperation(left, operation);
    if (!result.ok) throw new Error(result.reason);
    return result.resources;
  }, resources);
}

function reserved(): Resources {
  const result = reserveAndCreate(reserver, trace, consumed, volumes);
  if (!result.ok) throw new Error(result.message);
  return applied(total, result.operations);
}

describe("reserving", () => {
  test("labels everything for the task and makes the volume out of it", () => {
    const mine = reserved().filter(({ kind }) => reservedFor("fw", kind) === "postgres.t1");
    expect(mine.amounts()).toEqual({ cpus: 1, mem: 512, disk: 110, ports: "31005-31005" });
    expect(mine.volumes().entries.map(({ milli, containerPath }) => [milli, containerPath])).toEqual([
      [100_000, "data"],
    ]);
  });

  test("without a principal writes none (B1)", () => {
    const result = reserveAndCreate({ ...reserver, principal: null }, trace, parse("cpus:1"), []);
    const reserve = result.ok ? result.operations[0] : undefined;
    expect(reserve?.type === "RESERVE" && reserve.resources.entries[0]?.kind.reservation).toEqual({
      labels: labelsOf("fw", "postgres.t1"),
    });
  });

  test("carries the names for the journal", () => {
    const result = reserveAndCreate(reserver, trace, consumed, volumes);
    expect(
      result.ok &&
        result.operations.map((operation) => [operation.type, "trace" in operation && operation.trace]),
    ).toEqual([
      ["RESERVE", trace],
      ["CREATE", trace],
    ]);
  });
});

describe("cleaning up", () => {
  const mine = (): Resources => reserved().filter(({ kind }) => reservedFor("fw", kind) !== null);

  test("DESTROY, then UNRESERVE, brings back what was there", () => {
    const operations = unreserveAndDestroy(mine(), trace);
    expect(operations.map(({ type }) => type)).toEqual(["DESTROY", "UNRESERVE"]);
    expect(applied(reserved(), operations).equals(total)).toBe(true);
  });

  test("without a volume does nothing (B2), unless that is fixed", () => {
    const bare = mine().filter(({ kind }) => kind.persistenceId === null);
    expect(unreserveAndDestroy(bare, trace)).toEqual([]);
    expect(unreserveAndDestroy(bare, trace, true).map(({ type }) => type)).toEqual(["UNRESERVE"]);
  });
});

test("a task of a resident app holds its match and its volumes", () => {
  const volume = volumeOf(10, "marathon", "v1");
  expect(launchResources(parse("cpus:1"), volume).amounts()).toEqual({ cpus: 1, disk: 10 });
});

describe("labels", () => {
  const kindWith = (...labels: readonly (readonly [string, string])[]): Resources =>
    parse("cpus:1").flatten("marathon", { labels: labels.map(([key, value]) => ({ key, value })) });

  test("of a key that is there twice the last counts, as in a map", () => {
    const kind = kindWith(
      ["marathon_framework_id", "old"],
      ["marathon_framework_id", "fw"],
      ["marathon_task_id", "t"],
    ).entries[0]?.kind;
    expect(kind && [reservedFor("fw", kind), reservedFor("old", kind)]).toEqual(["t", null]);
  });

  test("a framework's label without a task's names nobody", () => {
    const kind = kindWith(["marathon_framework_id", "fw"]).entries[0]?.kind;
    expect(kind && reservedFor("fw", kind)).toBeNull();
  });
});
