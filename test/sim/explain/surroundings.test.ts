/** What explanations have in common is worked out once, however many tasks wait. */

import { expect, test, vi } from "vitest";
import { Resources } from "../../../src/model/resources.ts";
import { diagnose } from "../../../src/sim/explain/diagnose.ts";
import { played, resident } from "./explained.ts";

/** How often resources are summed up to explain an app of so many tasks, some of which wait for agents that are dead. */
function sums(count: number): number {
  const world = played(
    {
      agents: [{ id: "a", count, resources: { cpus: 4, mem: 1024, disk: 1024 } }],
      apps: [resident({ instances: count, constraints: [["hostname", "UNIQUE"]] })],
      actions: [{ at: "5m", do: "agent.crash", agent: { any: count / 2 } }],
    },
    "10m",
  );
  const flatten = vi.spyOn(Resources.prototype, "flatten");
  const { findings, places } = diagnose(world, world.marathon(null), "/db");
  const calls = flatten.mock.calls.length;
  flatten.mockRestore();
  const waiting = findings.reduce((sum, { instances }) => sum + instances, 0);
  expect(waiting + places.length).toBe(count);
  expect(waiting).toBeGreaterThanOrEqual(count / 4);
  return calls;
}

test("twice as many tasks on twice as many agents take twice as many sums, not four times as many", () => {
  const [few, many] = [sums(16), sums(32)];
  expect(few).toBeGreaterThan(0);
  expect(many).toBeLessThanOrEqual(2 * few + 16);
});
