/** What must hold of any scenario whatever, and how two runs of one are compared, event by event. */

import { createHash } from "node:crypto";
import { isDelay, type MessageRule } from "../../src/sim/cluster/message-rules.ts";
import type { Hash, Journal } from "../../src/sim/kernel/journal.ts";
import type { Scenario } from "../../src/sim/scenario.ts";
import { Simulation, type SimulationOptions } from "../../src/sim/simulation.ts";
import { reportProblems } from "./random-reports.ts";

/** Enough for a small cluster; a run that goes round and round is ended soon. */
const limits = { eventsPerInstantMax: 200_000, eventsMax: 3_000_000 };

function sha256(): Hash {
  const hash = createHash("sha256");
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("hex") };
}

interface Played {
  readonly simulation: Simulation;
  /** What went wrong, one a line; violations that name a known bug are none, unless the scenario has it mended. */
  readonly problems: readonly string[];
  /** The rules about messages that were set on the way. */
  readonly rules: readonly SetRule[];
}

/** A rule, and how many messages it was to take when it was set. */
interface SetRule {
  readonly rule: MessageRule;
  readonly left: number;
}

/** Plays a scenario to its end, or up to what it throws. */
export function play(scenario: Scenario, options: Partial<SimulationOptions> = {}): Played {
  const simulation = new Simulation(scenario, {
    hash: sha256(),
    keepOffers: false,
    check: "off",
    limits,
    ...options,
  });
  const rules: SetRule[] = [];
  simulation.network.watchRules((rule) => rules.push({ rule, left: rule.left }));
  try {
    const { violations } = simulation.run();
    const { fixes } = scenario.versions;
    const broken = violations.filter(({ bug }) => bug === null || fixes.includes(bug));
    return {
      simulation,
      rules,
      problems: broken.map(({ atMs, invariant, text }) => `${atMs} ms: ${invariant}: ${text}`),
    };
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { simulation, rules, problems: [`${simulation.kernel.nowMs} ms: thrown: ${text}`] };
  }
}

/**
 * Drop rules that took more messages than the journal has losses for, by message. Of a message that says several things
 * each is a row of its own, so that there may be more rows.
 */
function* lossesUntold(rules: readonly SetRule[], { recorder: { journal } }: Simulation): Generator<string> {
  const told = new Map<unknown, number>();
  for (let i = 0; i < journal.length; i++) {
    const { type, cells } = journal.row(i);
    const { name, fields } = journal.types[type] ?? { name: "", fields: [] };
    const of = (field: string) => cells[fields.findIndex((one) => one.name === field)];
    if (name !== "message.dropped" || of("reason") !== "told-to") continue;
    told.set(of("message"), (told.get(of("message")) ?? 0) + 1);
  }
  const taken = new Map<string, number>();
  for (const { rule, left } of rules) {
    if (isDelay(rule) || !Number.isFinite(left)) continue;
    taken.set(rule.message, (taken.get(rule.message) ?? 0) + left - rule.left);
  }
  for (const [message, count] of taken)
    if (count > (told.get(message) ?? 0))
      yield `${count} of ${message} were lost as told, and the journal has ${told.get(message) ?? 0}`;
}

/** What is wrong with a run of which every instant is checked, and with its reports; null where all holds. */
export function problemOf(scenario: Scenario): string | null {
  const { simulation, problems, rules } = play(scenario, { check: "every" });
  const all =
    problems.length > 0 ? problems : [...reportProblems(simulation), ...lossesUntold(rules, simulation)];
  return all.length === 0 ? null : all.slice(0, 5).join("\n");
}

/** A row with all that it says, as one line. */
export function lineOf(journal: Journal, index: number): string {
  const { atMs, type, cells } = journal.row(index);
  const { name, fields } = journal.types[type] ?? { name: "", fields: [] };
  const said = fields.flatMap((field, i) => (cells[i] === null ? [] : [`${field.name}=${String(cells[i])}`]));
  return [`${atMs} ms`, name, ...said].join(" ");
}

function firstDifferentRow(what: string, left: Journal, right: Journal): string | null {
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [a, b] = [left, right].map((journal) => (i < journal.length ? lineOf(journal, i) : "nothing more"));
    if (a !== b) return `${what} ${i}:\n  ${a}\n  ${b}`;
  }
  return null;
}

/** The first event, offers among them, at which two runs part; null where they are the same. */
export function firstDifference(left: Simulation, right: Simulation): string | null {
  const [a, b] = [left.recorder, right.recorder];
  if (a.offers === null || b.offers === null) throw new Error("both runs must list their offers");
  const apart = [
    firstDifferentRow("row", a.journal, b.journal),
    firstDifferentRow("offer row", a.offers.journal, b.offers.journal),
  ].find((difference) => difference !== null);
  if (apart !== undefined) return apart;
  const summaries = [a, b].map((one) =>
    JSON.stringify([one.offerCounts, [...(one.offers?.anchors ?? [])], one.journal.digest()]),
  );
  return summaries[0] === summaries[1] ? null : summaries.join("\n");
}

/**
 * Where the fast allocator and the exhaustive one part; null where they do not. Offers that are only counted are not all
 * made, so that the run is played in this way too.
 */
export function differenceOfModes(scenario: Scenario): string | null {
  const fast = play(scenario, { keepOffers: true });
  const exhaustive = play(scenario, { keepOffers: true, exhaustive: true });
  const counted = play(scenario);
  return (
    firstDifference(fast.simulation, exhaustive.simulation) ??
    differenceOfCounted(counted.simulation, exhaustive.simulation) ??
    (counted.problems.join("\n") === exhaustive.problems.join("\n") ? null : counted.problems.join("\n"))
  );
}

/** Where a run that makes every offer parts from one that handles those together that are always refused, or null. */
export function differenceOfIdleOffers(scenario: Scenario): string | null {
  const [together, each] = [play(scenario), play(scenario, { oneByOne: true })];
  return (
    differenceOfCounted(together.simulation, each.simulation) ??
    (together.problems.join("\n") === each.problems.join("\n") ? null : together.problems.join("\n"))
  );
}

/** The same, and where it parts from one that allocates over everything at every interval. */
export function differenceOfHeldOffers(scenario: Scenario): string | null {
  const together = play(scenario);
  for (const other of [play(scenario, { oneByOne: true }), play(scenario, { exhaustive: true })]) {
    const apart = differenceOfCounted(together.simulation, other.simulation);
    if (apart !== null) return apart;
    if (together.problems.join("\n") !== other.problems.join("\n")) return together.problems.join("\n");
  }
  return null;
}

/** The first event, offers left out, at which two runs part, or how their counts of offers differ. */
function differenceOfCounted(left: Simulation, right: Simulation): string | null {
  const [a, b] = [left.recorder, right.recorder];
  const apart = firstDifferentRow("row, offers only counted,", a.journal, b.journal);
  if (apart !== null) return apart;
  const counts = [a, b].map(({ offerCounts }) => JSON.stringify(offerCounts));
  return counts[0] === counts[1] ? null : `offers, only counted: ${counts.join(" and ")}`;
}
