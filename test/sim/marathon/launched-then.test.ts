/** A question about all launched tasks names those that were so when it was asked, whatever has changed since. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { byCodeUnit } from "../../../src/model/units.ts";
import { newLaunch, type Task } from "../../../src/sim/marathon/task.ts";
import { Tracker } from "../../../src/sim/marathon/tracker.ts";

const apps = ["/c", "/a", "/b"];

interface Step {
  readonly task: number;
  readonly becomes: "reserved" | "launched" | "running" | "gone";
}

const step: fc.Arbitrary<Step> = fc.record({
  task: fc.nat({ max: 8 }),
  becomes: fc.constantFrom("reserved", "launched", "running", "gone"),
});

function play(tracker: Tracker, { task: number, becomes }: Step): void {
  const taskId = `task.${number}`;
  const known = tracker.task(taskId);
  if (becomes === "gone") {
    if (known !== null) tracker.remove(known);
    return;
  }
  const launch = newLaunch(1, 1);
  const launched =
    becomes === "reserved" ? null : becomes === "launched" ? launch : { ...launch, startedMs: 2 };
  const app = apps[number % 3] ?? "";
  const task: Task = { taskId, app, agent: "h", slaveId: "S", attributes: {}, reservation: null, launched };
  tracker.put(task);
}

/** By app, and in order of creation, which is that of all tasks of the app. */
function launchedOf(tracker: Tracker, leftOut: ReadonlySet<string>): readonly string[] {
  const tasks = [...tracker.all()].filter(({ launched, app }) => launched !== null && !leftOut.has(app));
  return tasks.sort((a, b) => byCodeUnit(a.app, b.app)).map(({ taskId }) => taskId);
}

test("asked at any time, gone through at any later one, maybe twice", () => {
  const steps = fc.array(step, { maxLength: 25 });
  fc.assert(
    fc.property(steps, steps, steps, fc.subarray(apps), (before, between, after, left) => {
      const tracker = new Tracker();
      const leftOut = new Set(left);
      const ask = () => {
        const expected = launchedOf(tracker, leftOut);
        return { expected, asked: tracker.launchedNow(leftOut, expected.length) };
      };
      for (const each of before) play(tracker, each);
      const first = ask();
      for (const each of between) play(tracker, each);
      const second = ask();
      for (const each of after) play(tracker, each);
      for (const { expected, asked } of [first, second, first]) {
        expect([...asked].map(({ taskId }) => taskId)).toEqual(expected);
        expect(asked.length).toBe(expected.length);
      }
    }),
  );
});
