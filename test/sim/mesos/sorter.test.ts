/** The sorter keeps its order while clients and totals change: the same as sorting from scratch. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Sorter } from "../../../src/sim/mesos/sorter.ts";
import { quantities } from "../../support/resources.ts";

interface Plain {
  readonly weight: number;
  active: boolean;
  count: number;
  cpus: number;
  mem: number;
}

const name = fc.constantFrom("a", "b", "c", "d");
const amount = fc.record({ cpus: fc.integer({ min: 0, max: 4000 }), mem: fc.integer({ min: 0, max: 4000 }) });
const step = fc.oneof(
  fc.record({ does: fc.constant("add" as const), name, weight: fc.constantFrom(1, 2, 0.5) }),
  fc.record({ does: fc.constant("remove" as const), name }),
  fc.record({ does: fc.constantFrom("allocated" as const, "unallocated" as const), name, amount }),
  fc.record({ does: fc.constantFrom("activate" as const, "deactivate" as const), name }),
  fc.record({ does: fc.constantFrom("addTotal" as const, "removeTotal" as const), amount }),
);

describe("after any changes", () => {
  test("clients come by share, then by count, then by name", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const sorter = new Sorter();
        const clients = new Map<string, Plain>();
        const total = { cpus: 0, mem: 0 };
        for (const one of steps) {
          if (!("name" in one)) {
            // Totals never fall below nothing: the allocator takes away only what it added.
            const sign = one.does === "addTotal" ? 1 : -1;
            if (total.cpus + sign * one.amount.cpus < 0 || total.mem + sign * one.amount.mem < 0) continue;
            total.cpus += sign * one.amount.cpus;
            total.mem += sign * one.amount.mem;
            sorter[one.does](new Map(Object.entries(one.amount)));
          } else if ("weight" in one) {
            if (clients.has(one.name)) continue;
            clients.set(one.name, { weight: one.weight, active: true, count: 0, cpus: 0, mem: 0 });
            sorter.add(one.name, one.weight);
          } else {
            const client = clients.get(one.name);
            expect(sorter.contains(one.name)).toBe(client !== undefined);
            if (client === undefined) continue;
            if ("amount" in one) {
              const sign = one.does === "allocated" ? 1 : -1;
              if (sign === 1) client.count++;
              client.cpus += sign * one.amount.cpus;
              client.mem += sign * one.amount.mem;
              sorter[one.does](one.name, new Map(Object.entries(one.amount)));
            } else if (one.does === "remove") {
              clients.delete(one.name);
              sorter.remove(one.name);
            } else {
              client.active = one.does === "activate";
              if (client.active) client.count = 0;
              sorter[one.does](one.name);
            }
          }
          expect(sorter.sort()).toEqual(plainOrder(clients, total));
        }
      }),
    );
  });
});

function plainOrder(clients: ReadonlyMap<string, Plain>, total: { cpus: number; mem: number }): string[] {
  const share = ({ cpus, mem, weight }: Plain): number =>
    Math.max(
      0,
      total.cpus > 0 ? cpus / 1000 / (total.cpus / 1000) : 0,
      total.mem > 0 ? mem / 1000 / (total.mem / 1000) : 0,
    ) / weight;
  return [...clients]
    .filter(([, { active }]) => active)
    .sort(([a, x], [b, y]) => share(x) - share(y) || x.count - y.count || (a < b ? -1 : 1))
    .map(([client]) => client);
}

describe("counts", () => {
  test("break ties, are not lowered by giving back, and start again at an activation (1.9 F)", () => {
    const sorter = new Sorter();
    sorter.addTotal(quantities("cpus:10"));
    for (const client of ["a", "b"]) sorter.add(client);
    sorter.allocated("a", quantities("cpus:1"));
    sorter.unallocated("a", quantities("cpus:1"));
    expect(sorter.sort()).toEqual(["b", "a"]);
    sorter.deactivate("a");
    expect(sorter.sort()).toEqual(["b"]);
    sorter.activate("a");
    expect(sorter.sort()).toEqual(["a", "b"]);
  });

  test("decide between whole agents of two weights (1.9 G): weight 1 gets a1 and a4, weight 2 the other four", () => {
    const sorter = new Sorter();
    for (let i = 0; i < 6; i++) sorter.addTotal(quantities("cpus:2;mem:1024"));
    sorter.add("role1", 1);
    sorter.add("role2", 2);
    const given = Array.from({ length: 6 }, () => {
      const [first = ""] = sorter.sort();
      sorter.allocated(first, quantities("cpus:2;mem:1024"));
      return first;
    });
    expect(given).toEqual(["role1", "role2", "role2", "role1", "role2", "role2"]);
  });
});

test("a client that is not there is our own mistake", () => {
  expect(() => new Sorter().allocated("x", quantities("cpus:1"))).toThrow("the sorter has no client x");
});
