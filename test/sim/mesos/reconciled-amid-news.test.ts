/** Reconciliations in the few milliseconds in which one side knows of a task's end, or start, and the other does not yet. */

import { describe, expect, test } from "vitest";
import { play } from "../../support/random-checks.ts";
import { scenarioOf } from "../../support/random-scenario.ts";

const tasks = 100;
/** The second one of a Marathon that was elected at 0s: 10 minutes after the first at 15 s. */
const reconciledMs = 615_000;

function ending(atMs: number, oneByOne: boolean): string {
  const scenario = scenarioOf({
    name: "ending",
    duration: "15m",
    agents: [{ id: "a", count: 10, resources: { cpus: 16, mem: "16GiB", disk: "10GiB" } }],
    apps: [{ id: "/web", cmd: "serve", cpus: 1, mem: 64, instances: tasks, backoffSeconds: 1 }],
    actions: [{ at: `${atMs}ms`, do: "task.exit", app: "/web", status: "failed" }],
  });
  const { simulation } = play(scenario, { oneByOne });
  return simulation.recorder.journal.digest();
}

/** From before the end until the task that is launched in its place is known to run: it runs 1 s of backoff later. */
const around = [-1200, -1003, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4];

describe("a reconciliation amid news", () => {
  test.each(around)("comes to the same as told task by task, with an end %i ms after it", (afterMs) => {
    const atMs = reconciledMs + afterMs;
    expect(ending(atMs, false)).toBe(ending(atMs, true));
  });
});
