/** What is looked at after an instant. */

import { describe, expect, test } from "vitest";
import { Touched } from "../../../src/sim/checks/touched.ts";
import { Recorder } from "../../../src/sim/cluster/recorder.ts";
import { Kernel } from "../../../src/sim/kernel/kernel.ts";

const noOffers = { takeChanged: () => [] };

function scene(): { recorder: Recorder; touched: Touched } {
  const recorder = new Recorder(new Kernel(), null, "counted");
  return { recorder, touched: new Touched(recorder.journal) };
}

const task = { framework: "m", role: "r", app: "/db", task: "db.1" };

describe("what is looked at after an instant", () => {
  test("agents and apps that rows since the last look name", () => {
    const { recorder, touched } = scene();
    recorder.add("process.started", { ...task, agent: "a" });
    recorder.add("queue.changed", { framework: "m", app: "/web", left: 1 });
    expect(touched.take(noOffers, 50)).toEqual({
      agents: new Set(["a"]),
      apps: new Map([["m", new Set(["/db", "/web"])]]),
    });
    expect(touched.take(noOffers, 1)).toBeNull();
  });

  test("an app's processes are looked for on every agent that a row ever named with it", () => {
    const { recorder, touched } = scene();
    for (const agent of ["a", "b"]) {
      recorder.add("process.started", { ...task, agent });
      touched.take(noOffers, 2);
    }
    expect([...touched.hostsOf("m", "/db")]).toEqual(["a", "b"]);
    expect([...touched.hostsOf("m", "/web")]).toEqual([]);
  });

  test("everything, after an event about neither an agent nor an app", () => {
    const { recorder, touched } = scene();
    recorder.add("master.failedover", { master_id: "x" });
    expect(touched.take(noOffers, 1)).toBe("all");
  });

  test("everything, after four times as many changes as there are agents", () => {
    const { recorder, touched } = scene();
    const looks = Array.from({ length: 8 * 76 }, () => {
      recorder.add("queue.changed", { framework: "m", app: "/db", left: 1 });
      return touched.take(noOffers, 76) === "all";
    });
    expect(looks.flatMap((all, i) => (all ? [i + 1] : []))).toEqual([4 * 76, 8 * 76]);
  });

  test("everything, after any change in a cluster of up to ten agents", () => {
    const { recorder, touched } = scene();
    expect(touched.take(noOffers, 10)).toBeNull();
    recorder.add("queue.changed", { framework: "m", app: "/db", left: 1 });
    expect(touched.take(noOffers, 10)).toBe("all");
  });
});
