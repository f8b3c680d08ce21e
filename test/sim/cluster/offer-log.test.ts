/** What became of offers, by reason and agent, for apps that wait. */

import { expect, test, vi } from "vitest";
import { OfferLog } from "../../../src/sim/cluster/offer-log.ts";

const marathon = "marathon";

/** An offer of the agent that each of those apps found of no use, for its reason. */
function unused(log: OfferLog, agent: string, reasons: Readonly<Record<string, string>>): void {
  for (const [app, reason] of Object.entries(reasons)) log.unused(marathon, app, [reason]);
  log.answered(marathon, agent, () => "not-asked");
}

function told(log: OfferLog, app: string): unknown {
  const counts = log.of(marathon, app);
  if (counts === null) return null;
  const { offers, agents, reasons } = counts;
  return [offers, [...agents], reasons.map((each) => [each.reason, each.offers, [...each.agents]])];
}

test("each app's count begins with its wait and goes on whoever else begins or ends one", () => {
  const log = new OfferLog({ nowMs: 0 }, "all");
  log.changed(marathon, "/a", true);
  unused(log, "a-2", { "/a": "cpus" });
  log.again(marathon, "a-2");
  log.changed(marathon, "/b", true);
  unused(log, "a-1", { "/a": "cpus", "/b": "mem" });
  unused(log, "a-2", { "/a": "cpus" });
  log.again(marathon, "a-2");
  expect(told(log, "/b")).toEqual([
    3,
    [
      ["a-1", 1],
      ["a-2", 2],
    ],
    [
      ["not-asked", 2, [["a-2", 2]]],
      ["mem", 1, [["a-1", 1]]],
    ],
  ]);
  // /b runs for a while, and /c takes its place.
  log.changed(marathon, "/b", false);
  log.changed(marathon, "/c", true);
  unused(log, "a-2", { "/a": "mem", "/c": "disk" });
  log.changed(marathon, "/b", true);
  unused(log, "a-2", { "/a": "mem", "/b": "cpus", "/c": "disk" });
  expect(told(log, "/a")).toEqual([
    7,
    [
      ["a-2", 6],
      ["a-1", 1],
    ],
    [
      [
        "cpus",
        5,
        [
          ["a-2", 4],
          ["a-1", 1],
        ],
      ],
      ["mem", 2, [["a-2", 2]]],
    ],
  ]);
  expect(told(log, "/b")).toEqual([1, [["a-2", 1]], [["cpus", 1, [["a-2", 1]]]]]);
  expect(told(log, "/c")).toEqual([2, [["a-2", 2]], [["disk", 2, [["a-2", 2]]]]]);
});

test("what all apps make of an agent is noted once, whatever else begins and ends to wait", () => {
  const log = new OfferLog({ nowMs: 0 }, "all");
  const apps = Array.from({ length: 40 }, (_, i) => `/app-${i}`);
  const reasons = Object.fromEntries(apps.map((app) => [app, "cpus"]));
  for (const app of apps) log.changed(marathon, app, true);
  const set = vi.spyOn(Map.prototype, "set");
  for (let round = 0; round < 50; round++) {
    for (let i = 0; i < 20; i++) unused(log, `a-${i}`, reasons);
    log.changed(marathon, "/restless", round % 2 === 0);
  }
  const calls = set.mock.calls.length;
  set.mockRestore();
  expect(log.of(marathon, "/app-7")?.offers).toBe(50 * 20);
  // Each app and agent once in the app's own count and once in that of the reason, and little for whoever comes and goes:
  // added up anew each time, they would be 50 times as many.
  expect(calls).toBeGreaterThanOrEqual(2 * 40 * 20);
  expect(calls).toBeLessThan(4 * 40 * 20);
});
