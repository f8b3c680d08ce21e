/** Random scenarios in which no operator touches an app: whatever the world does, no app gives up what it has reserved. */

import type { Simulation } from "../../src/sim/simulation.ts";
import type { Json } from "./random/common.ts";
import { play } from "./random-checks.ts";
import { scenarioOf } from "./random-scenario.ts";

type Entry = Readonly<Record<string, unknown>>;

const minuteMs = 60_000;
/** Longer than any time-out of a reservation. */
const afterwardsMs = 2 * minuteMs;

/** What comes from the world, and what ends a leader or a master but not the framework. */
const ofTheWorld = new Set([
  ...["agent.crash", "agent.recover", "agent.restart", "agent.partition", "agent.heal", "agent.lose-disk"],
  ...["master.failover", "marathon.failover", "message.drop", "message.delay", "task.exit"],
]);

/** The same scenario without operators. */
function withoutOperators(document: Json): Json {
  const actions = (document["actions"] as readonly Entry[]).filter((action) =>
    ofTheWorld.has(String(action["do"])),
  );
  return { ...document, actions };
}

/** Residents with more tasks, running, reserved and suspended ones, than instances are wanted. */
function* residentsWithTooMany({ marathons, kernel }: Simulation): Generator<string> {
  for (const marathon of marathons.values()) {
    for (const app of marathon.appIds()) {
      // Of a leader that lost its master, say (B41).
      if (marathon.knownBug(app) !== null) continue;
      const tasks = marathon.tasksOf(app);
      const { instances } = marathon.appView(app);
      if (tasks.some(({ volumes }) => volumes.length > 0) && tasks.length > instances)
        yield `${kernel.nowMs} ms: ${app} has ${tasks.length} tasks for ${instances} instances`;
    }
  }
}

/** Reservations that were given up although a task had been launched on them. */
function* givenUp({ recorder: { journal } }: Simulation): Generator<string> {
  const launched = new Set<unknown>();
  for (let i = 0; i < journal.length; i++) {
    const { atMs, type, cells } = journal.row(i);
    const { name, fields } = journal.types[type] ?? { name: "", fields: [] };
    if (name !== "task.launched" && name !== "reservation.timed-out") continue;
    const task = cells[fields.findIndex((field) => field.name === "task")];
    if (name === "task.launched") launched.add(task);
    else if (launched.has(task)) yield `${atMs} ms: the reservation of ${String(task)}, which ran, timed out`;
  }
}

/** What an app has given up or reserved beyond what is wanted, though nobody asked for it; null for nothing. */
export function abandonedOf(random: Json): string | null {
  const scenario = scenarioOf(withoutOperators(random));
  const endMs = scenario.durationMs + afterwardsMs;
  const found: string[] = [];
  const { simulation, problems } = play({ ...scenario, durationMs: 0 });
  for (let toMs = minuteMs / 2; toMs <= endMs; toMs += minuteMs / 2) {
    simulation.runTo(toMs);
    found.push(...residentsWithTooMany(simulation));
  }
  found.push(...problems, ...givenUp(simulation));
  return found.length === 0 ? null : found.slice(0, 5).join("\n");
}
