/**
 * A fit against the half of the history that it has not seen: fitted to the first half of each cluster's time, played
 * by the simulator from the `faults:` that come of it, and compared with the second half. Each run draws the
 * parameters anew from what the first half leaves open, so that runs differ as much as the future may.
 */

import { formatDuration } from "../../model/units.ts";
import { eventsOf } from "../../report/event-row.ts";
import { loadScenario } from "../../scenario/load.ts";
import type { Recorder } from "../../sim/cluster/recorder.ts";
import { Streams } from "../../sim/kernel/streams.ts";
import type { Scenario } from "../../sim/scenario.ts";
import { Simulation } from "../../sim/simulation.ts";
import { type Account, accountOf, type Figure, figures } from "./account.ts";
import { faultsBlock } from "./faults-block.ts";
import { type Fit, type FitOptions, fitHistory, type Pause } from "./fit.ts";
import { type Cluster, type History, type Outage, partOf } from "./history.ts";
import { drawnFit } from "./uncertain.ts";

export interface VerifyOptions {
  readonly fit: FitOptions;
  /** Of the first run; the others follow. */
  readonly seed: number;
  readonly runs: number;
  /** Told before each run how many are done. */
  readonly onRun?: (done: number) => Promise<void>;
}

/**
 * The second half lies within what the runs gave; or only the first does, so that the history changed and no fit could
 * know; or neither does, so that the model misses something.
 */
export type Verdict = "as simulated" | "the history changed" | "the model differs";

export interface Comparison {
  readonly figure: Figure;
  readonly fitted: number;
  readonly held: number;
  /** Mean, least and most of the runs. */
  readonly simulated: { readonly mean: number; readonly low: number; readonly high: number };
  readonly verdict: Verdict;
}

export interface Verification {
  /** Of the first half. */
  readonly fit: Fit;
  readonly halves: readonly [History, History];
  readonly runs: number;
  /** How long each run was played before it was looked at. */
  readonly warmUpMs: number;
  readonly comparisons: readonly Comparison[];
}

/** So that ages are as they are after long: times of a heavy tail take long to settle. */
const warmUpMeans = 5;
/** Nobody's cluster is older. */
const warmUpMostMs = 20 * 365 * 86_400_000;

/** Null where `pause` said so. */
export async function verify(
  history: History,
  { fit: options, seed, runs, onRun }: VerifyOptions,
  pause: Pause,
): Promise<Verification | { readonly problem: string } | null> {
  const halves = [partOf(history, 0, 0.5), partOf(history, 0.5, 1)] as const;
  const fit = await fitHistory(halves[0], options, pause);
  if (fit === null) return null;
  if ("problem" in fit) return { problem: `the first half of the history: ${fit.problem}` };
  const [longest] = halves[0].clusters.map(({ fromMs, toMs }) => toMs - fromMs).sort((a, b) => b - a);
  // New agents are as old in the second half as the first one is long.
  const warmUpMs = options.new
    ? (longest ?? 0)
    : Math.round(Math.min(warmUpMostMs, warmUpMeans * fit.up.chosen.law.meanMs));
  const accounts: Account[] = [];
  for (let run = 0; run < runs; run++) {
    if (await pause()) return null;
    await onRun?.(run);
    const drawn = drawnFit(fit, new Streams(seed + run));
    accounts.push(accountOf(played(drawn, halves[1], warmUpMs, seed + run), options.windowMs));
  }
  const [fitted, held] = [accountOf(halves[0], options.windowMs), accountOf(halves[1], options.windowMs)];
  const comparisons = (Object.keys(figures) as Figure[]).map((figure): Comparison => {
    const values = accounts.map((account) => account[figure]);
    const low = Math.min(...values);
    const high = Math.max(...values);
    const within = (value: number): boolean => value >= low && value <= high;
    return {
      figure,
      fitted: fitted[figure],
      held: held[figure],
      simulated: { mean: values.reduce((sum, value) => sum + value, 0) / values.length, low, high },
      verdict: within(held[figure])
        ? "as simulated"
        : within(fitted[figure])
          ? "the history changed"
          : "the model differs",
    };
  });
  return { fit, halves, runs, warmUpMs, comparisons };
}

/** One run of all clusters, seen for as long as `like` was. */
function played(fit: Fit, like: History, warmUpMs: number, seed: number): History {
  const outages = like.clusters.flatMap((_, cluster) => {
    const scenario = scenarioOf(fit, like, cluster, warmUpMs);
    const simulation = new Simulation({ ...scenario, seed }, { hash: null, keepOffers: false, check: "off" });
    simulation.runTo(scenario.durationMs);
    return outagesOf(simulation.recorder, cluster, warmUpMs);
  });
  const clusters = like.clusters.map(
    (cluster): Cluster => ({
      ...cluster,
      fromMs: warmUpMs,
      toMs: warmUpMs + cluster.toMs - cluster.fromMs,
      beginsWithFailure: false,
    }),
  );
  return { ...like, clock: "run", clusters, outages };
}

const attribute = "group";

/** The agents of a cluster under the fitted faults, with nothing on them: what runs on agents does not make them fail. */
export function scenarioOf(fit: Fit, like: History, cluster: number, warmUpMs: number): Scenario {
  const { agents = 1, fromMs = 0, toMs = 0 } = like.clusters[cluster] ?? {};
  const sizes =
    fit.groupFailures === null ? new Map([["", agents]]) : groupSizes(fit.history, cluster, agents);
  const entries = [...sizes].map(([group, count], i) => {
    const attributes = group === "" ? "" : `, attributes: { ${attribute}: ${JSON.stringify(group)} }`;
    return `  - { id: g${i}, count: ${count}, resources: { cpus: 1, mem: 1 }${attributes} }`;
  });
  const text = [
    "name: fitted",
    `duration: ${formatDuration(Math.max(1, warmUpMs + toMs - fromMs))}`,
    "frameworks: []",
    "agents:",
    ...entries,
    faultsBlock(fit, { do: "agent.crash", groupAttribute: attribute, about: [] }),
  ].join("\n");
  const loaded = loadScenario("fitted.yaml", {
    read: () => ({ ok: true, text }),
    resolve: (_from, path) => path,
  });
  if (!loaded.ok) throw new Error(loaded.issues.map(({ message }) => message).join("; "));
  return loaded.scenario;
}

/** Agents by group; those that were never seen failing are spread over the groups. */
function groupSizes({ outages }: History, cluster: number, agents: number): ReadonlyMap<string, number> {
  const members = new Map<string, Set<string>>();
  for (const { cluster: of, agent, group } of outages) {
    if (of !== cluster || group === null) continue;
    members.set(group, (members.get(group) ?? new Set()).add(agent));
  }
  const sizes = new Map([...members].map(([group, set]) => [group, set.size]));
  let left = agents - [...sizes.values()].reduce((sum, n) => sum + n, 0);
  while (left > 0 && sizes.size > 0) {
    const [smallest = ""] = [...sizes].sort((a, b) => a[1] - b[1])[0] ?? [];
    sizes.set(smallest, (sizes.get(smallest) ?? 0) + 1);
    left--;
  }
  return sizes.size === 0 ? new Map([["", agents]]) : sizes;
}

/** When agents crashed and were back, in the order of a history; what was over before `fromMs` is left out. */
export function outagesOf(recorder: Recorder, cluster: number, fromMs: number): readonly Outage[] {
  const outages: Outage[] = [];
  const open = new Map<string, number>();
  for (const event of eventsOf(recorder)) {
    if (event.name !== "agent.crashed" && event.name !== "agent.recovered") continue;
    const agent = event.text("agent") ?? "";
    if (event.name === "agent.crashed") {
      open.set(agent, outages.length);
      outages.push({ agent, cluster, group: null, failedMs: event.atMs, recoveredMs: null });
      continue;
    }
    const at = open.get(agent);
    const outage = at === undefined ? undefined : outages[at];
    if (at !== undefined && outage !== undefined) outages[at] = { ...outage, recoveredMs: event.atMs };
    open.delete(agent);
  }
  return outages.filter(({ recoveredMs }) => recoveredMs === null || recoveredMs > fromMs);
}
