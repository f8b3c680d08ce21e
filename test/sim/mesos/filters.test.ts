/** Refusal filters of one framework. */

import { describe, expect, test } from "vitest";
import { Resources } from "../../../src/model/resources.ts";
import { AgentState } from "../../../src/sim/mesos/agent-state.ts";
import { type Filter, Filters } from "../../../src/sim/mesos/filters.ts";
import { parse } from "../../support/resources.ts";

const agent = (name: string): AgentState => new AgentState(name, name, 0, Resources.none);

describe("filters", () => {
  test("hide what one of them contains as a whole, on its agent", () => {
    const filters = new Filters();
    const [a, b] = [agent("a"), agent("b")];
    filters.add(a, parse("cpus:2;mem:64"), 0);
    expect(filters.hides(a, parse("cpus:2;mem:64"))).toBe(true);
    expect(filters.hides(a, parse("cpus:1"))).toBe(true);
    expect(filters.hides(a, parse("cpus:2.001;mem:64"))).toBe(false);
    expect(filters.hides(a, parse("cpus(r):1"))).toBe(false);
    expect(filters.hides(b, parse("cpus:1"))).toBe(false);
  });

  test("hide nothing from another framework", () => {
    const [filters, others] = [new Filters(), new Filters()];
    const a = agent("a");
    filters.add(a, parse("cpus:2"), 20);
    others.add(a, parse("cpus:1"), 10);
    expect(filters.hiddenUntilMs(a, parse("cpus:1"))).toBe(20);
    expect(others.hiddenUntilMs(a, parse("cpus:1"))).toBe(10);
    expect(others.hides(a, parse("cpus:2"))).toBe(false);
  });

  test("do not add up", () => {
    const filters = new Filters();
    const a = agent("a");
    filters.add(a, parse("cpus:1"), 0);
    filters.add(a, parse("cpus:1"), 0);
    expect(filters.hides(a, parse("cpus:2"))).toBe(false);
  });

  test("go one by one, each once", () => {
    const filters = new Filters();
    const a = agent("a");
    const one = filters.add(a, parse("cpus:1"), 0);
    const same = filters.add(a, parse("cpus:1"), 0);
    expect([filters.remove(one), filters.remove(one)]).toEqual([true, false]);
    expect(filters.hides(a, parse("cpus:1"))).toBe(true);
    expect(filters.remove(same)).toBe(true);
    expect(filters.hides(a, parse("cpus:1"))).toBe(false);
  });

  test("are all handed back when they are cleared, so that their timers can be cancelled; those of others stay", () => {
    const [filters, others] = [new Filters(), new Filters()];
    const [a, b] = [agent("a"), agent("b")];
    const all = [filters.add(a, parse("cpus:1"), 0), filters.add(b, parse("cpus:1"), 0)];
    others.add(a, parse("cpus:1"), 0);
    all.push(filters.add(a, parse("cpus:2"), 0));
    const taken: Filter[] = [];
    filters.clear((filter) => taken.push(filter));
    expect(new Set(taken)).toEqual(new Set(all));
    expect([filters.hides(a, parse("cpus:1")), others.hides(a, parse("cpus:1"))]).toEqual([false, true]);
    filters.clear((filter) => taken.push(filter));
    expect(taken.length).toBe(3);
  });
});
