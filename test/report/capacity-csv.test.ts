/** capacity.csv: a row per change at the end of an instant, for cluster, roles and agents. */

import { expect, test } from "vitest";
import { kindOf, Resources, ranged } from "../../src/model/resources.ts";
import { capacityCsv } from "../../src/report/capacity-csv.ts";
import type { FinishedRun } from "../../src/report/finished-run.ts";
import { resources, restartInPlace, Told } from "./journals.ts";

const linesOf = (run: FinishedRun): string[] => [...capacityCsv(run)].join("").split("\n").slice(0, -1);
const cpus = (run: FinishedRun): string[] => linesOf(run).filter((line) => line.includes(",cpus,"));

test("a restart in place strands the reservation while the task is down", () => {
  // time_ms, scope, id, resource, total, unreserved, reserved, used, stranded, offered
  expect(cpus(restartInPlace().run(60_000))).toEqual([
    "0,cluster,,cpus,4,4,0,0,0,",
    "0,role,marathon,cpus,4,4,0,0,0,",
    "0,agent,a,cpus,4,4,0,0,0,",
    "1000,cluster,,cpus,4,3,1,0,1,",
    "1000,role,marathon,cpus,4,3,1,0,1,",
    "1000,agent,a,cpus,4,3,1,0,1,",
    "2000,cluster,,cpus,4,3,1,1,0,",
    "2000,role,marathon,cpus,4,3,1,1,0,",
    "2000,agent,a,cpus,4,3,1,1,0,",
    "20000,cluster,,cpus,4,3,1,0,1,",
    "20000,role,marathon,cpus,4,3,1,0,1,",
    "20000,agent,a,cpus,4,3,1,0,1,",
    "28000,cluster,,cpus,4,3,1,1,0,",
    "28000,role,marathon,cpus,4,3,1,1,0,",
    "28000,agent,a,cpus,4,3,1,1,0,",
  ]);
});

test("resources come in the usual order, ports counted one by one", () => {
  const ports = ranged(kindOf("ports"), [31_000, 31_009]);
  const told = new Told().add("agent.registered", {
    agent: "a",
    resources: Resources.of(ports).plus(resources({ zeta: 1, mem: 2, disk: 3, cpus: 4 })),
  });
  expect(linesOf(told.run(10)).slice(0, 6)).toEqual([
    "time_ms,scope,id,resource,total,unreserved,reserved,used,stranded,offered",
    "0,cluster,,cpus,4,4,0,0,0,",
    "0,cluster,,mem,2,2,0,0,0,",
    "0,cluster,,disk,3,3,0,0,0,",
    "0,cluster,,ports,10,10,0,0,0,",
    "0,cluster,,zeta,1,1,0,0,0,",
  ]);
});

test("what changes and changes back within an instant makes no row", () => {
  const told = new Told()
    .agent("a", { cpus: 1 })
    .at(5)
    .reserve("/db", "t", "a", { cpus: 1 })
    .release("/db", "t", "a", { cpus: 1 });
  expect(linesOf(told.run(10)).filter((line) => line.startsWith("5,"))).toEqual([]);
});

test("a static reservation lowers what is unreserved for the other roles and not for its own", () => {
  const told = new Told().agent("a", { cpus: 4 }, { ops: { cpus: 1 } });
  expect(cpus(told.run(10))).toEqual([
    "0,cluster,,cpus,4,3,1,0,1,",
    "0,role,marathon,cpus,3,3,0,0,0,",
    "0,role,ops,cpus,4,3,1,0,1,",
    "0,agent,a,cpus,4,3,1,0,1,",
  ]);
});

test("a removed agent takes its reservations out of the sums, and brings them back when it registers again", () => {
  const told = new Told()
    .agent("a", { cpus: 2 })
    .agent("b", { cpus: 2 })
    .at(10)
    .reserve("/db", "t", "a", { cpus: 1 })
    .at(20)
    .launch("/db", "t", "a", { cpus: 1 })
    .at(30)
    .add("agent.removed", { agent: "a", slave_id: "S-a", reason: "health-check-timed-out" })
    .add("task.lost", {
      framework: "marathon",
      app: "/db",
      task: "t",
      agent: "a",
      reason: "REASON_SLAVE_REMOVED",
    })
    .at(40)
    .agent("a", { cpus: 2 }, { marathon: { cpus: 1 } });
  expect(cpus(told.run(50)).filter((line) => line.includes(",cluster,"))).toEqual([
    "0,cluster,,cpus,4,4,0,0,0,",
    "10,cluster,,cpus,4,3,1,0,1,",
    "20,cluster,,cpus,4,3,1,1,0,",
    "30,cluster,,cpus,2,2,0,0,0,",
    "40,cluster,,cpus,4,3,1,0,1,",
  ]);
});

test("a task without residency uses what nobody reserved", () => {
  const told = new Told().agent("a", { cpus: 2 }).at(10).launch("/web", "t", "a", { cpus: 1 }, null);
  expect(cpus(told.run(20)).slice(3)).toEqual([
    "10,cluster,,cpus,2,2,0,1,0,",
    "10,role,marathon,cpus,2,2,0,1,0,",
    "10,agent,a,cpus,2,2,0,1,0,",
  ]);
});

test("only the first row that ends a task frees its resources, and a refused launch frees none", () => {
  const who = { framework: "marathon", app: "/db", task: "t", agent: "a", source: "master" };
  const told = new Told()
    .agent("a", { cpus: 2 })
    .launch("/db", "t", "a", { cpus: 1 }, null)
    .at(10)
    .add("task.error", { ...who, message: "duplicate", reason: "REASON_TASK_INVALID" })
    .at(20)
    .failed("/db", "t", "a")
    .at(30)
    .add("task.lost", { ...who, message: "unknown", reason: "REASON_RECONCILIATION" });
  expect(cpus(told.run(40)).filter((line) => line.includes(",cluster,"))).toEqual([
    "0,cluster,,cpus,2,2,0,1,0,",
    "20,cluster,,cpus,2,2,0,0,0,",
  ]);
});

test("a change of what is stranded alone is a change", () => {
  const told = new Told().agent("a", { cpus: 2 }).reserve("/db", "t", "a", { cpus: 1 });
  told
    .launch("/web", "w", "a", { cpus: 1 }, null)
    .at(10)
    .launch("/db", "t", "a", { cpus: 1 })
    .failed("/web", "w", "a");
  expect(cpus(told.run(20)).filter((line) => line.includes(",cluster,"))).toEqual([
    "0,cluster,,cpus,2,1,1,1,1,",
    "10,cluster,,cpus,2,1,1,1,0,",
  ]);
});

test("listed offers fill the last column and make no row of their own", () => {
  const told = new Told("listed").agent("a", { cpus: 4, mem: 64 });
  told.at(10).recorder.offer("offer.made", () => ({
    agent: "a",
    framework: "m",
    role: "marathon",
    offer: "O0",
    resources:
      "cpus(*):3; cpus(marathon, m, {x: y; z):[w}):1; mem(*):64; disk(marathon, m, {k: v})[id#1:data]:7",
  }));
  told.at(20).reserve("/db", "t", "a", { mem: 64 });
  told.at(30).recorder.offer("offer.declined", () => ({ offer: "O0" }));
  told.at(40).release("/db", "t", "a", { mem: 64 });
  const offered = (line: string): (string | undefined)[] =>
    line.split(",").filter((_, i) => [0, 1, 3, 9].includes(i));
  expect(
    linesOf(told.run(50))
      .slice(1)
      .map(offered)
      .filter(([, scope]) => scope !== "agent"),
  ).toEqual([
    ["0", "cluster", "cpus", "0"],
    ["0", "cluster", "mem", "0"],
    ["0", "role", "cpus", "0"],
    ["0", "role", "mem", "0"],
    ["20", "cluster", "mem", "64"],
    ["20", "role", "mem", "64"],
    ["40", "cluster", "mem", "0"],
    ["40", "role", "mem", "0"],
  ]);
});
