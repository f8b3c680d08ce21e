/** Tasks in an order, against a map that keeps theirs. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { RowOfTasks } from "../../../src/sim/marathon/row-of-tasks.ts";
import type { Task } from "../../../src/sim/marathon/task.ts";

const taskOf = (number: number, agent: string): Task => ({
  taskId: `app.${number}`,
  app: "/app",
  agent,
  slaveId: "S",
  attributes: {},
  reservation: null,
  launched: null,
});

const step = fc.record({
  task: fc.nat(8),
  agent: fc.constantFrom("a", "b", "c"),
  does: fc.constantFrom(
    "put" as const,
    "put" as const,
    "delete" as const,
    "delete" as const,
    "sort" as const,
  ),
});

const byAgent = (a: Task, b: Task): number => (a.agent < b.agent ? -1 : a.agent > b.agent ? 1 : 0);

test("as in a map: new ones at the end, others in their places, none that is gone", () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 200 }), (steps) => {
      const row = new RowOfTasks();
      let map = new Map<string, Task>();
      for (const { task: number, agent, does } of steps) {
        const task = taskOf(number, agent);
        if (does === "put") {
          row.put(task);
          map.set(task.taskId, task);
        } else if (does === "delete") {
          row.delete(task.taskId);
          map.delete(task.taskId);
        } else {
          row.sort(byAgent);
          map = new Map([...map].sort(([, a], [, b]) => byAgent(a, b)));
        }
        expect(row.first).toBe([...map.values()][0] ?? null);
        expect(row.all()).toEqual([...map.values()]);
      }
    }),
  );
});
