/** Scenarios as tests write them, run with the simulated Mesos, and the rows of their journals. */

import {
  type ActionSpec,
  defaultLaw,
  defaultVersions,
  type HealthLaw,
  type MarathonFlags,
  marathonDefaults,
  mesosDefaults,
  type Scenario,
} from "../../../src/sim/scenario.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import { parse } from "../../support/resources.ts";

export type Json = Readonly<Record<string, unknown>>;

export interface Setup {
  readonly agents?: readonly string[];
  readonly apps: readonly Json[];
  readonly actions?: readonly (Json & { readonly at: number; readonly do: string })[];
  readonly flags?: Partial<MarathonFlags>;
  /** Known bugs that are mended. */
  readonly fixes?: readonly string[];
  /** When all tasks are healthy and ready; always where nothing is said. */
  readonly health?: HealthLaw | undefined;
  readonly durationMs: number;
  /** When invariants are checked; never where nothing is said. */
  readonly check?: "every" | "off";
}

export function simulate({
  agents = ["a"],
  apps,
  actions = [],
  flags,
  fixes = [],
  health,
  durationMs,
  check = "off",
}: Setup): Simulation {
  const scenario: Scenario = {
    name: "timeline",
    about: "",
    seed: 1,
    durationMs,
    versions: { ...defaultVersions, fixes },
    agents: agents.map((id) => ({
      id,
      resources: parse("cpus:4;mem:8192;disk:10240;ports:[31000-32000]"),
      attributes: {},
      joinsMs: 0,
    })),
    mesos: mesosDefaults,
    frameworks: [
      {
        kind: "marathon",
        name: "marathon",
        role: "marathon",
        principal: "marathon",
        joinsMs: 0,
        flags: { ...marathonDefaults, ...flags },
      },
    ],
    apps: apps.map((definition) => ({ framework: "marathon", definition })),
    latencyMs: 1,
    tasks: [health === undefined ? defaultLaw : { ...defaultLaw, health }],
    actions: actions.map(
      ({ at, do: name, ...fields }): ActionSpec => ({ time: { at }, do: name, fields, place: null }),
    ),
    faults: [],
    expect: [],
  };
  const simulation = new Simulation(scenario, { hash: null, keepOffers: false, check });
  simulation.runTo(durationMs);
  return simulation;
}

type Row = Readonly<Record<string, unknown>> & { readonly atMs: number };

export function rowsOf(simulation: Simulation, ...names: readonly string[]): readonly Row[] {
  const { journal } = simulation.recorder;
  const rows: Row[] = [];
  for (let i = 0; i < journal.length; i++) {
    const { atMs, type, cells } = journal.row(i);
    const { name, fields } = journal.types[type] ?? { name: "", fields: [] };
    if (!names.includes(name)) continue;
    rows.push({ atMs, event: name, ...Object.fromEntries(fields.map((field, k) => [field.name, cells[k]])) });
  }
  return rows;
}
