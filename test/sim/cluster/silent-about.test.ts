/** Rules about messages that no message can meet are warned of, and only these. */

import { describe, expect, test } from "vitest";
import { loadScenario } from "../../../src/scenario/load.ts";
import { messageNames, silentAbout } from "../../../src/sim/cluster/message-names.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import { memoryFiles } from "../../scenario/memory.ts";

const head = `name: t
duration: 20m
agents: [{ id: a, count: 3, resources: { cpus: 4, mem: 8GiB, disk: 10GiB } }]
frameworks:
  - { name: marathon, kind: marathon, flags: { reconciliation_initial_delay: 5000, reconciliation_interval: 20000 } }
  - { name: jobs, kind: batch, arrives: 30s, task: { cpus: 1, mem: 64, runs: 20s } }
  - { name: hog, kind: hoarder, holds: 5s, joins: 5s }
apps:
  - id: /db
    cmd: serve
    cpus: 1
    mem: 64
    container: { type: MESOS, volumes: [{ containerPath: data, mode: RW, persistent: { size: 10 } }] }
`;

function load(text: string) {
  const loaded = loadScenario("t.yaml", memoryFiles({ "t.yaml": text }));
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.issues));
  return loaded;
}

/** Every message is held up, and says so with all that it names. */
const told = `${head}actions:
${messageNames.map((message) => `  - { at: 0s, do: message.delay, message: ${message}, for: 20m, by: 1ms }\n`).join("")}
  - { at: 2m, do: task.kill, app: /db }
  - { at: 3m, do: agent.crash, agent: a-1 }
  - { at: 4m, do: operator.reserve, agent: a-2, role: marathon, resources: { cpus: 4 } }
  - { at: 6m, do: agent.recover, agent: a-1 }
  - { at: 8m, do: app.destroy, app: /db }
  - { at: 9m, do: agent.partition, agent: a-3 }
  - { at: 12m, do: agent.heal, agent: a-3 }
  - { at: 14m, do: agent.remove, agent: a-3 }
  - { at: 15m, do: master.failover, down: 1s }
  - { at: 16m, do: framework.suppress, framework: hog }
  - { at: 17m, do: framework.leave, framework: jobs }
`;

describe("messages that are held up", () => {
  const simulation = new Simulation(load(told).scenario, { hash: null, keepOffers: false, check: "off" });
  simulation.runTo(20 * 60_000);
  const { journal } = simulation.recorder;
  const rows = Array.from({ length: journal.length }, (_, i) => journal.row(i)).flatMap(({ type, cells }) => {
    const { name, fields } = journal.types[type] ?? { name: "", fields: [] };
    return name === "message.delayed"
      ? [new Map(fields.map((field, i) => [field.name, cells[i] ?? null]))]
      : [];
  });

  test("are of nearly all names", () => {
    expect(new Set(rows.map((row) => row.get("message"))).size).toBeGreaterThan(20);
  });

  test.each(["agent", "framework", "app"] as const)(
    "never name the %s that they are said to be silent about",
    (field) => {
      const wrong = rows.filter(
        (row) => silentAbout[field].has(String(row.get("message"))) && row.get(field) !== null,
      );
      expect(wrong).toEqual([]);
    },
  );
});

test.each([
  [
    "message: ping, framework: marathon, next: 1",
    ["actions[0].framework: no effect: no ping says which framework it is about, so this takes none"],
  ],
  [
    "message: checkpoint, app: /db, for: 1m",
    ["actions[0].app: no effect: no checkpoint says which app it is about, so this takes none"],
  ],
  [
    "message: REVIVE, agent: a-1, next: 1",
    ["actions[0].agent: no effect: no REVIVE says which agent it is about, so this takes none"],
  ],
  ["message: REVIVE, agent: all, next: 1", []],
  ["message: LAUNCH, agent: a-1, framework: marathon, app: /db, next: 1", []],
])("%s", (fields, warnings) => {
  const { warnings: found } = load(`${head}actions: [{ at: 1m, do: message.drop, ${fields} }]\n`);
  expect(found.map(({ path, message }) => `${path}: ${message}`)).toEqual(warnings);
});
