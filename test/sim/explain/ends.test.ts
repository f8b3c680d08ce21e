/** Apps of which nothing is missing, and whose lock is held until tasks have ended (StoppingBehavior.scala:30-80,
 * TaskReplaceActor.scala:79-142): what the operator who asks for more gets 409 for. */

import { describe, expect, test } from "vitest";
import type { Json } from "../../support/random/common.ts";
import { explained, resident, stateless, type Told } from "./explained.ts";

const codesAt = (told: Told, at: string): readonly string[] =>
  explained(told, at).findings.map(({ code }) => code);

/** Two tasks, one of them on a host that is cut off before the master notices, at 125 s. */
function cutOff(action: Json): Told {
  const resources = { cpus: 1, mem: "1GiB" };
  return {
    agents: [
      { id: "a-1", resources },
      { id: "a-2", resources },
    ],
    apps: [stateless({ cpus: 0.4, instances: 2, constraints: [["hostname", "UNIQUE"]] })],
    actions: [
      { at: "50s", do: "agent.partition", agent: "a-1" },
      { at: "60s", app: "/db", ...action },
    ],
  };
}

describe("a task on a host that is cut off cannot be told to end", () => {
  test("a scale to 0 waits for it", () => {
    const told = cutOff({ do: "app.scale", instances: 0 });
    expect(codesAt(told, "80s")).toEqual(["scaled-to-zero", "agent-cut-off", "deployment-waits-for-kills"]);
    const { findings } = explained(told, "80s");
    expect(findings[1]?.text).toMatch(/^a-1 is cut off .*; a task is to end there\.$/);
    expect(findings[2]?.text).toBe(
      "A deployment is at step 1 of 1 (ScaleApplication /db to 0) and waits until its task on a-1 has ended.",
    );
    // To scale up without force would be refused.
    expect(findings[0]?.remedies).toEqual([]);
    expect(codesAt(told, "3m")).toEqual(["scaled-to-zero"]);
  });

  test("a scale to 1 does, where one of the two runs on", () => {
    const told = cutOff({ do: "task.kill", task: { on: "a-1" }, scale: true });
    expect(codesAt(told, "80s")).toEqual(["agent-cut-off", "deployment-waits-for-kills"]);
    expect(codesAt(told, "3m")).toEqual(["running"]);
  });

  test("a destroyed app's id is taken until then (MarathonSchedulerActor.scala:206-240)", () => {
    const told = cutOff({ do: "app.destroy" });
    expect(codesAt(told, "80s")).toEqual(["app-destroyed", "agent-cut-off", "deployment-waits-for-kills"]);
    expect(codesAt(told, "3m")).toEqual(["app-destroyed"]);
  });

  test("a kill holds the lock as long (MarathonSchedulerActor.scala:139-150)", () => {
    const told = cutOff({ do: "task.kill", task: { on: "a-1" } });
    expect(codesAt(told, "80s")).toEqual(["kill-under-way"]);
  });

  test("a restart waits for the new task there first", () => {
    const told = cutOff({ do: "app.update", change: { cmd: "serve --new" } });
    expect(codesAt(told, "80s")).toEqual(["agent-cut-off", "deployment-waits-for-kills"]);
  });
});

test("all new tasks run, and old ones take their time to end", () => {
  const told: Told = {
    apps: [stateless()],
    tasks: [{ from: "60s" }, { kills: "2m" }],
    actions: [{ at: "60s", do: "app.restart", app: "/db" }],
  };
  const { running, findings } = explained(told, "90s");
  expect([running, findings.map(({ code, text }) => [code, text])]).toEqual([
    1,
    [
      [
        "deployment-waits-for-kills",
        expect.stringMatching(
          /^A deployment .* and waits until its task of the former version on a-1 has ended\.$/,
        ),
      ],
    ],
  ]);
});

describe("an old task is wiped while it is told to end (TaskStatusUpdateProcessorImpl.scala:58-67)", () => {
  const wiped: readonly Json[] = [
    { at: "60s", do: "app.restart", app: "/db" },
    { at: "70s", do: "task.kill", app: "/db", task: { index: 0 }, wipe: true },
  ];
  const told = (...more: readonly Json[]): Told => ({
    apps: [resident({ instances: 2 })],
    tasks: [{ kills: "30s" }],
    actions: [...wiped, ...more],
  });

  test("no event tells of its end, and the restart waits for it without end", () => {
    const { findings, running } = explained(told(), "20m");
    expect([running, findings[0]]).toMatchObject([
      1,
      {
        code: "deployment-waits-for-forgotten",
        text: expect.stringMatching(
          /the end of db\.\S+, which Marathon has forgotten since 1m10s \(wiped\)/,
        ) as unknown,
      },
    ]);
  });

  test.each([
    [{ at: "5m", do: "app.restart", app: "/db", force: true }, "6m"],
    // Scale checks come at 15 s and every five minutes from there.
    [{ at: "5m", do: "deployment.cancel", app: "/db", force: true }, "6m"],
  ])("%j helps", (action, at) => {
    const { findings, running } = explained(told(action), at);
    expect([running, findings.map(({ code }) => code)]).toEqual([2, ["running"]]);
  });
});
