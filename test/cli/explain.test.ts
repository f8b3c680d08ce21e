/** `explain` from end to end: text, data, tasks, several apps, and what is wrong usage. */

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { codes } from "../../src/sim/explain/codes.ts";
import { newPlace, type Place } from "./holdfast.ts";

const wipe = "scenarios/documentation/wipe-relaunches-elsewhere.yaml";

let place: Place;
beforeAll(() => {
  place = newPlace();
});
afterAll(() => place.remove());

interface Explained {
  readonly time_ms: number;
  readonly apps: readonly {
    readonly app: string;
    readonly code: string;
    readonly waits_since_ms: number | null;
    readonly findings: readonly { readonly code: string; readonly task: string | null }[];
    readonly places: readonly { readonly task: string }[];
    readonly offers: { readonly offers: number } | null;
  }[];
}

const data = (...args: readonly string[]): Explained =>
  JSON.parse(place.run(["explain", ...args, "--json"]).stdout) as Explained;

describe("an app that waits for a lost agent", () => {
  test("is told with the decisive reason, the offers since then, and what would change it", () => {
    const { status, stdout, stderr } = place.run(["explain", wipe, "--app", "/postgres", "--at", "9m"]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    // Crashed at 2m; the last ping before that was answered; removed 75 s after the first one that was not.
    expect(stdout).toMatch(/^\/postgres at 9m: 0 of 1 running, waiting for 5m44s {3}\[agent-removed\]$/m);
    expect(stdout.replaceAll(/\s+/g, " ")).toMatch(
      /It waits for (a-\d), which was removed at 3m15s: its only task is suspended there and holds 1 cpu, 512 MiB and volume pgdata \(100 MiB\)\. .* What would change it \1 comes back and registers the task runs there again, data kept task\.kill with wipe: true placed on a-\d or a-\d, data lost/,
    );
    expect(stdout).toMatch(/^\d+ offers since then, from a-\d, a-\d:$/m);
    expect(stdout).toMatch(/^ {2}\d+ {2}the offer carries no volume of a suspended task of this app$/m);
    expect(stdout.split("\n").filter((line) => line.length > 110)).toEqual([]);
  });

  test("the same as data, which is as the schema says", () => {
    const found = data(wipe, "--app", "/postgres", "--at", "9m");
    // Pings at 1 ms and every 15 s from there: the first unanswered one is that of 120.001 s, removal 75 s later.
    expect(found).toMatchObject({
      time_ms: 540_000,
      apps: [{ app: "/postgres", code: "agent-removed", waits_since_ms: 195_001, places: [] }],
    });
    const schema = JSON.parse(place.run(["schema", "explain"]).stdout) as {
      $defs: { code: { oneOf: { const: string }[] } };
    };
    expect(z.fromJSONSchema(schema).safeParse(found).error?.issues ?? []).toEqual([]);
    expect(schema.$defs.code.oneOf.map((each) => each.const)).toEqual(Object.keys(codes));
  });

  test("one of its tasks can be asked for, by its id or how that begins", () => {
    const task = data(wipe, "--app", "/postgres").apps[0]?.places[0]?.task ?? "";
    expect(task).toMatch(/^postgres\./);
    const args = ["--app", "/postgres", "--task", task.slice(0, 17)];
    expect(data(wipe, ...args).apps[0]?.findings).toMatchObject([{ code: "placed-on-reservation", task }]);
    expect(place.run(["explain", wipe, ...args]).stdout).toMatch(
      /^postgres\.\S+ of \/postgres at 1h: 1 of 1 running/,
    );
  });
});

test("without --app an app is told, too, whose deployment waits for the health of tasks that run", () => {
  const upgrade = "scenarios/timelines/upgrade-waits-for-health.yaml";
  // The new task runs from 10m1s on and is found healthy by the tick of 10m30s.
  const { stdout } = place.run(["explain", upgrade, "--at", "10m20s"]);
  expect(stdout).toMatch(/^\/db at 10m20s: 2 of 2 running {3}\[deployment-waits-for-health\]$/m);
  expect(stdout.replaceAll(/\s+/g, " ")).toMatch(
    /A deployment is at step 1 of 1 \(RestartApplication \/db\) and waits until its task on a-\d, running since 10m1s, is healthy: health checks fail\./,
  );
  expect(data(upgrade, "--at", "9m").apps).toEqual([]);
});

test("without --app all apps are told that have fewer running than wanted, at the end where no time is given", () => {
  expect(place.run(["explain", wipe]).stdout).toBe(
    "At 1h every app has the instances that are wanted of it.\n",
  );
  expect(data(wipe).apps).toEqual([]);
  expect(data(wipe, "--at", "9m").apps.map(({ app }) => app)).toEqual(["/postgres"]);
  expect(data("scenarios/documentation/lost-task-waits-for-ever.yaml").apps).toMatchObject([
    { app: "/postgres", code: "agent-removed" },
  ]);
});

test("an app that runs is told where it is, and why there", () => {
  const { stdout } = place.run(["explain", wipe, "--app", "postgres"]);
  expect(stdout).toMatch(/^\/postgres at 1h: 1 of 1 running {3}\[running\]$/m);
  expect(stdout).toMatch(/^Where it runs$/m);
  expect(stdout.replaceAll(/\s+/g, " ")).toMatch(
    /It runs on a-\d since 10m2s, where its reservation and volumes are: reserved at 10m/,
  );
});

test("an app that comes later is not created yet; one that no file names does not exist", () => {
  place.write(
    "later.yaml",
    `name: later
duration: 2m
agents: [{ id: a, resources: { cpus: 1, mem: 512 } }]
frameworks:
  - { name: one, kind: marathon, role: one }
  - { name: two, kind: marathon, role: two }
actions:
  - { at: 1m, do: app.create, framework: two, app: { id: /web, cmd: run, cpus: 0.1, mem: 32 } }
`,
  );
  expect(data("later.yaml", "--app", "/web", "--at", "30s").apps).toMatchObject([
    { code: "app-not-created" },
  ]);
  expect(data("later.yaml", "--app", "/web").apps).toMatchObject([{ code: "running", framework: "two" }]);
  const wrong = place.run(["explain", "later.yaml", "--app", "/web", "--framework", "one"]);
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain("--app: no app is called /web; there is none");
});

test("apps of a group that comes later are not created yet, and a group is no app", () => {
  const groups = "scenarios/timelines/group-with-dependencies.yaml";
  // The group is created at 1m.
  const before = data(groups, "--app", "/shop/backend/db", "--at", "30s");
  expect(before.apps).toMatchObject([{ app: "/shop/backend/db", code: "app-not-created" }]);
  for (const [id, inside] of [
    ["/shop", "/shop/backend/db, /shop/frontend/proxy, /shop/frontend/web"],
    ["/shop/backend", "/shop/backend/db"],
  ] as const) {
    const { status, stderr } = place.run(["explain", groups, "--app", id, "--at", "2m"]);
    expect(status).toBe(2);
    expect(stderr).toContain(`--app: ${id} is a group; name one of its apps, such as ${inside}`);
  }
});

describe("wrong usage", () => {
  test.each([
    [["--app", "/postgre"], "--app: no app is called /postgre; did you mean /postgres?"],
    [["--app", "/other-thing"], "--app: no app is called /other-thing; it is one of /postgres"],
    [["--at", "2h"], "--at: wipe-relaunches-elsewhere ends at 1h; T is at most that"],
    [["--task", "postgres.1"], "--task: needs the app of the task: --app ID"],
    [["--app", "/postgres", "--task", "pg.1"], "--task: /postgres has had no task pg.1"],
    [["--framework", "marathn"], "--framework: no Marathon is called marathn; did you mean marathon?"],
    [["--ap", "/postgres"], "did you mean --app?"],
  ])("%j", (args, message) => {
    const { status, stdout, stderr } = place.run(["explain", wipe, ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(message);
  });
});

test("all that is wrong is told at once, before anything is played", () => {
  const told = (...args: readonly string[]): readonly string[] => {
    const { status, stderr } = place.run(["explain", wipe, "--at", "2h", ...args]);
    expect(status).toBe(2);
    return stderr.trimEnd().split("\n");
  };
  expect(told("--task", "postgres.1", "--framework", "marathn")).toEqual([
    "--at: wipe-relaunches-elsewhere ends at 1h; T is at most that",
    "--task: needs the app of the task: --app ID",
    "--framework: no Marathon is called marathn; did you mean marathon?",
    "3 problems, nothing was run",
  ]);
  expect(told("--app", "/postgre").slice(1)).toEqual([
    "--app: no app is called /postgre; did you mean /postgres?",
    "2 problems, nothing was run",
  ]);
});

test("--help has examples", () => {
  const { status, stdout } = place.run(["explain", "--help"]);
  expect(status).toBe(0);
  for (const word of ["--app", "--task", "--at", "--framework", "--seed", "--json", "--quiet", "Examples"])
    expect(stdout).toContain(word);
});

test("a failed expectation of a run says the same why", () => {
  place.write(
    "waits.yaml",
    `name: waits
duration: 10m
agents: [{ id: a, count: 2, resources: { cpus: 2, mem: 2048, disk: 1024 } }]
apps: [{ id: /db, cmd: run, cpus: 3, mem: 32 }]
expect: [{ by: 5m, app: /db, running: 1 }]
`,
  );
  const { status, stdout } = place.run(["run", "waits.yaml", "--out", "out"]);
  expect(status).toBe(1);
  expect(stdout.replaceAll(/\s+/g, " ")).toContain(
    "why None of the 2 agents has room for one more instance: a-1, which comes closest, has 2 cpus free of the 3 cpus that it needs",
  );
});
