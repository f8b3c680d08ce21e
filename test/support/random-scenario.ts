/**
 * Random scenarios: small clusters in which everything that a scenario can say may happen. Each is a plain object, as
 * in a file, read by the real loader, so that one that fails can be written down and played by hand.
 */

import fc from "fast-check";
import { formatIssue } from "../../src/scenario/issue.ts";
import { loadScenario } from "../../src/scenario/load.ts";
import type { Scenario } from "../../src/sim/scenario.ts";
import { type ActionDraft, action, actionEntries, type FaultDraft, fault } from "./random/actions.ts";
import { type AgentDraft, agent, agentEntry } from "./random/agents.ts";
import {
  type AppDraft,
  app,
  appEntry,
  crowdedApp,
  type MarathonDraft,
  marathon,
  marathonEntry,
} from "./random/apps.ts";
import { chosen, type Json, maybe, type Names, seldom, spread, without } from "./random/common.ts";
import { batch, type FrameworkDraft, framework, frameworkEntry, roles } from "./random/frameworks.ts";

interface Draft {
  readonly seed: number;
  readonly duration: string;
  readonly agents: readonly AgentDraft[];
  readonly frameworks: readonly FrameworkDraft[];
  readonly marathons: readonly MarathonDraft[];
  readonly apps: readonly AppDraft[];
  readonly actions: readonly ActionDraft[];
  readonly faults: readonly FaultDraft[];
  readonly mesos: Json;
  readonly latency: unknown;
  readonly law: Json | undefined;
  readonly versions: Json | undefined;
}

const mesos = fc
  .record({
    allocation_interval: maybe(fc.constantFrom("200ms", "1secs", "3secs")),
    agent_order: maybe(fc.constantFrom("sorted", "shuffled")),
    weights: maybe(fc.constantFrom("r=2", "s=0.5,marathon=3")),
    offer_timeout: maybe(fc.constantFrom("1secs", "5secs", "30secs")),
    slave_ping_timeout: maybe(fc.constantFrom("1secs", "5secs")),
    max_slave_ping_timeouts: maybe(fc.constantFrom(1, 2)),
    registry_strict: maybe(fc.boolean()),
    slave_removal_rate_limit: maybe(fc.constantFrom("1/10secs", "2/1mins")),
  })
  .map(without);

const latency = fc.constantFrom<unknown>(
  undefined,
  "0ms",
  "0ms",
  "1ms",
  "200ms",
  { uniform: { min: "0ms", max: "50ms" } },
  { exponential: { mean: "20ms" } },
);

const after = fc.oneof(
  spread.map((time) => ({ after: time })),
  fc.constant("never"),
);

const law = fc
  .record({
    staging: maybe(spread),
    runs: maybe(spread),
    exit: maybe(fc.constantFrom("finished", "failed", "killed", "error")),
    kills: maybe(fc.constantFrom("0ms", "3s", "20s")),
    healthy: seldom(after),
    unhealthy: seldom(fc.record({ every: spread, for: maybe(spread) }).map(without)),
    ready: seldom(after),
  })
  .map(without);

const draft: fc.Arbitrary<Draft> = fc.record({
  seed: fc.nat(1_000_000),
  // The long ones, beyond the ten minutes that agents have to come back, cost as much as all others.
  duration: fc.constantFrom("30s", "30s", "1m", "1m", "2m", "2m", "4m", "4m", "11m"),
  agents: fc.array(agent, { minLength: 1, maxLength: 5, size: "max" }),
  frameworks: fc.array(framework, { maxLength: 4, size: "max" }),
  marathons: fc.array(marathon, { maxLength: 2, size: "max" }),
  apps: fc.array(app, { maxLength: 3, size: "max" }),
  actions: fc.array(action, { maxLength: 30, size: "max" }),
  faults: fc.array(fault, { maxLength: 1 }),
  mesos,
  latency,
  law: maybe(law),
  versions: seldom(
    fc.constantFrom<Json>(
      { marathon: "1.1-fixed", fixes: "all" },
      { marathon: "1.1-fixed", fixes: ["B5"] },
      { marathon: "1.1-fixed", fixes: ["B14", "B38"] },
    ),
  ),
});

const unitsMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000 };

function documentOf({ duration, ...drafted }: Draft): Json {
  const durationMs = Number.parseInt(duration, 10) * (unitsMs[duration.slice(-1)] ?? 0);
  const agents = drafted.agents.map((_one, i) => `a-${i}`);
  const frameworks = drafted.frameworks.map((_one, i) => `f-${i}`);
  const marathons = drafted.marathons.map((_one, i) => `m-${i}`);
  const apps = marathons.length === 0 ? [] : drafted.apps;
  const names: Names = {
    durationMs,
    agents,
    racks: [...new Set(drafted.agents.flatMap(({ rack }) => rack ?? []))],
    frameworks: [...frameworks, ...marathons],
    marathons,
    roles: [...new Set([...roles, ...drafted.marathons.map(({ role }) => role)])].filter((role) =>
      rolesOf(drafted).has(role),
    ),
    apps: apps.map((_one, i) => ({ id: `/app-${i}`, marathon: chosen(marathons, i) })),
  };
  return without({
    name: "random",
    seed: drafted.seed,
    duration,
    versions: drafted.versions,
    mesos: drafted.mesos,
    network: drafted.latency === undefined ? undefined : { latency: drafted.latency },
    agents: drafted.agents.map((one, i) => agentEntry(agents[i] ?? "", one, durationMs)),
    frameworks: [
      ...drafted.frameworks.map((one, i) =>
        frameworkEntry(frameworks[i] ?? "", one, agents, durationMs, false),
      ),
      ...drafted.marathons.map((one, i) => marathonEntry(marathons[i] ?? "", one, durationMs)),
    ],
    apps: apps.map((one, i) => ({
      ...appEntry(names.apps[i]?.id ?? "", one),
      framework: names.apps[i]?.marathon,
    })),
    tasks: drafted.law === undefined ? undefined : [drafted.law],
    faults: drafted.faults.map((one) => one(names)),
    actions: actionEntries(drafted.actions, names),
  });
}

/** The roles that a scenario knows: `*`, and those of its frameworks. */
function rolesOf({ frameworks, marathons }: Pick<Draft, "frameworks" | "marathons">): ReadonlySet<string> {
  return new Set([
    "*",
    ...frameworks.map(({ role }) => chosen(roles, role)),
    ...marathons.map(({ role }) => role),
  ]);
}

/** Documents of random scenarios: what a file would say. */
export const documents: fc.Arbitrary<Json> = draft.map(documentOf);

/** The same with one Marathon and nobody else, unless somebody joins. */
export const documentsOfOneMarathon: fc.Arbitrary<Json> = fc
  .tuple(draft, marathon)
  .map(([one, alone]) => documentOf({ ...one, frameworks: [], marathons: [alone] }));

/** The same with some Marathons and nobody else, unless somebody joins. */
export const documentsOfMarathons: fc.Arbitrary<Json> = fc
  .tuple(draft, fc.array(marathon, { minLength: 2, maxLength: 3 }))
  .map(([one, marathons]) => documentOf({ ...one, frameworks: [], marathons }));

/** The same with one or two frameworks of jobs, often beside a Marathon, seldom beside others, most without a timeout of offers. */
export const documentsOfBatches: fc.Arbitrary<Json> = fc
  .tuple(
    draft,
    fc.array(batch, { minLength: 1, maxLength: 2 }),
    fc.array(marathon, { maxLength: 1 }),
    fc.nat(9),
  )
  .map(([one, batches, marathons, kind]) =>
    documentOf({
      ...one,
      frameworks: [...batches, ...(kind === 0 ? one.frameworks.slice(0, 1) : [])],
      marathons,
      mesos: kind < 2 ? one.mesos : without({ ...one.mesos, offer_timeout: undefined }),
      latency: kind < 4 ? one.latency : kind < 7 ? "0ms" : "20ms",
    }),
  );

/** The same with many apps for its agents, of one Marathon or of two, most of which end again and again; seldom beside a `batch`. */
export const documentsOfOverfull: fc.Arbitrary<Json> = fc
  .tuple(
    draft,
    fc.array(crowdedApp, { minLength: 3, maxLength: 12, size: "max" }),
    fc.array(marathon, { minLength: 1, maxLength: 2 }),
    fc.array(batch, { maxLength: 1 }),
    fc.record({
      runs: fc.constantFrom("10s", "1m", "5m").map((mean) => ({ exponential: { mean } })),
      exit: fc.constantFrom("failed", "finished"),
    }),
    fc.nat(11),
  )
  .map(([one, apps, marathons, batches, ends, kind]) =>
    documentOf({
      ...one,
      frameworks: kind === 0 ? batches : [],
      marathons: kind < 4 ? marathons : marathons.slice(0, 1),
      apps,
      actions: one.actions.slice(0, kind),
      mesos: kind < 2 ? one.mesos : without({ ...one.mesos, offer_timeout: undefined }),
      latency: kind < 3 ? one.latency : kind < 7 ? "0ms" : "20ms",
      law: kind % 3 === 0 ? one.law : ends,
    }),
  );

/** The file that says it: JSON is YAML too. */
export function textOf(document: Json): string {
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** The scenario of a document. Throws with all issues where the loader refuses it. */
export function scenarioOf(document: Json): Scenario {
  const text = JSON.stringify(document);
  const result = loadScenario("random.json", {
    read: () => ({ ok: true, text }),
    resolve: (_from, path) => path,
  });
  if (!result.ok) throw new Error(result.issues.map(formatIssue).join("\n"));
  return result.scenario;
}
