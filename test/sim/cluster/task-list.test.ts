/** Lists of tasks: what a Map by framework and task would hold, in its order, few or many. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { type Listed, TaskList } from "../../../src/sim/cluster/task-list.ts";

class Item implements Listed<Item> {
  readonly frameworkId: string;
  readonly taskId: string;
  before: Item | null = null;
  after: Item | null = null;

  constructor(frameworkId: string, taskId: string) {
    this.frameworkId = frameworkId;
    this.taskId = taskId;
  }
}

const framework = fc.constantFrom("f", "g");
// More ids than are walked through without an index.
const taskId = fc.integer({ min: 0, max: 40 }).map((number) => `t${number}`);
const step = fc.record({ framework, taskId, searches: fc.boolean() });

test("items come and go: found by their ids, in the order in which they came", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
      const list = new TaskList<Item>();
      const model = new Map<string, Item>();
      for (const { framework: frameworkId, taskId: id, searches } of steps) {
        const key = `${frameworkId} ${id}`;
        const known = model.get(key);
        if (searches) expect(list.find(frameworkId, id)).toBe(known ?? null);
        if (known === undefined) {
          const item = new Item(frameworkId, id);
          model.set(key, item);
          list.add(item);
        } else {
          model.delete(key);
          list.delete(known);
        }
        expect(list.size).toBe(model.size);
      }
      expect([...list]).toEqual([...model.values()]);
      for (const item of model.values()) expect(list.find(item.frameworkId, item.taskId)).toBe(item);
    }),
  );
});

test("one that is looked at may be taken out", () => {
  const list = new TaskList<Item>();
  for (let i = 0; i < 3; i++) list.add(new Item("f", String(i)));
  const seen: string[] = [];
  for (const item of list) {
    seen.push(item.taskId);
    list.delete(item);
  }
  expect(seen).toEqual(["0", "1", "2"]);
  expect([...list]).toEqual([]);
});
