/** Rows whose cells are put one by one are those that the recorder would write of the same values. */

import { expect, test } from "vitest";
import { TaskNames } from "../../../src/model/names.ts";
import type { Resources } from "../../../src/model/resources.ts";
import { Recorder } from "../../../src/sim/cluster/recorder.ts";
import { Kernel } from "../../../src/sim/kernel/kernel.ts";
import { namedRows } from "../../support/cluster.ts";
import { parse, reservationOf, reserved } from "../../support/resources.ts";

const ids = { agent: "a", framework: "f", role: "r", app: "/app", task: "app.1" };

function recorders() {
  const [told, added] = [1, 2].map(() => new Recorder(new Kernel(), null, "counted"));
  if (told === undefined || added === undefined) throw new Error("two of them");
  const name = (text: string) => told.nameOf(text);
  const names = new TaskNames(name("a"), name("f"), name("r"), name("/app"), name("app.1"));
  return { told, added, names };
}

test("launches under the same names, of which each says something else than the one before, or the same", () => {
  const { told, added, names } = recorders();
  const reservation = reservationOf("p", "k=v");
  const small = reserved("cpus:1;ports:[1-1]", "r", reservation);
  const large = reserved("cpus:2;ports:[1-1]", "r", reservation);
  const launches: readonly (readonly [Resources, string | undefined, string | undefined])[] = [
    [small, "v1", "1"],
    [small, "v1", "1"],
    [large, "v1", "1"],
    [large, "v1", "1"],
    [large, "v2", "1"],
    [large, "v2", "2"],
    [large, "v2", undefined],
    [large, undefined, undefined],
    [large, undefined, undefined],
    [parse("cpus:1"), undefined, "1"],
    [parse("cpus:1"), undefined, "1"],
    [large, undefined, undefined],
  ];
  for (const [resources, version, ports] of launches) {
    const part = resources.reserved("r");
    const taken = part.isEmpty ? null : part;
    told.tasks.launched(names, taken === null ? null : "app.1", resources, taken, version, ports);
    const of = taken === null ? null : "app.1";
    added.add("task.launched", { ...ids, reservation: of, resources, reserved: taken, version, ports });
  }
  expect(namedRows(told.journal)).toEqual(namedRows(added.journal));
});

test("a suspended task, and what is queued and delayed of an app", () => {
  const { told, added, names } = recorders();
  const { framework, app } = ids;
  told.tasks.suspended(names, "failed");
  added.add("task.suspended", { ...ids, reservation: "app.1", reason: "failed" });
  told.tasks.queued(told.nameOf("f"), told.nameOf("/app"), 3);
  added.add("queue.changed", { framework, app, left: 3 });
  for (const reason of ["task-failed", "task-failed", "reset"] as const) {
    told.tasks.backedOff(told.nameOf("f"), told.nameOf("/app"), 1000, 2000, reason);
    added.add("queue.backoff", { framework, app, delay_ms: 1000, until_ms: 2000, reason });
  }
  expect(namedRows(told.journal)).toEqual(namedRows(added.journal));
});
