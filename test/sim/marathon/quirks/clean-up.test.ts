/** Known bugs in how Marathon gets rid of tasks and reservations, each as in 1.1.1 and mended. */

import { expect, test } from "vitest";
import { type Quirks, quirksOf11, quirksWithout } from "../../../../src/sim/marathon/quirks.ts";
import { reservationOf, reserved } from "../../../support/resources.ts";
import { basicOffer, frameworkId, Rig, residentApp } from "../rig.ts";

test("B2 TaskOp.scala:79 a reservation without a volume is answered with nothing, and never freed (#6071)", () => {
  const answers = (quirks: Quirks) => {
    const rig = Rig.joined({ quirks });
    rig.agent("a", basicOffer);
    const labels = [`marathon_framework_id=${frameworkId}`, "marathon_task_id=app.u1"];
    rig.setFree("a", reserved("cpus:1;mem:64;disk:11", "test", reservationOf("principal", ...labels)));
    return [rig.offer("a"), rig.offer("a")].map(([answer]) =>
      answer?.type === "ACCEPT" ? answer.operations.map(({ type }) => type) : answer?.type,
    );
  };
  expect(answers(quirksOf11)).toEqual([[], []]);
  // Afterwards the offer has no labels any more.
  expect(answers(quirksWithout(["B2"]))).toEqual([["UNRESERVE"], "DECLINE"]);
});

test("B5 MarathonSchedulerActor.scala:158-160 a running task that is wiped is forgotten and not killed (#5155)", () => {
  const kills = (quirks: Quirks) => {
    const rig = Rig.joined({ quirks });
    rig.agent("a", "cpus:8;mem:16000;disk:1000;ports:[31000-32000]");
    rig.create(residentApp());
    const taskId = rig.bringUp("a");
    rig.kills = false;
    expect(rig.kill("/app", { wipe: true })).toMatchObject({ status: 200 });
    expect(rig.marathon.tasksOf("/app")).toEqual([]);
    return rig.all("KILL").filter((kill) => kill.taskId === taskId).length;
  };
  expect(kills(quirksOf11)).toBe(0);
  expect(kills(quirksWithout(["B5"]))).toBe(1);
});
