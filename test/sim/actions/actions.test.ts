/** Actions: what each asks of the world. */

import { expect, test } from "vitest";
import { actions, applyAction } from "../../../src/sim/actions/index.ts";
import type { MarathonApi, TaskView } from "../../../src/sim/cluster/framework.ts";
import type { DropRule } from "../../../src/sim/cluster/network.ts";
import type { World } from "../../../src/sim/world.ts";

/** A world that writes down what is asked of it. */
function recordingWorld(): { readonly world: World; readonly calls: unknown[]; readonly rules: DropRule[] } {
  const calls: unknown[] = [];
  const rules: DropRule[] = [];
  const tasks: readonly Pick<TaskView, "taskId" | "agent">[] = [
    { taskId: "t1", agent: "a-1" },
    { taskId: "t2", agent: "a-2" },
  ];
  const note =
    (call: string) =>
    (...given: readonly unknown[]): void => {
      calls.push([call, ...given]);
    };
  const marathon = (name: string | null): Partial<MarathonApi> => ({
    name: name ?? "first",
    createApp: note(`${name} createApp`) as unknown as MarathonApi["createApp"],
    scaleApp: note(`${name} scaleApp`) as unknown as MarathonApi["scaleApp"],
    destroyApp: note(`${name} destroyApp`) as unknown as MarathonApi["destroyApp"],
    killTasks: note(`${name} killTasks`) as unknown as MarathonApi["killTasks"],
    resetDelay: note(`${name} resetDelay`) as unknown as MarathonApi["resetDelay"],
    tasksOf: () => tasks as readonly TaskView[],
  });
  const agent = (name: string) => ({ name, exitTask: note(`${name} exitTask`) });
  const world = {
    kernel: { nowMs: 1000 },
    network: { addDropRule: (rule: DropRule) => rules.push(rule) },
    agents: new Map(["a-1", "a-2"].map((name) => [name, agent(name)])),
    marathon,
    selectAgents: ({ by }: { by: string }) =>
      by === "hosting" ? [agent("a-2")] : [agent("a-1"), agent("a-2")],
    selectTasks: (_marathon: unknown, _app: string, { by }: { by: string }) =>
      by === "all" ? ["t1", "t2"] : ["t2"],
  };
  return { world: world as unknown as World, calls, rules };
}

/** What an action, as a scenario writes its fields, asks of the world. */
function asked(name: string, written: unknown): readonly unknown[] {
  const { world, calls } = recordingWorld();
  applyAction(world, name, actions.get(name)?.fields.parse(written));
  return calls;
}

test.each([
  ["app.create", { app: { id: "/x" } }, [["null createApp", { id: "/x" }]]],
  ["app.scale", { app: "/x", instances: 3 }, [["null scaleApp", "/x", 3, false]]],
  ["app.scale", { app: "x", instances: 0, force: true, framework: "two" }, [["two scaleApp", "/x", 0, true]]],
  ["app.destroy", { app: "/x", force: true }, [["null destroyApp", "/x", true]]],
  ["queue.reset-delay", { app: "/x" }, [["null resetDelay", "/x"]]],
  [
    "task.kill",
    { app: "/x" },
    [["null killTasks", "/x", { taskIds: null, host: null, scale: false, wipe: false }]],
  ],
  [
    "task.kill",
    { app: "/x", task: "all", host: "a-1", wipe: true, scale: true },
    [["null killTasks", "/x", { taskIds: null, host: "a-1", scale: true, wipe: true }]],
  ],
  [
    "task.kill",
    { app: "/x", task: "newest" },
    [["null killTasks", "/x", { taskIds: ["t2"], host: null, scale: false, wipe: false }]],
  ],
  [
    "task.exit",
    { app: "/x", status: "failed" },
    [
      ["a-1 exitTask", "t1", "failed"],
      ["a-2 exitTask", "t2", "failed"],
    ],
  ],
  ["task.exit", { app: "/x", task: { index: 1 }, status: "error" }, [["a-2 exitTask", "t2", "error"]]],
])("%s with %j calls the world as it should", (name, written, calls) => {
  expect(asked(name, written)).toEqual(calls);
});

test.each([
  [
    { message: "RESERVE", next: 2 },
    { message: "RESERVE", left: 2, untilMs: Number.POSITIVE_INFINITY, app: null, framework: null },
  ],
  [
    { message: "CREATE", for: "20s", app: "/x", framework: "two" },
    { message: "CREATE", left: Number.POSITIVE_INFINITY, untilMs: 21_000, app: "/x", framework: "two" },
  ],
])("message.drop %j adds a rule", (written, rule) => {
  const { world, rules } = recordingWorld();
  applyAction(world, "message.drop", actions.get("message.drop")?.fields.parse(written));
  expect(rules).toEqual([{ agent: null, agents: null, ...rule }]);
});

test("message.drop means the agents of its selector at that instant", () => {
  const { world, rules } = recordingWorld();
  const written = { message: "RESERVE", next: 1, agent: { hosting: "/x" } };
  applyAction(world, "message.drop", actions.get("message.drop")?.fields.parse(written));
  expect(rules[0]?.agents).toEqual(new Set(["a-2"]));
});

test("every action of the documentation is known, and seven can be played", () => {
  const played = [...actions.values()].filter(({ apply }) => apply !== null).map(({ name }) => name);
  expect(actions.size).toBe(37);
  expect(played).toEqual([
    ...[
      "app.create",
      "app.scale",
      "app.destroy",
      "task.kill",
      "task.exit",
      "queue.reset-delay",
      "message.drop",
    ],
  ]);
});

test("what cannot be played is a defect when it is asked for", () => {
  const { world } = recordingWorld();
  expect(() => applyAction(world, "agent.crash", {})).toThrow("no action agent.crash can be played");
  expect(() => applyAction(world, "agent.krash", {})).toThrow("no action agent.krash can be played");
  expect(() => applyAction(world, "app.create", { file: "p.json" })).toThrow(
    "the content of p.json is not loaded",
  );
});
