/** The allocator skips what would change nothing; a plain one that skips nothing must decide the same. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Resources } from "../../../src/model/resources.ts";
import { isAllocatable } from "../../../src/sim/mesos/allocation-run.ts";
import { AllocatorScript } from "../../support/allocator-script.ts";
import { ReferenceAllocator } from "../../support/reference-allocator.ts";
import { parse, reservationOf, reserved } from "../../support/resources.ts";

/** What a framework does with the n-th gift of the run. */
type Answer =
  | { readonly does: "decline"; readonly refuseMs: number | null; readonly afterMs: number }
  | { readonly does: "reserve"; readonly refuseMs: number | null }
  | { readonly does: "keep"; readonly forMs: number };

const refuseMs = fc.constantFrom(null, 0, 200, 1000, 1500, 3000, 5000, 60_000);

const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc.record({
    does: fc.constant("decline" as const),
    refuseMs,
    afterMs: fc.constantFrom(0, 0, 1, 300, 1000),
  }),
  fc.record({ does: fc.constant("reserve" as const), refuseMs }),
  fc.record({ does: fc.constant("keep" as const), forMs: fc.integer({ min: 1, max: 12_000 }) }),
);

interface Plan {
  readonly frameworks: readonly { readonly atMs: number; readonly role: string }[];
  readonly agents: readonly { readonly atMs: number; readonly resources: string }[];
  readonly answers: readonly Answer[];
  readonly calls: readonly {
    readonly atMs: number;
    readonly framework: number;
    readonly call: "suppress" | "revive";
  }[];
}

const atMs = fc.oneof(fc.constantFrom(0, 1000, 2000, 5000), fc.integer({ min: 0, max: 15_000 }));

const plan: fc.Arbitrary<Plan> = fc.record({
  frameworks: fc.array(fc.record({ atMs, role: fc.constantFrom("r", "s", "t") }), {
    minLength: 1,
    maxLength: 4,
  }),
  agents: fc.array(
    fc.record({
      atMs,
      resources: fc.constantFrom(
        "cpus:1;mem:64",
        "cpus:4;mem:512;disk:100;ports:[1-9]",
        "cpus:2;mem:64;cpus(r):2;mem(s):64",
        "cpus(s):1;mem(s):32;disk:5",
        "disk:100",
        "cpus:0.3;mem:100",
      ),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  answers: fc.array(answer, { minLength: 1, maxLength: 12 }),
  calls: fc.array(
    fc.record({
      atMs: fc.integer({ min: 0, max: 15_000 }),
      framework: fc.nat(3),
      call: fc.constantFrom("suppress", "revive"),
    }),
    { maxLength: 4 },
  ),
});

/** A long, quiet time after the last thing that is planned, in which ticks may be skipped. */
const endMs = 90_000;

function play(script: AllocatorScript, { frameworks, agents, answers, calls }: Plan): AllocatorScript {
  const registered = new Set<string>();
  for (const [i, { atMs: joinsMs, role }] of frameworks.entries()) {
    script.at(joinsMs, (allocator) => {
      registered.add(`f${i}`);
      allocator.addFramework(`f${i}`, role);
    });
  }
  for (const [i, agent] of agents.entries()) script.agent(agent.atMs, `a${i}`, agent.resources);
  for (const { atMs: calledMs, framework, call } of calls) {
    script.at(calledMs, (allocator) => {
      if (!registered.has(`f${framework}`)) return;
      if (call === "suppress") allocator.suppressOffers(`f${framework}`);
      else allocator.reviveOffers(`f${framework}`);
    });
  }
  let gifts = 0;
  script.onGiven = ({ framework, agent, resources, atMs: givenMs }) => {
    const what = answers[gifts++ % answers.length];
    if (what === undefined) return;
    // Most answers decline at once or after some time; where each is a decline of 0 s, this still ends with the run.
    if (what.does === "keep") {
      script.at(givenMs + what.forMs, (allocator) =>
        allocator.recoverResources(framework, agent, resources, null),
      );
    } else if (what.does === "decline") {
      script.at(givenMs + what.afterMs, (allocator) =>
        allocator.recoverResources(framework, agent, resources, what.refuseMs),
      );
    } else {
      const cpu = reserved(
        "cpus:0.1",
        frameworks[Number(framework.slice(1))]?.role ?? "",
        reservationOf("p"),
      );
      const possible = resources.unreserved().milli("cpus") >= 100;
      if (possible) script.allocator.updateAllocation(agent, { type: "RESERVE", resources: cpu });
      const back = possible ? resources.minus(parse("cpus:0.1")).plus(cpu) : resources;
      script.allocator.recoverResources(framework, agent, back, what.refuseMs);
    }
  };
  script.runTo(endMs);
  return script;
}

test("it gives what the plain allocator gives, at the same instants and in the same order", () => {
  fc.assert(
    fc.property(plan, (planned) => {
      const fast = play(new AllocatorScript(), planned);
      const plain = play(
        new AllocatorScript({}, (kernel, offer) => new ReferenceAllocator(kernel, offer)),
        planned,
      );
      expect(fast.lines).toEqual(plain.lines);
    }),
    { numRuns: 300 },
  );
});

test("that comparison sees a plan in which ticks give something late", () => {
  const planned: Plan = {
    frameworks: [{ atMs: 0, role: "r" }],
    agents: [{ atMs: 0, resources: "cpus:1;mem:64" }],
    answers: [{ does: "decline", refuseMs: 60_000, afterMs: 300 }],
    calls: [],
  };
  const { given, kernel } = play(new AllocatorScript(), planned);
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
    expect(() => script.allocator.updateAllocation("a", { type: "RESERVE", resources })).toThrow(
      "RESERVE does not apply to what a has allocated",
    );
  });

  test("a framework or an agent that is not there", () => {
    const script = new AllocatorScript();
    expect(() => script.allocator.reviveOffers("f")).toThrow("the allocator has no framework f");
    expect(() => script.allocator.updateAllocation("a", { type: "LAUNCH", tasks: [] })).toThrow(
      "the allocator has no agent a",
    );
  });
});
