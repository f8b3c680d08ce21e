/** What `explain` says would help: each remedy is taken, and the instance starts; what would not help is not said. */

import { describe, expect, test } from "vitest";
import type { Json } from "../../support/random/common.ts";
import { explained, resident, stateless, type Told } from "./explained.ts";

const agent = (id: string, cpus: number, more: Json = {}): Json => ({
  id,
  resources: { cpus, mem: "4GiB", disk: "10GiB" },
  ...more,
});

const remediesAt = (told: Told, at: string, app = "/db"): readonly string[] =>
  explained(told, at, app).findings.flatMap((found) => found.remedies.map((each) => each.do));

/** The same, with that done as well. */
const and = (told: Told, ...more: readonly Json[]): Told => ({
  ...told,
  actions: [...((told["actions"] ?? []) as readonly Json[]), ...more],
});

const runningAt = (told: Told, at: string, app = "/db"): number => explained(told, at, app).running;

describe("three tasks wait for lost agents, and one instance is wanted by now", () => {
  const told: Told = {
    agents: [agent("a-1", 1), agent("a-2", 1), agent("a-3", 1), agent("a-4", 1)],
    apps: [resident({ instances: 3 })],
    actions: [
      ...["a-1", "a-2", "a-3"].map((id) => ({ at: "1m", do: "agent.crash", agent: id })),
      { at: "5m", do: "app.scale", app: "/db", instances: 1 },
    ],
  };

  test("one more is reserved above three waiting tasks, and by force, since a deployment is under way (TaskOpFactoryImpl.scala:68-69)", () => {
    expect(remediesAt(told, "6m")).toContain("app.scale to 4 with force: true");
    const scaled = (instances: number): Json => ({
      at: "6m",
      do: "app.scale",
      app: "/db",
      instances,
      force: true,
    });
    expect(runningAt(and(told, scaled(3)), "8m")).toBe(0);
    expect(runningAt(and(told, scaled(4)), "8m")).toBe(1);
  });

  test("to scale up is no remedy where no agent has room", () => {
    const full: Told = { ...told, agents: [agent("a-1", 1), agent("a-2", 1), agent("a-3", 1)] };
    expect(remediesAt(full, "4m").filter((each) => each.startsWith("app.scale"))).toEqual([]);
  });

  test("a wipe names its task, so that others keep their data", () => {
    expect(remediesAt(told, "4m")).toContain("task.kill with task: { on: a-1 }, wipe: true");
  });
});

test("a wiped task is placed where constraints are met, and where it was (Constraints.scala:64-124)", () => {
  const told: Told = {
    agents: [agent("a-1", 1), agent("a-2", 1), agent("a-3", 1)],
    apps: [resident({ constraints: [["hostname", "LIKE", "a-[12]"]] })],
    actions: [{ at: "1m", do: "agent.crash", agent: "a-1" }],
  };
  const [found] = explained(told, "4m").findings;
  expect(found?.remedies).toContainEqual({
    do: "task.kill with wipe: true",
    gives: "placed on a-2, data lost",
  });
  const alone: Told = { agents: [agent("a-1", 1)], apps: [resident()] };
  const [place] = explained(alone, "1m").places;
  expect(place?.remedies[0]?.gives).toBe("placed on a-1, data lost");
});

test("what another framework of the role launched on a reservation is not free when its task is wiped", () => {
  const told: Told = {
    agents: [agent("a-1", 1)],
    frameworks: [
      { name: "marathon", kind: "marathon", role: "marathon" },
      {
        name: "other",
        kind: "greedy",
        role: "marathon",
        joins: "65s",
        task: { cpus: 1, mem: 256 },
      },
    ],
    apps: [resident({ backoffSeconds: 60 })],
    actions: [{ at: "1m", do: "task.exit", app: "/db", status: "failed" }],
  };
  const [found] = explained(told, "3m").findings;
  expect(found?.code).toBe("reservation-used-by-other");
  expect(found?.remedies.at(-1)?.gives).toBe("placed on no agent as long as none has room, data lost");
});

describe("a wiped task that runs on where nothing else has room, since its kill is dropped (MarathonSchedulerActor.scala:158-160)", () => {
  const told: Told = {
    agents: [agent("a-1", 1)],
    apps: [resident()],
    actions: [{ at: "1m", do: "task.kill", app: "/db", wipe: true }],
  };

  test("is named before the room that it takes", () => {
    const { findings } = explained(told, "5m");
    expect(findings.map(({ code }) => code)).toEqual(["forgotten-runs", "too-little-cpus"]);
    expect(findings[0]?.text).toMatch(/^db\.\S+ runs on a-1, and Marathon has forgotten it since 1m /);
  });

  test("ends at the next reconciliation, 15 s and 10 minutes after the start, or sooner where that comes sooner", () => {
    expect(runningAt(told, "10m14s")).toBe(0);
    expect(runningAt(told, "11m")).toBe(1);
    const flags = { reconciliation_interval: 60_000 };
    const sooner = { ...told, frameworks: [{ name: "marathon", kind: "marathon", role: "marathon", flags }] };
    expect(runningAt(sooner, "2m")).toBe(1);
  });
});

describe("room", () => {
  test("an agent is added with all that an instance needs; no end of others helps where none is as large", () => {
    const told: Told = { agents: [agent("a-1", 1), agent("a-2", 1)], apps: [stateless({ cpus: 2 })] };
    expect(remediesAt(told, "1m")).toEqual(["agent.add with 2 cpus, 512 MiB, 1 port or more free"]);
  });

  test("an agent that is away and large enough is named, one that left for good is not", () => {
    const told = {
      agents: [agent("a-1", 4), agent("a-2", 1), agent("a-3", 1)],
      actions: [
        { at: "1m", do: "agent.crash", agent: "a-1" },
        { at: "1m", do: "agent.crash", agent: "a-3" },
        { at: "3m", do: "app.create", app: stateless({ cpus: 2 }) },
      ],
    };
    expect(remediesAt(told, "4m")[0]).toBe("a-1 comes back and registers");
    expect(runningAt(and(told, { at: "4m", do: "agent.recover", agent: "a-1" }), "6m")).toBe(1);
    const gone = { ...told, actions: [{ at: "1m", do: "agent.remove", agent: "a-1" }, ...told.actions] };
    expect(remediesAt(gone, "4m")[0]).toMatch(/^agent\.add/);
  });

  test("what fills an agent is not said to be something else where it is the app itself", () => {
    const own: Told = { agents: [agent("a-1", 1)], apps: [stateless({ instances: 2 })] };
    expect(remediesAt(own, "1m")).toHaveLength(1);
    const other: Told = {
      agents: [agent("a-1", 1)],
      apps: [stateless({ id: "/other" })],
      actions: [{ at: "10s", do: "app.create", app: stateless() }],
    };
    expect(remediesAt(other, "1m")).toContain("end or scale down something else on a-1");
    expect(runningAt(and(other, { at: "1m", do: "app.destroy", app: "/other" }), "2m")).toBe(1);
  });

  test("too little room is said before a delay after a failure, which ends by itself", () => {
    const told: Told = {
      agents: [agent("a-1", 2)],
      apps: [stateless({ cpus: 2, backoffSeconds: 600 })],
      actions: [
        { at: "1m", do: "app.create", app: stateless({ id: "/other" }) },
        { at: "2m", do: "task.exit", app: "/db", status: "failed" },
      ],
    };
    expect(explained(told, "3m").findings.map(({ code }) => code)).toEqual(["too-little-cpus", "backoff"]);
  });

  test("a resident cannot reserve what is reserved statically for the role (TaskOpFactoryImpl.scala:112-115)", () => {
    const reserved = { reserved: { marathon: { cpus: 2, mem: 1024, disk: 1024 } } };
    const told: Told = { agents: [agent("a-1", 2, reserved)], apps: [resident()] };
    const [found] = explained(told, "1m").findings;
    expect(found?.code).toBe("reserved-for-others");
    expect(found?.remedies.map((each) => each.do)).toEqual([
      "agent.add with 1 cpu, 512 MiB, 100 MiB disk, 1 port unreserved",
    ]);
  });

  test("what another app has reserved is free when that app is destroyed", () => {
    const told: Told = {
      agents: [agent("a-1", 2)],
      apps: [resident({ id: "/pg", cpus: 2, backoffSeconds: 3000 })],
      actions: [
        { at: "1m", do: "task.exit", app: "/pg", status: "failed" },
        { at: "2m", do: "app.create", app: stateless({ cpus: 2 }) },
      ],
    };
    expect(remediesAt(told, "3m")[0]).toBe("app.destroy of /pg");
    expect(runningAt(and(told, { at: "3m", do: "app.destroy", app: "/pg" }), "5m")).toBe(1);
  });

  const frees = (framework: string, app: string, ...what: readonly string[]): readonly Json[] =>
    what.map((each, i) => ({ at: `10m${i}s`, do: `operator.${each}`, agent: "a-1", app, framework }));

  test("what a Marathon that is gone has reserved is freed by an operator, not by it", () => {
    const told: Told = {
      agents: [agent("a-1", 2)],
      frameworks: [
        { name: "old", kind: "marathon", role: "r", principal: "old", flags: { failover_timeout: 60 } },
        { name: "new", kind: "marathon", role: "r", principal: "new" },
      ],
      apps: [resident({ id: "/pg", cpus: 2 })],
      actions: [
        { at: "1m", do: "framework.disconnect", framework: "old" },
        { at: "5m", do: "app.create", app: stateless({ cpus: 2 }), framework: "new" },
      ],
    };
    const [found] = explained(told, "10m").findings;
    expect(found?.code).toBe("reserved-for-others");
    expect(found?.remedies[0]?.do).toBe(
      "operator.destroy-volumes, then operator.unreserve, with agent: a-1 and app: /pg",
    );
    expect(runningAt(and(told, { at: "10m", do: "app.destroy", app: "/pg" }), "20m")).toBe(0);
    const freed = and(told, ...frees("old", "/pg", "destroy-volumes", "unreserve"));
    expect(runningAt(freed, "20m")).toBe(1);
  });

  test("a reservation that the reconciler cannot free is freed by an operator (B2)", () => {
    const told: Told = {
      apps: [resident()],
      actions: [{ at: "0s", do: "message.drop", message: "CREATE", next: 1 }],
    };
    expect(remediesAt(told, "10m")[0]).toBe("operator.unreserve with agent: a-1 and app: /db");
    expect(runningAt(told, "20m")).toBe(0);
    expect(runningAt(and(told, ...frees("marathon", "/db", "unreserve")), "20m")).toBe(1);
  });

  test("an update says force while the deployment that waits for room holds the lock", () => {
    const told: Told = {
      agents: [agent("a-1", 4, { reserved: { marathon: { cpus: 4 } } })],
      apps: [stateless({ acceptedResourceRoles: ["*"] })],
    };
    expect(remediesAt(told, "1m")).toEqual([
      "app.update with force: true and marathon among acceptedResourceRoles",
    ]);
    const update = { at: "1m", do: "app.update", app: "/db" };
    const change = { acceptedResourceRoles: ["*", "marathon"] };
    expect(runningAt(and(told, { ...update, change }), "2m")).toBe(0);
    expect(runningAt(and(told, { ...update, change, force: true }), "2m")).toBe(1);
  });
});

describe("an upgrade without room for the new task beside the old one", () => {
  const told: Told = {
    agents: [agent("a-1", 2)],
    tasks: [{ app: "/db", kills: "2m" }],
    apps: [stateless({ cpus: 2 })],
    actions: [{ at: "1m", do: "app.update", app: "/db", change: { cpus: 1 } }],
  };

  test("all that is wanted runs, and it is said what the deployment waits for", () => {
    const { running, findings } = explained(told, "3m");
    expect([running, findings.map(({ code }) => code)]).toEqual([
      1,
      ["too-little-cpus", "deployment-launches"],
    ]);
    expect(findings[1]?.text).toMatch(/step 1 of 1 \(RestartApplication \/db\): 1 more is to be launched/);
    expect(findings[1]?.remedies[0]?.do).toBe("app.update with force: true and minimumHealthCapacity 0");
  });

  test("with the remedy the old task is told to end first, which is said until it has", () => {
    const upgradeStrategy = { minimumHealthCapacity: 0 };
    const update = { at: "3m", do: "app.update", app: "/db", force: true, change: { upgradeStrategy } };
    const [first] = explained(and(told, update), "4m").findings;
    expect(first?.text).toBe("A task of it is being killed on a-1, and has not ended there yet.");
    expect(explained(and(told, update), "6m").findings[0]?.code).toBe("running");
  });
});

describe("while nobody makes offers", () => {
  const create = { at: "61s", do: "app.create", app: stateless() };

  test("a Marathon without its master is not about to be offered anything", () => {
    const told: Told = {
      actions: [{ at: "1m", do: "framework.disconnect", framework: "marathon" }, create],
    };
    expect(explained(told, "2m").findings.map(({ code }) => code)).toEqual(["framework-disconnected"]);
  });

  test("without a leader nobody is said to look at what is not queued", () => {
    const told: Told = {
      apps: [stateless()],
      actions: [
        { at: "59s", do: "task.exit", app: "/db", status: "failed" },
        { at: "1m", do: "marathon.failover", down: "10s" },
      ],
    };
    expect(explained(told, "65s").findings.map(({ code }) => code)).toEqual(["no-leader"]);
  });

  test("agents that a master down cannot know are not asked for", () => {
    const told: Told = { actions: [{ at: "1m", do: "master.failover", down: "1m" }, create] };
    expect(explained(told, "70s").findings.map(({ code }) => code)).toEqual(["no-master"]);
  });

  test("an agent that is registered and disconnected is said to be so", () => {
    const told: Told = { actions: [{ at: "1m", do: "agent.restart", agent: "a-1", down: "30s" }, create] };
    expect(explained(told, "65s").findings[0]?.text).toBe(
      "No agent is registered with the master and connected to it: a-1 is disconnected.",
    );
  });
});

test("a dead agent that comes back runs no task without a reservation again: it is lost and replaced", () => {
  const told: Told = {
    actions: [
      { at: "1m", do: "agent.crash", agent: "a-1" },
      { at: "61s", do: "app.create", app: stateless() },
    ],
  };
  const [found] = explained(told, "70s").findings;
  expect(found?.remedies[0]?.gives).toBe("the task is lost, and another one launched");
  const back = explained(and(told, { at: "75s", do: "agent.recover", agent: "a-1" }), "2m");
  expect([back.running, back.places[0]?.task === found?.task]).toEqual([1, false]);
});

test("an app scaled to nothing launches what is suspended, where something is", () => {
  const scaled = { at: "1m", do: "app.scale", app: "/db", instances: 0 };
  const gives = (app: Json): unknown =>
    explained({ apps: [app], actions: [scaled] }, "2m").findings[0]?.remedies[0]?.gives;
  expect(gives(resident())).toBe("launches what is suspended first, on what is reserved for it");
  expect(gives(stateless())).toBe("launches as many");
});

test("of an upgrade that keeps half of the tasks, more are launched as old ones end (TaskReplaceActor.scala:79-106)", () => {
  const told: Told = {
    agents: [agent("a-1", 1), agent("a-2", 1)],
    tasks: [{ app: "/db", kills: "1m" }],
    apps: [
      stateless({
        instances: 2,
        upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: 0 },
      }),
    ],
    actions: [{ at: "1m", do: "app.update", app: "/db", change: { cpus: 0.9 } }],
  };
  expect(explained(told, "90s").findings[0]?.text).toMatch(
    /until 2 of its tasks .* have ended, and more .* as they do/,
  );
  // One old task has ended, and a new one runs in its place.
  expect(explained(told, "150s")).toMatchObject({ running: 1, places: [{ agent: "a-1" }] });
});

test("a text in place of a number has to stand in the constraint, too, where that names a value (B40)", () => {
  const racks = { attributes: { rack: "1" } };
  const app = (...constraint: readonly string[]): Told => ({
    agents: [agent("a-1", 4, racks)],
    apps: [stateless({ instances: 2, constraints: [constraint] })],
  });
  expect(remediesAt(app("rack", "LIKE", "1"), "1m")[0]).toBe(
    "agent.add with a text in its place, in the constraint too, such as rack: r1",
  );
  expect(remediesAt(app("rack", "UNIQUE"), "1m")[0]).toBe(
    "agent.add with a text in its place, such as rack: r1",
  );
});

test("a revive that waits for its interval comes no sooner for another one (ReviveOffersActor.scala:56-86)", () => {
  const flags = { decline_offer_duration: 3_600_000, min_revive_offers_interval: 600_000 };
  const told: Told = {
    frameworks: [{ name: "marathon", kind: "marathon", role: "marathon", flags }],
    actions: [{ at: "3m", do: "app.create", app: stateless() }],
  };
  expect(remediesAt(told, "4m")).toEqual([
    "a shorter flags.min_revive_offers_interval",
    "a shorter flags.decline_offer_duration",
  ]);
  const again = { at: "4m", do: "app.create", app: stateless({ id: "/other" }) };
  expect(runningAt(and(told, again), "5m")).toBe(0);
});

test("a scale to the number that is wanted already plans nothing, one to another queues what is missing (DeploymentPlan.scala:220)", () => {
  const told: Told = {
    apps: [stateless({ instances: 2 })],
    agents: [agent("a-1", 4, { joins: "30s" })],
    actions: [{ at: "20s", do: "deployment.cancel", app: "/db", force: true }],
  };
  expect(explained(told, "1m").findings[0]).toMatchObject({
    code: "not-queued",
    remedies: [{ do: "app.scale to another number" }],
  });
  const scaled = (instances: number): Json => ({ at: "1m", do: "app.scale", app: "/db", instances });
  expect(runningAt(and(told, scaled(2)), "2m")).toBe(0);
  expect(runningAt(and(told, scaled(3)), "2m")).toBe(3);
});

test("what ends while a deployment is past its app's step is replaced after it, or by force (MarathonSchedulerActor.scala:139-150)", () => {
  const apps = [stateless({ id: "/g/db" }), stateless({ id: "/g/huge", cpus: 100, dependencies: ["/g/db"] })];
  const told: Told = {
    apps: [{ id: "/g", apps }],
    actions: [{ at: "20s", do: "task.exit", app: "/g/db", status: "failed" }],
  };
  expect(remediesAt(told, "6m", "/g/db")).toEqual([
    "app.restart with force: true",
    "deployment.cancel with force",
  ]);
  const restart = { at: "6m", do: "app.restart", app: "/g/db", force: true };
  expect(runningAt(and(told, restart), "7m", "/g/db")).toBe(1);
  const cancel = { at: "6m", do: "deployment.cancel", app: "/g/db", force: true };
  // The next check is at 10 min 15 s.
  expect([
    runningAt(and(told, cancel), "10m", "/g/db"),
    runningAt(and(told, cancel), "11m", "/g/db"),
  ]).toEqual([0, 1]);
});

test("offers that are taken back before they can be answered want a longer offer_timeout (master.cpp:6574-6583)", () => {
  // An offer and its answer take 6 s.
  const slow = (timeout: string): Told => ({
    mesos: { offer_timeout: timeout },
    network: { latency: "3s" },
    apps: [resident()],
  });
  expect(remediesAt(slow("5secs"), "5m")).toEqual([
    "the flag offer_timeout longer than an offer and its answer take",
  ]);
  expect(runningAt(slow("5secs"), "5m")).toBe(0);
  expect(runningAt(slow("7secs"), "5m")).toBe(1);
});
