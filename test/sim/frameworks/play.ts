/** Scenarios of a few lines, played at latency 0 with every invariant checked, and what their journals say. */

import { Simulation } from "../../../src/sim/simulation.ts";
import { load } from "../../scenario/memory.ts";
import { namedRows } from "../../support/cluster.ts";

/** A row of the journal by names: its type, its time and what it says. Amounts are JSON text. */
type Row = { readonly type: string; readonly atMs: number } & Readonly<Record<string, unknown>>;

export interface Played {
  readonly simulation: Simulation;
  /** Rows of these types, offers included, in order. */
  rows(...types: readonly string[]): readonly Row[];
  /** When rows of a type were written, in ms, of one framework or of all. */
  times(type: string, framework?: string): readonly number[];
  /** What a framework was offered, as Mesos lists it: `ms agent resources`. */
  offered(framework: string): readonly string[];
}

/** Plays a scenario's text, to which name, latency and sorted agents are added. Throws where an invariant breaks. */
export function play(text: string, files: Readonly<Record<string, string>> = {}, flags = ""): Played {
  const scenario = load(
    `name: t\nnetwork: { latency: 0ms }\nmesos: { ${flags}agent_order: sorted }\n${text}`,
    files,
  );
  const simulation = new Simulation(scenario, { hash: null, keepOffers: true, check: "every" });
  const { violations } = simulation.run();
  const [broken] = violations;
  if (broken !== undefined) throw new Error(`${broken.atMs} ms: ${broken.invariant}: ${broken.text}`);
  const { journal, offers } = simulation.recorder;
  const rows = (...types: readonly string[]): readonly Row[] => {
    const source = types.every((type) => type.startsWith("offer.")) ? offers?.journal : journal;
    if (source === undefined) throw new Error("offers are not listed");
    return namedRows(source).filter(({ type }) => types.includes(type));
  };
  return {
    simulation,
    rows,
    times: (type, framework) =>
      rows(type)
        .filter((row) => framework === undefined || row["framework"] === framework)
        .map(({ atMs }) => atMs),
    offered: (framework) =>
      rows("offer.made")
        .filter((row) => row["framework"] === framework)
        .map(({ atMs, agent, resources }) => `${atMs} ${String(agent)} ${String(resources)}`),
  };
}

/** One agent of 4 cpus, 1 GiB of memory and 100 MiB of disk, one port. */
export const oneAgent =
  'agents: [{ id: a, resources: { cpus: 4, mem: 1GiB, disk: 100, ports: "31000-31000" } }]\n';
