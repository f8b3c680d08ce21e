/**
 * What an idle agent and a task cost in the whole simulator: the memory of two clusters, one of which has more of them,
 * divided by how many more. The journal's rows are thrown away, for their memory has a limit; the names in it count.
 */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { FileReader } from "../../../src/scenario/file-reader.ts";
import { formatIssue } from "../../../src/scenario/issue.ts";
import { loadScenario } from "../../../src/scenario/load.ts";
import { BlockStore } from "../../../src/sim/kernel/block-store.ts";
import { Simulation } from "../../../src/sim/simulation.ts";
import type { Done } from "../work.ts";

/** What the larger cluster has more of. */
const clusters = {
  agent: (count: number) => ({ agents: count, tasks: 0, stateful: false }),
  task: (count: number) => ({ agents: 1000, tasks: count, stateful: false }),
  "stateful task": (count: number) => ({ agents: 1000, tasks: count, stateful: true }),
} as const satisfies Readonly<Record<string, (count: number) => Cluster>>;

export interface StateInput {
  readonly of: keyof typeof clusters;
  /** Of agents or tasks in the smaller cluster, a multiple of ten, and how many more the larger has. */
  readonly least: number;
  readonly more: number;
}

interface Cluster {
  readonly agents: number;
  readonly tasks: number;
  readonly stateful: boolean;
}

/** Ten instances an app: Marathon's own lists grow with apps too. */
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

/** One thing a process: V8 gives a cluster back some time after its end, at worst when the next one is measured. */
export function state({ of, least, more }: StateInput): Done {
  // Once before, so that code and caches are there already.
  played({ agents: 10, tasks: 10, stateful: true });
  const clusterOf = clusters[of];
  const before = bytesOf(clusterOf(least));
  const bytes = Math.round((bytesOf(clusterOf(least + more)) - before) / more);
  return { measured: { bytes }, outcome: {}, failures: [] };
}
