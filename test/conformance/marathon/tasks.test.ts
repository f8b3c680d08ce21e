/** What becomes of tasks: TaskStateOpResolverTest, TaskStatusUpdateProcessorImplTest, TaskTrackerImplTest, OverdueTasksActorTest,
 * SchedulerActionsTest (v1.1.1). */

import { describe, expect, test } from "vitest";
import type { TerminalState } from "../../../src/model/tasks.ts";
import { Recorder } from "../../../src/sim/cluster/recorder.ts";
import { Kernel } from "../../../src/sim/kernel/kernel.ts";
import { Streams } from "../../../src/sim/kernel/streams.ts";
import { Ids } from "../../../src/sim/marathon/ids.ts";
import { KeptRefusals } from "../../../src/sim/marathon/kept-refusals.ts";
import { PortDraws } from "../../../src/sim/marathon/port-draws.ts";
import { quirksOf11 } from "../../../src/sim/marathon/quirks.ts";
import type { Task } from "../../../src/sim/marathon/task.ts";
import { Terms } from "../../../src/sim/marathon/terms.ts";
import { Tracker } from "../../../src/sim/marathon/tracker.ts";
import { resolve, type StateOp } from "../../../src/sim/marathon/transitions.ts";
import { type TaskChanged, TaskUpdates } from "../../../src/sim/marathon/updates.ts";
import { marathonDefaults } from "../../../src/sim/scenario.ts";
import { basicApp, basicOffer, Rig, residentApp } from "../../sim/marathon/rig.ts";

const large = "cpus:40;mem:64000;disk:4000;ports:[31000-32000]";
const ends: readonly TerminalState[] = ["failed", "finished", "killed", "lost", "error"];

const reservedTask: Task = {
  taskId: "app.1",
  app: "/app",
  agent: "a",
  slaveId: "S-a",
  attributes: {},
  reservation: {
    volumeIds: ["app#v#1"],
    suspended: false,
    endedMs: null,
    requestedMs: 0,
    deadlineMs: 20_000,
  },
  launched: null,
};
const launched = { versionMs: 0, stagedMs: 1000, startedMs: null, state: null };
const launchedTask: Task = { ...reservedTask, launched };

describe("the table of moves", () => {
  const launch: StateOp = { type: "LaunchOnReservation", taskId: "app.1", launched };

  test("TaskStateOpResolverTest.scala:25 ForceExpunge of an unknown task changes nothing", () => {
    expect(resolve(null, { type: "ForceExpunge", taskId: "app.1", why: "wiped" }, 0)).toEqual({
      type: "NoChange",
    });
  });

  test.each<readonly [string, StateOp]>([
    ["TaskStateOpResolverTest.scala:43 LaunchOnReservation", launch],
    [
      "TaskStateOpResolverTest.scala:66 MesosUpdate",
      { type: "MesosUpdate", taskId: "app.1", state: "running" },
    ],
    ["TaskStateOpResolverTest.scala:87 ReservationTimeout", { type: "ReservationTimeout", taskId: "app.1" }],
  ])("%s of an unknown task fails", (_, op) => {
    expect(resolve(null, op, 0).type).toBe("Failure");
  });

  test("TaskOpProcessorImpl.scala:46-54 a known task cannot be reserved or launched as new", () => {
    expect(resolve(reservedTask, { type: "Reserve", task: reservedTask }, 0).type).toBe("Failure");
    expect(resolve(launchedTask, { type: "LaunchEphemeral", task: launchedTask }, 0).type).toBe("Failure");
  });

  test("Task.scala:150-152 a launch keeps the id and the reservation, its old deadline included", () => {
    expect(resolve(reservedTask, launch, 5000)).toEqual({
      type: "Update",
      task: launchedTask,
      old: reservedTask,
    });
  });

  test.each(ends)("Task.scala:205-211 TASK_%s of a resident task suspends it without a deadline", (state) => {
    const change = resolve(launchedTask, { type: "MesosUpdate", taskId: "app.1", state }, 5000);
    expect(change).toMatchObject({
      type: "Update",
      task: { launched: null, reservation: { volumeIds: ["app#v#1"], suspended: true, deadlineMs: null } },
    });
  });

  test.each(ends)("TaskTrackerImplTest.scala:214-218 TASK_%s of an ephemeral task expunges it", (state) => {
    const task = { ...launchedTask, reservation: null };
    expect(resolve(task, { type: "MesosUpdate", taskId: "app.1", state }, 5000)).toEqual({
      type: "Expunge",
      task,
    });
  });

  test("Task.scala:196-201, TaskTrackerImplTest.scala:301-443 the first TASK_RUNNING sets when it started; the same again is no change", () => {
    const running: StateOp = { type: "MesosUpdate", taskId: "app.1", state: "running" };
    const first = resolve(launchedTask, running, 7000);
    expect(first).toMatchObject({
      type: "Update",
      task: { launched: { startedMs: 7000, state: "running" } },
    });
    expect(first.type === "Update" && resolve(first.task, running, 9000)).toEqual({ type: "NoChange" });
  });

  test("Task.scala:227-244 a launched task neither times out nor launches again", () => {
    expect(resolve(launchedTask, { type: "ReservationTimeout", taskId: "app.1" }, 0).type).toBe("Failure");
    expect(resolve(launchedTask, launch, 0).type).toBe("Failure");
  });

  test("Task.scala:172-173 a reserved task has no status", () => {
    expect(resolve(reservedTask, { type: "MesosUpdate", taskId: "app.1", state: "running" }, 0).type).toBe(
      "Failure",
    );
  });
});

describe("what changes nothing", () => {
  /** A door to a tracker that has the task, and the steps that it has run. */
  function door(task: Task) {
    const kernel = new Kernel();
    const streams = new Streams(1);
    const tracker = new Tracker();
    tracker.put(task);
    const changed: TaskChanged[] = [];
    const context = {
      name: "m",
      role: "test",
      flags: marathonDefaults,
      quirks: quirksOf11,
      kernel: new Terms(kernel).begin(),
      recorder: new Recorder(kernel, null, "counted"),
      streams,
      ids: new Ids(streams, "m"),
      draws: new PortDraws(streams, "m"),
      keptRefusals: new KeptRefusals(),
    };
    const updates = new TaskUpdates(context, tracker, [(change) => changed.push(change)]);
    return { updates, tracker, changed };
  }

  test("TaskOpProcessorImplTest.scala:333 an update without a change is neither stored nor told", () => {
    const running: Task = { ...launchedTask, launched: { ...launched, startedMs: 2000, state: "running" } };
    const { updates, tracker, changed } = door(running);
    expect(updates.process({ type: "MesosUpdate", taskId: "app.1", state: "running" })).toEqual({
      type: "NoChange",
    });
    expect([tracker.task("app.1"), changed]).toEqual([running, []]);
  });

  test("TaskOpProcessorImplTest.scala:363 nor is one that fails", () => {
    const { updates, tracker, changed } = door(launchedTask);
    expect(updates.process({ type: "ReservationTimeout", taskId: "app.1" }).type).toBe("Failure");
    expect([tracker.task("app.1"), changed]).toEqual([launchedTask, []]);
  });
});

describe("events", () => {
  /** A restart of three under way: one old task has been told to end. */
  function restarting(): Rig {
    const rig = Rig.joined({ flags: { max_tasks_per_offer: 10 } });
    rig.agent("a", large);
    rig.create(
      basicApp({ instances: 3, upgradeStrategy: { minimumHealthCapacity: 0.5, maximumOverCapacity: 1 } }),
    );
    for (const taskId of rig.launchAll("a")) rig.tell(taskId, "running");
    rig.to(30_000);
    rig.kills = false;
    rig.restart("/app");
    return rig;
  }

  test("PostToEventStreamStepImplTest.scala:23,:58 the first TASK_RUNNING is told, and no other", () => {
    const rig = restarting();
    expect(rig.all("KILL")).toHaveLength(1);
    const [fresh = ""] = rig.launchAll("a");
    rig.tell(fresh, "running");
    expect(rig.all("KILL")).toHaveLength(2);
    rig.tell(fresh, "running");
    expect(rig.all("KILL")).toHaveLength(2);
  });
});

describe("status updates", () => {
  test("TaskStatusUpdateProcessorImplTest.scala:21 an unknown task is killed and its update acknowledged", () => {
    const rig = Rig.joined();
    rig.tell("app.unknown", "running");
    expect(rig.all("KILL")).toMatchObject([{ taskId: "app.unknown" }]);
    expect(rig.all("ACKNOWLEDGE")).toMatchObject([{ taskId: "app.unknown" }]);
  });

  test("TaskStatusUpdateProcessorImplTest.scala:47 a known task that is only reserved is killed too", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(residentApp());
    rig.operations("a");
    const taskId = rig.marathon.tasksOf("/app")[0]?.taskId ?? "";
    rig.tell(taskId, "running");
    expect(rig.all("KILL")).toMatchObject([{ taskId }]);
    expect(rig.all("ACKNOWLEDGE")).toMatchObject([{ taskId }]);
    expect(rig.marathon.appView("/app")).toMatchObject({ reserving: 1, running: 0 });
  });

  test("TaskStatusUpdateProcessorImpl.scala:58-67 TASK_LOST of an unknown task is only acknowledged", () => {
    const rig = Rig.joined();
    rig.tell("app.unknown", "lost");
    expect(rig.all("KILL")).toEqual([]);
    expect(rig.all("ACKNOWLEDGE")).toHaveLength(1);
  });
});

describe("overdue tasks", () => {
  test("OverdueTasksActorTest.scala:63 without tasks nothing is ever looked for", () => {
    const rig = Rig.joined();
    rig.to(3_600_000);
    expect(rig.all("KILL")).toEqual([]);
  });

  test("OverdueTasksActorTest.scala:78,:95 an unconfirmed launch is killed once it is older than the timeout, at every look", () => {
    const rig = Rig.joined({ flags: { task_launch_confirm_timeout: 40_000 } });
    rig.kills = false;
    rig.agent("a", basicOffer);
    rig.to(10_000);
    rig.create(basicApp());
    rig.offer("a");
    // Launched at 10 s: at 50 s it is exactly as old as the timeout, which is not yet too old.
    rig.to(64_999);
    expect(rig.timesOf("KILL")).toEqual([55_000, 60_000]);
    expect(rig.rows("task.overdue")).toMatchObject([
      { atMs: 55_000, staged_ms: 10_000, reason: "launch-unconfirmed" },
    ]);
  });

  test("OverdueTasksActorTest.scala:95 a staging task has task_launch_timeout, a running one no limit", () => {
    const rig = Rig.joined({ flags: { task_launch_confirm_timeout: 1000, task_launch_timeout: 60_000 } });
    rig.kills = false;
    rig.agent("a", large);
    rig.create(basicApp({ instances: 2 }));
    rig.offer("a");
    const [staging = "", running = ""] = rig.marathon.tasksOf("/app").map(({ taskId }) => taskId);
    rig.tell(staging, "staging");
    rig.tell(running, "running");
    rig.to(65_000);
    expect(rig.all("KILL").map(({ taskId }) => taskId)).toEqual([staging]);
    expect(rig.timesOf("KILL")).toEqual([65_000]);
    expect(rig.rows("task.overdue")).toMatchObject([{ reason: "staging-too-long" }]);
  });

  test("OverdueTasksActorTest.scala:164 a reservation is given up at the first look at or after its deadline", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.to(15_000);
    rig.create(residentApp());
    rig.operations("a");
    rig.to(34_999);
    expect(rig.marathon.appView("/app").reserving).toBe(1);
    rig.to(35_000);
    expect(rig.marathon.appView("/app")).toMatchObject({ reserving: 0, queued: 1 });
    expect(rig.rows("reservation.timed-out")).toMatchObject([
      { atMs: 35_000, requested_ms: 15_000, deadline_ms: 35_000 },
    ]);
  });

  test("the first look is 30 s after the election, whenever the deadline was (OverdueTasksActor.scala:112-118)", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(residentApp());
    rig.operations("a");
    rig.to(60_000);
    expect(rig.rows("reservation.timed-out").map(({ atMs }) => atMs)).toEqual([30_000]);
  });

  test("a suspended task never times out", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(residentApp());
    rig.tell(rig.bringUp("a"), "lost");
    rig.to(30 * 86_400_000);
    expect(rig.marathon.appView("/app").suspended).toBe(1);
  });
});

describe("reconciliation", () => {
  test("SchedulerActionsTest.scala:53 launched tasks are asked about, reserved ones are not, then everything", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(residentApp({ instances: 1 }));
    const taskId = rig.bringUp("a");
    rig.create(residentApp({ id: "/reserving" }));
    rig.offer("a");
    rig.to(15_000);
    const asked = rig
      .all("RECONCILE")
      .map(({ tasks }) => Array.from(tasks, (task) => [task.taskId, task.slaveId]));
    expect(asked).toEqual([[[taskId, "S-a"]], []]);
    rig.to(615_000);
    expect(rig.timesOf("RECONCILE")).toEqual([15_000, 15_000, 615_000, 615_000]);
  });

  test("SchedulerActionsTest.scala:95 without tasks there is one empty list", () => {
    const rig = Rig.joined();
    rig.to(15_000);
    expect(rig.all("RECONCILE").map(({ tasks }) => tasks)).toEqual([[]]);
  });

  test("SchedulerActionsTest.scala:122 tasks of an app that is no longer stored are killed, suspended ones too", () => {
    const rig = Rig.joined();
    rig.kills = false;
    rig.agent("a", large);
    rig.create(residentApp({ instances: 2 }));
    rig.offer("a");
    rig.offer("a");
    const ids = rig.marathon.tasksOf("/app").map(({ taskId }) => taskId);
    rig.tell(ids[0] ?? "", "failed");
    rig.destroy("/app");
    const before = rig.all("KILL").length;
    rig.to(15_000);
    expect(
      rig
        .all("KILL")
        .slice(before)
        .map(({ taskId }) => taskId),
    ).toEqual(expect.arrayContaining(ids));
  });
});
