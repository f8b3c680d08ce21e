/** What the journal tells agrees with the world at every instant, whatever happens to agents, master and frameworks. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyse } from "../../src/report/analysis.ts";
import { capacityCsv } from "../../src/report/capacity-csv.ts";
import type { FinishedRun } from "../../src/report/finished-run.ts";
import { outcomeText } from "../../src/report/outcome.ts";
import { plainPalette } from "../../src/report/palette.ts";
import { timelineOf } from "../../src/report/timeline.ts";
import { load } from "../scenario/memory.ts";
import { playAgainstWorld } from "./against-world.ts";

const agents =
  "agents: [{ id: a, count: 3, resources: { cpus: 4, mem: 4GiB, disk: 10GiB }, reserved: { ops: { cpus: 1, mem: 512 } } }]";

const apps = `apps:
  - id: /db
    cmd: serve
    cpus: 1
    mem: 256
    instances: 2
    container: { type: MESOS, volumes: [{ containerPath: data, mode: RW, persistent: { size: 100 } }] }
    residency: { taskLostBehavior: WAIT_FOREVER }
  - { id: /web, cmd: serve, cpus: 0.5, mem: 64, instances: 2 }`;

const frameworks = `frameworks:
  - { name: marathon, kind: marathon, role: marathon, principal: marathon }
  - { name: thief, kind: greedy, role: marathon, joins: 30s, task: { cpus: 1, mem: 256, disk: 0, runs: 3m } }
  - { name: other, kind: greedy, role: other, joins: 10s, task: { cpus: 0.5, mem: 128, disk: 10, runs: 2m } }
  - { name: mate, kind: polite, role: marathon, joins: 20s, task: { cpus: 0.5, mem: 64, disk: 0, runs: 1m } }`;

/** Played with everything of above, until after a failover's last agents are given up, ten minutes later. */
function scenarioOf(actions: readonly string[], seed = 1): ReturnType<typeof load> {
  const head = `name: t\nseed: ${seed}\nduration: 20m\n${agents}\n${apps}\n${frameworks}\n`;
  return load(`${head}actions:\n${actions.map((action) => `  - { ${action} }`).join("\n")}\n`);
}

describe("one thing after the other", () => {
  test.each([
    [
      "a crash and a late return",
      ["at: 1m, do: agent.crash, agent: a-1", "at: 5m, do: agent.recover, agent: a-1"],
    ],
    [
      "a crash and an early return",
      ["at: 1m, do: agent.crash, agent: all", "at: 80s, do: agent.recover, agent: all"],
    ],
    [
      "a partition and a late return",
      ["at: 1m, do: agent.partition, agent: all", "at: 5m, do: agent.heal, agent: all"],
    ],
    [
      "restarts",
      ["at: 1m, do: agent.restart, agent: all, down: 20s", "at: 3m, do: agent.restart, agent: a-1, down: 3m"],
    ],
    ["a lost disk", ["at: 1m, do: agent.lose-disk, agent: all", "at: 4m, do: agent.recover, agent: all"]],
    [
      "a master's failover",
      ["at: 1m, do: master.failover, down: 10s", "at: 2m, do: master.failover, down: 5ms"],
    ],
    ["an agent that leaves", ["at: 1m, do: agent.remove, agent: { hosting: /db }"]],
    [
      "a framework that leaves, and one that is cut off",
      [
        "at: 1m, do: framework.leave, framework: thief",
        "at: 1m, do: framework.disconnect, framework: other",
        "at: 2m, do: framework.reconnect, framework: other",
      ],
    ],
    [
      "wipes of what is away",
      [
        "at: 1m, do: agent.crash, agent: { hosting: /db }",
        "at: 3m, do: task.kill, app: /db, wipe: true",
        "at: 5m, do: agent.recover, agent: all",
        "at: 8m, do: agent.remove-data, agent: all",
      ],
    ],
    [
      "operators",
      [
        "at: 5s, do: operator.reserve, agent: a-2, role: marathon, resources: { cpus: 0.5, mem: 64, disk: 50 }",
        "at: 6s, do: operator.create-volumes, agent: a-2, role: marathon, volumes: [{ id: v, size: 20, path: p }]",
        "at: 1m, do: operator.destroy-volumes, agent: a-2, role: marathon, volumes: [{ id: v, size: 20, path: p }]",
        "at: 2m, do: operator.unreserve, agent: a-2, role: marathon, resources: { cpus: 0.5 }",
        "at: 3m, do: operator.set-quota, role: other, guarantee: { cpus: 2, mem: 512 }",
        "at: 4m, do: operator.update-weights, weights: { marathon: 2 }",
      ],
    ],
  ])("%s", (_title, actions) => {
    const { run, instants } = playAgainstWorld(scenarioOf(actions));
    expect(instants).toBeGreaterThan(100);
    expect(run.recorder.journal.length).toBeGreaterThan(100);
  });
});

/** One database on three agents, alone. */
function databaseOf(actions: readonly string[]): ReturnType<typeof load> {
  const app = apps.split("\n").slice(0, 8).join("\n").replace("instances: 2", "instances: 1");
  const lines = actions.map((action) => `  - { ${action} }`).join("\n");
  return load(`name: t\nduration: 40m\n${agents}\n${app}\nactions:\n${lines}\n`);
}

describe("what becomes of one database", () => {
  const crash = "at: 2m, do: agent.crash, agent: { hosting: /db }";
  const wipe = "at: 10m, do: task.kill, app: /db, wipe: true";
  const recover = "at: 30m, do: agent.recover, agent: all";

  test("whose host dies and comes back: down meanwhile, and nothing lost", () => {
    const { run } = playAgainstWorld(databaseOf([crash, recover]));
    const db = analyse(run).metrics.apps["/db"];
    expect(db).toMatchObject({ moved: 0, data_lost: 0, leftover_data: 0, relaunches: 1 });
    // From 2m to 30m and a few seconds, and about two seconds at the start.
    expect(db?.downtime_ms).toBeGreaterThan(28 * 60_000);
    expect(db?.downtime_ms).toBeLessThan(28 * 60_000 + 10_000);
    expect(db?.time_to_recover_ms).toMatchObject({ count: 1, censored: 0 });
  });

  test("that is wiped meanwhile: moved, its data lost, and left on the disk until it is removed there", () => {
    const lost = { moved: 1, data_lost: 1, relaunches: 0 };
    const { run } = playAgainstWorld(databaseOf([crash, wipe, recover]));
    expect(analyse(run).metrics.apps["/db"]).toMatchObject({ ...lost, leftover_data: 100 });
    const removed = playAgainstWorld(
      databaseOf([crash, wipe, recover, "at: 35m, do: agent.remove-data, agent: all"]),
    );
    expect(analyse(removed.run).metrics.apps["/db"]).toMatchObject({ ...lost, leftover_data: 0 });
    const text = outcomeText(run, analyse(run), { palette: plainPalette, wallMs: null, replay: "" });
    expect(text.join("\n")).toMatch(/a-\d is back; its reservation and volume belong to nobody/);
  });

  test("whose host loses its disk: the data is lost once, however long Marathon waits", () => {
    const { run } = playAgainstWorld(
      databaseOf([
        crash.replace("crash", "lose-disk"),
        recover,
        "at: 35m, do: task.kill, app: /db, wipe: true",
      ]),
    );
    expect(analyse(run).metrics.apps["/db"]).toMatchObject({ moved: 1, data_lost: 1, leftover_data: 0 });
  });

  test("whose master fails over: nobody notices", () => {
    const { run } = playAgainstWorld(databaseOf(["at: 5m, do: master.failover, down: 30s"]));
    const { metrics } = analyse(run);
    expect(metrics.apps["/db"]).toMatchObject({ relaunches: 0, data_lost: 0 });
    expect(metrics.apps["/db"]?.downtime_ms).toBeLessThan(5000);
    expect(metrics.cluster["cpus"]?.total.max).toBe(12);
  });
});

const agent = fc.constantFrom(
  "a-1",
  "a-2",
  "a-3",
  "all",
  "{ hosting: /db }",
  "{ volumeOf: /db }",
  "{ any: 1 }",
);
const appId = fc.constantFrom("/db", "/web");
const other = fc.constantFrom("thief", "other", "mate");
const message = fc.constantFrom("RESERVE", "CREATE", "LAUNCH", "DESTROY", "status", "offer");

/** An action without its time. */
const action = fc.oneof(
  fc
    .tuple(fc.constantFrom("crash", "recover", "partition", "heal", "lose-disk", "remove-data"), agent)
    .map(([what, whom]) => `do: agent.${what}, agent: ${whom}`),
  fc
    .tuple(agent, fc.integer({ min: 1, max: 200 }))
    .map(([whom, s]) => `do: agent.restart, agent: ${whom}, down: ${s}s`),
  fc.constantFrom("a-1", "a-2").map((whom) => `do: agent.remove, agent: ${whom}`),
  fc.integer({ min: 1, max: 60_000 }).map((ms) => `do: master.failover, down: ${ms}ms`),
  fc.tuple(appId, fc.boolean()).map(([app, wipe]) => `do: task.kill, app: ${app}, wipe: ${wipe}`),
  fc
    .tuple(appId, fc.integer({ min: 0, max: 4 }))
    .map(([app, n]) => `do: app.scale, app: ${app}, instances: ${n}, force: true`),
  fc
    .tuple(appId, fc.constantFrom("failed", "finished"))
    .map(([app, status]) => `do: task.exit, app: ${app}, task: oldest, status: ${status}`),
  appId.map((app) => `do: app.restart, app: ${app}, force: true`),
  fc
    .tuple(fc.constantFrom("failover", "lose-framework-id"), fc.integer({ min: 0, max: 60 }))
    .map(([what, s]) => `do: marathon.${what}, framework: marathon, down: ${s}s`),
  appId.map((app) => `do: app.destroy, app: ${app}, force: true`),
  fc
    .tuple(fc.constantFrom("leave", "disconnect", "reconnect", "revive", "suppress"), other)
    .map(([what, name]) => `do: framework.${what}, framework: ${name}`),
  fc
    .tuple(message, fc.integer({ min: 1, max: 3 }))
    .map(([what, n]) => `do: message.drop, message: ${what}, next: ${n}`),
  fc
    .tuple(message, fc.integer({ min: 1, max: 3000 }))
    .map(([what, ms]) => `do: message.delay, message: ${what}, next: 2, by: ${ms}ms`),
  fc
    .tuple(fc.constantFrom("reserve", "unreserve"), fc.constantFrom("marathon", "other"))
    .map(
      ([what, role]) =>
        `do: operator.${what}, agent: a-2, role: ${role}, resources: { cpus: 0.5, mem: 64, disk: 50 }`,
    ),
  fc
    .tuple(fc.constantFrom("create", "destroy"), fc.constantFrom("marathon", "other"))
    .map(
      ([what, role]) =>
        `do: operator.${what}-volumes, agent: a-2, role: ${role}, volumes: [{ id: v, size: 20, path: p }]`,
    ),
);

const timed = fc
  .tuple(fc.integer({ min: 0, max: 560_000 }), action)
  .map(([ms, what]) => `at: ${ms}ms, ${what}`);

/** Every report has its say, no span ends before it starts or after the run, and no line is too wide. */
function expectReports(run: FinishedRun): void {
  for (const { kind, id, startMs, endMs } of timelineOf(run))
    expect(`${kind} ${id} ${startMs <= endMs && endMs <= run.endMs}`).toBe(`${kind} ${id} true`);
  expect([...capacityCsv(run)].join("").split("\n").length).toBeGreaterThan(10);
  const text = outcomeText(run, analyse(run), { palette: plainPalette, wallMs: null, replay: "" });
  expect(text.filter((line) => line.length > 100)).toEqual([]);
}

test("a few dozen random lives", () => {
  let instants = 0;
  fc.assert(
    fc.property(fc.array(timed, { minLength: 1, maxLength: 14 }), fc.nat(1000), (actions, seed) => {
      const played = playAgainstWorld(scenarioOf(actions, seed));
      instants += played.instants;
      expectReports(played.run);
    }),
    { numRuns: 40, seed: 3 },
  );
  expect(instants).toBeGreaterThan(4000);
});
