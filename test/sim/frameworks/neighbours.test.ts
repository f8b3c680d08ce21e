/** Greedy, polite and hoarding frameworks beside one that reserves with labels. */

import { describe, expect, test } from "vitest";
import { oneAgent, play } from "./play.ts";

/** f reserves half of the agent with labels, and some without, and then looks at no offer for long. */
const reserver = `
  - name: f
    kind: scripted
    role: r
    principal: p
    rules:
      - times: 1
        accept:
          - { RESERVE: { cpus: 1, mem: 128, disk: 30 }, labels: { owner: f } }
          - { RESERVE: { cpus: 1, mem: 128 } }
          - { CREATE: { disk: 30 }, id: v1 }
        refuse_seconds: 100000`;

function beside(other: string, more = "", duration = "20s") {
  return play(`duration: ${duration}\n${oneAgent}frameworks:${reserver}\n  - ${other}\n${more}`);
}

const reservedOf = (played: ReturnType<typeof play>) =>
  played.rows("task.launched").map(({ task, reservation }) => [task, reservation]);

describe("greedy", () => {
  test("takes its role's reservations first, labelled or not, then what is unreserved; volumes never", () => {
    const played = beside(
      "{ name: g, kind: greedy, role: r, joins: 1500ms, task: { cpus: 1, mem: 128, disk: 20 } }",
    );
    expect(reservedOf(played)).toEqual([
      ["g-1", "owner=f"],
      ["g-2", "unlabelled"],
      ["g-3", undefined],
    ]);
    expect(played.rows("volume.attached")).toEqual([]);
  });

  test("launches all that an offer holds in one accept", () => {
    const played = beside("{ name: g, kind: greedy, role: s, joins: 1500ms, task: { cpus: 0.5, mem: 100 } }");
    // In its own role it sees the unreserved 2 cpus only.
    expect(played.times("offer.accepted", "g")).toEqual([1500]);
    expect(reservedOf(played)).toEqual(["g-1", "g-2", "g-3", "g-4"].map((task) => [task, undefined]));
  });

  test("declines what holds none, for 5 s", () => {
    const played = play(`duration: 12s
${oneAgent}frameworks: [{ name: g, kind: greedy, task: { cpus: 5, mem: 32 } }]
`);
    expect(played.rows("offer.declined").map(({ atMs, refuse_ms }) => [atMs, refuse_ms])).toEqual([
      [0, 5000],
      [5000, 5000],
      [10_000, 5000],
    ]);
  });

  test("fills again what its ended tasks leave, each running as long as it says", () => {
    const played = play(`duration: 19900ms
${oneAgent}frameworks: [{ name: g, kind: greedy, task: { cpus: 4, mem: 32, runs: 3500ms } }]
tasks: [{ staging: 1s, runs: 1h }]
`);
    // 1 s of staging and 3.5 s: ended at 4.5 s, after which the next tick offers the whole agent.
    expect(played.times("task.finished")).toEqual([4500, 9500, 14_500, 19_500]);
    expect(played.times("task.launched")).toEqual([0, 5000, 10_000, 15_000]);
    expect(played.rows("task.launched").map(({ task }) => task)).toEqual(["g-1", "g-2", "g-3", "g-4"]);
  });

  test("run times are drawn from a stream of each framework's own", () => {
    const two = (more: string) =>
      play(`duration: 1m
${oneAgent}frameworks:
  - { name: g, kind: greedy, role: r, task: { cpus: 1, mem: 32, runs: { exponential: { mean: 5s } } } }
${more}`)
        .rows("task.finished")
        .filter(
          ({ framework, task }) => framework === "g" && ["g-1", "g-2", "g-3", "g-4"].includes(String(task)),
        )
        .map(({ atMs, task }) => [task, atMs]);
    const alone = two("");
    expect(alone).toHaveLength(4);
    expect(
      two(
        "  - { name: h, kind: greedy, role: s, joins: 1s, task: { cpus: 1, mem: 32, runs: { exponential: { mean: 5s } } } }\n",
      ),
    ).toEqual(alone);
  });
});

describe("polite", () => {
  test("leaves labelled resources alone, and takes unlabelled reservations first", () => {
    const played = beside("{ name: n, kind: polite, role: r, joins: 1500ms, task: { cpus: 1, mem: 128 } }");
    expect(reservedOf(played)).toEqual([
      ["n-1", "unlabelled"],
      ["n-2", undefined],
      ["n-3", undefined],
    ]);
  });

  test("takes what is reserved statically for its role: such a reservation has no labels", () => {
    const played = play(`duration: 1s
agents: [{ id: a, resources: { cpus: 1, mem: 64 }, reserved: { r: { cpus: 1, mem: 64 } } }]
frameworks: [{ name: n, kind: polite, role: r, task: { cpus: 1, mem: 64 } }]
`);
    expect(reservedOf(played)).toEqual([["n-1", "static r"]]);
  });
});

describe("hoarder", () => {
  test("holds each offer, and then declines it with Mesos' default filter", () => {
    const played = play(`duration: 40s
${oneAgent}frameworks: [{ name: h, kind: hoarder, holds: 30s }]
`);
    expect(played.rows("offer.declined").map(({ atMs, refuse_ms }) => [atMs, refuse_ms])).toEqual([
      [30_000, 5000],
    ]);
    expect(played.times("offer.made")).toEqual([0, 35_000]);
    expect(played.rows("offer.accepted")).toEqual([]);
  });
});
