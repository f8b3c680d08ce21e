/** What failures say together, and what times up and down are made of them, on small histories written by hand. */

import { describe, expect, test } from "vitest";
import { accountOf } from "../../../src/study/fit/account.ts";
import { burstsOf, failuresPerYear, togetherOf } from "../../../src/study/fit/bursts.ts";
import { logLikelihood, upSample } from "../../../src/study/fit/estimate.ts";
import { groupsOf } from "../../../src/study/fit/groups.ts";
import { type History, partOf } from "../../../src/study/fit/history.ts";
import { families } from "../../../src/study/fit/laws.ts";
import { spellsOf } from "../../../src/study/fit/spells.ts";

const minute = 60_000;

/** `agent from-to` in minutes, in order; `rack/agent`; an end of `?` was not seen. One cluster, seen from 0 to 100. */
function history(text: string, agents: number): History {
  const outages = text.split(",").map((part) => {
    const [name = "", times = ""] = part.trim().split(" ");
    const [from = "", to = ""] = times.split("-");
    const [agent, group] = name.split("/").reverse();
    return {
      agent: agent ?? "",
      cluster: 0,
      group: group ?? null,
      failedMs: Number(from) * minute,
      recoveredMs: to === "?" ? null : Number(to) * minute,
    };
  });
  return {
    clock: "run",
    clusters: [{ name: "", agents, fromMs: 0, toMs: 100 * minute, beginsWithFailure: false }],
    outages,
    resolutionMs: minute,
    counts: { rows: outages.length, filtered: 0, merged: 0, outside: 0, endless: 0 },
  };
}

const names = (bursts: readonly (readonly { agent: string }[])[]): readonly string[] =>
  bursts.map((burst) => burst.map(({ agent }) => agent).join(""));

describe("failures that come together", () => {
  // a fails 2 min after b, which fails 2 min after c: one burst, though a and c are 4 min apart.
  const of = history("c 10-20, b 12-13, a 14-15, d 17-18, a 40-41, a 42-43, b 90-?", 5);

  test("are each within the window of the one before", () => {
    expect(names(burstsOf(of, 2 * minute))).toEqual(["cba", "d", "aa", "b"]);
    expect(names(burstsOf(of, 0))).toEqual(["c", "b", "a", "d", "a", "a", "b"]);
  });

  test("are counted by agents: one that fails twice is no burst", () => {
    const bursts = burstsOf(of, 2 * minute);
    expect(togetherOf(of, bursts, 2 * minute)).toMatchObject({
      failures: 6,
      occasions: 4,
      bursts: 1,
      inBursts: 3,
      extra: 2,
      largest: 3,
      sizes: [[3, 1]],
      // Six failures in 100 min, each followed by another within 2 min with chance 1 - exp(-6 * 2 / 100).
      extraByChance: expect.closeTo(6 * (1 - Math.exp(-0.12)), 9),
    });
  });

  test("in different clusters have nothing to do with each other", () => {
    const [first, second] = of.outages;
    if (first === undefined || second === undefined) throw new Error("no outages");
    const two: History = {
      ...of,
      clusters: [...of.clusters, ...of.clusters],
      outages: [first, { ...second, cluster: 1 }],
    };
    expect(names(burstsOf(two, 100 * minute))).toEqual(["c", "b"]);
  });
});

describe("groups", () => {
  // r1 has a, b, c, d; r2 has e, f, g, h. At 10 three of r1's four fail, at 50 one of each.
  const of = history(
    "r1/a 10-20, r1/b 10-20, r1/c 11-20, r1/d 50-51, r2/e 50-52, r2/f 60-61, r2/g 70-71, r2/h 80-81",
    8,
  );
  const bursts = burstsOf(of, minute);

  test("pairs that failed together are in one group more often than chance has it", () => {
    // Pairs: three at 10, all in r1; one at 50, of both. By chance 2 * 6 of the 28 pairs of eight agents are in one.
    expect(groupsOf(of, bursts)).toMatchObject({ groups: 2, pairsInGroup: 3 / 4, pairsByChance: 12 / 28 });
  });

  test("half of a group at once is the group's failure", () => {
    const found = groupsOf(of, bursts);
    expect(names(found?.asOne ?? [])).toEqual(["abc"]);
    expect(found?.ranked).toEqual([{ name: "r1", agents: 4, bursts: 1, asOne: 1 }]);
  });

  test("a burst over everything is none's, and without groups nothing is said", () => {
    const all = history("r1/a 10-20, r1/b 10-20, r2/e 10-20, r2/f 10-20", 4);
    expect(groupsOf(all, burstsOf(all, 0))?.asOne).toEqual([]);
    expect(groupsOf(history("a 1-2, b 1-2", 2), [])).toBeNull();
  });
});

describe("times up and down", () => {
  // a: up from before until 10, down 10 to 30, up 30 to 60 (with b), down till the end. b: up until 60, down 60 to 61,
  // up 61 to 100. c never fails.
  const of = history("a 10-30, a 60-?, b 60-61", 3);
  const bursts = burstsOf(of, 0);
  const minutes = (isNew: boolean) => {
    const { up, down } = spellsOf(of, bursts, { new: isNew, asOne: new Set() });
    return {
      up: up.map(({ ms, whole, occasion }) => [ms / minute, whole, occasion]),
      down: down.map(({ ms, ended }) => [ms / minute, ended]),
    };
  };

  test("know of both of their ends whether they were seen", () => {
    expect(minutes(false)).toEqual({
      up: [
        [10, false, 0],
        [30, true, 1],
        [60, false, 1],
        [39, true, -1],
        [100, false, -1],
      ],
      down: [
        [20, true],
        [40, false],
        [1, true],
      ],
    });
  });

  test("begin with the observation where agents were new", () => {
    expect(minutes(true).up.map(([, whole]) => whole)).toEqual([true, true, true, true, true]);
  });

  test("a time that rounds to nothing took half of the unit", () => {
    const { up, down } = spellsOf(history("a 10-10, a 10-12", 1), [], { new: true, asOne: new Set() });
    expect(up.map(({ ms }) => ms / minute)).toEqual([10, 0.5, 88]);
    expect(down.map(({ ms }) => ms / minute)).toEqual([0.5, 2]);
  });

  test("run on through failures of the whole group, which have times down of their own", () => {
    const racks = history("a 10-20, b 10-21, a 60-61", 2);
    const [both, alone] = burstsOf(racks, 0);
    const { up, down } = spellsOf(racks, [both ?? [], alone ?? []], {
      new: true,
      asOne: new Set([both ?? []]),
    });
    expect(up.map(({ ms, occasion }) => [ms / minute, occasion])).toEqual([
      [60, 1],
      [39, -1],
      [100, -1],
    ]);
    expect(down.map(({ ms, group }) => [ms / minute, group])).toEqual([
      [10, true],
      [11, true],
      [1, false],
    ]);
  });

  test("an outage without an end is no time down where its agent fails again, and the time up after it is not known", () => {
    const { up, down } = spellsOf(history("a 10-?, a 50-60", 1), [], { new: true, asOne: new Set() });
    expect(up.map(({ ms }) => ms / minute)).toEqual([10, 40]);
    expect(down.map(({ ms, ended }) => [ms / minute, ended])).toEqual([[10, true]]);
  });

  test("of several agents that fail at once any may have been the first", () => {
    // New agents: times 10, 30, 60 and two that were cut off, 39 and 100; 30 and 60 end at one occasion. Exponential
    // with mean m: two ends, of equal hazards, so ln L = -2 ln m - 239 / m, and one was taken along in 239 min.
    const { up } = spellsOf(of, bursts, { new: true, asOne: new Set() });
    const sample = upSample(up);
    expect([sample.ends, sample.totalMs / minute, sample.takenRate * minute]).toEqual([
      2,
      239,
      expect.closeTo(1 / 239, 12),
    ]);
    const law = families.exponential.make([Math.log(50 * minute)]);
    expect(logLikelihood(law, sample)).toBeCloseTo(-2 * Math.log(50 * minute) - 239 / 50, 9);
    // A Weibull law's hazards differ, and count with their mean: h(t) = 2 t / s^2 of shape 2, S(t) = exp(-(t / s)^2).
    const s = 50 * minute;
    const weibull = families.weibull.make([Math.log(s), Math.log(2)]);
    const hazard = (t: number): number => (2 * t * minute) / s ** 2;
    const squares = [10, 30, 60, 39, 100].reduce((sum, t) => sum + ((t * minute) / s) ** 2, 0);
    const expected = Math.log(hazard(10)) + Math.log((hazard(30) + hazard(60)) / 2) - squares;
    expect(logLikelihood(weibull, sample)).toBeCloseTo(expected, 9);
  });
});

describe("what a planner notices", () => {
  const of = history("a 10-30, b 20-40, c 30-32, a 60-?", 4);

  test("in figures", () => {
    expect(accountOf(of, 0)).toEqual({
      // Four failures of four agents in 100 min.
      failuresPerAgentDay: expect.closeTo(4 / ((4 * 100) / 1440), 9),
      // 20, 20 and 2 min were seen to their end; the last 40 were not. R-7 of 2, 20, 20 at 0.9 is 20.
      downMedianMs: 20 * minute,
      downP90Ms: 20 * minute,
      downMeanMs: 14 * minute,
      shareDown: expect.closeTo(82 / 400, 9),
      shareInBursts: 0,
      burstMean: 0,
      burstLargest: 0,
      // a and b from 20 to 30, b and c from 30 on: c was not down with a.
      downAtOnce: 2,
    });
    expect(accountOf(of, 10 * minute)).toMatchObject({ shareInBursts: 3 / 4, burstMean: 3, burstLargest: 3 });
    expect(failuresPerYear(of, 4)).toBeCloseTo((4 / 400) * 60 * 24 * 365.25, 6);
  });

  test("of a part of the time: what is down when it begins is, but did not fail in it", () => {
    const second = partOf(of, 0.25, 0.5);
    expect(second.clusters[0]).toMatchObject({ fromMs: 25 * minute, toMs: 50 * minute });
    expect(second.outages.map(({ agent }) => agent)).toEqual(["a", "b", "c"]);
    expect(names(burstsOf(second, 0))).toEqual(["c"]);
    const { up } = spellsOf(second, burstsOf(second, 0), { new: false, asOne: new Set() });
    // a up from 30 on, b from 40 on, c before 30 and from 32 on; d all the time.
    expect(up.map(({ ms, whole }) => [ms / minute, whole])).toEqual([
      [20, true],
      [10, true],
      [5, false],
      [18, true],
      [25, false],
    ]);
  });
});
