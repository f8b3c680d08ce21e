/** What is said of apps that wait, offers noted one by one from the start of a run, or by and by. */

import { diagnose } from "../../src/sim/explain/diagnose.ts";
import { Simulation } from "../../src/sim/simulation.ts";
import type { Json } from "./random/common.ts";
import { scenarioOf } from "./random-scenario.ts";

/** What is said of each app at the end; offers are noted from the start, or only while one of those waits. */
function explanations(document: Json, logOffers: true | "later"): readonly string[] {
  const scenario = scenarioOf(document);
  const begin = (): Simulation =>
    new Simulation(scenario, { hash: null, keepOffers: false, check: "off", logOffers });
  let simulation = begin();
  simulation.runTo(scenario.durationMs);
  if (logOffers === "later") {
    const apps = [...simulation.marathons.values()].flatMap((marathon) =>
      marathon.appIds().map((app) => ({ marathon: marathon.name, app })),
    );
    const { offerLog } = simulation;
    const since = apps.flatMap((app) => offerLog?.waitsSinceMs(app) ?? []);
    if (since.length > 0) {
      simulation = begin();
      simulation.runTo(Math.min(...since) - 1);
      simulation.logOffersOf(apps);
      simulation.runTo(scenario.durationMs);
    }
  }
  const inOrder = (_key: string, value: unknown): unknown => (value instanceof Map ? [...value] : value);
  return [...simulation.marathons.values()].flatMap((marathon) =>
    marathon.appIds().map((app) => JSON.stringify(diagnose(simulation, marathon, app), inOrder)),
  );
}

/** Where the two part; null where they say the same. */
export function differenceOfExplanations(document: Json): string | null {
  const [whole, later] = ([true, "later"] as const).map((logOffers) => explanations(document, logOffers));
  const place = whole?.findIndex((said, i) => said !== later?.[i]) ?? -1;
  return place < 0 ? null : `${whole?.[place]}\n${later?.[place]}`;
}
