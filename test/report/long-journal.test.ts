/** A journal of 200,000 rows is folded once per file, each row by itself. */

import { expect, test } from "vitest";
import { analyse } from "../../src/report/analysis.ts";
import { capacityCsv } from "../../src/report/capacity-csv.ts";
import { eventsJsonl } from "../../src/report/events-jsonl.ts";
import { outcomeText } from "../../src/report/outcome.ts";
import { plainPalette } from "../../src/report/palette.ts";
import { timelineCsv } from "../../src/report/timeline-csv.ts";
import { traceJson } from "../../src/report/trace/trace-json.ts";
import { Journal } from "../../src/sim/kernel/journal.ts";
import { Told } from "./journals.ts";

const agents = 1000;
const rounds = 20;
const amounts = { cpus: 1 };

/** Each agent runs one task without residency over and over. Ten rows a life. */
function churn(): Told {
  const told = new Told().app("/web", agents);
  for (let a = 0; a < agents; a++) told.agent(`a-${a}`, { cpus: 2 });
  for (let round = 0; round < rounds; round++) {
    for (let a = 0; a < agents; a++) {
      const [task, agent] = [`web.${round}.${a}`, `a-${a}`];
      told
        .at(round * 100_000 + a)
        .queue("/web", 1)
        .queue("/web", 0)
        .launch("/web", task, agent, amounts, null);
      told.add("task.staging", { framework: "marathon", app: "/web", task, agent });
      told.start("/web", task, agent).running("/web", task, agent);
    }
    for (let a = 0; a < agents; a++) {
      const [task, agent] = [`web.${round}.${a}`, `a-${a}`];
      told
        .at(round * 100_000 + 50_000 + a)
        .exit("/web", task, agent)
        .failed("/web", task, agent);
      told.add("queue.backoff", {
        framework: "marathon",
        app: "/web",
        delay_ms: 1000,
        reason: "task-failed",
      });
      told.expunged("/web", task, agent, "terminal");
    }
  }
  return told;
}

/** How often rows of the journal are read while something is done. */
function readsDuring(journal: Journal, act: () => void): number {
  let reads = 0;
  Object.defineProperty(journal, "blockOf", {
    configurable: true,
    value: (index: number) => {
      reads++;
      return Journal.prototype.blockOf.call(journal, index);
    },
  });
  act();
  Reflect.deleteProperty(journal, "blockOf");
  return reads;
}

const lines = (chunks: Iterable<string>): number => {
  let count = 0;
  for (const chunk of chunks) {
    expect(chunk.length).toBeLessThan(1_000_000);
    count += chunk.split("\n").length - 1;
  }
  return count;
};

test("200,000 rows: each file has the rows that the journal's arithmetic says", () => {
  const run = churn().run(rounds * 100_000);
  const lives = agents * rounds;
  const rows = run.recorder.journal.length;
  expect(rows).toBe(1 + agents + 10 * lives);
  expect(lines(eventsJsonl(run.recorder))).toBe(rows);
  // An agent's registration, and for each life staging, running and failed.
  expect(lines(timelineCsv(run))).toBe(1 + agents + 3 * lives);
  // Cluster, role and agent at each launch and end. At 0 s all register, and the first task is launched.
  expect(lines(capacityCsv(run))).toBe(1 + 2 + agents + 3 * (2 * lives - 1));
  const analysis = analyse(run);
  // Of 20,000 tasks the last one is still looked at.
  expect(analysis.final.apps.tasks.size).toBe(1);
  const app = analysis.metrics.apps["/web"];
  expect(app?.time_to_running_ms.count).toBe(lives);
  expect(app?.time_to_recover_ms.count).toBe(lives - agents);
  // Of every 100 s each instance runs 50 s.
  expect(app?.availability).toBe(0.5);
  // Every reader goes through the journal once; the timeline once more through the rows that begin spans, the
  // outcome for the apps that it shows.
  const { journal } = run.recorder;
  expect(readsDuring(journal, () => lines(capacityCsv(run)))).toBe(rows);
  expect(readsDuring(journal, () => lines(timelineCsv(run)))).toBe(rows + agents + 3 * lives);
  expect(readsDuring(journal, () => analyse(run))).toBe(rows);
  // The trace: spans, marks and counters, and the rows that begin spans once to lay tracks and once to tell.
  let traceLines = 0;
  const reads = readsDuring(journal, () => {
    traceLines = lines(traceJson(run));
  });
  expect(reads).toBe(3 * rows + 2 * (agents + 3 * lives));
  // Two lines, name and place, for each process (cluster, framework, agents) and each thread (agents, tasks); then each
  // span and each level of capacity once; one line before all and two behind the last.
  expect(traceLines).toBe(
    2 * (2 + agents) + 2 * (agents + lives) + (agents + 3 * lives) + (2 + agents + 3 * (2 * lives - 1)) + 2,
  );
  expect(outcomeText(run, analysis, { palette: plainPalette, wallMs: null, replay: "" }).length).toBeLessThan(
    30,
  );
});
