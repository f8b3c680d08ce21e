/** timeline.csv: spans of agents, reservations, volumes, tasks, deployments, leaders and offers. */

import { expect, test } from "vitest";
import type { FinishedRun } from "../../src/report/finished-run.ts";
import { timelineCsv } from "../../src/report/timeline-csv.ts";
import { restartInPlace, Told } from "./journals.ts";

const linesOf = (run: FinishedRun): string[] => [...timelineCsv(run)].join("").split("\n").slice(0, -1);

test("the whole life of a resident task that fails once", () => {
  expect(linesOf(restartInPlace().run(60_000))).toEqual([
    "lane,kind,id,state,start_ms,end_ms,agent,app,framework,reason",
    "a,agent,a,registered,0,60000,a,,,",
    "a,reservation,db.1,requested,1000,1000,a,/db,marathon,",
    "/db,task,db.1,reserving,1000,2000,a,/db,marathon,",
    "a,reservation,db.1,reserved,1000,60000,a,/db,marathon,",
    "a,volume,db.1-data,detached,1000,2000,a,/db,marathon,",
    "/db,task,db.1,staging,2000,4000,a,/db,marathon,",
    "a,volume,db.1-data,attached,2000,20000,a,/db,marathon,exited",
    "/db,task,db.1,running,4000,20000,a,/db,marathon,REASON_COMMAND_EXECUTOR_FAILED",
    "a,volume,db.1-data,detached,20000,28000,a,/db,marathon,exited",
    "/db,task,db.1,failed,20000,20001,a,/db,marathon,REASON_COMMAND_EXECUTOR_FAILED",
    "/db,task,db.1,suspended,20001,28000,a,/db,marathon,failed",
    "/db,task,db.1,staging,28000,30000,a,/db,marathon,",
    "a,volume,db.1-data,attached,28000,60000,a,/db,marathon,",
    "/db,task,db.1,running,30000,60000,a,/db,marathon,",
  ]);
});

const states = (told: Told, kind: string): (string | undefined)[][] =>
  linesOf(told.run(1000))
    .map((line) => line.split(","))
    .filter((cells) => cells[1] === kind)
    .map((cells) => [cells[3], cells[4], cells[5], cells[9]]);

test("the master's view of an agent and the fate of its host are told side by side", () => {
  const told = new Told()
    .agent("a", { cpus: 1 })
    .at(10)
    .add("agent.crashed", { agent: "a", disk_lost: false, reason: "crashed" })
    .at(85)
    .add("agent.removed", { agent: "a", slave_id: "S-a", reason: "health-check-timed-out" })
    .at(100)
    .add("agent.recovered", { agent: "a" })
    .at(101)
    .agent("a", { cpus: 1 })
    .at(200)
    .add("agent.disconnected", { agent: "a", reason: "connection-closed" })
    .at(300)
    .add("agent.reregistered", { agent: "a" });
  expect(states(told, "agent")).toEqual([
    ["registered", "0", "85", "health-check-timed-out"],
    ["crashed", "10", "100", "crashed"],
    ["removed", "85", "101", "health-check-timed-out"],
    ["registered", "101", "200", "connection-closed"],
    ["disconnected", "200", "300", "connection-closed"],
    ["registered", "300", "1000", ""],
  ]);
});

test("a reservation that is made or released in parts ends with its last part", () => {
  const told = new Told()
    .at(10)
    .reserve("/db", "t", "a", { cpus: 1, disk: 10 })
    .at(20)
    .release("/db", "t", "a", { cpus: 1 })
    .at(30)
    .release("/db", "t", "a", { disk: 10 });
  expect(states(told, "reservation")).toEqual([
    ["requested", "10", "10", ""],
    ["reserved", "10", "30", "unreserved-by-framework"],
  ]);
});

test("a reservation that the master never made ends when Marathon gives it up", () => {
  const who = {
    agent: "a",
    framework: "marathon",
    role: "marathon",
    app: "/db",
    task: "t",
    reservation: "t",
  };
  const told = new Told()
    .add("reservation.requested", who)
    .at(30)
    .add("reservation.timed-out", { ...who, reason: "not-launched-in-time" })
    .expunged("/db", "t", "a", "reservation-timed-out");
  expect(states(told, "reservation")).toEqual([["requested", "0", "30", "not-launched-in-time"]]);
  expect(states(told, "task")).toEqual([["reserving", "0", "30", "reservation-timed-out"]]);
});

test("what the master has reserved stays so when Marathon gives it up", () => {
  const who = {
    agent: "a",
    framework: "marathon",
    role: "marathon",
    app: "/db",
    task: "t",
    reservation: "t",
  };
  const told = new Told()
    .reserve("/db", "t", "a", { cpus: 1 })
    .at(30)
    .add("reservation.timed-out", { ...who, reason: "not-launched-in-time" })
    .at(80)
    .release("/db", "t", "a", { cpus: 1 });
  expect(states(told, "reservation")[1]).toEqual(["reserved", "0", "80", "unreserved-by-framework"]);
});

test("a wiped task stays until the master knows its end, and no longer", () => {
  const told = new Told()
    .launch("/db", "t", "a", { cpus: 1 })
    .running("/db", "t", "a")
    .at(50)
    .expunged("/db", "t", "a", "wiped")
    .at(60)
    .failed("/db", "t", "a");
  expect(states(told, "task")).toEqual([
    ["staging", "0", "0", ""],
    ["running", "0", "60", "REASON_COMMAND_EXECUTOR_FAILED"],
    ["failed", "60", "60", "REASON_COMMAND_EXECUTOR_FAILED"],
  ]);
});

test("a task of another framework is over when it has ended", () => {
  const who = { agent: "a", framework: "batch", role: "r", task: "j1" };
  const told = new Told()
    .add("task.launched", who)
    .at(40)
    .add("task.finished", { ...who, reason: "exited" });
  expect(linesOf(told.run(100)).slice(1)).toEqual([
    "batch,task,j1,staging,0,40,a,,batch,exited",
    "batch,task,j1,finished,40,40,a,,batch,exited",
  ]);
});

test("a deployment has a span per step, and says why it failed", () => {
  const who = { framework: "marathon", app: "/db", deployment: "d1" };
  const told = new Told()
    .add("deployment.started", who)
    .at(5)
    .add("deployment.step", { ...who, step: 1, steps: 2 })
    .at(9)
    .add("deployment.step", { ...who, step: 2, steps: 2 })
    .at(12)
    .add("deployment.failed", { ...who, reason: "cancelled" });
  expect(states(told, "deployment")).toEqual([
    ["started", "0", "5", ""],
    ["step-1", "5", "9", ""],
    ["step-2", "9", "12", "cancelled"],
  ]);
});

test("a leader leads until its framework fails over", () => {
  const told = new Told()
    .add("leader.elected", { framework: "marathon" })
    .at(70)
    .add("framework.disconnected", { framework: "marathon", reason: "disconnected" })
    .at(80)
    .add("framework.disconnected", { framework: "marathon", reason: "failover" });
  expect(states(told, "leader")).toEqual([["leading", "0", "80", "failover"]]);
});

test("an offer's state is how it ended", () => {
  const told = new Told("listed");
  const made = (offer: string): void =>
    told.recorder.offer("offer.made", () => ({ agent: "a", framework: "m", offer }));
  for (const offer of ["O0", "O1", "O2", "O3"]) made(offer);
  told.at(4).recorder.offer("offer.accepted", () => ({ offer: "O1" }));
  told.at(5).recorder.offer("offer.declined", () => ({ offer: "O0" }));
  told.at(6).recorder.offer("offer.rescinded", () => ({ offer: "O2", reason: "offer-timeout" as const }));
  expect(states(told, "offer")).toEqual([
    ["declined", "0", "5", ""],
    ["accepted", "0", "4", ""],
    ["rescinded", "0", "6", "offer-timeout"],
    ["open", "0", "1000", ""],
  ]);
});

test("a volume that is gone does not come back when its container ends", () => {
  const told = new Told()
    .reserve("/db", "t", "a", { disk: 10 })
    .at(5)
    .attach("/db", "t", "a", 10)
    .at(9)
    .add("volume.lost", {
      agent: "a",
      role: "marathon",
      app: "/db",
      task: "t",
      volume: "t-data",
      reason: "disk-lost",
    })
    .detach("/db", "t", "a", 10);
  expect(states(told, "volume")).toEqual([
    ["detached", "0", "5", ""],
    ["attached", "5", "9", "disk-lost"],
  ]);
});

test("a volume lasts as long as its agent has it, whatever the master says", () => {
  const volume = { agent: "a", role: "marathon", volume: "v", size: 10 };
  const told = new Told().add("volume.created", volume).at(3).add("volume.checkpointed", volume);
  told.at(20).add("volume.destroyed", { ...volume, reason: "destroyed-by-operator" });
  told.at(24).add("volume.forgotten", volume);
  expect(states(told, "volume")).toEqual([["detached", "3", "24", "destroyed-by-operator"]]);
});

test("to a new master agents are unknown, and offers void", () => {
  const told = new Told("listed").agent("a", { cpus: 1 }).agent("b", { cpus: 1 });
  told.add("agent.removed", { agent: "b", reason: "unregistered" });
  told.recorder.offer("offer.made", () => ({ agent: "a", framework: "m", offer: "O1" }));
  told.at(10).add("master.down", {}).at(30).add("agent.reregistered", { agent: "a" });
  expect(states(told, "agent")).toEqual([
    ["registered", "0", "10", "master-failover"],
    ["registered", "0", "0", "unregistered"],
    ["removed", "0", "1000", "unregistered"],
    ["unknown", "10", "30", "master-failover"],
    ["registered", "30", "1000", ""],
  ]);
  expect(states(told, "offer")).toEqual([["void", "0", "10", "master-failover"]]);
});

test("a task that is lost for one master and known to the next runs again", () => {
  const told = new Told().launch("/db", "t", "a", { cpus: 1 }).running("/db", "t", "a").at(10);
  told.removed("/db", "t", "a").at(20);
  told.add("task.adopted", { agent: "a", framework: "marathon", app: "/db", task: "t", state: "running" });
  expect(states(told, "task").slice(1)).toEqual([
    ["running", "0", "10", "REASON_SLAVE_REMOVED"],
    ["lost", "10", "20", "REASON_SLAVE_REMOVED"],
    ["running", "20", "1000", ""],
  ]);
});

test("a reservation that its agent never wrote down ends when the agent is back without it", () => {
  const told = new Told().reserve("/db", "t", "a", { cpus: 1 }).at(10).agent("a", { cpus: 1 });
  expect(states(told, "reservation")[1]).toEqual(["reserved", "0", "10", "not-checkpointed"]);
});
