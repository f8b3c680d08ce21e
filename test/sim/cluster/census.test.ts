/** The census: counts per framework and app of what is on the hosts. */

import { describe, expect, test } from "vitest";
import { Census } from "../../../src/sim/cluster/census.ts";
import { TestCluster } from "../../support/cluster.ts";
import { parse, volumeOf } from "../../support/resources.ts";
import { destroy, launch } from "../../support/scripted-framework.ts";

describe("counts", () => {
  test("are kept per framework and app", () => {
    const census = new Census();
    census.add("f", "/db", "alive", 1);
    census.add("f", "/db", "alive", 1);
    census.add("f", "/db", "alive", -1);
    census.add("f", "/web", "volumes", 1);
    census.add("g", "/db", "attached", 1);
    expect(census.of("f", "/db")).toEqual({ alive: 1, volumes: 0, attached: 0 });
    expect(census.of("f", "/web")).toEqual({ alive: 0, volumes: 1, attached: 0 });
    expect(census.of("g", "/db")).toEqual({ alive: 0, volumes: 0, attached: 1 });
  });

  test("of an app that was never seen are zero", () => {
    expect(new Census().of("f", "/db")).toEqual({ alive: 0, volumes: 0, attached: 0 });
  });

  test("leave out what belongs to no app", () => {
    const census = new Census();
    census.add("f", null, "alive", 1);
    census.add(null, "/db", "alive", 1);
    expect(census.of("f", "/db").alive).toBe(0);
  });
});

test("they follow processes and volumes on an agent, by the app that they belong to", () => {
  const v = volumeOf(10, "r", "v");
  const trace = { app: "/db", task: "db.1" };
  const cluster = new TestCluster();
  cluster.agent("a", "cpus:1;mem:64;disk(r):10");
  cluster.framework({ name: "f", role: "r" }, [
    {
      times: 1,
      accept: () => [
        { type: "CREATE", volumes: v, trace },
        launch({
          taskId: "db.1",
          resources: parse("cpus:1;mem:64").plus(v),
          trace: { app: "/db" },
          runsMs: 500,
        }),
      ],
    },
    { times: 1, accept: () => [destroy(v)] },
  ]);
  const counts = (): unknown => ({ ...cluster.census.of("f", "/db") });
  cluster.runTo(100);
  expect(counts()).toEqual({ alive: 1, volumes: 1, attached: 1 });
  cluster.runTo(900);
  expect(counts()).toEqual({ alive: 0, volumes: 1, attached: 0 });
  cluster.runTo(1000);
  expect(counts()).toEqual({ alive: 0, volumes: 0, attached: 0 });
});
