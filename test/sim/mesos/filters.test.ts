/** Refusal filters of one framework. */

import { describe, expect, test } from "vitest";
import { Filter, Filters } from "../../../src/sim/mesos/filters.ts";
import { parse } from "../../support/resources.ts";

const filter = (slaveId: string, refused: string): Filter => new Filter("f", slaveId, parse(refused), 0);

describe("filters", () => {
  test("hide what one of them contains as a whole, on its agent", () => {
    const filters = new Filters();
    filters.add(filter("a", "cpus:2;mem:64"));
    expect(filters.hides("a", parse("cpus:2;mem:64"))).toBe(true);
    expect(filters.hides("a", parse("cpus:1"))).toBe(true);
    expect(filters.hides("a", parse("cpus:2.001;mem:64"))).toBe(false);
    expect(filters.hides("a", parse("cpus(r):1"))).toBe(false);
    expect(filters.hides("b", parse("cpus:1"))).toBe(false);
  });

  test("do not add up", () => {
    const filters = new Filters();
    filters.add(filter("a", "cpus:1"));
    filters.add(filter("a", "cpus:1"));
    expect(filters.hides("a", parse("cpus:2"))).toBe(false);
  });

  test("go one by one, each once", () => {
    const filters = new Filters();
    const one = filter("a", "cpus:1");
    const same = filter("a", "cpus:1");
    filters.add(one);
    filters.add(same);
    expect([filters.remove(one), filters.remove(one)]).toEqual([true, false]);
    expect(filters.hides("a", parse("cpus:1"))).toBe(true);
    expect(filters.remove(same)).toBe(true);
    expect(filters.hides("a", parse("cpus:1"))).toBe(false);
  });

  test("are all handed back when they are cleared, so that their timers can be cancelled", () => {
    const filters = new Filters();
    const all = [filter("a", "cpus:1"), filter("b", "cpus:1"), filter("a", "cpus:2")];
    for (const one of all) filters.add(one);
    expect(new Set(filters.clear())).toEqual(new Set(all));
    expect(filters.hides("a", parse("cpus:1"))).toBe(false);
    expect(filters.clear()).toEqual([]);
  });
});
