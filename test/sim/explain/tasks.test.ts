/** Single tasks: why one waits, where one runs and why there, what became of one that is gone; and whole diagnoses. */

import { expect, test } from "vitest";
import { codes } from "../../../src/sim/explain/codes.ts";
import { type Diagnosis, diagnoseTask } from "../../../src/sim/explain/diagnose.ts";
import { filled } from "../../../src/sim/explain/template.ts";
import { explained, marathon, played, resident, stateless, type Told } from "./explained.ts";

/** What is said of the app's n-th task by creation, among those that Marathon knows. */
function ofTask(told: Told, at: string, index = 0): Diagnosis | null {
  const world = played(told, at);
  const task = world.marathon(null).tasksOf("/db")[index];
  return diagnoseTask(world, world.marathon(null), "/db", task?.taskId ?? "");
}

test("a resident task is where its reservation is", () => {
  const found = ofTask({ apps: [resident({ constraints: [["hostname", "UNIQUE"]] })] }, "1m");
  // Offered at the join, reserved with it, launched with the next allocation, staging for 1 s.
  expect(found?.findings).toMatchObject([
    {
      code: "placed-on-reservation",
      agent: "a-1",
      text: expect.stringMatching(
        /reserved at .*, on the first offer that fit and met hostname UNIQUE\.$/,
      ) as unknown,
      remedies: [{ do: "task.kill with wipe: true" }],
    },
  ]);
});

test("one that is left of a destroyed app would be placed nowhere else", () => {
  // The new leader is not registered yet, so that its kill goes nowhere.
  const told = {
    apps: [resident()],
    actions: [
      { at: "30s", do: "marathon.failover", down: "1s" },
      { at: "31001ms", do: "app.destroy", app: "/db" },
    ],
  };
  const gives = expect.stringContaining("placed on no agent, since its app is destroyed") as unknown;
  expect(ofTask(told, "32s")?.findings[0]).toMatchObject({
    code: "placed-on-reservation",
    remedies: [{ gives }],
  });
});

test("a task without residency is on the first offer with room, or the first that met its constraints", () => {
  expect(ofTask({ apps: [stateless()] }, "1m")?.findings[0]).toMatchObject({
    code: "placed-by-order",
    text: expect.stringContaining("agents come in alphabetic order") as unknown,
  });
  const constrained = stateless({ constraints: [["hostname", "LIKE", "a-1"]] });
  expect(ofTask({ apps: [constrained] }, "1m")?.findings[0]).toMatchObject({
    code: "placed-by-constraint",
    text: expect.stringContaining("hostname LIKE a-1") as unknown,
  });
});

test("a task that is being killed has not ended yet, whoever has heard that it runs", () => {
  const told = {
    apps: [stateless()],
    tasks: [{ kills: "1m" }],
    actions: [{ at: "30s", do: "app.scale", app: "/db", instances: 0 }],
  };
  expect(ofTask(told, "40s")?.findings[0]).toMatchObject({
    code: "being-killed",
    text: "It is being killed on a-1, and has not ended there yet.",
  });
});

test("a task whose host died unnoticed is only believed to run", () => {
  const told = { apps: [stateless()], actions: [{ at: "30s", do: "agent.crash", agent: "a-1" }] };
  expect(ofTask(told, "40s")?.findings[0]).toMatchObject({
    code: "believed-to-run",
    text: expect.stringContaining("the host crashed at 30s") as unknown,
  });
});

test("a task of whose end Marathon has not heard is only believed to run", () => {
  const told = {
    apps: [stateless()],
    actions: [
      { at: "30s", do: "message.drop", message: "status", for: "1m" },
      { at: "30s", do: "task.exit", app: "/db", status: "failed" },
    ],
  };
  expect(ofTask(told, "1m")?.findings[0]).toMatchObject({
    code: "believed-to-run",
    text: expect.stringContaining(
      "the update that says so (task.failed) has not come through yet",
    ) as unknown,
  });
});

test("a task that Marathon has forgotten is told of from the journal, one that never was is nothing", () => {
  const told = {
    apps: [stateless()],
    actions: [{ at: "30s", do: "task.exit", app: "/db", status: "failed" }],
  };
  const before = played(told, "29s").marathon(null).tasksOf("/db")[0]?.taskId ?? "";
  const world = played(told, "1m");
  expect(diagnoseTask(world, world.marathon(null), "/db", before)?.findings[0]).toMatchObject({
    code: "task-gone",
    text: expect.stringMatching(
      /^It ended on a-1 at 30s: task\.failed, .*; Marathon forgot it at 30s: terminal\.$/,
    ) as unknown,
  });
  expect(diagnoseTask(world, world.marathon(null), "/db", "db.never")).toBeNull();
});

test("each instance that is missing has its reason: what is stuck first, what moves by itself last", () => {
  const told = {
    agents: [
      { id: "a-1", resources: { cpus: 1, mem: 1024, disk: 1024 } },
      { id: "a-2", resources: { cpus: 1, mem: 1024, disk: 1024 } },
    ],
    apps: [resident({ instances: 3 })],
    actions: [{ at: "30s", do: "agent.remove", agent: "a-1" }],
  };
  const { findings, running, suspended } = explained(told, "1m");
  expect({ running, suspended }).toEqual({ running: 1, suspended: 1 });
  expect(findings).toMatchObject([
    { code: "agent-gone", agent: "a-1", instances: 1 },
    { code: "too-little-cpus", instances: 1 },
  ]);
});

test("offers are counted by reason from the beginning of the wait", () => {
  // Nothing fits: declined for 120 s each time, and revived by Marathon at 0, 5 and 10 s, and at scale checks.
  const { offers, waitsSinceMs } = explained({ apps: [stateless({ cpus: 5 })] }, "1m");
  expect(waitsSinceMs).toBe(0);
  expect(offers).toMatchObject({ used: 0, reasons: [{ reason: "too-little-cpus", framework: null }] });
  expect(offers?.reasons[0]?.offers).toBe(offers?.offers);
  expect(offers?.offers).toBeGreaterThan(2);
  expect([...(offers?.agents ?? [])]).toEqual([["a-1", offers?.offers]]);
});

test("who has enough running has no wait, and no offers are counted for it", () => {
  expect(explained({ apps: [stateless()] }, "1m")).toMatchObject({ waitsSinceMs: null, offers: null });
});

test("what other frameworks were offered meanwhile is counted by framework", () => {
  const frameworks = [marathon(), { name: "h", kind: "hoarder", role: "other", holds: "5s" }];
  const { offers } = explained({ frameworks, apps: [stateless({ cpus: 5 })] }, "1m");
  const others = offers?.reasons.filter(({ framework }) => framework !== null);
  expect(others).toMatchObject([{ reason: "offered-to-other", framework: "h" }]);
});

test("a sentence that lacks a fact is a mistake of ours", () => {
  expect(() => filled("{agent} is gone", {})).toThrow("the fact agent is missing");
});

test("no code means what another means", () => {
  const sentences = Object.values(codes).map(({ about }) => about);
  expect(new Set(sentences).size).toBe(sentences.length);
});
