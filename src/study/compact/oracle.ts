/** Whether a workload fits on some agents: the scheduler itself says it, by placing everything, or not. */

import { formatDuration } from "../../model/units.ts";
import { headroomOf } from "../../sim/headroom.ts";
import type { Scenario } from "../../sim/scenario.ts";
import { Simulation } from "../../sim/simulation.ts";
import type { Answer, Oracle, Short } from "./compaction.ts";
import type { CompactSpec } from "./schema.ts";
import { playedTo, type Workload } from "./workload.ts";

/** How much simulated time passes between two looks whether everything runs. */
const lookMs = 5000;
/** From the removal of agents to the wipe of what was on them: their tasks are known to be lost by then. */
const wipeMs = 5000;

type How = Pick<CompactSpec, "deadlineMs" | "pending">;

/**
 * From scratch: a new cluster of these agents, nothing else happening, and every app created at once. Ids may be those of
 * copies.
 */
export function scratchOracle(scenario: Scenario, workload: Workload, seed: number, how: How): Oracle {
  const specs = new Map(workload.agents.map((agent) => [agent.id, agent]));
  return (ids) => {
    const agents = ids.flatMap((id) => {
      const spec = specs.get(originalOf(id));
      return spec === undefined ? [] : [{ ...spec, id }];
    });
    const simulation = new Simulation(
      {
        ...scenario,
        seed,
        durationMs: Number.MAX_SAFE_INTEGER,
        agents,
        frameworks: workload.frameworks,
        apps: workload.apps,
        actions: workload.policies,
        faults: [],
        expect: [],
      },
      { hash: null, keepOffers: false, check: "off" },
    );
    // Apps are created when their Marathon joins.
    const joinsMs = workload.frameworks.reduce((last, { joinsMs: ms }) => Math.max(last, ms), 0);
    return settled(simulation, joinsMs, how);
  };
}

/**
 * In place: the scenario up to an instant, then all other agents are removed for good, what was on them is wiped, and
 * nothing else happens. What is placed on the agents that are left stays there.
 */
export function stayingOracle(scenario: Scenario, atMs: number, seed: number, how: How): Oracle {
  return (ids) => {
    const kept = new Set(ids);
    const simulation = playedTo({ ...scenario, seed }, atMs);
    const agents = [...simulation.agents.values()];
    const removed = agents.filter(({ name }) => !kept.has(name));
    // No agent fails by chance any more.
    for (const agent of agents) simulation.faults.left(agent);
    for (const agent of removed) agent.remove();
    simulation.runTo(atMs + wipeMs);
    for (const marathon of simulation.marathons.values())
      for (const app of marathon.appIds())
        for (const { name: host } of removed)
          if (marathon.tasksOf(app).some(({ agent }) => agent === host))
            marathon.killTasks(app, { taskIds: null, host, scale: false, wipe: true, force: false });
    return settled(simulation, atMs + wipeMs, how);
  };
}

/** Plays until everything runs, or the deadline has come. */
function settled(simulation: Simulation, fromMs: number, { deadlineMs, pending }: How): Answer {
  for (let atMs = fromMs; ; ) {
    atMs = Math.min(fromMs + deadlineMs, atMs + lookMs);
    simulation.runTo(atMs);
    const missing = missingOf(simulation);
    if (missing.pending <= pending * missing.wanted) return { fits: true, short: null };
    if (atMs >= fromMs + deadlineMs) return { fits: false, short: shortOf(simulation, missing, deadlineMs) };
  }
}

interface Missing {
  readonly wanted: number;
  readonly pending: number;
  /** The app with most instances that do not run. */
  readonly worst: {
    readonly framework: string;
    readonly app: string;
    readonly wanted: number;
    readonly running: number;
  } | null;
}

function missingOf(simulation: Simulation): Missing {
  let [wanted, pending] = [0, 0];
  let worst: Missing["worst"] = null;
  for (const marathon of simulation.marathons.values()) {
    for (const app of marathon.appIds()) {
      const { instances, running } = marathon.appView(app);
      const missing = Math.max(0, instances - running);
      wanted += instances;
      pending += missing;
      if (missing > 0 && (worst === null || missing > worst.wanted - worst.running))
        worst = { framework: marathon.name, app, wanted: instances, running };
    }
  }
  return { wanted, pending, worst };
}

function shortOf(simulation: Simulation, { worst, wanted, pending }: Missing, deadlineMs: number): Short {
  const after = `after ${formatDuration(deadlineMs)} ${pending} of ${wanted} do not run`;
  if (worst === null) throw new Error("nothing is missing");
  const { app, framework, wanted: instances, running } = worst;
  const room = headroomOf(simulation).find((row) => row.framework === framework && row.app === app);
  const why =
    room === undefined ? "" : room.more > 0 ? `; ${room.more} more would fit by size` : `; ${room.why}`;
  return { app, text: `${after}: ${app} ${running} of ${instances}${why}` };
}

/** Agents of a cluster that is taken several times over: the first copy has the ids themselves. */
export function copiesOf(ids: readonly string[], copies: number): readonly string[] {
  return Array.from({ length: copies }, (_, copy) =>
    ids.map((id) => (copy === 0 ? id : `${id}.copy${copy + 1}`)),
  ).flat();
}

const originalOf = (id: string): string => id.replace(/\.copy\d+$/, "");
