/** Event queues of npm and our agenda behind one face: each carries what an event of ours does, and gives it back. */

import { PriorityQueue } from "@datastructures-js/priority-queue";
import FastPriorityQueue from "fastpriorityqueue";
import FlatQueue from "flatqueue";
import { Heap } from "heap-js";
import TinyQueue from "tinyqueue";
import { Agenda } from "../../../src/sim/kernel/agenda.ts";

export interface Queue {
  /** Adds an entry that comes after all that are there for that time, unless the queue keeps no such order. */
  readonly push: (atMs: number, a: number) => void;
  /** Takes the least entry out; its time. There must be one. */
  readonly pop: () => number;
}

interface Entry {
  readonly atMs: number;
  readonly order: number;
  readonly kind: number;
  readonly a: number;
  readonly payload: unknown;
}

const compare = (x: Entry, y: Entry): number => x.atMs - y.atMs || x.order - y.order;
const payload = {};

function ofEntries(add: (entry: Entry) => void, take: () => Entry | undefined | null): Queue {
  let order = 0;
  return {
    push: (atMs, a) => add({ atMs, order: order++, kind: a & 7, a, payload }),
    pop: () => take()?.atMs ?? 0,
  };
}

/** flatqueue keeps a number by its time and no order of ties: what no queue that does more can pass. */
function flatqueue(): Queue {
  const queue = new FlatQueue<number>();
  return {
    push: (atMs, a) => queue.push(a, atMs),
    pop: () => {
      const atMs = queue.peekValue() ?? 0;
      queue.pop();
      return atMs;
    },
  };
}

function agenda(): Queue {
  const queue = new Agenda();
  return {
    push: (atMs, a) => void queue.push(atMs, a & 7, a, 0, payload),
    pop: () => {
      queue.pop();
      return queue.atMs;
    },
  };
}

export const queues = {
  agenda,
  flatqueue,
  tinyqueue: () => {
    const queue = new TinyQueue<Entry>([], compare);
    return ofEntries(
      (entry) => queue.push(entry),
      () => queue.pop(),
    );
  },
  fastpriorityqueue: () => {
    const queue = new FastPriorityQueue<Entry>((x, y) => compare(x, y) < 0);
    return ofEntries(
      (entry) => queue.add(entry),
      () => queue.poll(),
    );
  },
  "heap-js": () => {
    const queue = new Heap<Entry>(compare);
    return ofEntries(
      (entry) => queue.push(entry),
      () => queue.pop(),
    );
  },
  "@datastructures-js/priority-queue": () => {
    const queue = new PriorityQueue<Entry>(compare);
    return ofEntries(
      (entry) => queue.enqueue(entry),
      () => queue.dequeue(),
    );
  },
} as const satisfies Record<string, () => Queue>;

export type QueueName = keyof typeof queues;
