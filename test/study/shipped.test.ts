/** The studies of scenarios/studies, and those that the documentation shows: each can be played, and measures something. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Gatherer } from "../../src/cli/capsule/bundle.ts";
import { nodeFiles } from "../../src/cli/files.ts";
import { formatIssue } from "../../src/scenario/issue.ts";
import { parseSetting, type Setting } from "../../src/scenario/setting.ts";
import { withDigest } from "../../src/study/bundle.ts";
import { conduct } from "../../src/study/conduct.ts";
import { loadStudy } from "../../src/study/load.ts";
import { studyPage } from "../../src/study/page/page.ts";
import { Plan } from "../../src/study/plan.ts";
import { Results } from "../../src/study/results.ts";
import { type StudySummary, summaryOf } from "../../src/study/summary.ts";
import { Here } from "./studies.ts";

const top = join(import.meta.dirname, "../..");
const folder = join(top, "scenarios/studies");
const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

/** Short: what is long in them is for those who want the answer. Scaling has a warm-up of a day. */
function shorter(file: string): readonly Setting[] {
  const settings = [
    file === "stranded-by-scaling.yaml" ? "duration=4d" : "duration=2h",
    ...(file === "lost-quorum.yaml" ? ["expect.0.to=2h"] : []),
  ];
  return settings.flatMap((text) => {
    const setting = parseSetting("--set", text);
    return "problem" in setting ? [] : [setting];
  });
}

test("there are seven of them", () => {
  expect(files.length).toBe(7);
});

const played = new Map<string, Promise<StudySummary>>();

/** Two runs of each combination of a study of the project, played once for all tests. */
function shortOf(file: string): Promise<StudySummary> {
  const summary = played.get(file) ?? playShort(file);
  played.set(file, summary);
  return summary;
}

async function playShort(file: string): Promise<StudySummary> {
  const gatherer = new Gatherer(nodeFiles);
  const changes = { settings: shorter(file), replications: 2 };
  const loaded = loadStudy(join(folder, file), nodeFiles, gatherer, changes);
  if (!loaded.ok) throw new Error(loaded.issues.map(formatIssue).join("\n"));
  const { study } = loaded;
  const plan = new Plan(study);
  const { file: scenario, files: texts } = gatherer.bundle(loaded.scenarioFile);
  const settings = study.fixed.map(({ text }) => text);
  const base = { version: "1", file: scenario, files: texts, settings, warmUpMs: study.warmUpMs };
  const runner = new Here(withDigest({ ...base, check: "end" }));
  const results = new Results();
  const watcher = { round: () => undefined, runs: () => undefined };
  const conducted = await conduct(plan, results, runner, watcher, new AbortController().signal);
  expect(conducted.failed).toEqual([]);
  return summaryOf(plan, conducted.progress, results);
}

test.each(files)("%s can be played", async (file) => {
  const summary = await shortOf(file);
  expect(summary.points.flatMap(({ runs }) => runs.filter(({ broken }) => broken !== null))).toEqual([]);
  expect(summary.points[0]?.measures[0]?.estimate.n).toBe(2);
  expect(studyPage(summary, () => "again")).toContain(summary.study.name);
});

test("what scaling strands follows from the peak: half of the time 20,000 MiB for each instance beyond two", async () => {
  const { points } = await shortOf("stranded-by-scaling.yaml");
  const stranded = points.map(({ measures }) => measures[0]?.estimate.mean ?? Number.NaN);
  const [least = Number.NaN] = stranded;
  const beyond = stranded.map((mean) => (mean - least) / 10_000);
  // Within a fifth of a volume: hosts fail now and then.
  expect(beyond.map((instances) => Math.round(5 * instances) / 5)).toEqual([0, 2, 6, 10]);
});

test("a timeout below the half minute for which offers are held gives up most reservations, a longer one hardly any", async () => {
  const { points } = await shortOf("reservation-timeout.yaml");
  const shares = points.map(({ measures: [timedOut, made] }) =>
    timedOut === undefined || made === undefined
      ? Number.NaN
      : (timedOut.estimate.mean ?? 0) / (made.estimate.mean ?? 0),
  );
  const [short = 0, ...longer] = shares;
  // Eleven copies are wiped in two hours, beside the nine of the start.
  expect(short).toBeGreaterThan(0.8);
  for (const share of longer) expect(share).toBeLessThan(0.1);
});

test("the study that the documentation explains is a right one", () => {
  const text = readFileSync(join(top, "docs/studies.md"), "utf8");
  const [, block = ""] = /^```yaml\n(name: [\s\S]*?)^```$/m.exec(text) ?? [];
  expect(block).toContain("scenario:");
  const shown = {
    ...nodeFiles,
    read: (path: string) =>
      path === join(folder, "shown.yaml") ? { ok: true as const, text: block } : nodeFiles.read(path),
  };
  const loaded = loadStudy(join(folder, "shown.yaml"), shown, nodeFiles);
  expect(loaded.ok ? [] : loaded.issues.map(formatIssue)).toEqual([]);
});
