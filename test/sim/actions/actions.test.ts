/** Actions: what each asks of the world. */

import { describe, expect, test } from "vitest";
import type { Resources } from "../../../src/model/resources.ts";
import { actions, applyAction } from "../../../src/sim/actions/index.ts";
import type { MarathonApi, TaskView } from "../../../src/sim/cluster/framework.ts";
import type { DropRule } from "../../../src/sim/cluster/network.ts";
import type { ReserveRequest } from "../../../src/sim/cluster/operator-api.ts";
import type { AgentSpec } from "../../../src/sim/scenario.ts";
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
    updateApp: note(`${name} updateApp`) as unknown as MarathonApi["updateApp"],
    restartApp: note(`${name} restartApp`) as unknown as MarathonApi["restartApp"],
    cancelDeployment: note(`${name} cancelDeployment`) as unknown as MarathonApi["cancelDeployment"],
    failOver: note(`${name} failOver`),
    loseFrameworkId: note(`${name} loseFrameworkId`),
    killTasks: note(`${name} killTasks`) as unknown as MarathonApi["killTasks"],
    resetDelay: note(`${name} resetDelay`) as unknown as MarathonApi["resetDelay"],
    tasksOf: () => tasks as readonly TaskView[],
  });
  const host = ["crash", "recover", "restart", "partition", "heal", "loseDisk", "removeData", "remove"];
  const agent = (name: string) => ({
    name,
    exitTask: note(`${name} exitTask`),
    ...Object.fromEntries(host.map((what) => [what, note(`${name} ${what}`)])),
  });
  const framework = { leave: note("leave"), disconnect: note("disconnect"), reconnect: note("reconnect") };
  const operator = [
    ...[
      "reserve",
      "unreserve",
      "createVolumes",
      "destroyVolumes",
      "setQuota",
      "removeQuota",
      "updateWeights",
    ],
    "whitelist",
  ];
  const world = {
    kernel: { nowMs: 1000 },
    network: { addDropRule: (rule: DropRule) => rules.push(rule), addDelayRule: note("addDelayRule") },
    faults: {
      left: ({ name }: { name: string }) => calls.push([`left ${name}`]),
      recovered: ({ name }: { name: string }) => calls.push([`recovered ${name}`]),
    },
    addAgent: note("addAgent"),
    addFramework: note("addFramework"),
    failOverMaster: note("failOverMaster"),
    operator: Object.fromEntries(operator.map((what) => [what, note(what)])),
    frameworks: new Map([["thief", framework]]),
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
  ["app.create", { app: { id: "/x" } }, [["null createApp", { id: "/x" }, false]]],
  ["app.create", { app: { id: "/x" }, force: true }, [["null createApp", { id: "/x" }, true]]],
  ["app.scale", { app: "/x", instances: 3 }, [["null scaleApp", "/x", 3, false]]],
  ["app.scale", { app: "x", instances: 0, force: true, framework: "two" }, [["two scaleApp", "/x", 0, true]]],
  ["app.destroy", { app: "/x", force: false }, [["null destroyApp", "/x", false]]],
  // Where nothing is said Marathon decides: forced for an app (AppsResource.scala:172), not for a group.
  ["app.destroy", { app: "/x" }, [["null destroyApp", "/x", undefined]]],
  ["queue.reset-delay", { app: "/x" }, [["null resetDelay", "/x"]]],
  ["app.update", { app: "/x", change: { cpus: 2 } }, [["null updateApp", "/x", { cpus: 2 }, false]]],
  ["app.restart", { app: "/x", force: true, framework: "two" }, [["two restartApp", "/x", true]]],
  ["deployment.cancel", { app: "/x", force: true }, [["null cancelDeployment", "/x", true]]],
  ["marathon.failover", { framework: "two", down: "10s" }, [["two failOver", 10_000]]],
  ["marathon.lose-framework-id", { down: "1m" }, [["null loseFrameworkId", 60_000]]],
  [
    "task.kill",
    { app: "/x" },
    [["null killTasks", "/x", { taskIds: null, host: null, scale: false, wipe: false, force: false }]],
  ],
  [
    "task.kill",
    { app: "/x", task: "all", host: "a-1", wipe: true, scale: true, force: true },
    [["null killTasks", "/x", { taskIds: null, host: "a-1", scale: true, wipe: true, force: true }]],
  ],
  [
    "task.kill",
    { app: "/x", task: "newest" },
    [["null killTasks", "/x", { taskIds: ["t2"], host: null, scale: false, wipe: false, force: false }]],
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
  ["agent.crash", { agent: "all" }, [["a-1 crash"], ["a-2 crash"]]],
  ["agent.lose-disk", { agent: "all" }, [["a-1 loseDisk"], ["a-2 loseDisk"]]],
  ["agent.partition", { agent: "all" }, [["a-1 partition"], ["a-2 partition"]]],
  ["agent.remove-data", { agent: "all" }, [["a-1 removeData"], ["a-2 removeData"]]],
  ["agent.restart", { agent: { hosting: "/x" }, down: "10s" }, [["a-2 restart", 10_000]]],
  ["agent.recover", { agent: { hosting: "/x" } }, [["a-2 recover"], ["recovered a-2"]]],
  ["agent.heal", { agent: { hosting: "/x" } }, [["a-2 heal"], ["recovered a-2"]]],
  ["agent.remove", { agent: { hosting: "/x" } }, [["a-2 remove"], ["left a-2"]]],
  ["master.failover", { down: "0s" }, [["failOverMaster", 0]]],
  ["framework.leave", { framework: "thief" }, [["leave"]]],
  ["framework.disconnect", { framework: "thief" }, [["disconnect"]]],
  ["framework.reconnect", { framework: "thief" }, [["reconnect"]]],
  ["framework.leave", { framework: "not-there-yet" }, []],
  ["operator.remove-quota", { role: "ops" }, [["removeQuota", "ops"]]],
  ["operator.update-weights", { weights: { ops: 2, eng: 0.5 } }, [["updateWeights", { ops: 2, eng: 0.5 }]]],
  ["operator.whitelist", { agents: ["a-1"] }, [["whitelist", ["a-1"]]]],
  ["operator.whitelist", { agents: "all" }, [["whitelist", null]]],
])("%s with %j calls the cluster as it should", (name, written, calls) => {
  expect(asked(name, written)).toEqual(calls);
});

test("what a framework cannot do is a defect when it is asked for", () => {
  expect(() => asked("framework.suppress", { framework: "thief" })).toThrow(
    "the framework thief cannot suppress",
  );
});

test("agent.add adds each agent of its entry, now", () => {
  const entry = { id: "b", count: 2, resources: { cpus: 1, mem: 512 }, attributes: { rack: "r1" } };
  const added = asked("agent.add", { entry }) as readonly (readonly [string, AgentSpec])[];
  expect(added.map(([call, { id, joinsMs, attributes }]) => [call, id, joinsMs, attributes])).toEqual([
    ["addAgent", "b-1", 1000, { rack: "r1" }],
    ["addAgent", "b-2", 1000, { rack: "r1" }],
  ]);
});

describe("an operator's call", () => {
  const common = { agent: { hosting: "/x" }, role: "ops" };

  test.each(["reserve", "unreserve"])(
    "%s names amounts, without labels or principal unless it says so",
    (call) => {
      const resources = { mem: "1GiB", cpus: 1.5 };
      const [plain] = asked(`operator.${call}`, { ...common, resources }) as readonly [
        [string, ReserveRequest],
      ];
      expect(plain[0]).toBe(call);
      expect(plain[1]).toMatchObject({ agent: "a-2", role: "ops", principal: null, labels: null });
      expect(plain[1].resources.toString()).toBe("cpus(*):1.5; mem(*):1024");
      const labels = { b: "2", a: "1" };
      const [full] = asked(`operator.${call}`, {
        ...common,
        resources,
        principal: "p",
        labels,
      }) as (typeof plain)[];
      expect(full?.[1]).toMatchObject({
        principal: "p",
        labels: [
          { key: "a", value: "1" },
          { key: "b", value: "2" },
        ],
      });
    },
  );

  test("an empty map of labels is a list of none, which is not the same as no labels", () => {
    const [call] = asked("operator.reserve", { ...common, resources: { cpus: 1 }, labels: {} });
    expect(call).toMatchObject(["reserve", { labels: [] }]);
  });

  test.each([
    ["create-volumes", "createVolumes"],
    ["destroy-volumes", "destroyVolumes"],
  ])("%s names volumes in thousandths of MiB", (name, call) => {
    const written = { ...common, volumes: [{ id: "v", size: "1GiB", path: "data" }] };
    expect(asked(`operator.${name}`, written)).toEqual([
      [
        call,
        {
          agent: "a-2",
          role: "ops",
          principal: null,
          labels: null,
          volumes: [{ id: "v", sizeMilli: 1_024_000, path: "data" }],
        },
      ],
    ]);
  });

  test("is made once for each agent that is meant", () => {
    const calls = asked("operator.reserve", { ...common, agent: "all", resources: { cpus: 1 } });
    expect(calls).toMatchObject([
      ["reserve", { agent: "a-1" }],
      ["reserve", { agent: "a-2" }],
    ]);
  });

  test("operator.set-quota guarantees amounts", () => {
    const [call] = asked("operator.set-quota", { role: "ops", guarantee: { cpus: 2, mem: 64 } }) as readonly [
      [string, string, Resources],
    ];
    expect([call[0], call[1], call[2].toString()]).toEqual(["setQuota", "ops", "cpus(*):2; mem(*):64"]);
  });
});

test.each([
  [
    { message: "RESERVE", next: 2 },
    { message: "RESERVE", left: 2, untilMs: Number.POSITIVE_INFINITY, app: null, framework: null },
  ],
  [
    { message: "status", for: "20s", app: "/x", framework: "two" },
    { message: "status", left: Number.POSITIVE_INFINITY, untilMs: 21_000, app: "/x", framework: "two" },
  ],
])("message.drop %j adds a rule", (written, rule) => {
  const { world, rules } = recordingWorld();
  applyAction(world, "message.drop", actions.get("message.drop")?.fields.parse(written));
  expect(rules).toEqual([{ agent: null, agents: null, ...rule }]);
});

test("message.delay adds a rule that holds up", () => {
  expect(asked("message.delay", { message: "offer", by: "5s", next: 1, agent: { hosting: "/x" } })).toEqual([
    [
      "addDelayRule",
      {
        message: "offer",
        byMs: 5000,
        agent: null,
        agents: new Set(["a-2"]),
        framework: null,
        app: null,
        left: 1,
        untilMs: Number.POSITIVE_INFINITY,
      },
    ],
  ]);
});

test("message.drop means the agents of its selector at that instant", () => {
  const { world, rules } = recordingWorld();
  const written = { message: "RESERVE", next: 1, agent: { hosting: "/x" } };
  applyAction(world, "message.drop", actions.get("message.drop")?.fields.parse(written));
  expect(rules[0]?.agents).toEqual(new Set(["a-2"]));
});

test("every action of the documentation is known, and can be played", () => {
  expect(actions.size).toBe(37);
  expect([...actions.values()].filter(({ apply }) => apply === null)).toEqual([]);
});

test("what cannot be played is a defect when it is asked for", () => {
  const { world } = recordingWorld();
  expect(() => applyAction(world, "agent.krash", {})).toThrow("no action agent.krash can be played");
  expect(() => applyAction(world, "app.create", { file: "p.json" })).toThrow(
    "the content of p.json is not loaded",
  );
});
