/** Recorded histories of failures, and numbers in random order. */

import { describe, expect, test } from "vitest";
import { shuffled } from "../../../src/sim/faults/drawing.ts";
import { Streams } from "../../../src/sim/kernel/streams.ts";
import type { RecordedFailure, RecordedFault } from "../../../src/sim/scenario.ts";
import { Hosts, random } from "./hosts.ts";

const fails = (agent: string, atMs: number, recoversMs: number | null): RecordedFailure => ({
  agent,
  atMs,
  recoversMs,
});

const recorded = (...failures: readonly RecordedFailure[]): RecordedFault => ({
  kind: "recorded",
  do: "agent.crash",
  failures,
});

describe("a recorded history", () => {
  test("is played as it was written down, in whatever order", () => {
    const hosts = new Hosts([recorded(fails("b", 70, 5), fails("a", 10, 20), fails("a", 50, null))]).join(
      "a",
      "b",
    );
    expect(hosts.to(1000)).toEqual([
      "10 a crash",
      "30 a recover",
      "50 a crash",
      "70 b crash",
      "75 b recover",
    ]);
  });

  test("passes over an agent that is not there or is down, and the recovery that belongs to it", () => {
    const hosts = new Hosts([recorded(fails("a", 10, 90), fails("a", 20, 30), fails("none", 5, 5))]).join(
      "a",
    );
    expect(hosts.to(1000)).toEqual(["10 a crash", "100 a recover"]);
  });

  test("does not undo what is not its own", () => {
    const hosts = new Hosts([recorded(fails("a", 10, 90))]).join("a");
    hosts.at(20, () => hosts.recover("a")).at(30, () => hosts.crash("a"));
    expect(hosts.to(1000)).toEqual(["10 a crash", "20 a recover", "30 a crash"]);
  });

  test("ends for an agent that leaves", () => {
    const hosts = new Hosts([recorded(fails("a", 10, 90), fails("a", 200, 5))]).join("a");
    hosts.at(20, () => hosts.leave("a"));
    expect(hosts.to(1000)).toEqual(["10 a crash"]);
  });

  test("tells random processes when it brings an agent back", () => {
    const hosts = new Hosts([recorded(fails("a", 90, 60)), random()]).join("a");
    // The process is due at 100, finds the agent down until 150, and comes 100 after that.
    expect(hosts.to(260)).toEqual(["90 a crash", "150 a recover", "250 a crash", "260 a recover"]);
  });
});

describe("numbers in random order", () => {
  const all = (n: number, seed = 1): readonly number[] => [...shuffled(n, new Streams(seed).of("test"))];

  test("are all of them, each once", () => {
    expect([...all(50)].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(all(0)).toEqual([]);
  });

  test("come first with equal chances", () => {
    const counts = [0, 0, 0, 0];
    const stream = new Streams(1).of("test");
    for (let i = 0; i < 4000; i++) {
      for (const first of shuffled(4, stream)) {
        counts[first] = (counts[first] ?? 0) + 1;
        break;
      }
    }
    // 4000 draws at 1/4: 1000 expected, sd 27; four of them either way.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(110);
  });
});
