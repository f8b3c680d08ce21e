/** Mesos 0.28.3's own tests of resources (src/tests/resources_tests.cpp), played on our algebra. */

import { describe, expect, test } from "vitest";
import { applyOperation, type Operation } from "../../../src/model/operations.ts";
import { kindOf, type Reservation, Resources, scalar, volume } from "../../../src/model/resources.ts";
import { milliFrom } from "../../../src/model/units.ts";
import { parse, reservationOf, volumeOf } from "../../support/resources.ts";

const cpus = (amount: number, role = "*", reservation: Reservation | null = null): Resources =>
  Resources.of(scalar(kindOf("cpus", role, reservation), milliFrom(amount)));

/** The resources after an operation; null where it does not apply. */
function apply(resources: Resources, operation: Operation): Resources | null {
  const applied = applyOperation(resources, operation);
  return applied.ok ? applied.resources : null;
}

function sum(...parts: readonly Resources[]): Resources {
  return parts.reduce((all, part) => all.plus(part), Resources.none);
}

describe("precision", () => {
  test("resources_tests.cpp:1575 PrecisionSimple", () => {
    const cpu = cpus(1.001);
    const result = cpu.plus(cpu).plus(cpu).minus(cpu).minus(cpu);
    expect(result.equals(cpu)).toBe(true);
    expect(result.amounts()).toEqual({ cpus: 1.001 });
    const zero = cpus(0);
    expect(cpu.minus(zero).equals(cpu) && cpu.plus(zero).equals(cpu)).toBe(true);
  });

  test("resources_tests.cpp:1592 PrecisionManyOps", () => {
    const start = cpus(1.001);
    let current = start;
    for (let i = 0; i < 2500; i++) {
      current = current.plus(current).plus(current).minus(start).minus(start);
      expect(current.equals(start)).toBe(true);
    }
  });

  test("resources_tests.cpp:1608 PrecisionManyConsecutiveOps", () => {
    const start = cpus(1.001);
    let current = start;
    for (let i = 0; i < 100_000; i++) current = current.plus(start);
    for (let i = 0; i < 100_000; i++) current = current.minus(start);
    expect(current.equals(start)).toBe(true);
  });

  test("resources_tests.cpp:1626 PrecisionLost: 1.5011 is 1.501", () => {
    const cpu = cpus(1.5011);
    expect(cpu.amounts()).toEqual({ cpus: 1.501 });
    expect(cpu.plus(cpu).plus(cpu).minus(cpu).minus(cpu).equals(cpu)).toBe(true);
  });

  test("resources_tests.cpp:1638 PrecisionRounding: 1.5015 is 1.502", () => {
    const cpu = cpus(1.5015);
    expect(cpu.amounts()).toEqual({ cpus: 1.502 });
    expect(cpu.plus(cpu).plus(cpu).minus(cpu).minus(cpu).equals(cpu)).toBe(true);
  });
});

describe("reserved resources", () => {
  const p = reservationOf("principal");
  const bar = reservationOf("principal", "foo=bar");
  const baz = reservationOf("principal", "foo=baz");

  test("resources_tests.cpp:1681 Equals: nine that all differ", () => {
    const unique = [
      cpus(8),
      cpus(8, "role1"),
      cpus(8, "role2"),
      cpus(8, "role1", reservationOf("principal1")),
      cpus(8, "role1", reservationOf("principal2")),
      cpus(8, "role2", reservationOf("principal1")),
      cpus(8, "role2", reservationOf("principal2")),
      cpus(8, "role1", reservationOf("principal2", "foo=bar")),
      cpus(8, "role1", reservationOf("principal2", "foo=baz")),
    ];
    for (const [i, left] of unique.entries()) {
      for (const [j, right] of unique.entries()) expect(left.equals(right)).toBe(i === j);
    }
  });

  test.each([
    ["resources_tests.cpp:1726 AdditionStaticallyReserved", null],
    ["resources_tests.cpp:1736 AdditionDynamicallyReservedWithoutLabels", p],
    ["resources_tests.cpp:1752 AdditionDynamicallyReservedWithSameLabels", bar],
  ] as const)("%s: 8 and 4 are 12", (_name, reservation) => {
    const total = cpus(8, "role", reservation).plus(cpus(4, "role", reservation));
    expect(total.equals(cpus(12, "role", reservation))).toBe(true);
    expect(total.entries.length).toBe(1);
  });

  test("resources_tests.cpp:1771 AdditionDynamicallyReservedWithDistinctLabels: two entries", () => {
    const r1 = cpus(6, "role", bar);
    const r2 = cpus(6, "role", baz);
    const total = r1.plus(r2);
    expect(total.entries.length).toBe(2);
    expect(total.equals(r1.plus(r1))).toBe(false);
    expect(total.equals(r2.plus(r2))).toBe(false);
  });

  test("resources_tests.cpp:1794 Subtraction: only from the same reservation", () => {
    const r1 = cpus(8, "role");
    const r2 = cpus(8, "role", bar);
    expect(r1.minus(r1).isEmpty && r2.minus(r2).isEmpty).toBe(true);
    expect(r1.minus(r2).equals(r1)).toBe(true);
    expect(r2.minus(r1).equals(r2)).toBe(true);
    const rest = r1
      .plus(r2)
      .minus(cpus(2, "role"))
      .minus(cpus(4, "role", bar));
    expect(rest.equals(cpus(6, "role").plus(cpus(4, "role", bar)))).toBe(true);
    const other = cpus(8, "role", baz);
    expect(r2.minus(other).equals(r2)).toBe(true);
  });

  test("resources_tests.cpp:1840 Contains", () => {
    const r1 = cpus(8, "role");
    const r2 = cpus(12, "role", p);
    const both = r1.plus(r2);
    expect([r1.contains(r1), r2.contains(r2), r1.contains(r2), r2.contains(r1)]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([r1.contains(both), r2.contains(both)]).toEqual([false, false]);
    expect([both.contains(r1), both.contains(r2), both.contains(both)]).toEqual([true, true, true]);
  });
});

describe("disk resources", () => {
  test("resources_tests.cpp:1895 Equals: the path does not count, the persistence id does", () => {
    const r5 = volumeOf(10, "role", "1", "path1");
    const r6 = volumeOf(10, "role", "1", "path2");
    const r7 = volumeOf(10, "role", "2", "path2");
    expect(r5.equals(r6)).toBe(true);
    expect(r6.equals(r7)).toBe(false);
    expect(parse("disk(role):10").equals(r7)).toBe(false);
  });

  test("resources_tests.cpp:1964 Addition: volumes do not add up to a larger one", () => {
    const one = volumeOf(10, "role", "1");
    const two = volumeOf(10, "role", "2");
    const both = one.plus(two);
    expect([both.contains(one), both.contains(two)]).toEqual([true, true]);
    expect(both.contains(parse("disk(role):20"))).toBe(false);
    expect(both.contains(volumeOf(20, "role", "1"))).toBe(false);
  });

  test("resources_tests.cpp:2020 Subtraction: of the same persistence id only", () => {
    const r3 = volumeOf(10, "role", "1", "path");
    const r4 = volumeOf(10, "role", "2", "path");
    const r5 = volumeOf(10, "role", "2", "path2");
    expect(r3.minus(r4).equals(r3)).toBe(true);
    expect(r3.minus(r3).isEmpty).toBe(true);
    expect(r4.minus(r5).isEmpty).toBe(true);
  });

  test("resources_tests.cpp:2076 Contains: the same volume twice is more than once", () => {
    const r1 = volumeOf(10, "role", "1");
    const twice = r1.plus(volumeOf(10, "role", "1"));
    expect(r1.contains(twice)).toBe(false);
    expect(twice.contains(twice)).toBe(true);
    const r3 = volumeOf(20, "role", "2");
    expect([r1.plus(r3).contains(r1), r1.plus(r3).contains(r3)]).toEqual([true, true]);
  });

  test("resources_tests.cpp:2128 FilterPersistentVolumes", () => {
    const r1 = volumeOf(10, "role1", "1");
    const all = sum(parse("cpus:1;mem:512;disk:1000"), r1, parse("disk(role2):20"));
    expect(all.volumes().equals(r1)).toBe(true);
  });
});

describe("operations", () => {
  const p = reservationOf("principal");

  test("resources_tests.cpp:2142 ReserveResources", () => {
    const unreserved = parse("cpus:1;mem:512");
    const result = apply(unreserved, { type: "RESERVE", resources: cpus(1, "role", p) });
    expect(result?.equals(parse("mem:512").plus(cpus(1, "role", p)))).toBe(true);
    expect(apply(unreserved, { type: "RESERVE", resources: cpus(2, "role", p) })).toBeNull();
  });

  test("resources_tests.cpp:2163 UnreserveResources", () => {
    const all = cpus(1, "role", p).plus(parse("mem:512").flatten("role", p));
    const result = apply(all, { type: "UNRESERVE", resources: cpus(1, "role", p) });
    expect(result?.equals(parse("mem:512").flatten("role", p).plus(cpus(1)))).toBe(true);
    expect(apply(all, { type: "UNRESERVE", resources: cpus(2, "role", p) })).toBeNull();
  });

  test("resources_tests.cpp:2185 CreatePersistentVolume", () => {
    const total = parse("cpus:1;mem:512;disk(role):1000");
    const v = volumeOf(200, "role", "1");
    const result = apply(total, { type: "CREATE", volumes: v });
    expect(result?.equals(parse("cpus:1;mem:512;disk(role):800").plus(v))).toBe(true);
    expect(apply(total, { type: "CREATE", volumes: volumeOf(2000, "role", "1") })).toBeNull();
  });

  // Our sorters take scalars by name over all roles, which is all that they ask of the stripped form.
  test("resources_tests.cpp:2210 StrippedResourcesVolume: a volume counts as disk", () => {
    expect(volumeOf(200, "role", "1").scalars()).toEqual(new Map([["disk", 200_000]]));
  });

  test("resources_tests.cpp:2234 StrippedResourcesReserved: a reservation counts by its amounts", () => {
    const dynamic = parse("cpus:1;mem:512").flatten("role", p);
    expect(dynamic.scalars()).toEqual(parse("cpus:1;mem:512").scalars());
  });

  test("resources_tests.cpp:2255 StrippedResourcesNonScalar: ports count for nothing", () => {
    expect(parse("ports:[10000-20000, 30000-50000]").scalars().size).toBe(0);
  });
});

describe("also there", () => {
  test("resources_tests.cpp:1479 FlattenRoles", () => {
    expect(parse("cpus(role1):1;cpus:2;mem(role1):5").flatten().equals(parse("cpus:3;mem:5"))).toBe(true);
  });

  test("a static reservation and a dynamic one without principal or labels differ", () => {
    expect(cpus(1, "role").equals(cpus(1, "role", {}))).toBe(false);
  });

  test("two entries of one volume need not come in the same place", () => {
    const here = Resources.of(volume(kindOf("disk", "role", null, "1"), 10_000, "a"));
    expect(
      parse("cpus:1")
        .plus(here)
        .equals(here.plus(parse("cpus:1"))),
    ).toBe(true);
  });
});
