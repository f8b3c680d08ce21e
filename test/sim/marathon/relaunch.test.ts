/** When a launch on a reservation is like the one before it, and when it must be matched anew. */

import { describe, expect, test } from "vitest";
import type { Offer } from "../../../src/model/messages.ts";
import { type Entry, kindOf, Resources, ranged, scalar, volume } from "../../../src/model/resources.ts";
import { Held } from "../../../src/sim/marathon/app-tasks.ts";
import type { App } from "../../../src/sim/marathon/apps.ts";
import { soleHolder, TaskReservation } from "../../../src/sim/marathon/matching/labels.ts";
import { isRepeatable, returning } from "../../../src/sim/marathon/relaunch.ts";
import type { Task } from "../../../src/sim/marathon/task.ts";
import { Tracker } from "../../../src/sim/marathon/tracker.ts";
import { appOf } from "../../support/apps.ts";

const definition = appOf({});
const app: App = { id: "/app", definition, versionMs: 1, configVersionMs: 1 };

/** What is reserved for a task. */
function reservedFor(reservation: TaskReservation, volumeId: string): readonly Entry[] {
  const kind = (name: string) => kindOf(name, "marathon", reservation);
  return [
    scalar(kind("cpus"), 1000),
    ranged(kind("ports"), [31000, 31000]),
    volume(kindOf("disk", "marathon", reservation, volumeId), 10_000, "data"),
  ];
}

const free = [scalar(kindOf("cpus"), 4000), ranged(kindOf("ports"), [31001, 32000])];

function offerOf(...entries: readonly Entry[]): Offer {
  const resources = Resources.of(...entries);
  return { offerId: "O", frameworkId: "fw", slaveId: "S", agent: "a", attributes: {}, resources };
}

/** A task that was launched on its reservation once, and is over. */
function known(): { held: Held; mine: readonly Entry[]; tracker: Tracker; task: Task } {
  const reservation = new TaskReservation("fw", "app.1", "marathon");
  const mine = reservedFor(reservation, "v1");
  const task: Task = {
    taskId: "app.1",
    app: "/app",
    agent: "a",
    slaveId: "S",
    attributes: {},
    reservation: { volumeIds: ["v1"], suspended: true, endedMs: 5, requestedMs: 0, deadlineMs: null },
    launched: null,
  };
  const tracker = new Tracker();
  tracker.put(task);
  const held = tracker.held("app.1");
  if (!(held instanceof Held)) throw new Error("the tracker has it");
  reservation.heldBy(held);
  const launch = { taskId: "app.1", resources: Resources.of(...mine), trace: { app: "/app", task: "app.1" } };
  held.relaunch = { app, launch };
  return { held, mine, tracker, task };
}

const other = new TaskReservation("fw", "app.2", "marathon");

describe("the task that an offer brings back", () => {
  test("is the one all of whose entries are there, in whatever order and with whatever is free", () => {
    const { held, mine } = known();
    expect(returning(offerOf(...mine), app)).toBe(held);
    expect(returning(offerOf(...free, ...mine.toReversed()), app)).toBe(held);
  });

  test("is none with an entry less, or another one of the same amount, or one of another reservation", () => {
    const { mine } = known();
    const [cpus, ...rest] = mine;
    if (cpus === undefined) throw new Error("three of them");
    expect(returning(offerOf(...rest), app)).toBeNull();
    expect(returning(offerOf({ ...cpus }, ...rest), app)).toBeNull();
    expect(returning(offerOf(...mine, scalar(kindOf("mem", "marathon", other), 1000)), app)).toBeNull();
    expect(returning(offerOf(...free), app)).toBeNull();
  });

  test("is none for the app in another version, for another framework, or once it is forgotten", () => {
    const { mine, tracker, task } = known();
    expect(returning(offerOf(...mine), { ...app, versionMs: 2 })).toBeNull();
    expect(returning({ ...offerOf(...mine), frameworkId: "later" }, app)).toBeNull();
    tracker.remove(task);
    expect(returning(offerOf(...mine), app)).toBeNull();
  });
});

describe("the only task with reservations in an offer", () => {
  test("is found by its volume, whatever else of its own is there and whatever is free", () => {
    const { held, mine } = known();
    expect(soleHolder(offerOf(...free, ...mine))).toBe(held);
    expect(soleHolder(offerOf(...mine.slice(2)))).toBe(held);
  });

  test("is none without a volume, with one that is not its, or with anything of another reservation", () => {
    const { mine } = known();
    expect(soleHolder(offerOf(...mine.slice(0, 2)))).toBeNull();
    expect(soleHolder(offerOf(...free))).toBeNull();
    expect(soleHolder(offerOf(...mine, ...reservedFor(other, "v2")))).toBeNull();
    expect(soleHolder(offerOf(scalar(kindOf("cpus", "marathon", other), 1000), ...mine))).toBeNull();
    const strange = known();
    const [volumeOfAnother] = reservedFor(new TaskReservation("fw", "app.1", "marathon"), "v9").slice(2);
    if (volumeOfAnother === undefined) throw new Error("three entries");
    expect(soleHolder(offerOf(...strange.mine, volumeOfAnother))).toBeNull();
  });

  test("is none that another framework knows, or that is forgotten", () => {
    const { mine, tracker, task } = known();
    expect(soleHolder({ ...offerOf(...mine), frameworkId: "later" })).toBeNull();
    tracker.remove(task);
    expect(soleHolder(offerOf(...mine))).toBeNull();
  });
});

describe("a launch is like the next one", () => {
  const mine = reservedFor(new TaskReservation("fw", "app.1", "marathon"), "v1");
  const whole = Resources.of(...mine);

  test("where it takes all that is reserved, and that alone is", () => {
    expect(isRepeatable(offerOf(...free, ...mine), definition, whole, [31000])).toBe(true);
  });

  test("not where some is left, or other tasks have reservations there", () => {
    const [, ...rest] = mine;
    expect(isRepeatable(offerOf(...mine), definition, Resources.of(...rest), [31000])).toBe(false);
    const offer = offerOf(...mine, ...reservedFor(other, "v2"));
    expect(isRepeatable(offer, definition, whole, [31000])).toBe(false);
  });

  test("not with constraints, nor with ports that may change places (B22), nor without any reservation", () => {
    const offer = offerOf(...mine);
    expect(isRepeatable(offer, appOf({ constraints: [["hostname", "UNIQUE"]] }), whole, [31000])).toBe(false);
    expect(isRepeatable(offer, definition, whole, [31000, 31001])).toBe(false);
    expect(isRepeatable(offerOf(...free), definition, Resources.none, [])).toBe(false);
  });
});
