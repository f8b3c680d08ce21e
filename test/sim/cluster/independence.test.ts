/** What is added to a scenario does not move the random draws of what was there: streams, task laws, agent order. */

import { describe, expect, test } from "vitest";
import type { Distribution } from "../../../src/model/distributions.ts";
import type { TaskFields } from "../../../src/model/tasks.ts";
import { TaskLaws } from "../../../src/sim/cluster/task-laws.ts";
import { Streams } from "../../../src/sim/kernel/streams.ts";
import { defaultLaw, type TaskLaw } from "../../../src/sim/scenario.ts";
import { type NamedRow, TestCluster } from "../../support/cluster.ts";
import { parse } from "../../support/resources.ts";
import { launch } from "../../support/scripted-framework.ts";

const exponential = (meanMs: number): Distribution => ({ kind: "exponential", meanMs });

const lawOf = (app: string | null): TaskLaw => ({
  ...defaultLaw,
  app,
  staging: exponential(500),
  runs: exponential(20_000),
  kills: exponential(3000),
});

/** Draws of an app's tasks: staging, runs, kills, each some times. */
function draws(laws: TaskLaws, app: string, between: () => void = () => undefined): number[] {
  const law = laws.of("marathon", app);
  return Array.from({ length: 10 }, () => {
    between();
    return [law.stagingMs(), law.runsMs() ?? -1, law.killsMs()];
  }).flat();
}

describe("task laws", () => {
  test("of one app draw the same, whatever other apps, frameworks and laws there are", () => {
    const alone = draws(new TaskLaws([lawOf("/db")], new Streams(1)), "/db");
    const streams = new Streams(1);
    const laws = new TaskLaws([lawOf("/web"), lawOf("/db"), lawOf(null)], streams);
    const among = draws(laws, "/db", () => {
      laws.of("marathon", "/web").stagingMs();
      laws.of("batch", "/db").runsMs();
      laws.of("batch", null).killsMs();
      streams.of("fault", "a-1").uniform();
    });
    expect(among).toEqual(alone);
  });

  test("draw each duration from a stream of its own: a law that draws no kills leaves the runs as they are", () => {
    const runs = (law: TaskLaw): (number | null)[] => {
      const behaviour = new TaskLaws([law], new Streams(1)).of("marathon", "/db");
      return Array.from({ length: 10 }, () => {
        behaviour.killsMs();
        return behaviour.runsMs();
      });
    };
    expect(runs({ ...lawOf("/db"), kills: { kind: "constant", ms: 5 } })).toEqual(runs(lawOf("/db")));
  });

  test("of two apps differ", () => {
    const laws = new TaskLaws([lawOf(null)], new Streams(1));
    expect(draws(laws, "/db")).not.toEqual(draws(laws, "/web"));
  });
});

describe("a whole cluster", () => {
  /** Two agents and a framework that keeps tasks of app /db on them, for two minutes. */
  function cluster(laws: readonly TaskLaw[]): TestCluster {
    const made = new TestCluster({ seed: 3, agentOrder: "shuffled", tasks: laws });
    for (const id of ["a-1", "a-2"]) made.agent(id, "cpus:3;mem:192");
    let tasks = 0;
    const next = (): TaskFields => ({
      taskId: `db.${tasks++}`,
      resources: parse("cpus:1;mem:64"),
      trace: { app: "/db" },
    });
    made.framework({ name: "f", role: "r" }, [{ accept: () => [launch(next())], refuseMs: 1000 }]);
    return made;
  }

  /** All rows about the first framework, but for the ids that number everything in the cluster. */
  const rowsOfF = (played: TestCluster): readonly NamedRow[] =>
    played.rows().filter((row) => row["framework"] === "f" && row.type !== "framework.registered");

  const base = cluster([lawOf("/db")]);
  base.runTo(120_000);

  test("many tasks were started and ended at random", () => {
    expect(rowsOfF(base).filter(({ type }) => type === "task.finished").length).toBeGreaterThan(10);
  });

  test("an agent that nobody can use changes nothing for the others", () => {
    const more = cluster([lawOf("/db")]);
    more.agent("a-0", "disk:100", 0);
    more.agent("b", "disk:100", 30_000);
    more.runTo(120_000);
    expect(rowsOfF(more)).toEqual(rowsOfF(base));
  });

  test("another app with a law of its own, on an agent of its own, changes nothing for the others", () => {
    const more = cluster([lawOf("/web"), lawOf("/db")]);
    more.agent("w", "cpus(s):1;mem(s):64");
    let tasks = 0;
    more.framework(
      { name: "g", role: "s" },
      [
        {
          accept: ({ resources }) => [
            launch({ taskId: `web.${tasks++}`, resources: resources.reserved("s"), trace: { app: "/web" } }),
          ],
          when: ({ agent }) => agent === "w",
        },
        { refuseMs: 0 },
      ],
      60_000,
    );
    more.runTo(59_999);
    const before = rowsOfF(base).filter(({ atMs }) => atMs < 60_000);
    expect(rowsOfF(more)).toEqual(before);
    more.runTo(120_000);
    expect(more.rows("task.finished").some((row) => row["app"] === "/web")).toBe(true);
    // From here on both compete for agents, but each task of /db still stages and runs for the time that it drew.
    const spans = (played: TestCluster): readonly number[] => stagingOf(rowsOfF(played));
    const common = Math.min(spans(base).length, spans(more).length);
    expect(common).toBeGreaterThan(20);
    expect(spans(more).slice(0, common)).toEqual(spans(base).slice(0, common));
  });
});

/** How long each task of the rows staged, in the order in which they were launched. */
function stagingOf(rows: readonly NamedRow[]): readonly number[] {
  const began = new Map<unknown, number>();
  const spans = new Map<unknown, number>();
  for (const { type, atMs, ...row } of rows) {
    if (type === "task.staging") began.set(row["task"], atMs);
    if (type === "process.started") spans.set(row["task"], atMs - (began.get(row["task"]) ?? Number.NaN));
  }
  return [...began.keys()].flatMap((task) => spans.get(task) ?? []);
}
