/** The invariants see what they forbid: each test breaks one thing in a sound cluster. */

import { describe, expect, test } from "vitest";
import type { Resources } from "../../../src/model/resources.ts";
import { TaskInfo } from "../../../src/model/tasks.ts";
import type { TaskView } from "../../../src/sim/cluster/framework.ts";
import { type AgentRecord, TaskRecord } from "../../../src/sim/mesos/records.ts";
import { appOf, mesosContainer, persistentVolume } from "../../support/apps.ts";
import { TestCluster } from "../../support/cluster.ts";
import { parse, reservationOf, reserved, volumeOf } from "../../support/resources.ts";
import { create, launch, reserve, task } from "../../support/scripted-framework.ts";
import { StandInMarathon } from "../../support/stand-in-marathon.ts";

const owner = reservationOf("p", "owner=f");
const mine = reserved("cpus:1;mem:64;disk:30", "r", owner);
const v = volumeOf(20, "r", "v", "data", owner);

/** An agent with a reservation, a volume in use, a free part that is offered, and a framework. */
function sound(): { cluster: TestCluster; agent: AgentRecord } {
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:4;mem:512;disk:100");
  cluster.framework({ name: "f", role: "r" }, [
    {
      times: 1,
      accept: () => [
        reserve(mine),
        create(v),
        launch(task("t", reserved("cpus:1;mem:64", "r", owner).plus(v))),
      ],
      refuseMs: 0,
    },
  ]);
  cluster.runTo(1500);
  const agent = cluster.master.agentNamed("a");
  if (agent === null) throw new Error("agent a is registered");
  return { cluster, agent };
}

/** The names of the invariants that are broken after a change. */
function brokenBy(change: (agent: AgentRecord, cluster: TestCluster) => void): readonly string[] {
  const { cluster, agent } = sound();
  change(agent, cluster);
  cluster.invariants.check();
  return [...new Set(cluster.invariants.violations.map(({ invariant }) => invariant))];
}

describe("after every instant", () => {
  const wrong = (agent: AgentRecord): void => {
    for (const task of agent.tasks) agent.tasks.delete(task);
  };
  const seen = ({ invariants }: TestCluster): readonly string[] =>
    invariants.violations.map(({ invariant }) => invariant);

  test("an agent is looked at when something happens there, and at the end", () => {
    const { cluster, agent } = sound();
    cluster.invariants.checkTouched();
    wrong(agent);
    cluster.invariants.checkTouched();
    expect(seen(cluster)).toEqual([]);
    const [offer] = cluster.master.offers;
    if (offer === undefined) throw new Error("something is offered");
    cluster.master.offersMade.rescind(offer, "operator-operation");
    cluster.invariants.checkTouched();
    expect(seen(cluster)).toContain("resources-add-up");
  });

  /** Two processes of /db on two of twelve hosts, which are too many to look at all of them each time. */
  function large(): { cluster: TestCluster; marathon: StandInMarathon; touch: () => void } {
    const cluster = new TestCluster();
    for (let i = 10; i < 22; i++) cluster.agent(`a-${i}`, "cpus:1;mem:64");
    const marathon = new StandInMarathon();
    cluster.marathons.set("marathon", marathon);
    marathon.show("/db", { instances: 2, running: 2 });
    const trace = { app: "/db" };
    const one = (id: string) => ({ ...task(id, parse("cpus:1;mem:64")), trace });
    const rules = ["1", "2"].map((id) => ({ times: 1, accept: () => [launch(one(id))] }));
    cluster.framework({ name: "marathon", role: "marathon" }, rules);
    cluster.runTo(1000);
    cluster.invariants.checkTouched();
    const touch = (): void => {
      cluster.recorder.add("queue.changed", { framework: "marathon", app: "/db", left: 0 });
      cluster.invariants.checkTouched();
    };
    return { cluster, marathon, touch };
  }

  test("an app's processes count wherever they run, though the event is about the app alone", () => {
    const { cluster, marathon, touch } = large();
    expect(new Set([...cluster.agents.values()].map(({ processCount }) => processCount))).toEqual(
      new Set([0, 1]),
    );
    marathon.standings.set("2", "kill-sent");
    touch();
    marathon.show("/db", { instances: 1, running: 1 });
    touch();
    expect(cluster.invariants.violations).toEqual([]);
    marathon.standings.set("2", "kill-dropped");
    touch();
    const texts = cluster.invariants.violations.map(({ bug, text }) => [bug, text]);
    expect(texts).toEqual([["B5", "/db: 2 processes, 1 allowed"]]);
  });

  test("processes that have ended, or that the master cannot see, count no more", () => {
    const { cluster, marathon, touch } = large();
    const [one, other] = [...cluster.agents.values()].filter(({ processCount }) => processCount > 0);
    one?.crash();
    other?.partition();
    touch();
    marathon.show("/db", { instances: 0, running: 0 });
    touch();
    expect(seen(cluster)).toEqual([]);
    // It was none at the look before: a rise, of one that nobody wants.
    other?.heal();
    touch();
    const texts = cluster.invariants.violations.map(({ text }) => text);
    expect(texts).toEqual(["/db: 1 processes, 0 allowed"]);
  });
});

describe("of agents", () => {
  test("a sound cluster breaks none", () => {
    const { cluster } = sound();
    cluster.invariants.check();
    expect(cluster.invariants.violations).toEqual([]);
    expect([...cluster.master.offers].length).toBe(1);
    expect(cluster.master.agentNamed("a")?.liveTasks).toBe(1);
  });

  test("the master counts a task's resources as used that is not there any more", () => {
    const { cluster, agent } = sound();
    expect(agent.used.isEmpty).toBe(false);
    for (const task of agent.tasks) agent.tasks.delete(task);
    cluster.invariants.check();
    const texts = cluster.invariants.violations.map(({ text }) => text);
    expect(texts).toContain(`a: tasks hold , counted are ${agent.used}`);
  });

  test("master and allocator differ in what the agent has", () => {
    const { cluster, agent } = sound();
    agent.total = agent.total.plus(parse("cpus:1"));
    cluster.invariants.check();
    const texts = cluster.invariants.violations.map(({ text }) => text);
    expect(texts.some((text) => text.startsWith("a: the allocator has"))).toBe(true);
    expect(texts.some((text) => text.startsWith("a: it has"))).toBe(true);
  });

  test("the allocator takes something for free that is still offered", () => {
    const broken = brokenBy((agent, { master }) => {
      const [offer] = agent.offers;
      if (offer === undefined) throw new Error("something is offered");
      master.allocator.recoverResources(offer.frameworkId, offer.slaveId, parse("cpus:1"), null);
    });
    expect(broken).toEqual(["resources-add-up"]);
  });

  test("the same resources are offered twice", () => {
    const broken = brokenBy((agent) => {
      const [record] = agent.offers;
      if (record !== undefined) agent.offerCame(record);
    });
    expect(broken).toEqual(["resources-add-up", "nothing-offered-twice"]);
  });

  const doubled = (agent: AgentRecord, resources: Resources): void => {
    const [record] = agent.tasks;
    if (record === undefined) throw new Error("a task runs");
    const info = new TaskInfo({ taskId: "other", resources, trace: {} });
    agent.tasks.add(new TaskRecord(info, record.names, record.framework, agent, "running", null));
  };

  test("two tasks use one volume", () => {
    expect(brokenBy((agent) => doubled(agent, v))).toContain("volume-used-once");
  });

  test("volumes of one id but of two roles are two volumes", () => {
    expect(brokenBy((agent) => doubled(agent, volumeOf(20, "other role", "v")))).not.toContain(
      "volume-used-once",
    );
  });

  test("a reservation has labels that nobody gave it", () => {
    const relabelled = reserved("cpus:1", "r", reservationOf("p", "owner=somebody else"));
    expect(
      brokenBy((agent) =>
        Object.assign(agent, { total: agent.total.minus(parse("cpus:1")).plus(relabelled) }),
      ),
    ).toContain("labels-stay");
  });
});

describe("of apps", () => {
  const view = (taskId: string, agent: string, more: Partial<TaskView> = {}): TaskView => ({
    taskId,
    app: "/db",
    agent,
    state: "running",
    volumes: ["v"],
    ...more,
  });

  /** A cluster of agents in racks, with a Marathon that shows /db as a test says. */
  function shown(): { cluster: TestCluster; marathon: StandInMarathon; found: () => unknown[] } {
    const cluster = new TestCluster();
    for (const [id, rack] of [
      ["a-1", "r1"],
      ["a-2", "r1"],
      ["a-3", "r2"],
    ] as const) {
      cluster.agent(id, "cpus:1;mem:64", 0, { rack });
    }
    const marathon = new StandInMarathon();
    cluster.marathons.set("marathon", marathon);
    cluster.runTo(0);
    return {
      cluster,
      marathon,
      found: () => cluster.invariants.violations.map(({ invariant, bug, text }) => [invariant, bug, text]),
    };
  }

  test("more launched than wanted", () => {
    const { cluster, marathon, found } = shown();
    marathon.show("/db", { instances: 2, running: 1, staging: 1 });
    cluster.invariants.check();
    expect(found()).toEqual([]);
    marathon.show("/db", { staging: 2 });
    cluster.invariants.check();
    expect(found()).toEqual([["no-more-instances-than-wanted", null, "/db: 3 launched, 2 allowed"]]);
  });

  test("a deployment may allow more, for a time", () => {
    const { cluster, marathon, found } = shown();
    marathon.allowed = 3;
    marathon.show("/db", { instances: 2, running: 3 });
    cluster.invariants.check();
    expect(found()).toEqual([]);
  });

  test("to want fewer is no fault while those that run go down", () => {
    const { cluster, marathon, found } = shown();
    marathon.show("/db", { instances: 3, running: 3 });
    cluster.invariants.check();
    marathon.show("/db", { instances: 1 });
    cluster.invariants.check();
    marathon.show("/db", { running: 2 });
    cluster.invariants.check();
    expect(found()).toEqual([]);
    marathon.show("/db", { running: 3 });
    cluster.invariants.check();
    expect(found().length).toBe(1);
  });

  test("a known bug of the version is named", () => {
    const { cluster, marathon, found } = shown();
    marathon.bug = "B17";
    marathon.show("/db", { instances: 1, running: 2 });
    cluster.invariants.check();
    expect(found()).toEqual([["no-more-instances-than-wanted", "B17", "/db: 2 launched, 1 allowed"]]);
  });

  test.each([
    {
      standing: "kill-dropped",
      violation: "B5",
      why: "its kill was dropped because of the app's lock: bug B5",
    },
    { standing: "kill-owed", violation: null, why: "Marathon knows that it runs, and has not killed it" },
    { standing: "launched", violation: null, why: "Marathon holds more for launched than it counts" },
    {
      standing: "kill-sent",
      violation: "none",
      why: "its kill was sent, and may be lost on its way: no fault",
    },
    { standing: "unknown", violation: "none", why: "nobody told the present leader of it: no fault" },
  ] as const)("one process more than wanted, $why", ({ standing, violation }) => {
    const { cluster, marathon, found } = shown();
    marathon.show("/db", { instances: 1, running: 1 });
    marathon.standings.set("2", standing);
    const trace = { app: "/db" };
    const tasks = ["1", "2"].map((id) => ({ ...task(id, parse("cpus:0.1;mem:8")), trace }));
    cluster.framework(
      { name: "marathon", role: "marathon" },
      [{ times: 1, accept: () => [launch(...tasks)] }],
      500,
    );
    cluster.kernel.playInstant(500);
    cluster.invariants.check();
    expect(cluster.census.of("marathon", "/db").alive).toBe(2);
    const expected = ["no-more-instances-than-wanted", violation, "/db: 2 processes, 1 allowed"];
    expect(found()).toEqual(violation === "none" ? [] : [expected]);
  });

  test("a process on a host that the master cannot see is not one too many", () => {
    const { cluster, marathon, found } = shown();
    marathon.show("/db", { instances: 1, running: 1 });
    const trace = { app: "/db" };
    const tasks = ["1", "2"].map((id) => ({ ...task(id, parse("cpus:0.1;mem:8")), trace }));
    cluster.framework(
      { name: "marathon", role: "marathon" },
      [{ times: 1, accept: () => [launch(...tasks)] }],
      500,
    );
    cluster.kernel.playInstant(500);
    for (const agent of cluster.agents.values()) agent.partition();
    cluster.invariants.check();
    expect(found()).toEqual([]);
  });

  test("two tasks on one host, or of one attribute, where the app wants each once", () => {
    const { cluster, marathon, found } = shown();
    marathon.show("/db", { instances: 3, running: 3 });
    marathon.unique = ["hostname"];
    marathon.tasks = [view("1", "a-1"), view("2", "a-2"), view("3", "a-3")];
    cluster.invariants.check();
    expect(found()).toEqual([]);
    marathon.unique = ["rack"];
    cluster.invariants.check();
    expect(found()).toEqual([["unique-holds", "B14", "/db: 1 and 2 both run at rack=r1"]]);
  });

  test("a task of an older configuration takes no place: constraints do not count it (ResourceMatcher.scala:117-118)", () => {
    const { cluster, marathon, found } = shown();
    marathon.show("/db", { instances: 2, running: 2 });
    marathon.unique = ["rack"];
    marathon.tasks = [view("1", "a-1"), view("2", "a-2")];
    marathon.outdated = ["1"];
    cluster.invariants.check();
    expect(found()).toEqual([]);
    marathon.outdated = [];
    cluster.invariants.check();
    expect(found()).toEqual([["unique-holds", "B14", "/db: 1 and 2 both run at rack=r1"]]);
  });

  test("a task that waits takes no place", () => {
    const { cluster, marathon, found } = shown();
    marathon.show("/db", { instances: 2, running: 1, suspended: 1 });
    marathon.unique = ["hostname"];
    marathon.tasks = [view("1", "a-1"), view("2", "a-1", { state: "suspended" })];
    cluster.invariants.check();
    expect(found()).toEqual([]);
  });

  test.each([
    // ceil(4 * 0.5) = 2 stay, so 4 - 2 may go at once.
    ["half of four stay", { instances: 4 }, 0.5, 4, 0, 2],
    ["one more for each new one that is good", { instances: 4 }, 0.5, 4, 2, 4],
    // ceil(5 * 0.5) = 3.
    ["the minimum is rounded up", { instances: 5 }, 0.5, 5, 0, 2],
    ["what is above the instances may go as well", { instances: 2 }, 0.5, 5, 0, 4],
    ["nothing where fewer are left than the minimum", { instances: 4 }, 0.5, 1, 0, 0],
    // ceil(1 * 0.5) = 1 stays, and one is also the most: TaskReplaceActor.scala:185-193.
    [
      "the only task of a resident app",
      { instances: 1, container: mesosContainer(persistentVolume()) },
      0.5,
      1,
      0,
      1,
    ],
    ["not of one without volumes, which may have one more", { instances: 1 }, 1, 1, 0, 0],
  ])("an upgrade tells more old tasks to end than it may: %s", (_about, app, share, old, good, most) => {
    const { cluster, marathon, found } = shown();
    const upgradeStrategy = { minimumHealthCapacity: share, maximumOverCapacity: 0 };
    const definition = appOf({ ...app, upgradeStrategy });
    marathon.show("/db", { instances: definition.instances });
    marathon.upgrade = { definition, old, told: most, signs: good, good };
    cluster.invariants.check();
    expect(found()).toEqual([]);
    marathon.upgrade = { definition, old, told: most + 1, signs: good, good };
    cluster.invariants.check();
    const text = `/db: ${most + 1} of ${old} old tasks told to end, ${most} allowed`;
    expect(found()).toEqual([["upgrade-keeps-minimum", null, text]]);
  });

  test("what is told to end for health and for readiness is bug B43, as far as it goes", () => {
    const { cluster, marathon, found } = shown();
    const definition = appOf({
      instances: 4,
      upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: 0 },
    });
    marathon.show("/db", { instances: 4 });
    // 5 - 2 at once, one for a new one that is both, and with the bug one for another that is healthy only.
    marathon.upgrade = { definition, old: 5, told: 4, signs: 2, good: 1 };
    cluster.invariants.check();
    expect(found()).toEqual([]);
    marathon.upgrade = { definition, old: 5, told: 5, signs: 2, good: 1 };
    cluster.invariants.check();
    marathon.upgrade = { definition, old: 5, told: 5, signs: 1, good: 0 };
    cluster.invariants.check();
    expect(found()).toEqual([
      ["upgrade-keeps-minimum", "B43", "/db: 5 of 5 old tasks told to end, 4 allowed"],
      ["upgrade-keeps-minimum", null, "/db: 5 of 5 old tasks told to end, 3 allowed"],
    ]);
  });

  test("a resident task is on another agent than before; one without volumes may be", () => {
    const { cluster, marathon, found } = shown();
    marathon.show("/db", { instances: 2, running: 2 });
    marathon.tasks = [view("1", "a-1"), view("2", "a-2", { volumes: [] })];
    cluster.invariants.check();
    marathon.tasks = [view("1", "a-3"), view("2", "a-1", { volumes: [] })];
    cluster.invariants.check();
    expect(found()).toEqual([["resident-task-stays", null, "1: it was on a-1 and is on a-3 without a wipe"]]);
  });
});

describe("of what is kept twice", () => {
  /** What is said of the books after a change. */
  function wrong(change: (agent: AgentRecord, cluster: TestCluster) => void): readonly string[] {
    const { cluster, agent } = sound();
    change(agent, cluster);
    cluster.invariants.check();
    return cluster.invariants.violations
      .filter(({ invariant }) => invariant === "books-agree")
      .map(({ text }) => text);
  }

  test("the master's sums and its agents", () => {
    const texts = wrong((_agent, { master }) => master.capacity.addUsed("r", parse("cpus:1"), 1));
    expect(texts).toEqual(["used of r: 2 cpus are kept, 1 are there"]);
  });

  test("the master's sums, also of a role that has nothing any more", () => {
    const { cluster, agent } = sound();
    for (const record of agent.tasks) {
      agent.tasks.delete(record);
      record.framework.tasks.clear();
      agent.countLive(-1);
    }
    agent.total = parse("cpus:4;mem:512;disk:100");
    cluster.invariants.check();
    const texts = cluster.invariants.violations.map(({ text }) => text);
    expect(texts).toContain("used of r: 1 cpus are kept, 0 are there");
    expect(texts).toContain("reserved of r: 30 disk are kept, 0 are there");
  });

  test("how many tasks are live", () => {
    const texts = wrong((agent) => {
      agent.liveTasks = 2;
    });
    expect(texts).toEqual(["a: 2 live tasks are counted, 1 are there"]);
  });

  test("tasks of agents and of frameworks", () => {
    const texts = wrong((agent) => {
      for (const { framework } of agent.tasks) framework.tasks.clear();
    });
    expect(texts).toEqual(["a: f does not have its task t"]);
  });

  test("offers of agents and of frameworks", () => {
    const texts = wrong((agent) => {
      for (const offer of agent.offers) {
        offer.isOutstanding = false;
        offer.framework.active = false;
      }
    });
    expect(texts.map((text) => text.replace(/^.*-O[\d.]+: /, ""))).toEqual([
      "f is not active",
      "it is not outstanding",
    ]);
  });

  test("an agent that is disconnected is not offered", () => {
    const texts = wrong((agent) => {
      agent.connected = false;
    });
    expect(texts).toEqual(["a: it is disconnected, and offered"]);
  });

  test("volumes in use and the containers that use them", () => {
    const texts = wrong((_agent, { agents }) => {
      const host = agents.get("a");
      for (const volume of host?.volumesOnDisk ?? []) volume.exists = false;
    });
    expect(texts).toEqual(["a: t has v, which does not exist"]);
  });
});

describe("reports", () => {
  test("say when, and say the same thing once", () => {
    const { cluster, agent } = sound();
    agent.total = agent.total.plus(parse("cpus:1"));
    cluster.invariants.check();
    const first = cluster.invariants.violations.length;
    cluster.kernel.nowMs = 9000;
    cluster.invariants.check();
    expect(cluster.invariants.violations.length).toBe(first);
    expect(cluster.invariants.violations.every(({ atMs }) => atMs === 1500)).toBe(true);
  });

  test("end after a hundred", () => {
    const cluster = new TestCluster();
    const marathon = new StandInMarathon();
    cluster.marathons.set("marathon", marathon);
    for (let i = 0; i < 150; i++) marathon.show(`/app-${i}`, { instances: 1, running: 2 });
    cluster.invariants.check();
    expect(cluster.invariants.violations.length).toBe(100);
  });
});
