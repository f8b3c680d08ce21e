/** Pings and pongs that a scenario loses: what four lost ones do, and what five. `play` has no latency. */

import { describe, expect, test } from "vitest";
import { play } from "../frameworks/play.ts";

/** Pings go out at 0 s, 15 s, 30 s, ...: what an action at 31 s loses first is that of 45 s. */
const scenario = (action: string): string =>
  `duration: 5m\nagents: [{ id: a, resources: { cpus: 1, mem: 512 } }]\nactions: [{ at: 31s, do: message.drop, ${action} }]\n`;

const about = (yaml: string) => {
  const played = play(yaml);
  return {
    lost: played.rows("message.dropped").map(({ atMs, message }) => `${atMs} ${message}`),
    removed: played.rows("agent.removed").map(({ atMs }) => atMs),
    returned: played.rows("agent.reregistered").map(({ atMs }) => atMs),
  };
};

describe("the master gives an agent up 75 s after the first ping that got no answer (master.cpp:166-209)", () => {
  test("four lost pongs change nothing", () => {
    const { lost, removed, returned } = about(scenario("message: pong, next: 4"));
    expect(lost).toEqual(["45000 pong", "60000 pong", "75000 pong", "90000 pong"]);
    expect([removed, returned]).toEqual([[], []]);
  });

  test("five lost pongs remove it", () => {
    expect(about(scenario("message: pong, next: 5")).removed).toEqual([120_000]);
  });

  test("who has registered anew is pinged from there on, and given up like everybody (master.cpp:166-178)", () => {
    const { lost, removed } = about(scenario("message: pong, for: 4m"));
    // Removed at 120 s, it is told so and back a second later under a new id: its pings go out from 121 s on.
    expect(lost.slice(4, 8)).toEqual(["105000 pong", "120000 pong", "121000 pong", "136000 pong"]);
    // 75 s after the first one that was not answered.
    expect(removed).toEqual([120_000, 196_000, 272_000]);
  });

  test("pongs that are 74 s late always come before the end, and those that are 75 s late do not", () => {
    const late = (by: string) =>
      scenario(`message: pong, by: ${by}, for: 2m`).replace("message.drop", "message.delay");
    expect(about(late("74s")).removed).toEqual([]);
    expect(about(late("75s")).removed).toEqual([120_000]);
  });

  test("lost pongs are of one agent where the rule says so", () => {
    const other = scenario("message: pong, agent: a, next: 9").replace("{ id: a", "{ id: a, count: 1");
    expect(
      about(
        other
          .replace("agents: [", "agents: [{ id: b, resources: { cpus: 1, mem: 512 } }, ")
          .replace("id: a, count: 1", "id: a"),
      ).removed,
    ).toEqual([120_000]);
  });
});

describe("an agent without pings for 75 s registers again (slave.cpp:3517-3560)", () => {
  test("four lost pings: the one of 105 s comes in time", () => {
    const { lost, removed, returned } = about(scenario("message: ping, next: 4"));
    expect(lost).toHaveLength(4);
    expect([removed, returned]).toEqual([[], []]);
  });

  test("five lost pings: it had its last at 30 s and looks for its master at 105 s, which is no answer", () => {
    const { removed, returned } = about(scenario("message: ping, next: 5"));
    // A random part of a second passes before it asks.
    expect(returned).toHaveLength(1);
    expect(returned[0]).toBeGreaterThanOrEqual(105_000);
    expect(returned[0]).toBeLessThanOrEqual(106_000);
    expect(removed).toEqual([120_000]);
  });
});
