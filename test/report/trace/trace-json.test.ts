/** trace.json: in the trace event format, and telling what the other files of the run tell. */

import { describe, expect, test } from "vitest";
import { capacityRows } from "../../../src/report/capacity-csv.ts";
import type { FinishedRun } from "../../../src/report/finished-run.ts";
import { timelineOf } from "../../../src/report/timeline.ts";
import { traceJson } from "../../../src/report/trace/trace-json.ts";
import { BlockStore } from "../../../src/sim/kernel/block-store.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import { load } from "../../scenarios/play.ts";
import { type ReadTrace, readTrace } from "../../support/chrome-trace.ts";
import { ArraySpill } from "../../support/spills.ts";
import { sha256, Told } from "../journals.ts";

function played(file: string): FinishedRun {
  const scenario = load(file);
  const simulation = new Simulation(scenario, { hash: sha256(), keepOffers: false, check: "off" });
  const result = simulation.run();
  return { scenario, recorder: simulation.recorder, result, endMs: scenario.durationMs };
}

const textOf = (run: FinishedRun): string => [...traceJson(run)].join("");

/** Marks of a kind as `place at: name`, in seconds. */
function marksOf({ marks, processes, threads }: ReadTrace, ...kinds: readonly string[]): string[] {
  const place = (pid: number, tid: number, s: string): string | undefined =>
    s === "t" ? threads.get(tid)?.name.split(".")[0] : processes.get(pid);
  return marks
    .filter(({ cat }) => kinds.includes(cat))
    .map(({ pid, tid, s, ts, name }) => `${place(pid, tid, s)} ${ts / 1e6}: ${name}`);
}

/** How many records of the file tell what the rows of timeline.csv and capacity.csv tell. */
function comparison(run: FinishedRun, trace: ReadTrace): { told: number; missing: string[] } {
  const spans = new Map<string, number>();
  for (const { process, name, spans: own } of trace.threads.values())
    for (const span of own) {
      const key = `${process} ${name} ${span.name} ${span.ts} ${span.dur}`;
      spans.set(key, (spans.get(key) ?? 0) + 1);
    }
  const missing: string[] = [];
  let told = 0;
  for (const { kind, id, state, agent, framework, startMs, endMs } of timelineOf(run)) {
    if (startMs === endMs) continue;
    const place = kind === "deployment" || kind === "leader" ? `framework ${framework}` : `agent ${agent}`;
    const thread = kind === "agent" ? (state === "crashed" ? "host" : "agent") : `${kind} ${id}`;
    const name = kind === "leader" ? "leader" : thread;
    // A millisecond has a thousand microseconds.
    const key = `${place} ${name} ${state} ${startMs * 1000} ${(endMs - startMs) * 1000}`;
    const count = spans.get(key) ?? 0;
    if (count === 0) missing.push(key);
    spans.set(key, count - 1);
    told++;
  }
  const left = [...spans.values()].filter((count) => count > 0).length;
  if (left > 0) missing.push(`${left} spans that the timeline does not have`);
  return { told, missing };
}

describe.each([
  "documentation/wipe-relaunches-elsewhere.yaml",
  "documentation/non-unique-roles.yaml",
  "timelines/agent-dies.yaml",
])("%s", (file) => {
  const run = played(file);
  const text = textOf(run);
  const trace = readTrace(text);

  test("has every span of the timeline on the one track of its thing, and no other", () => {
    const { told, missing } = comparison(run, trace);
    expect(missing).toEqual([]);
    expect(told).toBeGreaterThan(10);
    const tracks = [...trace.threads.values()].map(({ process, name }) => `${process} ${name}`);
    expect(new Set(tracks).size).toBe(tracks.length);
  });

  test("counts what capacity.csv counts", () => {
    const rows = [...capacityRows(run)].filter(([, , , resource]) => resource !== "ports");
    const counted = rows.map(([atMs, scope, id, resource, total, , , used, stranded]) => {
      const free = Number(total) - Number(used) - Number(stranded);
      return {
        ts: Number(atMs) * 1000,
        process: scope === "agent" ? `agent ${id}` : "cluster",
        name: scope === "role" ? `role ${id}: ${resource}` : resource,
        args: scope === "role" ? { used, stranded } : { used, stranded, free },
      };
    });
    expect(counted.length).toBeGreaterThan(10);
    expect(
      trace.counters.map(({ ts, pid, name, args }) => ({
        ts,
        process: trace.processes.get(pid),
        name,
        args,
      })),
    ).toEqual(counted);
  });

  test("is the same bytes again", () => {
    expect(textOf(played(file))).toBe(text);
  });
});

test("faults, wipes and an operator's calls are marks where they happened", () => {
  const trace = readTrace(textOf(played("documentation/wipe-relaunches-elsewhere.yaml")));
  // The scenario's actions at 2m, 10m and 30m; the app is on a-3.
  expect(marksOf(trace, "fault", "wipe", "operator")).toEqual([
    "framework marathon 0: POST /v2/apps",
    "agent a-3 120: agent.crashed",
    "task postgres 600: wiped",
    "framework marathon 600: DELETE /v2/apps/postgres/tasks?wipe=true",
    "agent a-3 1800: agent.recovered",
  ]);
});

test("arrows lead from a reservation to its launch and to each relaunch, also one by another framework", () => {
  const flowsOf = (file: string): string[][] =>
    [...readTrace(textOf(played(file))).flows.values()].map((steps) =>
      steps.map((step) => step.replace(/\.[^:]*/, "")),
    );
  // Launched, and after the agent's return launched again under the same id.
  expect(flowsOf("timelines/agent-dies.yaml")).toEqual([
    ["reservation postgres: reserved", "task postgres: staging", "task postgres: staging"],
  ]);
  // The other framework uses the reservation in between, with its second task: the first is on what flags reserve.
  expect(flowsOf("documentation/non-unique-roles.yaml")).toEqual([
    [
      "reservation postgres: reserved",
      "task postgres: staging",
      "task batch-2: staging",
      "task postgres: staging",
    ],
  ]);
  // A wipe gives the reservation up; what is placed anew has its own.
  expect(flowsOf("documentation/wipe-relaunches-elsewhere.yaml")).toEqual([
    ["reservation postgres: reserved", "task postgres: staging"],
    ["reservation postgres: reserved", "task postgres: staging"],
  ]);
});

test("a conflict of roles is a mark on the agent where it happened", () => {
  const trace = readTrace(textOf(played("documentation/non-unique-roles.yaml")));
  // batch joins at 5 minutes and is offered the reservation 1 ms later; its ACCEPT takes 1 ms to arrive.
  expect(marksOf(trace, "conflict")).toEqual(["agent a 300.003: role.conflict"]);
});

test("offers that are open side by side have threads of their own; what lasted for no time is a mark", () => {
  const ids = (n: number) => ({ agent: "a", framework: "f", role: "r", offer: `O${n}` });
  const told = new Told("listed").agent("a", { cpus: 1 }).at(10);
  for (const n of [1, 2]) told.recorder.offer("offer.made", () => ({ ...ids(n), resources: "cpus(*):1" }));
  told.at(30).recorder.offer("offer.declined", () => ({ ...ids(1), refuse_ms: 5000 }));
  told.recorder.offer("offer.made", () => ({ ...ids(3), resources: "cpus(*):1" }));
  told.recorder.offer("offer.declined", () => ({ ...ids(3), refuse_ms: 5000 }));
  const trace = readTrace(textOf(told.run(50)));
  const offers = [...trace.threads.values()].filter(({ name }) => name === "offers");
  expect(offers.map(({ spans }) => spans.map(({ name, ts, dur }) => [name, ts, dur]))).toEqual([
    [["declined", 10_000, 20_000]],
    [["open", 10_000, 40_000]],
  ]);
  expect(trace.marks.map(({ name, ts, args }) => [name, ts, args?.["id"]])).toEqual([
    ["declined", 30_000, "O3"],
  ]);
});

test("names are kept as they are, whatever is in them", () => {
  const hostile = '</script>"\\\n\u0001\ud800 =1,a';
  const told = new Told().agent(hostile, { cpus: 1 }).at(5);
  told.add("agent.crashed", { agent: hostile, disk_lost: false, reason: "crashed" });
  const trace = readTrace(textOf(told.run(10)));
  expect([...trace.processes.values()]).toContain(`agent ${hostile}`);
});

test("a long file comes in pieces", () => {
  const told = new Told();
  for (let i = 0; i < 1500; i++) told.at(i).agent(`a-${i}`, { cpus: 1 });
  const run = told.run(2000);
  const pieces = [...traceJson(run)];
  // Four names, a span and a few counters for each agent.
  expect(pieces.length).toBeGreaterThan(8);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(400_000);
  expect(readTrace(pieces.join("")).processes.size).toBeGreaterThan(1500);
});

const rounds = 1100;
const held = { cpus: 1, mem: 32, disk: 10 };

/** Tasks with new names in each round, and one that is launched again and again on its reservation. */
function churn(store?: BlockStore): FinishedRun {
  const told = new Told("listed", store).agent("a", { cpus: 4, mem: 4096, disk: 100 });
  told.at(1).reserve("/db", "db.1", "a", held);
  for (let round = 1; round <= rounds; round++) {
    const task = `web.${round}`;
    told.at(round * 100).launch("/web", task, "a", { cpus: 1 }, null);
    told.launch("/db", "db.1", "a", held);
    told
      .at(round * 100 + 10)
      .running("/web", task, "a")
      .running("/db", "db.1", "a");
    told
      .at(round * 100 + 50)
      .failed("/web", task, "a")
      .expunged("/web", task, "a", "terminal");
    told.failed("/db", "db.1", "a").suspended("/db", "db.1", "a");
    const offer = { agent: "a", framework: "f", role: "r", offer: `O${round}` };
    told.recorder.offer("offer.made", () => ({ ...offer, resources: "cpus(*):1" }));
    told.at(round * 100 + 60).recorder.offer("offer.declined", () => ({ ...offer, refuse_ms: 5000 }));
    if (round % 400 === 0)
      told
        .add("master.down", {})
        .at(round * 100 + 70)
        .agent("a", held, { marathon: held });
  }
  return told.run((rounds + 1) * 100);
}

test("a journal that lies in a file makes the same trace as one in memory", () => {
  const spill = new ArraySpill();
  const run = churn(new BlockStore({ memoryBytes: 0, openSpill: () => spill }));
  // Two blocks of 4,096 rows lie there, each row of a byte for its type, one for its time and some for its cells.
  expect(run.recorder.journal.length).toBeGreaterThan(2 * 4096);
  expect(spill.length).toBeGreaterThan(2 * 4096 * 3);
  const text = textOf(run);
  expect(text).toBe(textOf(churn()));
  const trace = readTrace(text);
  // A thread for each task of the one app, and for the other app's one; agent, reservation, offers, volume.
  expect(trace.threads.size).toBe(rounds + 1 + 4);
  expect([...trace.flows.values()].map((steps) => steps.length)).toEqual([1 + rounds]);
});

test("a reservation that is made again under its id has arrows of its own, on the same thread", () => {
  const told = new Told().agent("a", { cpus: 4 });
  const made = (atMs: number, task: string): void => {
    told
      .at(atMs)
      .reserve("/db", task, "a", held)
      .at(atMs + 1)
      .launch("/db", task, "a", held);
    told
      .at(atMs + 5)
      .failed("/db", task, "a")
      .expunged("/db", task, "a", "wiped");
    told.release("/db", task, "a", held);
  };
  made(10, "db.1");
  made(20, "db.2");
  made(30, "db.1");
  const { flows, threads } = readTrace(textOf(told.run(50)));
  const from = (task: string): string[] => [`reservation ${task}: reserved`, `task ${task}: staging`];
  // Numbered by reservation, those of one that was made again together.
  expect([...flows].sort(([a], [b]) => a - b)).toEqual([
    [1, from("db.1")],
    [2, from("db.1")],
    [3, from("db.2")],
  ]);
  expect([...threads.values()].filter(({ name }) => name === "reservation db.1").length).toBe(1);
});

test("the run can be told from the file", () => {
  const run = played("timelines/agent-dies.yaml");
  expect(readTrace(textOf(run)).otherData).toEqual({
    scenario: "agent-dies",
    seed: 1,
    digest: run.recorder.journal.digest(),
  });
});
