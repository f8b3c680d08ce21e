/** Mixed neighbours on random clusters: every invariant holds, and nobody asks for more than was offered. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { play } from "./play.ts";

const role = fc.constantFrom("r", "s", "*");
const task = fc.record({
  cpus: fc.constantFrom(0.1, 0.5, 1, 3),
  mem: fc.constantFrom(32, 100, 1000),
  runs: fc.constantFrom("500ms", "3s", "1h"),
});
const framework = fc.record({ kind: fc.constantFrom("greedy", "polite", "batch", "hoarder"), role, task });
type Entry = typeof framework extends fc.Arbitrary<infer T> ? T : never;
const cluster = fc.record({
  agents: fc.array(fc.record({ cpus: fc.integer({ min: 1, max: 8 }), reserved: fc.boolean() }), {
    minLength: 1,
    maxLength: 5,
  }),
  frameworks: fc.array(framework, { minLength: 1, maxLength: 5 }),
  crashes: fc.boolean(),
});

const entryOf = ({ kind, role: ofRole, task: { cpus, mem, runs } }: Entry, i: number): string => {
  const size = `task: { cpus: ${cpus}, mem: ${mem}, runs: ${runs} }`;
  const own =
    kind === "hoarder"
      ? "holds: 4s"
      : kind === "batch"
        ? `arrives: { exponential: { mean: 2s } }, ${size}, thinks: { job: 700ms, task: 50ms }`
        : size;
  return `  - { name: f${i}, kind: ${kind}, role: "${ofRole}", joins: ${i * 300}ms, ${own} }\n`;
};

test("tasks fit into what was offered, whoever else is there and whatever fails", () => {
  let launched = 0;
  fc.assert(
    fc.property(cluster, ({ agents, frameworks, crashes }) => {
      const hosts = agents.map(({ cpus, reserved }, i) => {
        const part = reserved ? ", reserved: { r: { cpus: 0.5, mem: 64 } }" : "";
        return `  - { id: a${i}, resources: { cpus: ${cpus}, mem: 2GiB }${part} }\n`;
      });
      const reserver = `  - { name: owner, kind: scripted, role: r, rules: [{ times: 2, accept: [{ RESERVE: { cpus: 0.5, mem: 64 }, labels: { owner: me } }], refuse_seconds: 3 }] }\n`;
      const actions = crashes
        ? "actions: [{ at: 8s, do: agent.crash, agent: a0 }, { at: 100s, do: agent.recover, agent: a0 }]\n"
        : "";
      const played = play(
        `duration: 3m\nagents:\n${hosts.join("")}frameworks:\n${reserver}${frameworks.map(entryOf).join("")}${actions}`,
      );
      expect(played.rows("task.error")).toEqual([]);
      launched += played.rows("task.launched").length;
    }),
    { numRuns: 30, seed: 1 },
  );
  expect(launched).toBeGreaterThan(0);
});
