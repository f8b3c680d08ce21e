/** Random scenarios that come to rest: when nothing goes wrong any more, all sides soon agree again. */

import { isTerminal } from "../../src/model/tasks.ts";
import { Behaviour } from "../../src/sim/frameworks/behaviour.ts";
import { checkpointedPart } from "../../src/sim/mesos/validation.ts";
import type { Simulation } from "../../src/sim/simulation.ts";
import type { Json } from "./random/common.ts";
import { play } from "./random-checks.ts";
import { scenarioOf } from "./random-scenario.ts";

/** Longer than any time-out or backoff of an agent or a framework that looks for its master. */
const settlingMs = 1_350_000;
/** What two looks both see is no message that is under way. */
const betweenLooksMs = 61_000;

/** Nobody tells either side of a message that is lost on a whole connection. */
const silent = new Set(["message.drop", "agent.partition", "agent.remove"]);

type Entry = Readonly<Record<string, unknown>>;

/** The same scenario with an end at which all that was broken is mended, and with time to settle. */
function withRest(document: Json): { readonly document: Json; readonly lastMs: number } {
  const unitsMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000 };
  const duration = String(document["duration"]);
  const lastMs = Number.parseInt(duration, 10) * (unitsMs[duration.slice(-1)] ?? 0);
  const frameworks = document["frameworks"] as readonly { readonly name: string }[];
  const mended = [
    { do: "agent.recover", agent: "all" },
    ...frameworks.map(({ name }) => ({ do: "framework.reconnect", framework: name })),
  ];
  const actions = (document["actions"] as readonly Entry[])
    .filter((action) => !silent.has(String(action["do"])))
    .map((action) => ("every" in action ? { ...action, to: `${lastMs}ms` } : action));
  const faults: readonly Entry[] = [];
  return {
    document: {
      ...document,
      duration: `${lastMs + settlingMs + betweenLooksMs}ms`,
      faults,
      actions: [...actions, ...mended.map((action) => ({ at: `${lastMs}ms`, ...action }))],
    },
    lastMs,
  };
}

/** All that does not agree now. */
function* disagreements(
  { master, agents, frameworks, marathons }: Simulation,
  left: ReadonlySet<string>,
): Generator<string> {
  for (const agent of agents.values()) {
    const record = master.agentNamed(agent.name);
    if (record === null || !record.connected || record.slaveId !== agent.slaveId) {
      yield `${agent.name} is not registered`;
      continue;
    }
    if (!checkpointedPart(record.total).equals(agent.checkpointed))
      yield `${agent.name} has checkpointed ${agent.checkpointed}, the master has ${checkpointedPart(record.total)}`;
    const keyOf = (task: { readonly frameworkId: string; readonly taskId: string }): string =>
      `${task.frameworkId} ${task.taskId}`;
    const running = new Set([...agent.processes].map(keyOf));
    for (const task of record.tasks) {
      // Of a framework that has not come back to a new master, the master hears nothing (master.cpp:4756-4764).
      if (task.framework.known && !isTerminal(task.state) && !running.has(keyOf(task)))
        yield `${agent.name} does not run ${keyOf(task)}`;
    }
    for (const process of agent.processes)
      if (record.tasks.find(process.frameworkId, process.taskId) === null)
        yield `the master does not know ${keyOf(process)}`;
  }
  // One that a late subscription made, and that nobody speaks for, waits for its failover timeout beside the other.
  const inOrder = [...master.frameworks].sort((a, b) => Number(a.active) - Number(b.active));
  const registered = new Map(inOrder.map((framework) => [framework.info.name, framework]));
  for (const [name, framework] of frameworks) {
    const record = registered.get(name);
    if (!left.has(name) && record?.active !== true) yield `${name} is not registered`;
    if (!(framework instanceof Behaviour)) continue;
    for (const taskId of framework.taskIds) {
      const known = record?.tasks.get(taskId);
      if (known === undefined || isTerminal(known.state)) yield `${taskId} runs for ${name} only`;
    }
  }
  for (const marathon of marathons.values()) {
    const framework = registered.get(marathon.name);
    if (framework === undefined || (left.has(marathon.name) && !framework.active)) continue;
    for (const app of marathon.appIds()) {
      for (const { taskId, state } of marathon.tasksOf(app)) {
        if (state !== "running") continue;
        const known = framework.tasks.get(taskId);
        if (known === undefined || isTerminal(known.state)) yield `${taskId} runs for ${marathon.name} only`;
      }
    }
    for (const { info, agent } of framework.tasks.values()) {
      const known = [...marathon.appIds()].some((app) =>
        marathon.tasksOf(app).some(({ taskId }) => taskId === info.taskId),
      );
      if (!known) yield `${marathon.name} does not know ${info.taskId} on ${agent.info.agent}`;
    }
  }
}

/** With B27 mended a Marathon stays away once its framework id is lost, or its framework removed. */
function staysAway({ recorder: { journal } }: Simulation): readonly string[] {
  const names = new Set<string>();
  for (let i = 0; i < journal.length; i++) {
    const { type, cells } = journal.row(i);
    const { name, fields } = journal.types[type] ?? { name: "", fields: [] };
    if (name !== "leader.failed" && name !== "framework.removed") continue;
    names.add(String(cells[fields.findIndex((field) => field.name === "framework")]));
  }
  return [...names];
}

/** What still does not agree long after the last trouble; null where all does. */
export function unrestOf(random: Json): string | null {
  const { document, lastMs } = withRest(random);
  const actions = document["actions"] as readonly Entry[];
  const left = new Set(
    actions
      .filter((action) => action["do"] === "framework.leave")
      .map((action) => String(action["framework"])),
  );
  const scenario = scenarioOf(document);
  const { simulation } = play({ ...scenario, durationMs: lastMs + settlingMs });
  if (scenario.versions.fixes.includes("B27")) for (const name of staysAway(simulation)) left.add(name);
  const first = new Set(disagreements(simulation, left));
  if (first.size === 0) return null;
  simulation.runTo(scenario.durationMs);
  const both = [...disagreements(simulation, left)].filter((one) => first.has(one));
  return both.length === 0 ? null : both.slice(0, 5).join("\n");
}
