/** Agents over time: what the master knows of each, and how its host fares. */

import { expect, test } from "vitest";
import { foldedTo } from "../../src/report/projection.ts";
import { Told } from "./journals.ts";

function stateOf(told: Told, agent: string): readonly unknown[] {
  const state = foldedTo(told.run(1000), 1000).agents.of(agent);
  return state === undefined ? [] : [state.known, state.sinceMs, state.reason, state.crashed];
}

const known = (): Told => new Told().agent("a", { cpus: 1 }).at(10);

test("nobody knows an agent that never registered", () => {
  expect(stateOf(new Told().add("agent.crashed", { agent: "a", reason: "crashed" }), "a")).toEqual([]);
});

test("a host that died is registered until it is missed", () => {
  const told = known().add("agent.crashed", { agent: "a", disk_lost: false, reason: "crashed" });
  expect(stateOf(told, "a")).toEqual(["registered", 0, "", true]);
  told.at(20).add("agent.removed", { agent: "a", reason: "health-check-timed-out" });
  expect(stateOf(told, "a")).toEqual(["removed", 20, "health-check-timed-out", true]);
  told.at(30).add("agent.recovered", { agent: "a" });
  expect(stateOf(told, "a")).toEqual(["removed", 20, "health-check-timed-out", false]);
  told.at(31).agent("a", { cpus: 1 });
  expect(stateOf(told, "a")).toEqual(["registered", 31, "", false]);
});

test("a new master knows none but those that it removed, until they are back", () => {
  const told = known().agent("b", { cpus: 1 }).agent("c", { cpus: 1 });
  told.add("agent.disconnected", { agent: "b", reason: "connection-closed" });
  told.add("agent.removed", { agent: "c", reason: "unregistered" }).at(20).add("master.down", {});
  told.at(30).add("master.failedover", {}).add("agent.reregistered", { agent: "b" });
  expect([stateOf(told, "a")[0], stateOf(told, "b")[0], stateOf(told, "c")[0]]).toEqual([
    "unknown",
    "registered",
    "removed",
  ]);
});
