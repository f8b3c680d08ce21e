/** Where two runs part, what led there, and in what they differ then. */

import { describe, expect, test } from "vitest";
import { partedApps } from "../../src/compare/app-stories.ts";
import { differenceJson, differenceOf, isSame } from "../../src/compare/difference.ts";
import { differenceLines } from "../../src/compare/difference-text.ts";
import { hashOf } from "../../src/compare/event-line.ts";
import { eventOfIndex, firstDifference } from "../../src/compare/hashed.ts";
import { partingOf } from "../../src/compare/parting.ts";
import { settingDifferences } from "../../src/compare/scenario-difference.ts";
import { settingLines } from "../../src/compare/setting-text.ts";
import { plainPalette } from "../../src/report/palette.ts";
import { quirkIds } from "../../src/sim/marathon/quirks.ts";
import { load } from "../scenario/memory.ts";
import { finished, line, scenarioText, sideOf } from "./runs.ts";

const style = { palette: plainPalette, width: 100 };
const flags = (timeoutMs: number): string =>
  `frameworks:\n  - { kind: marathon, name: marathon, flags: { task_reservation_timeout: ${timeoutMs} } }\n`;

describe("parting", () => {
  const common = [
    line(0, "app.created", { app: "/db" }),
    line(5, "agent.registered", { agent: "a" }),
    line(10, "reservation.made", { agent: "a", app: "/db", task: "t1" }),
    line(10, "reservation.made", { agent: "a", app: "/other", task: "t2" }),
  ];
  const parting = (a: readonly string[], b: readonly string[]) =>
    partingOf(
      () => [...common, ...a],
      () => [...common, ...b],
    );

  test("one side does something, the other nothing at that instant", () => {
    const late = line(30, "reservation.timed-out", { agent: "a", app: "/db", task: "t1" });
    const next = line(70, "task.launched", { agent: "a", app: "/db", task: "t1" });
    expect(parting([late, next], [next])).toMatchObject({
      same: 4,
      atMs: 30,
      a: { only: [late], next },
      b: { only: [], next },
    });
  });

  test("what led there is about the same task, then the same app, then the same agent", () => {
    const end = line(30, "task.lost", { agent: "a", app: "/db", task: "t1" });
    const found = parting([end], []);
    // The task's own event, the app's, and of the agent's those that are left.
    expect(found?.a.chain).toEqual(common);
    expect(found?.b.chain).toEqual(found?.a.chain);
    expect(found?.b.next).toBe(null);
  });

  test("events of one instant in another order are a difference, and both orders are shown", () => {
    const [x, y] = [line(20, "task.killed", { app: "/db" }), line(20, "task.lost", { app: "/db" })];
    expect(parting([x, y], [y, x])).toMatchObject({ atMs: 20, a: { only: [x, y] }, b: { only: [y, x] } });
  });

  test("the same line twice is not the same as once", () => {
    const x = line(20, "queue.changed", { app: "/db" });
    expect(parting([x, x], [x])).toMatchObject({ same: 5, a: { only: [x] }, b: { only: [] } });
  });

  test("runs that are the same never part, also where there is nothing", () => {
    expect(parting([], [])).toBe(null);
    expect(
      partingOf(
        () => [],
        () => [],
      ),
    ).toBe(null);
  });
});

test("an app takes another course from the first instant at which its own events differ; tasks do not count", () => {
  const a = [
    line(0, "task.running", { app: "/same", task: "s1" }),
    line(0, "task.running", { app: "/db", agent: "a" }),
    line(9, "task.lost", { app: "/db", agent: "a" }),
  ];
  const b = [
    line(0, "task.running", { app: "/same", task: "s2" }),
    line(0, "task.running", { app: "/db", agent: "a" }),
    line(12, "task.lost", { app: "/db", agent: "a" }),
  ];
  expect(partedApps(a, b)).toEqual([{ app: "/db", atMs: 9, a: ["task.lost /db on a"], b: [] }]);
});

test("scenarios differ in what is played, not in names, texts and expectations", () => {
  const a = load(scenarioText());
  const b = load(`${flags(60_000)}${scenarioText()}`.replace("name: t", "name: u").replace("5m", "6m"));
  expect(settingDifferences(a, b)).toEqual([
    { path: "duration", a: 300_000, b: 360_000, isTime: true },
    { path: "frameworks[0].flags.task_reservation_timeout", a: 20_000, b: 60_000, isTime: true },
  ]);
  const c = load(scenarioText().replace("disk: 10GiB", "disk: 20GiB"));
  expect(settingDifferences(a, c)).toEqual([
    { path: "agents[0].resources.disk", a: "10240", b: "20480", isTime: false },
  ]);
});

describe("a scenario under two settings", () => {
  const difference = differenceOf(
    sideOf(finished(scenarioText()), "a.yaml"),
    sideOf(finished(`${flags(60_000)}${scenarioText()}`), "b.yaml"),
  );

  test("parts at the earlier deadline, for the one thing that is set otherwise", () => {
    expect(isSame(difference)).toBe(false);
    // Overdue reservations are looked for every 5 s, first 30 s after the election (OverdueTasksActor.scala:115 @ 1.1.1).
    expect(difference.parting?.atMs).toBe(30_000);
    const text = differenceLines(difference, style).join("\n");
    expect(text).toMatch(/^The same for 30s \(\d+ events\)\. Then$/m);
    expect(text).toMatch(/^ {2}A {2}30s +reservation\.timed-out {2}\/db on a/m);
    expect(text).toMatch(/^ {2}B {2}30s +nothing$/m);
    expect(text).toContain("because frameworks[0].flags.task_reservation_timeout is 20s in A and 1m in B.");
    expect(text).toMatch(/^\/db takes another course from 30s on$/m);
    expect(differenceLines(difference, { ...style, width: 80 }).every((one) => one.length <= 100)).toBe(true);
  });

  test("is data, too", () => {
    expect(differenceJson(difference)).toMatchObject({
      same: false,
      a: { source: "a.yaml" },
      settings: [{ path: "frameworks[0].flags.task_reservation_timeout", a: 20_000, b: 60_000 }],
      first: { time_ms: 30_000, a: { events: [{ type: "reservation.timed-out" }, {}] }, b: { events: [] } },
      apps: [{ app: "/db", time_ms: 30_000 }],
    });
  });

  test("is the same where the setting changes nothing", () => {
    const same = differenceOf(
      sideOf(finished(scenarioText()), "a.yaml"),
      sideOf(finished(`${scenarioText()}expect: []\n`), "b.yaml"),
    );
    expect(isSame(same)).toBe(true);
    expect(differenceLines(same, style).at(-1)).toMatch(/^The same: \d+ events in 5m, digest [0-9a-f]{8}\.$/);
  });
});

describe("bugs that are mended on one side", () => {
  const settings = (a: string, b: string) => settingDifferences(load(scenarioText(a)), load(scenarioText(b)));
  const only = (fixes: string): string => `versions: { marathon: "1.1-fixed", fixes: ${fixes} }\n`;

  test("are told by their ids, and one alone with what it is", () => {
    expect(settings("", only("[B7]"))).toContainEqual(
      expect.objectContaining({ path: "versions.fixes.B7", a: undefined, b: true }),
    );
    expect(settingLines(settings("", only("[B7]")), true, 100)).toEqual([
      "because bug B7 is in A and mended in B.",
      "  An instance that ended comes up on any volume of the app that is offered, one of an instance",
      "  scaled away included.",
    ]);
  });

  test("several are one line, and what else differs stands below", () => {
    expect(settingLines(settings(only("[B2, B7]"), only("[B2, B5, B14]")), true, 100)).toEqual([
      "They differ in",
      "  bug B7 is in B and mended in A",
      "  bugs B5, B14 are in A and mended in B",
    ]);
    expect(settingLines(settings(only("all"), `seed: 2\n`), false, 100)).toEqual([
      "Though they differ in",
      `  all ${quirkIds.length} known bugs are in B and mended in A`,
      "  seed is 1 in A and 2 in B",
    ]);
  });
});

test("a second play is compared by hashes alone", () => {
  const lines = [line(0, "app.created", { app: "/db" }), line(7, "task.lost", { app: "/db" })];
  const hashes = Uint32Array.from(lines, hashOf);
  expect(firstDifference(lines, hashes)).toBe(null);
  const other = [lines[0] ?? "", line(7, "task.killed", { app: "/db" })];
  expect(firstDifference(other, hashes)).toEqual({ index: 1, event: "7ms  task.killed  /db" });
  expect(firstDifference(lines.slice(0, 1), hashes)).toEqual({ index: 1, event: null });
  expect(firstDifference([...lines, ...lines], hashes)?.index).toBe(2);
  expect(eventOfIndex(lines, 1)).toBe("7ms  task.lost  /db");
  expect(eventOfIndex(lines, 2)).toBe(null);
});
