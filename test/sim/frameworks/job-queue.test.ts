/** The queue of jobs finds the same job as a look at each of them. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { type Job, JobQueue } from "../../../src/sim/frameworks/job-queue.ts";
import { demandOf } from "../../../src/sim/frameworks/pool.ts";

const amount = fc.integer({ min: 0, max: 5 });
const amounts = fc.record({ cpus: amount, mem: amount, disk: amount });
type Amounts = { readonly cpus: number; readonly mem: number; readonly disk: number };

const step = fc.oneof(
  fc.record({ add: amounts, tasks: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ room: amounts, takes: fc.integer({ min: 1, max: 3 }) }),
);

const fits = (need: Amounts, room: Amounts): boolean =>
  need.cpus <= room.cpus && need.mem <= room.mem && need.disk <= room.disk;

test("the next job that fits is the first in order of arrival of which tasks wait and fit", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const queue = new JobQueue<Job>();
      const plain: { readonly job: Job; readonly need: Amounts; waiting: number }[] = [];
      for (const one of steps) {
        if ("add" in one) {
          const job: Job = { demand: demandOf(one.add) };
          queue.add(job, one.tasks);
          plain.push({ job, need: one.add, waiting: one.tasks });
          continue;
        }
        const { room } = one;
        const found: Job[] = [];
        for (let place = queue.next(0, room); place >= 0; place = queue.next(place + 1, room)) {
          const { job, waiting } = queue.at(place);
          found.push(job);
          queue.placed(place, Math.min(waiting, one.takes));
        }
        const expected = plain.filter(({ need, waiting }) => waiting > 0 && fits(need, one.room));
        expect(found).toEqual(expected.map(({ job }) => job));
        for (const each of expected) each.waiting -= Math.min(each.waiting, one.takes);
        expect(queue.isEmpty).toBe(plain.every(({ waiting }) => waiting === 0));
      }
    }),
  );
});

test("tasks that queue again go to the end, those of one job together", () => {
  const queue = new JobQueue<Job & { readonly id: string }>();
  const [a, b] = [
    { id: "a", demand: demandOf({ cpus: 1 }) },
    { id: "b", demand: demandOf({ cpus: 1 }) },
  ];
  queue.add(a, 1);
  queue.add(b, 1);
  const room = { cpus: 1, mem: 1, disk: 1 };
  queue.placed(queue.next(0, room), 1);
  queue.add(a, 1);
  queue.add(a, 1);
  const first = queue.next(0, room);
  const second = queue.next(first + 1, room);
  expect([first, second].map((place) => [queue.at(place).job.id, queue.at(place).waiting])).toEqual([
    ["b", 1],
    ["a", 2],
  ]);
  expect(queue.next(second + 1, room)).toBe(-1);
});
