/** The project's own history of failures, whose truth is known: what a scenario's agents did, as an operator writes it down. */

import { join } from "node:path";
import { nodeFiles } from "../../../src/cli/files.ts";
import { timestampOf } from "../../../src/model/units.ts";
import { eventsOf } from "../../../src/report/event-row.ts";
import { loadScenario } from "../../../src/scenario/load.ts";
import { Simulation } from "../../../src/sim/simulation.ts";

export const histories = join(import.meta.dirname, "../../../scenarios/histories");

/** 2025-01-01T00:00Z, when the scenario's time 0 is. */
const startMs = 1_735_689_600_000;

const toTheMinute = (ms: number): string => `${timestampOf(startMs + ms).slice(0, 16)}Z`;

/** A scenario's agents that crash and are back, as CSV, to the minute; those that crash before `fromMs` are left out. */
export function historyOf(
  file: string,
  settings: { fromMs: number; durationMs: number | null; seed: number | null },
): string {
  const loaded = loadScenario(file, nodeFiles);
  if (!loaded.ok) throw new Error(loaded.issues.map(({ message }) => message).join("\n"));
  const durationMs = settings.durationMs ?? loaded.scenario.durationMs;
  const scenario = { ...loaded.scenario, durationMs, seed: settings.seed ?? loaded.scenario.seed };
  const rackOf = new Map(scenario.agents.map(({ id, attributes }) => [id, attributes["rack"] ?? ""]));
  const simulation = new Simulation(scenario, { hash: null, keepOffers: false, check: "off" });
  simulation.runTo(durationMs);
  const rows: { agent: string; failedMs: number; repaired: string }[] = [];
  const open = new Map<string, { repaired: string }>();
  for (const event of eventsOf(simulation.recorder)) {
    const agent = event.text("agent") ?? "";
    if (event.name === "agent.crashed") {
      const row = { agent, failedMs: event.atMs, repaired: "" };
      rows.push(row);
      open.set(agent, row);
    }
    const row = open.get(agent);
    if (event.name === "agent.recovered" && row !== undefined) row.repaired = toTheMinute(event.atMs);
  }
  const lines = rows
    .filter(({ failedMs }) => failedMs >= settings.fromMs)
    .map(
      ({ agent, failedMs, repaired }) => `${rackOf.get(agent)},${agent},${toTheMinute(failedMs)},${repaired}`,
    );
  return `rack,node,failed_at,repaired_at\n${lines.join("\n")}\n`;
}
