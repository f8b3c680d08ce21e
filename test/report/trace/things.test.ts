/** The things of a trace: each has one number, whatever else there is. */

import { expect, test } from "vitest";
import { eventsOf } from "../../../src/report/event-row.ts";
import { startOf } from "../../../src/report/span-starts.ts";
import { Things } from "../../../src/report/trace/things.ts";
import { Told } from "../journals.ts";

const events = (told: Told) => [...eventsOf(told.recorder)];

test("thousands of tasks of the same names on two agents and of two frameworks are as many things", () => {
  const told = new Told();
  const ids = [...Array(3000).keys()].flatMap((i) =>
    ["a", "b"].flatMap((agent) => ["f", "g"].map((framework) => ({ task: `t.${i}`, agent, framework }))),
  );
  for (const who of ids) told.add("task.running", { ...who, app: "/web", role: "r" });
  const things = new Things();
  const numbers = events(told).map((event) => things.of(startOf("task", event, "running"), event));
  expect(numbers).toEqual([...Array(12_000).keys()]);
  const again = events(told).map((event) => things.find(startOf("task", event, "running"), event));
  expect(again).toEqual(numbers);
  const [first] = events(told);
  expect(things.idOf(0)).toBe(first?.textNumber("task"));
  expect(things.kindOf(0)).toBe("task");
});

test("an agent and its host, a task and the reservation of its name are things apart; an unknown agent is the same agent", () => {
  const told = new Told().agent("a", { cpus: 1 }).agent("b", { cpus: 1 }).add("master.down", {});
  told.add("agent.crashed", { agent: "a", disk_lost: false, reason: "crashed" });
  told.launch("/db", "db.1", "a", { cpus: 1 });
  const [a, b, down, crashed, launched] = events(told);
  if (!a || !b || !down || !crashed || !launched) throw new Error("rows are missing");
  const things = new Things();
  expect(things.of(startOf("agent", a, "registered"), a)).toBe(0);
  expect(things.of(startOf("agent", b, "registered"), b)).toBe(1);
  expect(things.of({ ...startOf("agent", b, "unknown"), id: "b" }, down)).toBe(1);
  expect(things.of(startOf("agent", crashed, "crashed"), crashed)).toBe(2);
  expect([things.isHost(0), things.isHost(2)]).toEqual([false, true]);
  expect(things.find(startOf("reservation", launched, ""), launched)).toBe(-1);
  expect(things.of(startOf("task", launched, "staging"), launched)).toBe(3);
  expect(things.of(startOf("reservation", launched, ""), launched)).toBe(4);
  expect(things.offers(0, 0)).not.toBe(things.offers(0, 1));
});
