/** The page of a scenario, and its data as the browser reads it, without a browser. */

import { gunzipSync } from "node:zlib";
import { expect } from "vitest";
import { nodeFiles } from "../../../src/cli/files.ts";
import { analyse } from "../../../src/report/analysis.ts";
import type { FinishedRun } from "../../../src/report/finished-run.ts";
import { reportHtml } from "../../../src/report/html/page.ts";
import type { PageHead } from "../../../src/report/html/page-data.ts";
import type { Part } from "../../../src/report/page/data/columns.ts";
import { Model } from "../../../src/report/page/data/model.ts";
import { loadScenario } from "../../../src/scenario/load.ts";
import type { Scenario } from "../../../src/sim/scenario.ts";
import { Simulation } from "../../../src/sim/simulation.ts";

export const context = {
  holdfast: "0.0.0",
  command: "holdfast run x.yaml --seed 1",
  explain: "holdfast explain x.yaml --seed 1 --app",
  scenarioDigest: "",
  diagnoses: [],
  diagnosesLeft: 0,
};

/** The scenario of a file of the gallery. */
export function scenarioOf(path: string): Scenario {
  const loaded = loadScenario(path, nodeFiles);
  if (!loaded.ok) throw new Error(loaded.issues.map(({ message }) => message).join("\n"));
  return loaded.scenario;
}

/** A simulation of it that has not begun. */
export function simulationOf(scenario: Scenario, keepOffers = false): Simulation {
  const hash = { update: () => undefined, digest: () => "0".repeat(64) };
  return new Simulation(scenario, { hash, keepOffers, check: "off" });
}

/** A whole run. */
export function runOf(scenario: Scenario, keepOffers = false): FinishedRun {
  const simulation = simulationOf(scenario, keepOffers);
  const result = simulation.run();
  return { scenario, recorder: simulation.recorder, result, endMs: scenario.durationMs };
}

/** The page with nothing in it but the data; a stretch of a run with more than so many events. */
export function dataOf(run: FinishedRun, eventsMax?: number): string {
  return [...reportHtml("<!--title-->\n<!--data-->", run, analyse(run), context, eventsMax)].join("");
}

/** The data of a page as the page's script reads it. */
export function modelOf(html: string): Model {
  const parts = new Map<string, unknown[]>();
  const element = /<script type="([^"]+)" data-part="([^"]+)">([^<]*)<\/script>/g;
  for (const [, type, name = "", text = ""] of html.matchAll(element)) {
    const json =
      type === "application/json" ? text : gunzipSync(Buffer.from(text, "base64")).toString("utf8");
    parts.set(name, [...(parts.get(name) ?? []), JSON.parse(json)]);
  }
  expect([...parts.keys()]).toContain("head");
  const texts = (parts.get("texts") ?? []).flat() as string[];
  return new Model(parts.get("head")?.[0] as PageHead, texts, (name) => (parts.get(name) ?? []) as Part[]);
}
