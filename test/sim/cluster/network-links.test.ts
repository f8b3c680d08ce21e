/** Links of the network: drawn latencies, the order of TCP, messages that are held up, lost or find nobody. */

import { describe, expect, test } from "vitest";
import type { Distribution } from "../../../src/model/distributions.ts";
import type { ToAgent, ToFramework, ToMaster } from "../../../src/model/messages.ts";
import type { Operation } from "../../../src/model/operations.ts";
import { Resources } from "../../../src/model/resources.ts";
import { TaskInfo } from "../../../src/model/tasks.ts";
import { latencyFrom } from "../../../src/sim/cluster/latency.ts";
import type { Directory } from "../../../src/sim/cluster/message-facts.ts";
import { messageNames } from "../../../src/sim/cluster/message-names.ts";
import { type DelayRule, type DropRule, type Endpoint, Network } from "../../../src/sim/cluster/network.ts";
import { Recorder } from "../../../src/sim/cluster/recorder.ts";
import { Kernel } from "../../../src/sim/kernel/kernel.ts";
import { Streams } from "../../../src/sim/kernel/streams.ts";
import { type NamedRow, namedRows } from "../../support/cluster.ts";

const framework: Endpoint = { kind: "framework", name: "f" };
const agent: Endpoint = { kind: "agent", name: "a" };

/** A network with a master, agents a and b, a framework f, and all that arrives there. */
class Links {
  readonly kernel = new Kernel();
  readonly recorder = new Recorder(this.kernel, null, "counted");
  readonly network: Network;
  readonly arrivals: { readonly atMs: number; readonly at: string; readonly what: string }[] = [];
  readonly #act = this.kernel.kind("test", (_a, _b, act) => (act as () => void)());

  constructor(latency: number | Distribution = 1, directory?: Directory, seed = 1) {
    this.network = new Network(this.kernel, this.recorder, latencyFrom(latency, new Streams(seed)));
    this.connectMaster("master", directory);
    for (const name of ["a", "b"]) this.network.connectAgent(name, { receive: this.#noting(name) });
    this.network.connectFramework("f", { receive: this.#noting("f") });
  }

  connectMaster(name: string, directory?: Directory): void {
    const note = this.#noting(name);
    const receive = (_from: Endpoint, message: ToMaster): void => note(message);
    this.network.connectMaster(directory === undefined ? { receive } : { receive, directory });
  }

  at(atMs: number, act: (network: Network) => void): void {
    this.kernel.at(atMs, this.#act, 0, 0, () => act(this.network));
  }

  play(): this {
    while (this.kernel.playInstant(Number.MAX_SAFE_INTEGER));
    return this;
  }

  get rows(): readonly NamedRow[] {
    return namedRows(this.recorder.journal);
  }

  #noting(at: string): (message: ToMaster | ToAgent | ToFramework) => void {
    return (message) => {
      const what = "taskId" in message ? message.taskId : message.type;
      this.arrivals.push({ atMs: this.kernel.nowMs, at, what });
    };
  }
}

const kill = (taskId: string): ToMaster => ({ type: "KILL", taskId, slaveId: null });
const killTask = (taskId: string): ToAgent => ({ type: "KILL_TASK", frameworkId: "F", taskId });

function drop(message: string, change: Partial<DropRule> = {}): DropRule {
  return {
    message,
    agent: null,
    framework: null,
    app: null,
    left: 1,
    untilMs: Number.POSITIVE_INFINITY,
    ...change,
  };
}

const delay = (message: string, byMs: number, change: Partial<DropRule> = {}): DelayRule => ({
  ...drop(message, change),
  byMs,
});

const spread: Distribution = { kind: "uniform", minMs: 0, maxMs: 1000 };

describe("drawn latencies", () => {
  /** When fifty messages of one link arrive, sent one ms after another, after others did the same. */
  function arrivals(others: boolean): readonly number[] {
    const links = new Links(spread);
    for (let i = 0; i < 50; i++) {
      links.at(i, (network) => {
        if (others) network.toAgent("b", killTask("other"));
        if (others) network.toMaster({ kind: "agent", name: "a" }, { type: "AGENT_EXITED" });
        network.toAgent("a", killTask(String(i)));
      });
    }
    return links
      .play()
      .arrivals.filter(({ at }) => at === "a")
      .map(({ atMs }) => atMs);
  }

  test("differ from message to message, and stay within their distribution", () => {
    const all = new Links(spread);
    // One a day: no message meets another.
    const dayMs = 86_400_000;
    for (let i = 0; i < 50; i++) all.at(i * dayMs, (network) => network.toAgent("a", killTask(String(i))));
    const taken = all.play().arrivals.map(({ atMs }) => atMs % dayMs);
    expect(taken).toHaveLength(50);
    expect(new Set(taken).size).toBeGreaterThan(40);
    expect(taken.every((ms) => ms >= 0 && ms <= 1000)).toBe(true);
  });

  test("keep the order of a link: a later message never arrives before an earlier one", () => {
    const links = new Links(spread);
    for (let i = 0; i < 50; i++) links.at(i, (network) => network.toAgent("a", killTask(String(i))));
    expect(links.play().arrivals.map(({ what }) => what)).toEqual(
      Array.from({ length: 50 }, (_, i) => String(i)),
    );
  });

  test("of one link are not shifted by what another link carries", () => {
    expect(arrivals(true)).toEqual(arrivals(false));
  });

  test("differ between links, and between an agent and a framework of one name", () => {
    const links = new Links(spread);
    links.network.connectFramework("a", {
      receive: () => links.arrivals.push({ atMs: links.kernel.nowMs, at: "framework a", what: "" }),
    });
    links.network.toAgent("a", killTask("1"));
    links.network.toAgent("b", killTask("1"));
    links.network.toFramework("a", { type: "ERROR", message: "" });
    expect(new Set(links.play().arrivals.map(({ atMs }) => atMs)).size).toBe(3);
  });

  test("follow the seed", () => {
    const first = (seed: number): number | undefined => {
      const links = new Links(spread, undefined, seed);
      links.network.toAgent("a", killTask("1"));
      return links.play().arrivals[0]?.atMs;
    };
    expect(first(1)).toBe(first(1));
    expect(first(1)).not.toBe(first(2));
  });

  test("a constant distribution is a constant", () => {
    const links = new Links({ kind: "constant", ms: 7 });
    links.network.toAgent("a", killTask("1"));
    expect(links.play().arrivals).toEqual([{ atMs: 7, at: "a", what: "1" }]);
  });
});

describe("delay rules", () => {
  test("hold a message up, and those behind it on its link, but on no other", () => {
    const links = new Links(1);
    links.network.addDelayRule(delay("kill", 500));
    for (const task of ["1", "2"]) links.network.toAgent("a", killTask(task));
    links.network.toAgent("b", killTask("3"));
    links.network.toMaster(agent, { type: "AGENT_EXITED" });
    links.at(600, (network) => network.toAgent("a", killTask("4")));
    expect(links.play().arrivals).toEqual([
      { atMs: 1, at: "b", what: "3" },
      { atMs: 1, at: "master", what: "AGENT_EXITED" },
      { atMs: 501, at: "a", what: "1" },
      { atMs: 501, at: "a", what: "2" },
      { atMs: 601, at: "a", what: "4" },
    ]);
  });

  test("leave a row when they do, for the message alone that they held up", () => {
    const links = new Links(1);
    links.network.addDelayRule(delay("kill", 500));
    for (const task of ["1", "2"]) links.network.toAgent("a", killTask(task));
    expect(links.play().rows).toEqual([
      {
        type: "message.delayed",
        atMs: 0,
        agent: "a",
        task: "1",
        message: "kill",
        by_ms: 500,
        reason: "told-to",
      },
    ]);
  });

  test("that name an operation hold up the ACCEPT that carries one of that app", () => {
    const reserve = (app: string): Operation => ({
      type: "RESERVE",
      resources: Resources.none,
      trace: { app },
    });
    const accept = (...operations: readonly Operation[]): ToMaster => ({
      type: "ACCEPT",
      offers: [],
      operations,
      refuseMs: 0,
    });
    const links = new Links(1);
    links.network.addDelayRule(delay("RESERVE", 100, { app: "/db", left: 5 }));
    links.network.toMaster(framework, accept({ type: "LAUNCH", tasks: [] }));
    links.network.toMaster(framework, accept(reserve("/web")));
    links.network.toMaster(framework, accept(reserve("/db")));
    expect(links.play().arrivals.map(({ atMs }) => atMs)).toEqual([1, 1, 101]);
    expect(links.rows.map(({ message, app }) => [message, app])).toEqual([["RESERVE", "/db"]]);
  });

  test("a process that starts again does not wait for what was held up before", () => {
    const links = new Links(1);
    links.network.addDelayRule(delay("register", 10_000));
    const register: ToMaster = { type: "UNREGISTER_AGENT", slaveId: "s" };
    links.network.toMaster(agent, {
      type: "REGISTER_AGENT",
      info: { agent: "a", attributes: {}, run: 1 },
      total: Resources.none,
      checkpointed: Resources.none,
    });
    links.network.close("a");
    links.network.open("a");
    links.network.toMaster(agent, register);
    expect(links.play().arrivals.map(({ atMs, what }) => [atMs, what])).toEqual([
      [1, "UNREGISTER_AGENT"],
      [10_001, "REGISTER_AGENT"],
    ]);
  });
});

describe("drop rules for messages", () => {
  const status = {
    taskId: "t",
    state: "running",
    source: "executor",
    reason: null,
    message: "",
    slaveId: "S",
    uuid: 1,
  } as const;
  const info = { agent: "a", attributes: {}, run: 1 };
  const named: readonly (readonly [string, (network: Network) => void])[] = [
    [
      "SUBSCRIBE",
      (network) =>
        network.toMaster(framework, {
          type: "SUBSCRIBE",
          force: false,
          info: {
            name: "f",
            role: "r",
            principal: null,
            frameworkId: null,
            failoverTimeoutMs: 0,
            checkpoint: true,
          },
        }),
    ],
    [
      "ACCEPT",
      (network) => network.toMaster(framework, { type: "ACCEPT", offers: [], operations: [], refuseMs: 0 }),
    ],
    ["DECLINE", (network) => network.toMaster(framework, { type: "DECLINE", offers: [], refuseMs: 0 })],
    ["REVIVE", (network) => network.toMaster(framework, { type: "REVIVE" })],
    ["SUPPRESS", (network) => network.toMaster(framework, { type: "SUPPRESS" })],
    ["KILL", (network) => network.toMaster(framework, kill("t"))],
    [
      "ACKNOWLEDGE",
      (network) => network.toMaster(framework, { type: "ACKNOWLEDGE", taskId: "t", slaveId: "S", uuid: 1 }),
    ],
    ["RECONCILE", (network) => network.toMaster(framework, { type: "RECONCILE", tasks: [] })],
    ["TEARDOWN", (network) => network.toMaster(framework, { type: "TEARDOWN" })],
    [
      "register",
      (network) =>
        network.toMaster(agent, {
          type: "REGISTER_AGENT",
          info,
          total: Resources.none,
          checkpointed: Resources.none,
        }),
    ],
    [
      "register",
      (network) =>
        network.toMaster(agent, {
          type: "REREGISTER_AGENT",
          slaveId: "S",
          info,
          total: Resources.none,
          checkpointed: Resources.none,
          tasks: [],
        }),
    ],
    ["unregister", (network) => network.toMaster(agent, { type: "UNREGISTER_AGENT", slaveId: "S" })],
    [
      "status",
      (network) =>
        network.toMaster(agent, { type: "STATUS_UPDATE", frameworkId: "F", status, latestState: "running" }),
    ],
    ["status", (network) => network.toFramework("f", { type: "UPDATE", status })],
    ["registered", (network) => network.toFramework("f", { type: "REGISTERED", frameworkId: "F" })],
    ["registered", (network) => network.toFramework("f", { type: "REREGISTERED", frameworkId: "F" })],
    ["registered", (network) => network.toAgent("a", { type: "AGENT_REGISTERED", slaveId: "S" })],
    [
      "registered",
      (network) => network.toAgent("a", { type: "AGENT_REREGISTERED", slaveId: "S", missing: [] }),
    ],
    ["offer", (network) => network.toFramework("f", { type: "OFFERS", offers: [] })],
    ["rescind", (network) => network.toFramework("f", { type: "RESCIND", offer: { offerId: "O" } })],
    ["lost", (network) => network.toFramework("f", { type: "AGENT_LOST", slaveId: "S" })],
    ["error", (network) => network.toFramework("f", { type: "ERROR", message: "" })],
    [
      "acknowledge",
      (network) =>
        network.toAgent("a", { type: "ACKNOWLEDGE_STATUS", frameworkId: "F", taskId: "t", uuid: 1 }),
    ],
    [
      "run",
      (network) =>
        network.toAgent("a", {
          type: "RUN_TASK",
          slaveId: "S",
          frameworkId: "F",
          framework: "f",
          role: "r",
          task: new TaskInfo({ taskId: "t", resources: Resources.none, trace: {} }),
        }),
    ],
    ["kill", (network) => network.toAgent("a", killTask("t"))],
    [
      "checkpoint",
      (network) => network.toAgent("a", { type: "CHECKPOINT_RESOURCES", resources: Resources.none }),
    ],
    ["framework", (network) => network.toAgent("a", { type: "UPDATE_FRAMEWORK", frameworkId: "F" })],
    ["shutdown", (network) => network.toAgent("a", { type: "SHUTDOWN", message: "" })],
    ["shutdown", (network) => network.toAgent("a", { type: "SHUTDOWN_FRAMEWORK", frameworkId: "F" })],
  ];

  test("there is a message for every name but those of operations and pings", () => {
    const others = ["RESERVE", "UNRESERVE", "CREATE", "DESTROY", "LAUNCH", "ping", "pong"];
    expect(new Set([...named.map(([name]) => name), ...others])).toEqual(new Set(messageNames));
  });

  test.each(named)("%s: the next one is lost, with a row, and the one after it arrives", (name, send) => {
    const links = new Links(1);
    for (const other of messageNames) if (other !== name) links.network.addDropRule(drop(other));
    links.network.addDropRule(drop(name));
    send(links.network);
    expect(links.play().arrivals).toEqual([]);
    expect(links.rows.map(({ message, reason }) => [message, reason])).toEqual([[name, "told-to"]]);
    send(links.network);
    expect(links.play().arrivals).toHaveLength(1);
    expect(links.rows).toHaveLength(1);
  });

  test("that a connection broke is no message, and cannot be lost by a rule", () => {
    const links = new Links(1);
    for (const name of messageNames) links.network.addDropRule(drop(name));
    links.network.toMaster(framework, { type: "FRAMEWORK_EXITED" });
    links.network.toMaster(agent, { type: "AGENT_EXITED" });
    expect(links.play().arrivals).toHaveLength(2);
    expect(links.rows).toEqual([]);
  });

  test("take of a message with several offers only those of the agents that they name", () => {
    const offer = (name: string) => ({
      offerId: `O-${name}`,
      frameworkId: "F",
      slaveId: `S-${name}`,
      agent: name,
      attributes: {},
      resources: Resources.none,
    });
    const links = new Links(1);
    const seen: ToFramework[] = [];
    links.network.connectFramework("f", { receive: (message) => seen.push(message) });
    links.network.addDropRule(drop("offer", { agents: new Set(["a"]) }));
    links.network.toFramework("f", { type: "OFFERS", offers: [offer("b")] });
    links.network.toFramework("f", { type: "OFFERS", offers: [offer("a"), offer("b")] });
    expect(links.play().rows.map(({ agent: of, message, to }) => [of, message, to])).toEqual([
      ["a", "offer", "f"],
    ]);
    expect(
      seen.map((message) => (message.type === "OFFERS" ? message.offers.map((one) => one.agent) : [])),
    ).toEqual([["b"], ["b"]]);
  });

  test("of one message are asked in the order in which they were set", () => {
    const links = new Links(1);
    links.network.addDelayRule(delay("kill", 9));
    links.network.addDropRule(drop("kill"));
    for (const task of ["1", "2", "3"]) links.network.toAgent("a", killTask(task));
    expect(links.play().rows.map(({ type, task }) => [type, task])).toEqual([
      ["message.delayed", "1"],
      ["message.dropped", "2"],
    ]);
    expect(links.arrivals.map(({ what }) => what)).toEqual(["1", "3"]);
  });

  test("are there for pings as long as they may take one", () => {
    const links = new Links(1);
    links.network.addDropRule(
      drop("ping", { agents: new Set(["a"]), left: Number.POSITIVE_INFINITY, untilMs: 100 }),
    );
    const has = (atMs: number, message: string, name: string): boolean => {
      links.kernel.nowMs = atMs;
      return links.network.hasRuleFor(message, name);
    };
    expect([has(0, "ping", "a"), has(0, "ping", "b"), has(0, "pong", "a")]).toEqual([true, false, false]);
    expect([has(100, "ping", "a"), has(101, "ping", "a")]).toEqual([true, false]);
  });
});

describe("pings, which are computed and not carried", () => {
  test("ask the rules one by one, and leave rows as messages do", () => {
    const links = new Links(1);
    links.network.addDropRule(drop("ping", { agents: new Set(["a"]) }));
    links.network.addDelayRule(delay("pong", 7));
    const asked = (["ping", "ping", "pong", "pong"] as const).map((what) =>
      links.network.rulePing(what, "a"),
    );
    expect(asked).toEqual([null, 0, 7, 0]);
    const [lost, held] = links.rows;
    expect(lost).toMatchObject({
      type: "message.dropped",
      agent: "a",
      message: "ping",
      from: "master",
      to: "a",
    });
    expect(held).toMatchObject({ type: "message.delayed", agent: "a", message: "pong", by_ms: 7 });
    links.network.addDropRule(drop("pong"));
    expect(links.network.rulePing("pong", "a")).toBeNull();
    expect(links.rows.at(-1)).toMatchObject({ message: "pong", from: "a", to: "master" });
  });

  test("whoever computes them hears of each rule", () => {
    const links = new Links(1);
    const heard: string[] = [];
    links.network.watchRules(({ message }) => heard.push(message));
    links.network.addDropRule(drop("ping"));
    links.network.addDelayRule(delay("pong", 7));
    expect(heard).toEqual(["ping", "pong"]);
  });
});

describe("rows and rules know what the master knows", () => {
  const directory: Directory = {
    agentOf: (id) => (id === "S-a" ? "a" : null),
    agentOfOffer: ({ offerId }) => (offerId === "O-1" ? "a" : offerId === "O-2" ? "b" : null),
    framework: (id) => (id === "F" || id === "f" ? { name: "f", role: "r" } : null),
    traceOf: (name, taskId) => (name === "f" && taskId === "t" ? { app: "/db" } : null),
  };
  const status = {
    taskId: "t",
    state: "running",
    source: "executor",
    reason: null,
    message: "",
    slaveId: "S-a",
    uuid: 1,
  } as const;

  test.each<readonly [string, (network: Network) => void, object]>([
    [
      "status",
      (network) =>
        network.toMaster(agent, { type: "STATUS_UPDATE", frameworkId: "F", status, latestState: "running" }),
      { agent: "a", framework: "f", role: "r", app: "/db", task: "t", from: "a", to: "master" },
    ],
    [
      "status",
      (network) => network.toFramework("f", { type: "UPDATE", status }),
      { agent: "a", framework: "f", role: "r", app: "/db", task: "t", from: "master", to: "f" },
    ],
    [
      "KILL",
      (network) => network.toMaster(framework, { type: "KILL", taskId: "t", slaveId: "S-a" }),
      { agent: "a", framework: "f", role: "r", app: "/db", task: "t", from: "f", to: "master" },
    ],
    [
      "kill",
      (network) => network.toAgent("a", killTask("t")),
      { agent: "a", framework: "f", role: "r", app: "/db", task: "t", from: "master", to: "a" },
    ],
    [
      "kill",
      (network) => network.toAgent("a", killTask("other")),
      { agent: "a", framework: "f", role: "r", task: "other", from: "master", to: "a" },
    ],
    [
      "DECLINE",
      (network) =>
        network.toMaster(framework, { type: "DECLINE", offers: [{ offerId: "O-1" }], refuseMs: 0 }),
      { agent: "a", framework: "f", role: "r", from: "f", to: "master" },
    ],
    [
      "DECLINE",
      (network) =>
        network.toMaster(framework, {
          type: "DECLINE",
          offers: [{ offerId: "O-1" }, { offerId: "O-2" }],
          refuseMs: 0,
        }),
      { framework: "f", role: "r", from: "f", to: "master" },
    ],
    [
      "rescind",
      (network) => network.toFramework("f", { type: "RESCIND", offer: { offerId: "O-2" } }),
      { agent: "b", framework: "f", role: "r", from: "master", to: "f" },
    ],
  ])("a lost %s names what it is about", (message, send, ids) => {
    const links = new Links(1, directory);
    links.network.addDropRule(drop(message));
    send(links.network);
    expect(links.play().rows).toEqual([
      { type: "message.dropped", atMs: 0, message, reason: "told-to", ...ids },
    ]);
  });

  test("so a rule for an app, a framework or an agent takes only its messages", () => {
    const links = new Links(1, directory);
    links.network.addDropRule(drop("kill", { app: "/db" }));
    links.network.addDropRule(drop("KILL", { agents: new Set(["b"]) }));
    links.network.addDropRule(drop("acknowledge", { framework: "g" }));
    links.network.toAgent("a", killTask("other"));
    links.network.toMaster(framework, { type: "KILL", taskId: "x", slaveId: "S-a" });
    links.network.toAgent("a", { type: "ACKNOWLEDGE_STATUS", frameworkId: "F", taskId: "y", uuid: 1 });
    links.network.toAgent("a", killTask("t"));
    expect(links.play().arrivals.map(({ what }) => what)).toEqual(["other", "x", "y"]);
  });
});

describe("ends that cannot be reached", () => {
  /** Both ways between the master and agent a, at 10 ms and at 20 ms. */
  function bothWays(change: (network: Network) => void, back: (network: Network) => void): Links {
    const links = new Links(4);
    links.at(0, change);
    const both = (network: Network, task: string): void => {
      network.toAgent("a", killTask(task));
      network.toMaster(agent, { type: "UNREGISTER_AGENT", slaveId: task });
      network.toAgent("b", killTask(task));
    };
    links.at(10, (network) => both(network, "lost"));
    links.at(15, back);
    links.at(20, (network) => both(network, "found"));
    return links.play();
  }

  const lost = (links: Links): readonly unknown[] =>
    links.rows.map(({ atMs, message, reason }) => [atMs, message, reason]);

  test.each([
    [
      "cut off",
      "unreachable",
      (network: Network) => network.cut("a"),
      (network: Network) => network.mend("a"),
    ],
    [
      "on a dead host",
      "unreachable",
      (network: Network) => network.hostDown("a"),
      (network: Network) => network.hostUp("a"),
    ],
    [
      "not running",
      "not-connected",
      (network: Network) => network.close("a"),
      (network: Network) => network.open("a"),
    ],
  ] as const)(
    "an agent that is %s gets nothing and sends nothing, until it is back",
    (_what, reason, change, back) => {
      const links = bothWays(change, back);
      expect(lost(links)).toEqual([
        [10, "kill", reason],
        [10, "unregister", reason],
      ]);
      expect(links.arrivals.map(({ atMs, at }) => [atMs, at])).toEqual([
        [14, "b"],
        [24, "a"],
        [24, "master"],
        [24, "b"],
      ]);
    },
  );

  test("a framework without a connection gets nothing and sends nothing, until it has one", () => {
    const links = new Links(1);
    links.network.closeFramework("f");
    links.network.toFramework("f", { type: "ERROR", message: "" });
    links.network.toMaster(framework, { type: "REVIVE" });
    links.network.openFramework("f");
    links.network.toMaster(framework, { type: "SUPPRESS" });
    expect(links.play().rows.map(({ message, reason }) => [message, reason])).toEqual([
      ["error", "not-connected"],
      ["REVIVE", "not-connected"],
    ]);
    expect(links.arrivals.map(({ what }) => what)).toEqual(["SUPPRESS"]);
  });

  test("what is under way when a link is cut is lost both ways, when it would arrive", () => {
    const links = new Links(4);
    links.network.toAgent("a", killTask("1"));
    links.network.toMaster(agent, { type: "UNREGISTER_AGENT", slaveId: "S" });
    links.at(2, (network) => network.cut("a"));
    expect(lost(links.play())).toEqual([
      [4, "kill", "unreachable"],
      [4, "unregister", "unreachable"],
    ]);
  });

  test("what was under way through a short cut arrives", () => {
    const links = new Links(4);
    links.network.toAgent("a", killTask("1"));
    links.at(1, (network) => network.cut("a"));
    links.at(2, (network) => network.mend("a"));
    expect(links.play().arrivals).toHaveLength(1);
  });

  test("what a host sent before it died arrives; what was under way to it does not, even if it boots at once", () => {
    const links = new Links(4);
    links.network.toAgent("a", killTask("1"));
    links.network.toMaster(agent, { type: "UNREGISTER_AGENT", slaveId: "S" });
    links.at(1, (network) => network.hostDown("a"));
    links.at(2, (network) => network.hostUp("a"));
    links.play();
    expect(links.arrivals.map(({ at }) => at)).toEqual(["master"]);
    expect(lost(links)).toEqual([[4, "kill", "not-connected"]]);
  });

  test("what a host sent in its former life is lost once it was heard of after its boot", () => {
    const links = new Links(1);
    const word = (slaveId: string): ToMaster => ({ type: "UNREGISTER_AGENT", slaveId });
    links.network.addDelayRule(delay("unregister", 10));
    links.network.toMaster(agent, word("old"));
    links.at(1, (network) => network.hostDown("a"));
    links.at(2, (network) => network.hostUp("a"));
    links.at(3, (network) => network.toMaster(agent, word("new")));
    links.play();
    expect(links.arrivals.map(({ atMs, at }) => [atMs, at])).toEqual([[4, "master"]]);
    // Held up, then lost.
    expect(lost(links)).toEqual([
      [0, "unregister", "told-to"],
      [11, "unregister", "not-connected"],
    ]);
  });

  test("what was under way to a process that started again meanwhile is lost with its connection", () => {
    const links = new Links(4);
    links.network.toAgent("a", killTask("1"));
    links.at(2, (network) => network.close("a"));
    links.at(3, (network) => network.open("a"));
    expect(lost(links.play())).toEqual([[4, "kill", "not-connected"]]);
  });

  test("that a process ended is told by the connection, unless the agent is cut off; it leaves no row", () => {
    const told = (cut: boolean): Links => {
      const links = new Links(1);
      if (cut) links.network.cut("a");
      links.network.close("a");
      links.network.toMaster(agent, { type: "AGENT_EXITED" });
      return links.play();
    };
    expect(told(false).arrivals.map(({ what }) => what)).toEqual(["AGENT_EXITED"]);
    expect(told(true).arrivals).toEqual([]);
    expect([...told(false).rows, ...told(true).rows]).toEqual([]);
  });

  test("without a master, messages to it find nobody; what it sent before still arrives", () => {
    const links = new Links(2);
    links.network.toMaster(agent, { type: "UNREGISTER_AGENT", slaveId: "S" });
    links.network.toAgent("a", killTask("1"));
    links.at(1, (network) => {
      network.masterDown();
      network.toMaster(framework, { type: "REVIVE" });
    });
    links.play();
    expect(links.arrivals).toEqual([{ atMs: 2, at: "a", what: "1" }]);
    expect(lost(links)).toEqual([
      [1, "REVIVE", "not-connected"],
      [2, "unregister", "not-connected"],
    ]);
  });

  test("another master gets only what is sent to it, and what the last one sent is lost by then", () => {
    const links = new Links(2);
    links.network.toMaster(agent, { type: "UNREGISTER_AGENT", slaveId: "S" });
    links.network.toAgent("a", killTask("1"));
    links.at(1, (network) => {
      network.masterDown();
      links.connectMaster("second");
      network.toMaster(framework, { type: "REVIVE" });
    });
    links.play();
    expect(links.arrivals).toEqual([{ atMs: 3, at: "second", what: "REVIVE" }]);
    expect(lost(links)).toEqual([
      [2, "unregister", "not-connected"],
      [2, "kill", "not-connected"],
    ]);
  });
});
