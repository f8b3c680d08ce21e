/** One compaction: a scenario and what its study says, as trials that can be played one by one, anywhere. */

import type { Scenario } from "../../sim/scenario.ts";
import { type Oracle, orderOf, type Sizes, searchAlong, sizesOf, type Trial } from "./compaction.ts";
import { copiesOf, scratchOracle, stayingOracle } from "./oracle.ts";
import type { CompactSpec } from "./schema.ts";
import { listedWorkload, type Workload, workloadAt } from "./workload.ts";

/** Ready to be played. Trials depend on nothing but their number: order and seed follow from it. */
export interface CompactPlan {
  readonly scenario: Scenario;
  readonly spec: CompactSpec;
  readonly workload: Workload;
  /** What the workload wants to run. */
  readonly instances: number;
}

export interface Compaction {
  readonly plan: CompactPlan;
  /** How often the agents were taken: 1, or more where they do not hold the workload themselves. */
  readonly copies: number;
  readonly trials: readonly Trial[];
  /** Null where a trial found no size. */
  readonly sizes: Sizes | null;
}

/** What is to be packed, or why there is nothing to be compacted. */
export function planCompaction(
  scenario: Scenario,
  spec: CompactSpec,
): CompactPlan | { readonly problem: string } {
  const { atMs } = spec;
  if (atMs !== null && atMs > scenario.durationMs)
    return { problem: `compact: ${scenario.name} is over at that instant` };
  const workload = atMs === null ? listedWorkload(scenario) : workloadAt(scenario, atMs);
  const instances = workload.apps.reduce((sum, { definition }) => sum + instancesOf(definition), 0);
  if (instances === 0) return { problem: `compact: ${scenario.name} has no app that wants an instance` };
  if (workload.agents.length === 0) return { problem: `compact: ${scenario.name} has no agents then` };
  return { scenario, spec, workload, instances };
}

type Definition = Readonly<Record<string, unknown>>;

/** Of an app, or of a group and all in it. */
function instancesOf(definition: Definition): number {
  const inside = [definition["apps"], definition["groups"]].flat().filter((each) => each !== undefined);
  if (inside.length > 0)
    return inside.reduce<number>((sum, each) => sum + instancesOf(each as Definition), 0);
  const { instances } = definition;
  return typeof instances === "number" ? instances : 1;
}

function oracleOf({ scenario, spec, workload }: CompactPlan, trial: number): Oracle {
  const seed = scenario.seed + trial;
  // A trial in place is about what one run has placed where: that run is the same for all of them.
  return spec.stay && spec.atMs !== null
    ? stayingOracle(scenario, spec.atMs, scenario.seed, spec)
    : scratchOracle(scenario, workload, seed, spec);
}

/** One trial, with the agents taken `copies` times; yields before each run of the scheduler. */
export function trialOf(plan: CompactPlan, trial: number, copies: number): Generator<void, Trial, void> {
  const ids = copiesOf(
    plan.workload.agents.map(({ id }) => id),
    copies,
  );
  return searchAlong(orderOf(ids, plan.scenario.seed, trial), trial, oracleOf(plan, trial));
}

/**
 * How often the agents must be taken to hold the workload, as the first trial has it; as often as is allowed, where even
 * that is too little. Yields before each run.
 */
export function* copiesNeeded(plan: CompactPlan): Generator<void, number, void> {
  // What is placed somewhere cannot be copied.
  const most = plan.spec.stay ? 1 : plan.spec.copies;
  const oracle = oracleOf(plan, 0);
  const ids = plan.workload.agents.map(({ id }) => id);
  for (let copies = 1; copies < most; copies++) {
    yield;
    if (oracle(orderOf(copiesOf(ids, copies), plan.scenario.seed, 0)).fits) return copies;
  }
  return most;
}

/** All trials, in order; null where `pause`, waited for before each run, said so. */
export async function compact(plan: CompactPlan, pause: () => Promise<boolean>): Promise<Compaction | null> {
  const copies = await toEnd(copiesNeeded(plan), pause);
  if (copies === null) return null;
  const trials: Trial[] = [];
  for (let trial = 0; trial < plan.spec.trials; trial++) {
    const found = await toEnd(trialOf(plan, trial, copies), pause);
    if (found === null) return null;
    trials.push(found);
  }
  return { plan, copies, trials, sizes: sizesOf(trials) };
}

async function toEnd<T>(steps: Generator<void, T, void>, pause: () => Promise<boolean>): Promise<T | null> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (await pause()) return null;
  }
}
