/** Random processes of failures: a renewal process for each agent or group, each on streams of its own. */

import { describe, expect, test } from "vitest";
import { constant, type Distribution } from "../../../src/model/distributions.ts";
import { faults } from "../../../src/sim/faults/index.ts";
import { Hosts, random } from "./hosts.ts";

const monthly: Distribution = { kind: "exponential", meanMs: 10_000 };

describe("the renewal process", () => {
  test("an agent is up for `every`, then down for `recovers`, and so on", () => {
    expect(new Hosts([random()]).join("a").to(330)).toEqual([
      "100 a crash",
      "110 a recover",
      "210 a crash",
      "220 a recover",
      "320 a crash",
      "330 a recover",
    ]);
  });

  test.each([
    ["agent.crash", "crash", "recover"],
    ["agent.lose-disk", "lose-disk", "recover"],
    ["agent.partition", "partition", "heal"],
  ])("%s does %s and %s", (name, down, up) => {
    expect(new Hosts([random({ do: name })]).join("a").to(110)).toEqual([`100 a ${down}`, `110 a ${up}`]);
  });

  test("every fault of the documentation is known", () => {
    expect([...faults.keys()]).toEqual(["agent.crash", "agent.lose-disk", "agent.partition"]);
  });

  test("without `recovers` an agent fails once, unless something else brings it back", () => {
    const once = random({ recovers: null });
    expect(new Hosts([once]).join("a").to(10_000)).toEqual(["100 a crash"]);
    const back = new Hosts([once]).join("a");
    back.at(150, () => back.recover("a"));
    expect(back.to(10_000)).toEqual(["100 a crash", "150 a recover", "250 a crash"]);
  });

  test("an agent that is down already is not struck: its next time counts from its recovery", () => {
    const hosts = new Hosts([random()]).join("a");
    hosts.at(90, () => hosts.crash("a")).at(150, () => hosts.recover("a"));
    expect(hosts.to(260)).toEqual(["90 a crash", "150 a recover", "250 a crash", "260 a recover"]);
  });

  test("an agent that something else brings back early counts from there, and its own recovery is off", () => {
    const hosts = new Hosts([random({ recovers: constant(50) })]).join("a");
    hosts.at(110, () => hosts.recover("a")).at(120, () => hosts.crash("a"));
    // Failed at 100, back at 110; the recovery of 150 would undo the crash of 120, which is not its own.
    expect(hosts.to(209)).toEqual(["100 a crash", "110 a recover", "120 a crash"]);
  });

  test("what fails and recovers in the meantime does not move the next time", () => {
    const hosts = new Hosts([random()]).join("a");
    hosts.at(20, () => hosts.crash("a")).at(30, () => hosts.recover("a"));
    expect(hosts.to(100).at(-1)).toBe("100 a crash");
  });

  test("two faults of one agent wait for each other", () => {
    const hosts = new Hosts([random(), random({ do: "agent.lose-disk", every: constant(105) })]).join("a");
    // The second is due at 105, finds the agent down until 110, and comes 105 after that.
    expect(hosts.to(215)).toEqual(["100 a crash", "110 a recover", "210 a crash"]);
    expect(hosts.to(325).slice(3)).toEqual(["220 a recover", "320 a crash"]);
  });

  test("an agent that is cut off can crash; a dead one is not cut off", () => {
    const hosts = new Hosts([
      random({ every: constant(50), recovers: constant(1000) }),
      random({ do: "agent.partition", every: constant(60) }),
      random({ do: "agent.partition", every: constant(40), recovers: constant(1000) }),
    ]).join("a");
    expect(hosts.to(1049)).toEqual(["40 a partition", "50 a crash", "1040 a heal"]);
  });

  describe("crews", () => {
    const one = random({ crews: 1, recovers: constant(30) });

    test("mend one after the other, in the order of the failures, each in its own time", () => {
      const hosts = new Hosts([one]).join("a", "b", "c");
      // All fail at 100; b is begun with at 130, c at 160. a fails again at 230, and b's next failure was set before a's repair.
      expect(hosts.to(290)).toEqual([
        "100 a crash",
        "100 b crash",
        "100 c crash",
        "130 a recover",
        "160 b recover",
        "190 c recover",
        "230 a crash",
        "260 b crash",
        "260 a recover",
        "290 c crash",
        "290 b recover",
      ]);
    });

    test("are free again where something else brings an agent back, or it leaves", () => {
      const back = new Hosts([one]).join("a", "b", "c");
      back.at(110, () => back.recover("a")).at(115, () => back.leave("b"));
      expect(back.to(145)).toEqual([
        "100 a crash",
        "100 b crash",
        "100 c crash",
        "110 a recover",
        "145 c recover",
      ]);
    });

    test("leave out who is back by the time they would begin with it", () => {
      const back = new Hosts([one]).join("a", "b", "c");
      back.at(110, () => back.recover("b"));
      expect(back.to(160)).toEqual([
        "100 a crash",
        "100 b crash",
        "100 c crash",
        "110 b recover",
        "130 a recover",
        "160 c recover",
      ]);
    });

    test("of a group that waits for one, an agent that is back early does not bring back the others", () => {
      const hosts = new Hosts([random({ crews: 1, recovers: constant(30), per: "rack" })]);
      hosts.join("a/r1", "b/r2", "c/r2").at(110, () => hosts.recover("b"));
      expect(hosts.to(160)).toEqual([
        "100 a crash",
        "100 b crash",
        "100 c crash",
        "110 b recover",
        "130 a recover",
        "160 c recover",
      ]);
    });
  });

  test("times of no length come one ms apart at least", () => {
    const hosts = new Hosts([
      random({ every: { kind: "empirical", valuesMs: [0] }, recovers: constant(0) }),
    ]).join("a");
    expect(hosts.to(2)).toEqual(["1 a crash", "1 a recover", "2 a crash", "2 a recover"]);
  });

  test("a fault that nobody defined is a defect", () => {
    expect(() => new Hosts([random({ do: "agent.explode" })])).toThrow(
      "no fault agent.explode can be played",
    );
  });
});

describe("streams", () => {
  /** When agent a crashed in 200 s. */
  function crashesOfA(
    set: (hosts: Hosts) => Hosts,
    faultsBefore: readonly ReturnType<typeof random>[] = [],
    seed = 1,
  ): readonly number[] {
    const mine = random({ every: monthly, recovers: { kind: "uniform", minMs: 0, maxMs: 100 } });
    const hosts = set(new Hosts([mine, ...faultsBefore], { seed }));
    hosts.to(200_000);
    return hosts.times("a", "crash");
  }

  const alone = crashesOfA((hosts) => hosts.join("a"));

  test("times are drawn: about one failure in the mean time between them", () => {
    // 200 s of exponential times with mean 10 s: 20 expected, sd 4.5.
    expect(alone.length).toBeGreaterThan(5);
    expect(alone.length).toBeLessThan(40);
    expect(crashesOfA((hosts) => hosts.join("a"), [], 2)).not.toEqual(alone);
  });

  test("another agent, before or after, shifts nothing", () => {
    expect(crashesOfA((hosts) => hosts.join("b", "a", "c"))).toEqual(alone);
  });

  test("another fault of other agents shifts nothing", () => {
    const other = random({ every: monthly, agents: { by: "id", id: "b" } });
    expect(crashesOfA((hosts) => hosts.join("a", "b"), [other])).toEqual(alone);
  });

  test("agents differ from each other", () => {
    const hosts = new Hosts([random({ every: monthly })]).join("a", "b");
    hosts.to(200_000);
    expect(hosts.times("b", "crash")).not.toEqual(hosts.times("a", "crash"));
  });

  test("the mean of many times is the mean of the distribution", () => {
    const names = Array.from({ length: 200 }, (_, i) => `a-${i}`);
    const hosts = new Hosts([random({ every: monthly, recovers: null })]).join(...names);
    hosts.to(10_000_000);
    const times = names.flatMap((name) => hosts.times(name, "crash"));
    const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
    expect(times).toHaveLength(200);
    // The mean of 200 exponential times has a standard error of 10 s / sqrt(200), 0.7 s; three of them either way.
    expect(Math.abs(mean - 10_000)).toBeLessThan(2_100);
  });
});

describe("which agents", () => {
  test("one by its id, and those of an attribute", () => {
    const one = new Hosts([random({ agents: { by: "id", id: "b" } })]).join("a/r1", "b/r2");
    expect(one.to(100)).toEqual(["100 b crash"]);
    const rack = new Hosts([random({ agents: { by: "attribute", name: "rack", value: "r1" } })]).join(
      "a/r1",
      "b/r2",
      "c/r1",
      "d",
    );
    expect(rack.to(100)).toEqual(["100 a crash", "100 c crash"]);
  });

  test("those that join later, from then on", () => {
    const hosts = new Hosts([random()]).join("a");
    hosts.at(30, () => hosts.join("b"));
    expect(hosts.to(130)).toEqual(["100 a crash", "110 a recover", "130 b crash"]);
  });

  test("not those that have left, whether up or down", () => {
    const hosts = new Hosts([random()]).join("a", "b");
    hosts.at(50, () => hosts.leave("a")).at(105, () => hosts.leave("b"));
    expect(hosts.to(1000)).toEqual(["100 b crash"]);
  });

  test("some drawn once among all that the scenario lists, whenever they join", () => {
    const listed = ["a", "b", "c", "d", "e"];
    const struck = (seed: number): readonly string[] => {
      const hosts = new Hosts([random({ agents: { by: "any", count: 2 } })], { listed, seed }).join("d", "e");
      hosts.at(1, () => hosts.join("c", "b", "a", "f"));
      hosts.to(1000);
      return hosts.names.filter((name) => hosts.times(name, "crash").length > 0);
    };
    const draws = Array.from({ length: 20 }, (_, seed) => struck(seed));
    expect(draws.every((names) => names.length === 2 && !names.includes("f"))).toBe(true);
    expect(new Set(draws.map((names) => names.join())).size).toBeGreaterThan(3);
  });

  test("those that carry an app when their time comes; others are passed over, and count from there", () => {
    const hosts = new Hosts([random({ agents: { by: "hosting", app: "/db" } })]).join("a", "b");
    hosts.meant = ["b"];
    hosts.at(150, () => {
      hosts.meant = ["a"];
    });
    expect(hosts.to(219)).toEqual(["100 b crash", "110 b recover", "200 a crash", "210 a recover"]);
  });
});

describe("per an attribute's value", () => {
  test("all agents of a value fail and recover at once, each value by itself", () => {
    const hosts = new Hosts([random({ per: "rack" })]).join("a/r1", "b/r1", "d");
    hosts.at(5, () => hosts.join("c/r2"));
    expect(hosts.to(115)).toEqual([
      "100 a crash",
      "100 b crash",
      "105 c crash",
      "110 a recover",
      "110 b recover",
      "115 c recover",
    ]);
  });

  test("a value draws once, from the stream of its name", () => {
    const rack = new Hosts([random({ per: "rack", every: monthly })]).join("a/r1", "b/r1");
    rack.to(100_000);
    const named = new Hosts([random({ every: monthly })]).join("r1");
    named.to(100_000);
    expect(rack.times("a", "crash")).toEqual(named.times("r1", "crash"));
    expect(rack.times("b", "crash")).toEqual(rack.times("a", "crash"));
  });

  test("those that are down already are left alone, and the rest is taken", () => {
    const hosts = new Hosts([random({ per: "rack" })]).join("a/r1", "b/r1");
    hosts.at(90, () => hosts.crash("a"));
    expect(hosts.to(110)).toEqual(["90 a crash", "100 b crash", "110 b recover"]);
  });

  test("where all are down already, the next time counts from the first that is up again", () => {
    const hosts = new Hosts([random({ per: "rack" })]).join("a/r1", "b/r1");
    hosts
      .at(90, () => hosts.crash("a"))
      .at(91, () => hosts.crash("b"))
      .at(140, () => hosts.recover("b"));
    expect(hosts.to(250).slice(2)).toEqual(["140 b recover", "240 b crash", "250 b recover"]);
  });

  test("one that is brought back early is not brought back again", () => {
    const hosts = new Hosts([random({ per: "rack", recovers: constant(50) })]).join("a/r1", "b/r1");
    hosts.at(110, () => hosts.recover("a")).at(120, () => hosts.crash("a"));
    expect(hosts.to(249)).toEqual([
      "100 a crash",
      "100 b crash",
      "110 a recover",
      "120 a crash",
      "150 b recover",
    ]);
  });

  test("an empty group waits for its next agent", () => {
    const hosts = new Hosts([random({ per: "rack" })]).join("a/r1");
    hosts.at(50, () => hosts.leave("a")).at(60, () => hosts.join("b/r1"));
    expect(hosts.to(160)).toEqual(["160 b crash"]);
  });
});

describe("bursts", () => {
  /** Ten agents, of which only a fails by itself before 1000 ms. */
  const names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
  const oneFails = (share: number, size: number, seed: number): readonly string[] => {
    const hosts = new Hosts([random({ together: { share, size } })], { seed }).join("a");
    hosts.at(50, () => hosts.join(...names.slice(1)));
    return hosts.to(149);
  };

  test("a share of 1: every failure takes `size` agents at one instant, chosen at random", () => {
    const first = Array.from({ length: 30 }, (_, seed) => oneFails(1, 3, seed));
    for (const lines of first) {
      expect(lines.filter((line) => line.startsWith("100 ") && line.endsWith("crash"))).toHaveLength(3);
      expect(lines[0]).toBe("100 a crash");
    }
    expect(new Set(first.flatMap((lines) => lines.map((line) => line.split(" ")[1]))).size).toBeGreaterThan(
      7,
    );
  });

  test("a share of 0: none does", () => {
    expect(oneFails(0, 3, 1)).toEqual(["100 a crash", "110 a recover"]);
  });

  test("a share between: about so many", () => {
    const bursts = Array.from({ length: 300 }, (_, seed) => oneFails(0.2, 2, seed)).filter(
      (lines) => lines.filter((line) => line.endsWith("crash")).length === 2,
    ).length;
    // 300 draws at 0.2: 60 expected, sd 6.9; three of them either way.
    expect(bursts).toBeGreaterThan(39);
    expect(bursts).toBeLessThan(81);
  });

  test("those that go along recover in their own time, and count anew from there", () => {
    const hosts = new Hosts([
      random({ together: { share: 1, size: 2 }, recovers: { kind: "uniform", minMs: 1, maxMs: 50 } }),
    ]).join("a");
    hosts.at(50, () => hosts.join("b"));
    hosts.to(199);
    expect(hosts.times("a", "crash")).toEqual([100]);
    expect(hosts.times("b", "crash")).toEqual([100]);
    const [a = 0] = hosts.times("a", "recover");
    const [b = 0] = hosts.times("b", "recover");
    expect(a).not.toBe(b);
    hosts.to(Math.min(a, b) + 100);
    expect(hosts.times(a < b ? "a" : "b", "crash").at(1)).toBe(Math.min(a, b) + 100);
  });

  test("never takes one that is down, nor more than there are", () => {
    const hosts = new Hosts([random({ together: { share: 1, size: 5 } })]).join("a");
    hosts.at(50, () => hosts.join("b", "c")).at(60, () => hosts.crash("b"));
    expect(hosts.to(110)).toEqual([
      "60 b crash",
      "100 a crash",
      "100 c crash",
      "110 a recover",
      "110 c recover",
    ]);
  });

  test("with `per`, takes that many values", () => {
    const hosts = new Hosts([random({ per: "rack", together: { share: 1, size: 2 } })]).join("a/r1", "b/r1");
    hosts.at(50, () => hosts.join("c/r2", "d/r2"));
    expect(hosts.to(100)).toEqual(["100 a crash", "100 b crash", "100 c crash", "100 d crash"]);
  });

  test("with a selector that changes, takes only those that it means then", () => {
    const hosts = new Hosts([
      random({ agents: { by: "volumeOf", app: "/db" }, together: { share: 1, size: 9 } }),
    ]).join("a");
    hosts.meant = ["a", "c"];
    hosts.at(50, () => hosts.join("b", "c"));
    expect(hosts.to(100)).toEqual(["100 a crash", "100 c crash"]);
  });

  test("whether a failure is a burst shifts no other draw of the agent", () => {
    const times = (share: number): readonly number[] => {
      const hosts = new Hosts([random({ every: monthly, together: { share, size: 2 } })]).join("a");
      hosts.to(100_000);
      return hosts.times("a", "crash");
    };
    expect(times(1)).toEqual(times(0));
  });
});
