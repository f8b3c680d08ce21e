/** What the journal of a real run tells agrees with the world that wrote it. */

import { describe, expect, test } from "vitest";
import { kindOf, Resources, ranged, scalar } from "../../src/model/resources.ts";
import { analyse } from "../../src/report/analysis.ts";
import { capacityCsv } from "../../src/report/capacity-csv.ts";
import { eventsJsonl } from "../../src/report/events-jsonl.ts";
import type { FinishedRun } from "../../src/report/finished-run.ts";
import { outcomeText } from "../../src/report/outcome.ts";
import { plainPalette } from "../../src/report/palette.ts";
import { projectionAt } from "../../src/report/projection.ts";
import { timelineCsv } from "../../src/report/timeline-csv.ts";
import { agentValue, appValue, roleValue } from "../../src/sim/observe.ts";
import type { AgentSpec, Scenario } from "../../src/sim/scenario.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import { sha256, Told } from "./journals.ts";

const agents = ["a-1", "a-2", "a-3", "a-4", "a-5"];
const wanted = ["cpus", "mem", "disk"] as const;
const endMs = 900_000;

function agentSpec(id: string): AgentSpec {
  const resources = Resources.of(
    scalar(kindOf("cpus"), 1000),
    scalar(kindOf("mem"), 1_024_000),
    scalar(kindOf("disk"), 2_048_000),
    ranged(kindOf("ports"), [31_000, 32_000]),
  );
  return { id, resources, attributes: {}, joinsMs: 0 };
}

const store = {
  id: "/store",
  cmd: "serve --data data",
  cpus: 0.5,
  mem: 256,
  disk: 10,
  instances: 5,
  container: { type: "MESOS", volumes: [{ containerPath: "data", mode: "RW", persistent: { size: 1000 } }] },
  residency: { taskLostBehavior: "WAIT_FOREVER" },
};

const scenario: Scenario = {
  ...new Told().run(endMs).scenario,
  agents: agents.map(agentSpec),
  apps: [{ framework: "marathon", definition: store }],
};

type Step = readonly [atMs: number, act: (simulation: Simulation) => void];

/** Plays the steps; `look` is called when the last instant before each step, and the end, is over. */
function play(steps: readonly Step[], look: (simulation: Simulation, atMs: number) => void): FinishedRun {
  const simulation = new Simulation(scenario, { hash: sha256(), keepOffers: true, check: "every" });
  for (const [atMs, act] of steps) {
    simulation.runTo(atMs - 1);
    look(simulation, atMs - 1);
    simulation.runTo(atMs);
    act(simulation);
  }
  const result = simulation.run();
  look(simulation, endMs);
  return { scenario, recorder: simulation.recorder, result, endMs };
}

/** Of each app, role and agent, what the world says, in the shape in which the journal's projection says it. */
function worldOf(world: Simulation): unknown {
  const app = (name: string): unknown => appValue(world, world.marathon(null), "/store", [name]);
  const amounts = (pick: (resource: string) => unknown): unknown =>
    Object.fromEntries(wanted.map((resource) => [resource, pick(resource)]));
  const role = (column: string): unknown =>
    amounts((resource) => roleValue(world, "marathon", [column, resource]));
  const agent = (id: string, column: string): unknown =>
    amounts((resource) => agentValue(world, id, [column, resource]));
  return {
    apps: [
      { alive: app("alive"), volumes: app("volumes"), attached: app("attached"), detached: app("detached") },
    ],
    roles: {
      marathon: {
        reserved: role("reserved"),
        used: role("used"),
        stranded: role("stranded"),
        unreserved: role("unreserved"),
      },
    },
    agents: Object.fromEntries(
      agents.map((id) => [
        id,
        { reserved: agent(id, "reserved"), used: agent(id, "used"), free: agent(id, "free") },
      ]),
    ),
  };
}

const scaleTo = (instances: number) => (simulation: Simulation) =>
  void simulation.marathon(null).scaleApp("/store", instances, false);

const life: readonly Step[] = [
  [60_000, () => undefined],
  [120_000, scaleTo(3)],
  [300_000, scaleTo(5)],
  [
    420_000,
    (simulation) => {
      const [task] = simulation.marathon(null).tasksOf("/store");
      if (task !== undefined) simulation.agents.get(task.agent)?.exitTask(task.taskId, "failed");
    },
  ],
  [600_000, (simulation) => void simulation.marathon(null).destroyApp("/store", false)],
];

describe("five resident instances, scaled down and up, one failing, then destroyed", () => {
  const looks: [number, unknown][] = [];
  const run = play(life, (simulation, atMs) => looks.push([atMs, worldOf(simulation)]));

  test("journal and world agree at every look", () => {
    expect(looks.map(([atMs]) => atMs)).toEqual([59_999, 119_999, 299_999, 419_999, 599_999, endMs]);
    for (const [atMs, world] of looks)
      expect(projectionAt(run, atMs), `at ${atMs} ms`).toMatchObject(world as object);
  });

  test("the metrics tell that life", () => {
    const { metrics } = analyse(run);
    // Two suspended ones and the one that failed are launched again; no data is lost while the app exists.
    expect(metrics.apps["/store"]).toMatchObject({
      relaunches: 3,
      moved: 0,
      data_lost: 0,
      leftover_data: 5000,
      time_to_running_ms: { count: 5, censored: 0 },
      time_to_recover_ms: { count: 1, censored: 0 },
    });
    expect(metrics.reservations).toEqual({ made: 5, timed_out: 0, refused: 0, released: 5 });
    expect(metrics.roles["marathon"]?.["disk"]?.reserved.max).toBe(5050);
    expect(metrics.offers.made).toBeGreaterThan(metrics.offers.declined);
  });

  test("every file has something to say, and no span ends before it starts or after the run", () => {
    const spans = [...timelineCsv(run)]
      .join("")
      .split("\n")
      .slice(1, -1)
      .map((line) => line.split(","));
    const kinds = new Set(spans.map((cells) => cells[1]));
    expect([...kinds].sort()).toEqual([
      "agent",
      "deployment",
      "leader",
      "offer",
      "reservation",
      "task",
      "volume",
    ]);
    const wrong = spans.filter(
      ([, , , , start, end]) => !(Number(start) <= Number(end) && Number(end) <= endMs),
    );
    expect(wrong).toEqual([]);
    const lines = [...eventsJsonl(run.recorder)].join("").split("\n").slice(0, -1);
    expect(lines.length).toBe(run.recorder.journal.length + (run.recorder.offers?.journal.length ?? 0));
    expect([...capacityCsv(run)].join("")).toContain("\n");
  });

  test("playing it again gives the same bytes", () => {
    const again = play(life, () => undefined);
    for (const file of [timelineCsv, capacityCsv])
      expect([...file(again)].join("")).toBe([...file(run)].join(""));
    expect([...eventsJsonl(again.recorder)].join("")).toBe([...eventsJsonl(run.recorder)].join(""));
  });

  test("the outcome tells it in a few lines", () => {
    const lines = outcomeText(run, analyse(run), { palette: plainPalette, wallMs: null, replay: "" });
    expect(lines[2]).toMatch(/^\/store +destroyed +available 99\.\d %, down once for \ds$/);
    const story = lines.filter((line) => line.startsWith("     ")).map((line) => line.slice(14));
    for (const said of ["scaled from 5 to 3", "scaled from 3 to 5", "destroyed"])
      expect(story).toContain(said);
    expect(story.join("\n")).toMatch(/^failed on a-\d; suspended there, volume kept$/m);
    expect(lines.length).toBeLessThan(20);
  });
});
