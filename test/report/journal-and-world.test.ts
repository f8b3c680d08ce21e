/** What the journal tells agrees with the world at every instant, whatever happens to agents, master and frameworks. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
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

/** Played for ten minutes, with everything of above. */
function scenarioOf(actions: readonly string[], seed = 1): ReturnType<typeof load> {
  const head = `name: t\nseed: ${seed}\nduration: 10m\n${agents}\n${apps}\n${frameworks}\n`;
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

test("a few dozen random lives", () => {
  let instants = 0;
  fc.assert(
    fc.property(fc.array(timed, { minLength: 1, maxLength: 14 }), fc.nat(1000), (actions, seed) => {
      instants += playAgainstWorld(scenarioOf(actions, seed)).instants;
    }),
    { numRuns: Number(process.env["RUNS"] ?? 40), seed: Number(process.env["FCSEED"] ?? 1) },
  );
  expect(instants).toBeGreaterThan(4000);
});
