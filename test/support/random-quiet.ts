/** Random scenarios of some hours in which little happens, and that mostly as periodic jobs are due. */

import fc from "fast-check";
import type { Scenario } from "../../src/sim/scenario.ts";
import { type Json, maybe, ms, without } from "./random/common.ts";
import { differenceOfIdleOffers, play } from "./random-checks.ts";
import { documentsOfMarathons, documentsOfOneMarathon } from "./random-scenario.ts";

type Entry = Readonly<Record<string, unknown>>;

/** When an action happens: so long after some run of a periodic job, or at any time. */
interface Time {
  /** Which job's, and its how manieth run. */
  readonly job: number;
  readonly run: number;
  readonly besideMs: number;
}

interface QuietDraft {
  readonly document: Json;
  readonly durationMs: number;
  readonly latencyMs: number;
  readonly flags: Json;
  /** Of the second Marathon, where not those of the first. */
  readonly others: Json | undefined;
  readonly times: readonly Time[];
  readonly runs: string | undefined;
}

const minuteMs = 60_000;

/** So that jobs of one Marathon, or of two, are due together, in a row, or apart. */
const intervals = fc.constantFrom(10_000, 60_000, 300_000, 333_333);
const delays = fc.constantFrom(0, 10_000, 15_000, 70_001);

const flags: fc.Arbitrary<Json> = fc.record({
  reconciliation_initial_delay: delays,
  reconciliation_interval: intervals,
  scale_apps_initial_delay: delays,
  scale_apps_interval: intervals,
  decline_offer_duration: fc.constantFrom(30_000, 120_000, 3_600_000),
  failover_timeout: fc.constantFrom(60, 604_800),
});

const time: fc.Arbitrary<Time> = fc.record({
  job: fc.nat(1),
  run: fc.nat(999),
  besideMs: fc.oneof(fc.constantFrom(-1, 0, 0, 0, 1, 2, 20, 40), fc.integer({ min: -5000, max: 5000 })),
});

const draft: fc.Arbitrary<QuietDraft> = fc.record({
  document: fc.oneof(
    { weight: 2, arbitrary: documentsOfOneMarathon },
    { weight: 1, arbitrary: documentsOfMarathons },
  ),
  // None is shorter than that of the scenario from which agents and apps are.
  durationMs: fc.constantFrom(12, 60, 180).map((minutes) => minutes * minuteMs),
  latencyMs: fc.constantFrom(0, 1, 20, 700),
  flags,
  others: maybe(flags),
  times: fc.array(time, { maxLength: 6 }),
  runs: fc.constantFrom(undefined, undefined, "20m"),
});

const number = (value: unknown): number => (typeof value === "number" ? value : 0);

/** Of Marathons that join at 0s. */
function instantOf({ job, run, besideMs }: Time, { durationMs, flags: known }: QuietDraft): number {
  const name = job === 0 ? "reconciliation" : "scale_apps";
  const everyMs = number(known[`${name}_interval`]);
  const most = Math.max(1, Math.floor(durationMs / everyMs));
  const atMs = number(known[`${name}_initial_delay`]) + (run % most) * everyMs + besideMs;
  return Math.min(durationMs, Math.max(0, atMs));
}

function quiet(drafted: QuietDraft): Json {
  const { document, durationMs, latencyMs, times, others, runs } = drafted;
  const frameworks = (document["frameworks"] as readonly Entry[]).map((entry, i) => ({
    ...entry,
    joins: undefined,
    flags: i > 0 && others !== undefined ? others : drafted.flags,
  }));
  const actions = (document["actions"] as readonly Entry[]).slice(0, times.length).map((action, i) => {
    const { at: _at, every: _every, from: _from, ...what } = action;
    const when = times[i] ?? { job: 0, run: i, besideMs: 0 };
    return { at: ms(instantOf(when, drafted)), ...what };
  });
  const law = (document["tasks"] as readonly Entry[] | undefined)?.map((entry) =>
    without({ ...entry, runs }),
  );
  // Offers with a timeout are each played.
  const { offer_timeout: _timeout, ...mesos } = document["mesos"] as Entry;
  return without({
    ...document,
    mesos,
    duration: ms(durationMs),
    network: { latency: ms(latencyMs) },
    frameworks: frameworks.map(without),
    faults: [],
    actions,
    tasks: law,
  });
}

/** Documents of such scenarios. */
export const documentsOfQuiet: fc.Arbitrary<Json> = draft.map(quiet);

/**
 * Where a run that leaves out what comes to nothing parts from one that plays all of it: in its rows, or in what is to be
 * seen when it is stopped at an instant at which something happens. Null where it does not.
 */
export function differenceOfQuiet(scenario: Scenario): string | null {
  const stops = scenario.actions.map(({ time: when }) => ("at" in when ? when.at : when.fromMs));
  const [turned, played] = [shownAt(stops, scenario, false), shownAt(stops, scenario, true)];
  const apart = turned.findIndex((text, i) => text !== played[i]);
  if (apart >= 0) return `shown at stop ${apart}:\n${turned[apart]}\n${played[apart]}`;
  return differenceOfIdleOffers(scenario);
}

/** The state at each of those instants, as `show` has it; of a run that ends early, why it did. */
function shownAt(stopsMs: readonly number[], scenario: Scenario, oneByOne: boolean): readonly string[] {
  const { simulation } = play({ ...scenario, durationMs: 0 }, { oneByOne });
  const shown: string[] = [];
  try {
    for (const stopMs of stopsMs.toSorted((a, b) => a - b)) {
      simulation.runTo(stopMs);
      shown.push(JSON.stringify(simulation.snapshot()));
    }
  } catch (error) {
    shown.push(String(error));
  }
  return shown;
}
