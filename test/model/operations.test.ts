/** Offer operations applied to resources: what they change, what they need, what they never change. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Applied,
  applyOperation,
  type Operation,
  withoutPersistence,
} from "../../src/model/operations.ts";
import { Resources } from "../../src/model/resources.ts";
import { parse, reservationOf, reserved, volumeOf } from "../support/resources.ts";

const owner = reservationOf("p", "owner=a");
const other = reservationOf("p", "owner=b");

function resultOf(resources: Resources, ...operations: readonly Operation[]): Resources {
  let result = resources;
  for (const operation of operations) {
    const applied = applyOperation(result, operation);
    if (!applied.ok) throw new Error(`${operation.type}: ${applied.reason}`);
    result = applied.resources;
  }
  return result;
}

const reasonOf = (applied: Applied): string => (applied.ok ? "applied" : applied.reason);

describe("RESERVE", () => {
  test("turns unreserved amounts into reserved ones", () => {
    const result = resultOf(parse("cpus:4;mem:64"), {
      type: "RESERVE",
      resources: reserved("cpus:1", "r", owner),
    });
    expect(result.equals(parse("cpus:3;mem:64").plus(reserved("cpus:1", "r", owner)))).toBe(true);
  });

  test("needs the amount unreserved: a static reservation does not do", () => {
    const operation: Operation = { type: "RESERVE", resources: reserved("cpus:1", "r", owner) };
    expect(reasonOf(applyOperation(parse("cpus(r):4"), operation))).toBe("insufficient-resources");
  });

  test("is refused for what names no role or is no dynamic reservation", () => {
    expect(reasonOf(applyOperation(parse("cpus:4"), { type: "RESERVE", resources: parse("cpus:1") }))).toBe(
      "not-reserved",
    );
    const fixed: Operation = { type: "RESERVE", resources: parse("cpus(r):1") };
    expect(reasonOf(applyOperation(parse("cpus:4"), fixed))).toBe("not-dynamically-reserved");
  });

  test("all of it or nothing: one entry that is missing refuses the operation", () => {
    const operation: Operation = { type: "RESERVE", resources: reserved("cpus:1;mem:128", "r", owner) };
    expect(reasonOf(applyOperation(parse("cpus:4;mem:64"), operation))).toBe("insufficient-resources");
  });
});

describe("UNRESERVE", () => {
  test("needs the very labels", () => {
    const operation: Operation = { type: "UNRESERVE", resources: reserved("cpus:1", "r", other) };
    expect(reasonOf(applyOperation(reserved("cpus:4", "r", owner), operation))).toBe(
      "insufficient-resources",
    );
  });

  test("gives a part back", () => {
    const result = resultOf(reserved("cpus:4", "r", owner), {
      type: "UNRESERVE",
      resources: reserved("cpus:1", "r", owner),
    });
    expect(result.equals(reserved("cpus:3", "r", owner).plus(parse("cpus:1")))).toBe(true);
  });

  test("does not reach disk under a volume", () => {
    const all = reserved("disk:10", "r", owner).plus(volumeOf(90, "r", "v", "data", owner));
    const operation: Operation = { type: "UNRESERVE", resources: reserved("disk:100", "r", owner) };
    expect(reasonOf(applyOperation(all, operation))).toBe("insufficient-resources");
  });
});

describe("CREATE and DESTROY", () => {
  const v = volumeOf(10, "r", "v", "data", owner);

  test("CREATE takes disk of the volume's own reservation", () => {
    const result = resultOf(reserved("disk:30", "r", owner), { type: "CREATE", volumes: v });
    expect(result.equals(reserved("disk:20", "r", owner).plus(v))).toBe(true);
    expect(reasonOf(applyOperation(reserved("disk:30", "r", other), { type: "CREATE", volumes: v }))).toBe(
      "insufficient-resources",
    );
  });

  test("DESTROY needs the volume in its size", () => {
    const larger: Operation = { type: "DESTROY", volumes: volumeOf(11, "r", "v", "data", owner) };
    expect(reasonOf(applyOperation(v, larger))).toBe("insufficient-resources");
    expect(resultOf(v, { type: "DESTROY", volumes: v }).equals(reserved("disk:10", "r", owner))).toBe(true);
  });

  test("plain disk is no volume", () => {
    const disk = parse("disk(r):10");
    expect(reasonOf(applyOperation(disk, { type: "CREATE", volumes: disk }))).toBe("not-a-volume");
    expect(reasonOf(applyOperation(disk, { type: "DESTROY", volumes: disk }))).toBe("not-a-volume");
  });

  test("withoutPersistence is the disk below, merged", () => {
    const two = v.plus(volumeOf(5, "r", "w", "logs", owner));
    expect(withoutPersistence(two).equals(reserved("disk:15", "r", owner))).toBe(true);
  });
});

test("LAUNCH changes nothing here", () => {
  const all = parse("cpus:4");
  expect(resultOf(all, { type: "LAUNCH", tasks: [] }).equals(all)).toBe(true);
});

test("no operation changes a quantity, and its opposite undoes it (resources.cpp:1106-1109)", () => {
  fc.assert(
    fc.property(
      fc.record({ cpus: fc.integer({ min: 1, max: 8 }), disk: fc.integer({ min: 2, max: 100 }) }),
      fc.boolean(),
      ({ cpus, disk }, labelled) => {
        const reservation = labelled ? owner : reservationOf(null);
        const total = parse("cpus:8;mem:64;disk:100;ports:[1-9]");
        const resources = reserved(`cpus:${cpus};disk:${disk}`, "r", reservation);
        const volumes = volumeOf(disk - 1, "r", "v", "data", reservation);
        const made = resultOf(total, { type: "RESERVE", resources }, { type: "CREATE", volumes });
        expect(made.amounts()).toEqual(expect.objectContaining(total.amounts()));
        const undone = resultOf(made, { type: "DESTROY", volumes }, { type: "UNRESERVE", resources });
        expect(undone.equals(total)).toBe(true);
      },
    ),
  );
});

test("an operation on nothing is applied and changes nothing", () => {
  expect(
    resultOf(parse("cpus:1"), { type: "RESERVE", resources: Resources.none }).equals(parse("cpus:1")),
  ).toBe(true);
});
