/**
 * What an idle agent and a task cost in the whole simulator: the memory of two clusters, one of which has 10,000 more,
 * divided by those. The journal's rows are thrown away, for their memory has a limit; the names in it count.
 */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { FileReader } from "../../../src/scenario/file-reader.ts";
import { formatIssue } from "../../../src/scenario/issue.ts";
import { loadScenario } from "../../../src/scenario/load.ts";
import { BlockStore } from "../../../src/sim/kernel/block-store.ts";
import { Simulation } from "../../../src/sim/simulation.ts";

const small = 1000;
const large = 11_000;

interface Cluster {
  readonly agents: number;
  readonly tasks: number;
  readonly stateful: boolean;
}

/** Nine hundred apps at most, as Marathon's own lists grow with apps too: ten instances each. */
function textOf({ agents, tasks, stateful }: Cluster): string {
  const volume =
    "container: { type: MESOS, volumes: [{ containerPath: data, mode: RW, persistent: { size: 10 } }] }";
  const kind = stateful ? `${volume}, residency: { taskLostBehavior: WAIT_FOREVER }, ` : "";
  const apps =
    tasks === 0
      ? "[]"
      : `[{ id: /a, count: ${tasks / 10}, cmd: x, ${kind}cpus: 0.1, mem: 16, instances: 10 }]`;
  return `name: state
duration: 1h
agents: [{ id: a, count: ${agents}, resources: { cpus: 8, mem: 32GiB, disk: 1TiB } }]
frameworks:
  - { name: marathon, kind: marathon, role: marathon, principal: marathon, flags: { launch_tokens: 1000000, task_reservation_timeout: 900000 } }
apps: ${apps}
`;
}

const collect = ((): (() => void) => {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
})();

function bytesUsed(): number {
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Bytes of a simulation that has played its hour, its scenario among them. */
function bytesOf(cluster: Cluster): number {
  const before = bytesUsed();
  const simulation = played(cluster);
  const bytes = bytesUsed() - before;
  // It lives until here.
  if (simulation.kernel.nowMs === 0) throw new Error("nothing was played");
  return bytes;
}

function played(cluster: Cluster): Simulation {
  const text = textOf(cluster);
  const files: FileReader = { read: () => ({ ok: true, text }), resolve: (_from, path) => path };
  const loaded = loadScenario("state.yaml", files);
  if (!loaded.ok) throw new Error(loaded.issues.map(formatIssue).join("\n"));
  const nowhere = {
    append: () => undefined,
    read: (_offset: number, length: number) => new Uint8Array(length),
  };
  const simulation = new Simulation(loaded.scenario, {
    hash: null,
    keepOffers: false,
    check: "off",
    store: new BlockStore({ memoryBytes: 0, openSpill: () => nowhere }),
  });
  simulation.runTo(loaded.scenario.durationMs);
  const running = [...simulation.marathons.values()].flatMap((marathon) =>
    marathon.appIds().map((id) => marathon.appView(id).running),
  );
  const sum = running.reduce((all, each) => all + each, 0);
  if (sum !== cluster.tasks) throw new Error(`${sum} of ${cluster.tasks} tasks run`);
  return simulation;
}

/** Bytes for each of what the second cluster has more. */
function each(one: Cluster, more: Cluster): number {
  // Played once before, so that code and caches are there already.
  const least = bytesOf(one);
  return Math.round((bytesOf(more) - least) / (large - small));
}

export function measureState() {
  played({ agents: 10, tasks: 10, stateful: true });
  const of = (agents: number, tasks: number, stateful: boolean): Cluster => ({ agents, tasks, stateful });
  return {
    bytesPerIdleAgent: each(of(small, 0, false), of(large, 0, false)),
    bytesPerTask: each(of(1000, small, false), of(1000, large, false)),
    bytesPerStatefulTask: each(of(1000, small, true), of(1000, large, true)),
  };
}
