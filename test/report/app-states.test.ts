/** Records of tasks: that of a stateless one goes when master, host and Marathon are done with it, in any order. */

import { describe, expect, test } from "vitest";
import { AppStates } from "../../src/report/app-states.ts";
import { eventsOf } from "../../src/report/event-row.ts";
import { Told } from "./journals.ts";

const cpu = { cpus: 1 };

function statesOf(told: Told): AppStates {
  const states = new AppStates();
  for (const event of eventsOf(told.recorder)) states.apply(event);
  return states;
}

const tasksOf = (told: Told): readonly string[] =>
  [...statesOf(told.queue("/web", 0)).tasks.values()].map(({ id }) => id);

/** A stateless task that runs. */
const running = (): Told =>
  new Told()
    .agent("a", { cpus: 2 })
    .app("/web", 1)
    .launch("/web", "web.1", "a", cpu, null)
    .start("/web", "web.1", "a")
    .running("/web", "web.1", "a");

const exit = (told: Told): Told => told.exit("/web", "web.1", "a");
const failed = (told: Told): Told => told.failed("/web", "web.1", "a");
const expunged = (told: Told): Told => told.expunged("/web", "web.1", "a", "terminal");

describe("a stateless task", () => {
  test.each([
    ["host, master, Marathon", [exit, failed, expunged]],
    ["host, Marathon, master", [exit, expunged, failed]],
    ["master, Marathon, host", [failed, expunged, exit]],
    ["Marathon, host, master", [expunged, exit, failed]],
  ])("is forgotten after its end for %s, and not before", (_order, ends) => {
    const told = running();
    for (const end of ends) {
      expect(tasksOf(told)).toEqual(["web.1"]);
      end(told);
    }
    const states = statesOf(told);
    expect([...states.tasks.keys()].length).toBe(1);
    expect(tasksOf(told)).toEqual([]);
    const app = [...statesOf(told).apps.values()][0];
    expect(app).toMatchObject({
      alive: 0,
      phases: { reserving: 0, staging: 0, running: 0, ended: 0, suspended: 0, gone: 0 },
    });
  });

  test("that is over stays forgotten when a late row tells its end again", () => {
    const told = expunged(failed(exit(running()))).queue("/web", 1);
    told.add("task.lost", {
      framework: "marathon",
      task: "web.1",
      agent: "a",
      source: "master",
      reason: "REASON_RECONCILIATION",
    });
    expect(tasksOf(told)).toEqual([]);
  });

  test("is there while its process runs on after its agent was given up", () => {
    const told = running().removed("/web", "web.1", "a");
    expect(tasksOf(expunged(told))).toEqual(["web.1"]);
    expect(tasksOf(exit(told))).toEqual([]);
  });
});

test("a task with a reservation is kept: it will be launched again under its id", () => {
  const told = new Told()
    .agent("a", { cpus: 2, disk: 100 })
    .app("/db", 1)
    .reserve("/db", "db.1", "a", { cpus: 1, disk: 10 })
    .launch("/db", "db.1", "a", { cpus: 1, disk: 10 })
    .start("/db", "db.1", "a")
    .running("/db", "db.1", "a")
    .exit("/db", "db.1", "a")
    .failed("/db", "db.1", "a")
    .suspended("/db", "db.1", "a")
    .expunged("/db", "db.1", "a", "wiped");
  expect(tasksOf(told)).toEqual(["db.1"]);
});
