/** Reason codes of states that pass, and of such as take a former configuration: each by a small scenario. */

import { describe, expect, test } from "vitest";
import type { codes } from "../../../src/sim/explain/codes.ts";
import { explained, marathon, resident, stateless, type Told } from "./explained.ts";

interface Case {
  readonly code: keyof typeof codes;
  readonly says: RegExp;
  readonly told: Told;
  readonly at: string;
}

/** `/db` with one mapped host port, as a change of it is posted. */
const mapped = (hostPort: number) => ({
  container: {
    type: "DOCKER",
    docker: { image: "db", network: "BRIDGE", portMappings: [{ containerPort: 5432, hostPort }] },
    volumes: [{ containerPath: "data", mode: "RW", persistent: { size: 100 } }],
  },
});

const cases: readonly Case[] = [
  {
    // Every message takes 2 s: registered at 0 s by definition, offered at 2 s, answered at 4 s; the RESERVE is there at 6 s.
    code: "reservation-pending",
    says: /^It is reserved on a-1 since \ds, and launched when a-1 is offered again, before 2\ds/,
    told: { network: { latency: "2s" }, apps: [resident()] },
    at: "5s",
  },
  {
    // A launch takes two messages to its host, and TASK_RUNNING two back.
    code: "status-under-way",
    says: /^It runs on a-1, and Marathon has not heard of that yet/,
    told: { network: { latency: "1s" }, tasks: [{ staging: "0s" }], apps: [stateless()] },
    at: "5s",
  },
  {
    // Both are killed at 20 s. One ends by itself, and the scale check that follows finds the app locked by the kill.
    code: "kill-under-way",
    says: /^A kill of its tasks is under way/,
    told: {
      apps: [stateless({ instances: 2 })],
      tasks: [{ kills: "1m" }],
      actions: [
        { at: "20s", do: "task.kill", app: "/db" },
        { at: "30s", do: "task.exit", app: "/db", task: { index: 0 }, status: "failed" },
      ],
    },
    at: "40s",
  },
  {
    // The first new task runs, so the second old one is killed, which takes a minute; meanwhile the new one finishes, and
    // a new task that finishes is not replaced (TaskReplaceActor.scala:74-77).
    code: "deployment-waits-for-kills",
    says: /waits until its task of the former version on a-1 has ended, and more are launched as it does/,
    told: {
      apps: [
        stateless({ instances: 2, upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: 0 } }),
      ],
      tasks: [{ from: "30s", runs: "10s", exit: "finished" }, { kills: { empirical: ["1m"] } }],
      actions: [{ at: "30s", do: "app.restart", app: "/db" }],
    },
    at: "1m50s",
  },
  {
    // The only new task finishes before it is healthy, and is not started again (TaskReplaceActor.scala:74-77), bug B39.
    code: "finished-not-replaced",
    says: /step 1 of 1: RestartApplication \/db\. A task that it had started finished on a-1 at 41s/,
    told: {
      apps: [
        stateless({
          ports: [0],
          upgradeStrategy: { minimumHealthCapacity: 0, maximumOverCapacity: 0 },
          healthChecks: [{ protocol: "TCP", gracePeriodSeconds: 300, intervalSeconds: 10 }],
        }),
      ],
      tasks: [{ from: "30s", runs: "10s", exit: "finished", healthy: "never" }, {}],
      actions: [{ at: "30s", do: "app.restart", app: "/db" }],
    },
    at: "5m",
  },
  {
    // The only task has finished; a deployment that starts tasks looks every 5 s for what is missing
    // (StartingBehavior.scala:46-53).
    code: "deployment-under-way",
    says: /step 2 of 2: ScaleApplication \/db to 1; it has nothing queued/,
    told: {
      apps: [stateless({ ports: [0], healthChecks: [{ protocol: "TCP", gracePeriodSeconds: 300 }] })],
      tasks: [{ runs: "1s", exit: "finished", healthy: "never" }],
    },
    at: "2s500ms",
  },
  {
    // One of three agents is fewer than the four fifths, rounded down to two, that a master with quotas waits for
    // (hierarchical.cpp:149-190).
    code: "awaiting-agents",
    says: /^a-1 would do; after its failover the master allocates nothing/,
    told: {
      agents: [
        { id: "a-1", resources: { cpus: 4, mem: 4096 } },
        { id: "a-2", resources: { cpus: 4, mem: 4096 } },
        { id: "a-3", resources: { cpus: 4, mem: 4096 } },
      ],
      actions: [
        { at: "10s", do: "operator.set-quota", role: "ops", guarantee: { cpus: 1, mem: 64 } },
        { at: "20s", do: "agent.crash", agent: "a-2" },
        { at: "20s", do: "agent.crash", agent: "a-3" },
        { at: "30s", do: "master.failover", down: "1s" },
        { at: "40s", do: "app.create", app: stateless() },
      ],
    },
    at: "2m",
  },
  {
    // Too large at 10 s, when it is created and Marathon revives; a smaller version, 2 s later, waits for the second revive.
    code: "declined",
    says: /^a-1 would do; marathon has declined what is there, and Mesos does not offer it again before 15s/,
    told: {
      actions: [
        { at: "10s", do: "app.create", app: stateless({ id: "/other", cpus: 100 }) },
        { at: "12s", do: "app.create", app: stateless() },
      ],
    },
    at: "13s",
  },
  {
    // The wipe makes Marathon revive at once; that is on its way to the master.
    code: "allocation-pending",
    says: /^a-1 would do, and is offered at the next allocation/,
    told: { apps: [resident()], actions: [{ at: "1m", do: "task.kill", app: "/db", wipe: true }] },
    at: "1m",
  },
  {
    // Cut off while the master fails over, and given up 10 min later, before which nobody answers for its tasks. Marathon asks
    // at 5m15s in vain, is told TASK_LOST at 15m15s, and asks again at 25m15s; the agent is back in between, as a registry
    // that is not strict lets it be (master.cpp:4464-4529), and has nothing to tell that was not acknowledged.
    code: "former-launch-runs",
    says: /^a-1 is back, and its only task runs on there, .*, at 25m15s/,
    told: {
      apps: [resident()],
      actions: [
        { at: "5m", do: "agent.partition", agent: "a-1" },
        { at: "5m", do: "master.failover", down: "0s" },
        { at: "18m", do: "agent.heal", agent: "a-1" },
      ],
    },
    at: "20m",
  },
  {
    // The agent is away when the app is destroyed: its task is adopted by the next app of that id.
    code: "reservation-too-small",
    says: /for its only task on a-1 is too little: it holds 1 cpu, 512 MiB and volume data \(100 MiB\), .* needs 2 cpus/,
    told: {
      apps: [resident()],
      actions: [
        { at: "20s", do: "agent.crash", agent: "a-1" },
        { at: "3m", do: "app.destroy", app: "/db" },
        { at: "4m", do: "app.create", app: resident({ cpus: 2 }) },
        { at: "5m", do: "agent.recover", agent: "a-1" },
      ],
    },
    at: "6m",
  },
  {
    // One port is reserved for an app that says nothing about ports (AppDefinition.scala:503); the next one wants two.
    code: "reservation-too-small",
    says: /too little: it holds 1 cpu, 512 MiB and volume data \(100 MiB\), with 1 port, and .* 100 MiB disk, 2 ports/,
    told: {
      apps: [resident()],
      actions: [
        { at: "20s", do: "agent.crash", agent: "a-1" },
        { at: "3m", do: "app.destroy", app: "/db" },
        { at: "4m", do: "app.create", app: resident({ portDefinitions: [{ port: 0 }, { port: 0 }] }) },
        { at: "5m", do: "agent.recover", agent: "a-1" },
      ],
    },
    at: "6m",
  },
  {
    // A change of the host port is no change of resource requirements (AppDefinition.scala:658-664).
    code: "reserved-port-differs",
    says: /its only task has port 31000 on a-1, and the app now asks for port 31001/,
    told: {
      agents: [{ id: "a-1", resources: { cpus: 4, mem: 4096, disk: 1024, ports: "31000-31000" } }],
      apps: [resident({ cmd: undefined, ...mapped(0) })],
      actions: [{ at: "20s", do: "app.update", app: "/db", change: mapped(31001) }],
    },
    at: "1m",
  },
];

describe.each(cases)("$code", ({ code, says, told, at }) => {
  test("is the decisive reason, with the facts of the case", () => {
    expect(explained(told, at).findings[0]).toMatchObject({
      code,
      text: expect.stringMatching(says) as unknown,
    });
  });
});

test("a destroyed app whose task is still known is adopted by the next one of that id", () => {
  const told: Told = {
    frameworks: [marathon()],
    apps: [resident()],
    actions: [
      { at: "20s", do: "agent.crash", agent: "a-1" },
      { at: "3m", do: "app.destroy", app: "/db" },
    ],
  };
  const gives = (at: string) => explained(told, at).findings[0]?.remedies[0]?.gives;
  expect(gives("4m")).toMatch(/adopts what Marathon has not forgotten of the old one: 1 task on a-1/);
  const there: Told = { ...told, actions: [{ at: "3m", do: "app.destroy", app: "/db" }] };
  expect(explained(there, "4m").findings[0]?.remedies[0]?.gives).toMatch(/new and empty volumes/);
});
