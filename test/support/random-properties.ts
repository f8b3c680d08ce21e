/** What a change of a scenario that should not matter must leave as it was. */

import type { Scenario } from "../../src/sim/scenario.ts";
import type { Simulation } from "../../src/sim/simulation.ts";
import type { Json } from "./random/common.ts";
import { firstDifference, lineOf, play } from "./random-checks.ts";

/**
 * Where a second run of the same scenario parts from the first, or the digest of a third one that does not list its
 * offers from theirs; null where none does.
 */
export function differenceOfThree(scenario: Scenario): string | null {
  const first = play(scenario, { keepOffers: true }).simulation;
  const difference = firstDifference(first, play(scenario, { keepOffers: true }).simulation);
  if (difference !== null) return difference;
  const digests = [first, play(scenario).simulation].map(({ recorder }) => recorder.journal.digest());
  return digests[0] === digests[1] ? null : digests.join("\n");
}

/** The scenario with instants at which it is only looked at. */
export function withProbes(document: Json, instantsMs: readonly number[]): Json {
  const [agent] = document["agents"] as readonly { readonly id: string }[];
  return {
    ...document,
    expect: instantsMs.map((atMs) => ({ at: `${atMs}ms`, agent: agent?.id, tasks: ">= 0" })),
  };
}

type Entry = Readonly<Record<string, unknown>>;

/** Selectors that mean agents by chance or all of them would mean another one too: they mean the first agent instead. */
function ofNamedAgents(entry: Entry, first: string): Entry {
  const named = Object.entries(entry)
    .filter(([key]) => key !== "together")
    .map(([key, value]) => {
      const byChance = value === "all" || (typeof value === "object" && value !== null && "any" in value);
      return [key, (key === "agent" || key === "agents") && byChance ? first : value];
    });
  // A rule for the next messages, whoever's, counts a stranger's too.
  if (String(entry["do"]).startsWith("message.") && entry["agent"] === undefined)
    named.push(["agent", first]);
  return Object.fromEntries(named);
}

/** What is not about everybody: quotas wait for a share of all agents, limits of removals are shared, bursts are too. */
export function withoutWhatConcernsAll(document: Json): Json {
  const { slave_removal_rate_limit: _limit, ...mesos } = document["mesos"] as Entry;
  const [first] = document["agents"] as readonly { readonly id: string }[];
  const name = first?.id ?? "";
  const actions = (document["actions"] as readonly Entry[])
    .filter((action) => action["do"] !== "operator.set-quota" && action["do"] !== "operator.whitelist")
    .map((action) => ofNamedAgents(action, name));
  const faults = (document["faults"] as readonly Entry[]).map((fault) =>
    ofNamedAgents({ agents: "all", ...fault }, name),
  );
  return { ...document, mesos, actions, faults };
}

/** The name of what is added: it comes last in every order. */
export const stranger = "zz";

/** An agent that has nothing to offer, an app of no instances, a law for its tasks. */
export function withStrangers(document: Json): Json {
  const agents = [
    ...(document["agents"] as readonly Entry[]),
    { id: stranger, resources: { cpus: 0, mem: 0, ports: "1-1" } },
  ];
  const apps = document["apps"] as readonly Entry[];
  if (apps.length === 0) return { ...document, agents };
  const app = {
    id: `/${stranger}`,
    cmd: "x",
    cpus: 1,
    mem: 32,
    instances: 0,
    portDefinitions: [],
    framework: apps[0]?.["framework"],
  };
  const laws = (document["tasks"] as readonly Entry[] | undefined) ?? [];
  const law = { app: app.id, staging: { exponential: { mean: "5s" } }, runs: "3s" };
  return { ...document, agents, apps: [...apps, app], tasks: [law, ...laws] };
}

/** All events but those of strangers, without the numbers that count everybody. */
export function eventsOfOthers({ recorder }: Simulation): readonly string[] {
  return Array.from({ length: recorder.journal.length }, (_, i) => lineOf(recorder.journal, i))
    .filter((line) => !line.includes(stranger))
    .map((line) => line.replace(/-S\d+/g, "-S").replace(/-O\d+(\.\d+)+/g, "-O"));
}
