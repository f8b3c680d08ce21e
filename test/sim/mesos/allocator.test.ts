/** The allocator skips what would change nothing; the exhaustive one, which skips nothing, decides the same. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Resources } from "../../../src/model/resources.ts";
import { isAllocatable } from "../../../src/sim/mesos/allocation-run.ts";
import { type Plan, plans, playPlan } from "../../support/allocator-plan.ts";
import { AllocatorScript } from "../../support/allocator-script.ts";
import { parse, quantities, reservationOf, reserved } from "../../support/resources.ts";
import { seeded } from "../../support/seed.ts";

test("it gives what the exhaustive allocator gives, at the same instants and in the same order", () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const fast = playPlan(new AllocatorScript(), plan);
      const exhaustive = playPlan(new AllocatorScript({ exhaustive: true }), plan);
      expect(fast.lines).toEqual(exhaustive.lines);
    }),
    { numRuns: 1000, ...seeded() },
  );
});

test("that comparison sees a plan in which ticks give something late", () => {
  const plan: Plan = {
    steps: [
      { atMs: 0, does: "framework comes", id: 0 },
      { atMs: 0, does: "agent comes", id: 0, resources: "cpus:1;mem:64", used: false },
    ],
    answers: [{ does: "decline", refuseMs: 60_000, afterMs: 300 }],
  };
  const { given, kernel } = playPlan(new AllocatorScript(), plan);
  expect(given.map((one) => one.atMs)).toEqual([0, 61_000]);
  // Sixty idle ticks were not played.
  expect(kernel.events).toBeLessThan(20);
});

describe("an idle cluster costs nothing", () => {
  test("with nothing due, ticks stop; the next gift comes when it would have come", () => {
    const script = new AllocatorScript();
    script.framework(0, "f", "r");
    script.agent(0, "a", "cpus:1;mem:64");
    script.recover(86_400_250, "f", "a", "cpus:1;mem:64");
    script.runTo(86_402_000);
    expect(script.lines.slice(1)).toEqual(["86401000 f <- a cpus(*):1; mem(*):64"]);
    expect(script.kernel.events).toBeLessThan(20);
  });
});

describe("a change from outside, between two events", () => {
  function declined(refuseMs: number): AllocatorScript {
    const script = new AllocatorScript();
    script.framework(0, "f", "r");
    script.agent(0, "a", "cpus:1;mem:64");
    script.recover(0, "f", "a", "cpus:1;mem:64", refuseMs);
    script.agent(0, "b", "cpus:1;mem:64");
    return script;
  }

  test("is seen at the next tick, though ticks are skipped until a filter ends", () => {
    const script = declined(60_000);
    script.runTo(1600);
    script.recover(1700, "f", "b", "cpus:1;mem:64");
    script.runTo(60_000);
    expect(script.lines.slice(2)).toEqual([
      "2000 f <- b cpus(*):1; mem(*):64",
      "60000 f <- a cpus(*):1; mem(*):64",
    ]);
  });

  test("is seen at the next tick, though nothing at all was due", () => {
    const script = declined(3000);
    script.runTo(100_000);
    script.recover(100_300, "f", "b", "cpus:1;mem:64");
    script.runTo(200_000);
    expect(script.lines.slice(2)).toEqual([
      "3000 f <- a cpus(*):1; mem(*):64",
      "101000 f <- b cpus(*):1; mem(*):64",
    ]);
  });
});

describe.each([false, true])("what may concern any agent, exhaustive: %s", (exhaustive) => {
  test("an agent that is back is given at the next tick, of what came back while it was away (hierarchical.cpp:546-567)", () => {
    const script = new AllocatorScript({ exhaustive });
    script.framework(0, "f", "r");
    script.agent(0, "a", "cpus:1;mem:64");
    script.at(100, (allocator) => allocator.deactivateAgent("a"));
    script.recover(200, "f", "a", "cpus:1;mem:64");
    script.at(2500, (allocator) => allocator.activateAgent("a"));
    script.runTo(10_000);
    expect(script.lines.slice(1)).toEqual(["3000 f <- a cpus(*):1; mem(*):64"]);
  });

  test("what is recovered from an agent that is gone is seen at the next tick, though nothing at all was due", () => {
    const script = new AllocatorScript({ exhaustive });
    script.framework(0, "f", "r");
    script.agent(0, "a", "cpus:1;mem:64");
    script.at(100, (allocator) => allocator.removeAgent("a"));
    script.agent(200, "b", "cpus:1;mem:64");
    script.runTo(100_000);
    script.recover(100_300, "f", "a", "cpus:1;mem:64");
    script.runTo(200_000);
    expect(script.lines.slice(1)).toEqual(["101000 f <- b cpus(*):1; mem(*):64"]);
  });

  test("agents that came while it waited for enough of them are given at the next tick", () => {
    const script = new AllocatorScript({ exhaustive });
    script.framework(0, "f", "r");
    script.at(0, (allocator) => allocator.awaitAgents(2));
    script.agent(100, "a", "cpus:1;mem:64");
    script.agent(200, "b", "cpus:1;mem:64");
    script.runTo(10_000);
    // The last one ends the wait and is looked at itself (hierarchical.cpp:455-476).
    expect(script.lines).toEqual(["200 f <- b cpus(*):1; mem(*):64", "1000 f <- a cpus(*):1; mem(*):64"]);
  });

  test("what came back from an agent that goes before the next tick a quota is filled with elsewhere (hierarchical.cpp:1347-1369)", () => {
    const script = new AllocatorScript({ exhaustive });
    script.framework(0, "f", "r");
    script.agent(0, "a", "cpus:1;mem:64");
    script.at(0, (allocator) => allocator.setQuota("r", quantities("cpus:1")));
    script.agent(0, "b", "cpus:1;mem:64");
    script.recover(2500, "f", "a", "cpus:1;mem:64");
    script.at(2600, (allocator) => allocator.removeAgent("a"));
    script.runTo(10_000);
    expect(script.lines).toEqual(["0 f <- a cpus(*):1; mem(*):64", "3000 f <- b cpus(*):1; mem(*):64"]);
  });

  test("what a role loses with an agent it may get elsewhere, where nothing changed", () => {
    const script = new AllocatorScript({ exhaustive });
    script.framework(0, "f", "r");
    script.agent(0, "a", "cpus:1;mem:64");
    script.at(0, (allocator) => allocator.setQuota("r", quantities("cpus:1")));
    script.agent(0, "b", "cpus:1;mem:64");
    script.at(2500, (allocator) => {
      allocator.removeAgent("a");
      allocator.recoverResources("f", "a", parse("cpus:1;mem:64"), null);
    });
    script.runTo(10_000);
    expect(script.lines).toEqual(["0 f <- a cpus(*):1; mem(*):64", "3000 f <- b cpus(*):1; mem(*):64"]);
  });

  test("an agent that brings what is laid away for a quota frees another one, though it is not offered itself", () => {
    const script = new AllocatorScript({ exhaustive });
    script.at(0, (allocator) => allocator.updateWhitelist(new Set(["a"])));
    script.framework(0, "f", "r");
    script.at(0, (allocator) => allocator.setQuota("s", quantities("cpus:1")));
    script.agent(0, "a", "cpus:1;mem:64");
    script.agent(2500, "b", "cpus:1");
    script.runTo(10_000);
    expect(script.lines).toEqual(["3000 f <- a cpus(*):1; mem(*):64"]);
  });

  test("what is held on an agent that is gone is missing elsewhere until it is recovered (hierarchical.cpp:1347-1369)", () => {
    const script = new AllocatorScript({ exhaustive });
    script.framework(0, "f", "r");
    script.agent(0, "a", "cpus:1;mem:64");
    script.at(2500, (allocator) => allocator.removeAgent("a"));
    script.agent(2600, "b", "cpus:1;mem:64");
    script.recover(5300, "f", "a", "cpus:1;mem:64");
    script.runTo(10_000);
    expect(script.lines.slice(1)).toEqual(["6000 f <- b cpus(*):1; mem(*):64"]);
  });

  test("with its framework what is held on an agent that is gone is nobody's any more", () => {
    const script = new AllocatorScript({ exhaustive });
    script.framework(0, "f", "r");
    script.agent(0, "a", "cpus:1;mem:64");
    script.at(2500, (allocator) => {
      allocator.removeAgent("a");
      allocator.removeFramework("f");
    });
    script.agent(2600, "b", "cpus:1;mem:64");
    script.framework(2700, "g", "s");
    script.runTo(10_000);
    expect(script.lines.slice(1)).toEqual(["2700 g <- b cpus(*):1; mem(*):64"]);
  });

  test("what a framework that goes does not hold any more frees what a quota kept away, where nothing else changed", () => {
    const script = new AllocatorScript({ exhaustive });
    script.framework(0, "gone", "r");
    script.agent(0, "a", "cpus:1;mem:64");
    script.at(100, (allocator) => allocator.setQuota("s", quantities("cpus:1")));
    script.framework(100, "f", "t");
    script.agent(100, "b", "cpus:1;mem:64");
    script.at(2500, (allocator) => allocator.removeFramework("gone"));
    script.runTo(10_000);
    expect(script.lines.slice(1)).toEqual(["3000 f <- b cpus(*):1; mem(*):64"]);
  });

  test("what a framework that comes back is charged for is in the budget once", () => {
    const script = new AllocatorScript({ exhaustive });
    script.at(0, (allocator) => {
      allocator.setQuota("s", quantities("cpus:1"));
      allocator.addAgent("a", "a", parse("cpus:2;mem:64"), [["f", parse("cpus:1")]]);
      // Of 2 cpus it has one, and the quota of s the other.
      allocator.addFramework("f", "r", [["a", parse("cpus:1")]]);
    });
    script.runTo(10_000);
    expect(script.lines).toEqual([]);
  });

  /** Framework f of role r holds half a cpu on each of two agents, g of role s a cpu as it is said. */
  function rivals(...ofS: readonly string[]): AllocatorScript {
    const script = new AllocatorScript({ exhaustive });
    script.framework(0, "f", "r");
    script.agent(0, "r-1", "cpus:0.5");
    script.agent(0, "r-2", "cpus:0.5");
    script.framework(100, "g", "s");
    for (const [i, resources] of ofS.entries()) script.agent(100, `s-${i}`, resources);
    return script;
  }
  const quotas = (script: AllocatorScript, atMs: number): void => {
    for (const role of ["r", "s"])
      script.at(atMs, (allocator) => allocator.setQuota(role, quantities("cpus:10")));
    script.agent(atMs, "next", "cpus:1");
  };

  test("of two roles with the same share the one with fewer allocations comes first, those on agents that are gone count", () => {
    const script = rivals("cpus:1");
    script.at(2500, (allocator) => allocator.removeAgent("r-1"));
    quotas(script, 2600);
    script.runTo(3000);
    expect(script.lines.at(-1)).toBe("2600 g <- next cpus(*):1");
  });

  test("those that were given back whole do not count", () => {
    const script = rivals("cpus:0.5", "cpus:0.5");
    script.at(200, (allocator) => {
      allocator.suppressOffers("g");
      allocator.addAgent("r-3", "r-3", parse("cpus:1"));
      allocator.recoverResources("f", "r-3", parse("cpus:1"), null);
      allocator.removeAgent("r-3");
      allocator.reviveOffers("g");
    });
    quotas(script, 2600);
    script.runTo(3000);
    expect(script.lines.at(-1)).toBe("2600 f <- next cpus(*):1");
  });

  test("what a removed framework held on an agent is free for the budget before it is recovered", () => {
    const script = new AllocatorScript({ exhaustive });
    script.framework(0, "gone", "r");
    script.agent(0, "a", "cpus:2;mem:64");
    script.at(0, (allocator) => allocator.removeFramework("gone"));
    script.framework(0, "f", "t");
    script.at(0, (allocator) => allocator.setQuota("s", quantities("cpus:1")));
    script.agent(0, "b", "cpus:1;mem:64");
    script.runTo(0);
    expect(script.lines.slice(1)).toEqual(["0 f <- b cpus(*):1; mem(*):64"]);
  });
});

describe("the order of agents", () => {
  const names = Array.from({ length: 12 }, (_, i) => `a${i}`);

  /** The order in which one framework's gift of all agents lists them, when it joins at an instant. */
  function order(seed: number, joinsMs: number, extra: readonly string[] = []): readonly string[] {
    const script = new AllocatorScript({ seed, agentOrder: "shuffled" });
    for (const name of [...extra, ...names]) script.agent(0, name, "cpus:1;mem:64");
    script.framework(joinsMs, "f", "r");
    script.runTo(joinsMs);
    return script.given.map(({ agent }) => agent);
  }

  test("is the seed's and the run's: the same again, another for another run or seed", () => {
    expect(order(1, 500)).toEqual(order(1, 500));
    expect(order(2, 500)).not.toEqual(order(1, 500));
    expect(order(1, 501)).not.toEqual(order(1, 500));
    expect([...order(1, 500)].sort()).toEqual([...names].sort());
  });

  test("does not depend on the order in which they joined", () => {
    const joined = new AllocatorScript({ agentOrder: "shuffled" });
    for (const name of [...names].reverse()) joined.agent(0, name, "cpus:1;mem:64");
    joined.framework(500, "f", "r");
    joined.runTo(500);
    expect(joined.given.map(({ agent }) => agent)).toEqual(order(1, 500));
  });

  test("puts each agent into each place about equally often", () => {
    const runs = 3000;
    const places = names.map(() => names.map(() => 0));
    for (let run = 0; run < runs; run++) {
      for (const [place, name] of order(1, run).entries()) {
        const row = places[Number(name.slice(1))] ?? [];
        row[place] = (row[place] ?? 0) + 1;
      }
    }
    const expected = runs / names.length;
    // Chi-square with 11 degrees of freedom: above 37.4 once in ten thousand, and there are twelve of them.
    for (const row of places) {
      expect(row.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)).toBeLessThan(37.4);
    }
  });

  test("another agent does not move the others", () => {
    const more = ["b0", "b1", "0"];
    for (let joinsMs = 0; joinsMs < 50; joinsMs++) {
      const others = order(1, joinsMs, more).filter((name) => !more.includes(name));
      expect(others).toEqual(order(1, joinsMs));
    }
  });

  test("sorted is by code unit", () => {
    const script = new AllocatorScript();
    for (const name of ["a-2", "a-10", "B"]) script.agent(0, name, "cpus:1;mem:64");
    script.framework(1, "f", "r");
    script.runTo(1);
    expect(script.given.map(({ agent }) => agent)).toEqual(["B", "a-10", "a-2"]);
  });
});

describe("enough to be offered", () => {
  test.each([
    ["cpus:0.01", true],
    ["cpus:0.009;mem:31", false],
    ["mem:32", true],
    ["mem:31.999", false],
    ["disk:100000;ports:[1-1000]", false],
  ])("%s: %s", (resources, enough) => {
    expect(isAllocatable(parse(resources))).toBe(enough);
  });

  test("nothing is not enough", () => expect(isAllocatable(Resources.none)).toBe(false));
});

describe("our own mistakes throw", () => {
  test("an operation that does not fit what is allocated", () => {
    const script = new AllocatorScript();
    script.framework(0, "f", "r");
    script.agent(0, "a", "cpus:1;mem:64");
    script.runTo(0);
    const resources = reserved("cpus:2", "r", reservationOf("p"));
    expect(() => script.allocator.updateAllocation("f", "a", { type: "RESERVE", resources })).toThrow(
      "RESERVE does not apply to what f holds on a",
    );
  });

  test("a framework or an agent that is not there", () => {
    const script = new AllocatorScript();
    expect(() => script.allocator.reviveOffers("f")).toThrow("the allocator has no framework f");
    expect(() => script.allocator.updateAllocation("f", "a", { type: "LAUNCH", tasks: [] })).toThrow(
      "the allocator has no agent a",
    );
  });
});
