/** `diff` from end to end: scenarios, folders of results, settings, exit codes. */

import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newPlace, type Place } from "./holdfast.ts";

const scenario = "scenarios/documentation/reservation-times-out.yaml";
const timeout = "frameworks.0.flags.task_reservation_timeout=60000";

let place: Place;
beforeAll(() => {
  place = newPlace();
  place.run(["run", scenario, "--out", "kept", "--events", "offers"]);
  place.run(["run", scenario, "--out", "other", "--seed", "2"]);
});
afterAll(() => place.remove());

test("one scenario under two settings: where they part, why, and what else differs", () => {
  const { status, stdout, stderr } = place.run(["diff", scenario, "--set-b", timeout]);
  expect(status).toBe(1);
  expect(stderr).toBe("");
  expect(stdout).toMatch(
    /^A {2}scenarios\S+\nB {2}scenarios\S+ {2}--set frameworks\S+=60000\n\nThe same for 30s/,
  );
  expect(stdout).toContain("because frameworks[0].flags.task_reservation_timeout is 20s in A and 1m in B.");
  expect(stdout).toMatch(/^\/postgres takes another course from 30s on$/m);
});

test("both sides are set by --set, and one by its own option", () => {
  const same = place.run(["diff", scenario, "--set", timeout, "--set-a", "name=x", "--set-b", "name=y"]);
  expect(same.status).toBe(0);
  expect(same.stdout).toMatch(/\nThe same: \d+ events in 5m, digest [0-9a-f]{8}\.\n$/);
  expect(place.run(["diff", scenario, scenario, "--quiet"])).toMatchObject({ status: 0, stdout: "" });
});

describe("folders of results", () => {
  test("compare with what comes of a scenario today, with or without offers listed", () => {
    expect(place.run(["diff", "kept", scenario]).status).toBe(0);
    expect(place.run(["diff", "kept", scenario, "--seed", "2"]).stderr).toContain(
      "--seed: kept is a folder of results",
    );
  });

  test("name the seed as the reason where it differs", () => {
    const { status, stdout } = place.run(["diff", "kept", "other"]);
    expect(status).toBe(1);
    expect(stdout).toContain("because seed is 1 in A and 2 in B.");
  });

  test("are data with --json", () => {
    const { status, stdout } = place.run(["diff", "other", "kept", "--json"]);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      same: false,
      a: { source: "other", seed: 2 },
      b: { source: "kept", seed: 1 },
      settings: [{ path: "seed", a: 2, b: 1 }],
      first: { same_events: 1, time_ms: 0, before: [{ type: "leader.elected" }] },
    });
  });

  test("that are damaged, or none, are wrong input", () => {
    cpSync(join(place.folder, "other"), join(place.folder, "cut"), { recursive: true });
    const events = join(place.folder, "cut/events.jsonl");
    const lines = readFileSync(events, "utf8").trimEnd().split("\n");
    writeFileSync(events, `${lines.slice(0, -1).join("\n")}\n`);
    expect(place.run(["diff", "cut", "kept"]).stderr).toMatch(
      /^cut\/events\.jsonl: has \d+ events where summary\.json counts \d+\n1 problem, nothing was run\n$/,
    );
    writeFileSync(events, `${lines[0]}\n{"seq":2\n`);
    expect(place.run(["diff", "cut", "kept"]).stderr).toContain("cut/events.jsonl:2: is no event");
    expect(place.run(["diff", "scenarios", "kept"]).stderr).toContain(
      "scenarios: no results of a run (scenarios/summary.json is missing)",
    );
  });
});

test.each([
  [["diff", scenario], "diff needs two runs"],
  [["diff", "kept"], "diff needs two runs"],
  [["diff", "kept", scenario, "--set", "seed=3"], "--set: kept is a folder of results"],
  [["diff", scenario, "missing.yaml"], "missing.yaml:1:1: no such file"],
  [["diff", scenario, "--set-b", "agnts=[]"], "--set-b agnts: unknown key; did you mean agents?"],
  [["diff", "a", "b", "c"], "c is too much"],
])("wrong usage is told all at once, with exit 2: %j", (args, message) => {
  const { status, stdout, stderr } = place.run(args);
  expect(status).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toContain(message);
});
