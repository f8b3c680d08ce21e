/** What is looked at after an instant. */

import { describe, expect, test } from "vitest";
import { Touched } from "../../../src/sim/checks/touched.ts";
import { Watched } from "../../../src/sim/checks/watched.ts";
import type { Recorder } from "../../../src/sim/cluster/recorder.ts";
import { TestCluster } from "../../support/cluster.ts";

const noOffers = { takeChanged: () => [] };

interface Scene {
  readonly cluster: TestCluster;
  readonly recorder: Recorder;
  readonly touched: Touched;
  /** What was touched last. */
  readonly names: () => unknown;
}

function scene(): Scene {
  const cluster = new TestCluster();
  const { recorder } = cluster;
  const touched = new Touched(recorder.journal, new Watched(cluster));
  const names = () => ({
    agents: touched.agents.map(({ name }) => name),
    apps: touched.apps.map(({ framework, id }) => `${framework} ${id}`),
  });
  return { cluster, recorder, touched, names };
}

const task = { framework: "m", role: "r", app: "/db", task: "db.1" };

describe("what is looked at after an instant", () => {
  test("agents and apps that rows since the last look name, each once", () => {
    const { recorder, touched, names } = scene();
    recorder.add("process.started", { ...task, agent: "a" });
    recorder.add("queue.changed", { framework: "m", app: "/web", left: 1 });
    recorder.add("queue.changed", { framework: "n", app: "/db", left: 1 });
    recorder.add("task.running", { ...task, agent: "a" });
    expect(touched.take(noOffers, 50)).toBe("some");
    expect(names()).toEqual({ agents: ["a"], apps: ["m /db", "m /web", "n /db"] });
    expect(touched.take(noOffers, 50)).toBe("nothing");
    expect(names()).toEqual({ agents: [], apps: [] });
    recorder.add("task.running", { ...task, agent: "a" });
    expect(touched.take(noOffers, 50)).toBe("some");
    expect(names()).toEqual({ agents: ["a"], apps: ["m /db"] });
  });

  test("agents whose offers came or went", () => {
    const { cluster, touched, names } = scene();
    cluster.agent("a", "cpus:1");
    cluster.framework({ name: "f", role: "r" });
    cluster.kernel.playInstant(0);
    touched.take(noOffers, 50);
    const [offer] = cluster.master.offers;
    if (offer === undefined) throw new Error("something is offered");
    expect(touched.take({ takeChanged: () => [offer.from] }, 50)).toBe("some");
    expect(names()).toEqual({ agents: ["a"], apps: [] });
  });

  test("everything, after an event about neither an agent nor an app", () => {
    const { recorder, touched } = scene();
    recorder.add("master.failedover", { master_id: "x" });
    expect(touched.take(noOffers, 50)).toBe("all");
    expect(touched.take(noOffers, 50)).toBe("nothing");
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
    expect(touched.take(noOffers, 10)).toBe("nothing");
    recorder.add("queue.changed", { framework: "m", app: "/db", left: 1 });
    expect(touched.take(noOffers, 10)).toBe("all");
  });
});
