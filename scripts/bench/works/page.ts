/**
 * What report.html costs for a run of so many spans: its size, how long it takes to write, and in Chromium how long until
 * it is usable, and how long one step of zooming takes, all lanes closed and all open.
 *
 * The journal is told, not played: 250 apps (25 below 50,000 spans) of 4 stateful instances on 500 agents, each of which
 * ends and is launched again on its reservation, over and over; every 97th time its agent is lost first.
 */

import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import alea from "seedrandom/lib/alea.js";
import { analyse } from "../../../src/report/analysis.ts";
import type { FinishedRun } from "../../../src/report/finished-run.ts";
import { reportHtml } from "../../../src/report/html/page.ts";
import { pageTemplate } from "../../../src/report/page-template.ts";
import { timelineOf } from "../../../src/report/timeline.ts";
import { launch, open } from "../../../test/browser/browser.ts";
import { Told } from "../../../test/report/journals.ts";
import { type Done, timed } from "../work.ts";
import { pageContext } from "./page-context.ts";

export interface PageInput {
  readonly spans: number;
  /** Where Chromium is. */
  readonly chromium: string;
}

const agents = 500;
const instances = 4;
/** Of a task: running, failed, suspended, staging; of its volume: attached, detached. */
const spansPerRound = 6;
const holds = { cpus: 0.5, mem: 512, disk: 1000 };

/** A run of about so many spans. */
function runOf(spans: number): FinishedRun {
  const told = new Told();
  const draw = alea("page");
  const apps = spans < 50_000 ? 25 : 250;
  const tasks = Array.from({ length: apps * instances }, (_, i) => ({
    app: `/db-${(i % apps) + 1}`,
    task: `db-${(i % apps) + 1}.${(0x13818e21 + i * 7919).toString(16)}-1dd2-11b2-a1f0-9af87269a7d7`,
    agent: `agent-${(i % agents) + 1}`,
  }));
  const size = holds.disk;
  for (let i = 1; i <= agents; i++) told.agent(`agent-${i}`, { cpus: 8, mem: 16_384, disk: 204_800 });
  for (let i = 1; i <= apps; i++) told.app(`/db-${i}`, instances);
  const staged = ({ app, task, agent }: (typeof tasks)[number]): void => {
    told.launch(app, task, agent, holds).attach(app, task, agent, size);
  };
  const started = ({ app, task, agent }: (typeof tasks)[number]): void => {
    told.start(app, task, agent).running(app, task, agent);
  };
  for (const [i, each] of tasks.entries()) {
    told.at(1000 + i * 10).reserve(each.app, each.task, each.agent, holds);
    staged(each);
    started(each);
  }
  const [first] = tasks;
  if (first === undefined) throw new Error("no tasks");
  const rounds = Math.round(spans / (tasks.length * spansPerRound));
  for (let round = 1; round <= rounds; round++)
    for (let i = 0; i < tasks.length; i++) {
      // Who is next, and when, follows no pattern: patterns compress better than any real run.
      const each = tasks[Math.floor(draw.double() * tasks.length)] ?? first;
      const { app, task, agent } = each;
      const atMs = round * 3_600_000 + i * 3000 + Math.floor(draw.double() * 900);
      const isFault = (round * tasks.length + i) % 97 === 0;
      if (isFault) told.at(atMs).add("agent.crashed", { agent, disk_lost: false, reason: "crashed" });
      told.at(atMs + 10).exit(app, task, agent, isFault ? "host-crashed" : "exited");
      told.detach(app, task, agent, size).failed(app, task, agent);
      told.at(atMs + 20).suspended(app, task, agent);
      if (isFault) told.at(atMs + 500).add("agent.recovered", { agent });
      told.at(atMs + 1000);
      staged(each);
      told.at(atMs + 2000);
      started(each);
    }
  return told.run((rounds + 2) * 3_600_000);
}

/** What one step of zooming takes until it is drawn, in ms: the median of some. */
const zoomStep = `(async () => {
  const button = document.querySelector('[aria-label="Zoom in"]');
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const taken = [];
  for (let i = 0; i < 9; i++) {
    await frame();
    const started = performance.now();
    button.click();
    await frame();
    taken.push(performance.now() - started);
  }
  document.querySelector('[aria-label="The whole run"]').click();
  await frame();
  return taken.sort((a, b) => a - b)[4];
})()`;

async function browse(chromium: string, file: string): Promise<Record<string, number>> {
  const browser = await launch(chromium);
  try {
    const started = performance.now();
    const { page, said } = await open(browser, file);
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
    const usableSeconds = (performance.now() - started) / 1000;
    const zoomSeconds = Number(await page.evaluate(zoomStep)) / 1000;
    await page.getByRole("button", { name: "Open all lanes" }).click();
    const zoomOpenSeconds = Number(await page.evaluate(zoomStep)) / 1000;
    if (said.length > 0) throw new Error(said.join("\n"));
    return { usableSeconds, zoomSeconds, zoomOpenSeconds };
  } finally {
    await browser.close();
  }
}

export async function page({ spans, chromium }: PageInput): Promise<Done> {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-bench-"));
  try {
    const run = runOf(spans);
    const analysis = analyse(run);
    const file = join(folder, "report.html");
    const { cpuSeconds } = timed(() =>
      writeFileSync(file, [...reportHtml(pageTemplate(), run, analysis, pageContext)].join("")),
    );
    return {
      measured: { writeCpuSeconds: cpuSeconds, ...(await browse(chromium, file)) },
      outcome: {
        spans: [...timelineOf(run)].length,
        events: run.recorder.journal.length,
        bytes: statSync(file).size,
      },
      failures: [],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
