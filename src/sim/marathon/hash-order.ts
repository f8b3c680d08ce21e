/** A random order that adding a member does not change for the others: by a hash of (member, occasion), least first.
 * Only as much of it is sorted as is asked for. */

import { mix32 } from "../kernel/streams.ts";

interface Salted {
  readonly appId: string;
  readonly salt: number;
}

/** The members, each once, in the order of that occasion: a heap that is emptied as far as it is read. */
export function* inHashOrder<T extends Salted>(members: Iterable<T>, occasion: number): Generator<T, void> {
  const heap: { readonly hash: number; readonly member: T }[] = [];
  for (const member of members) heap.push({ hash: mix32(member.salt, occasion), member });
  for (let i = (heap.length >> 1) - 1; i >= 0; i--) siftDown(heap, i);
  while (heap.length > 0) {
    const least = heap[0];
    const last = heap.pop();
    if (least === undefined || last === undefined) return;
    if (heap.length > 0) {
      heap[0] = last;
      siftDown(heap, 0);
    }
    yield least.member;
  }
}

type Entry = { readonly hash: number; readonly member: Salted };

function before(a: Entry, b: Entry): boolean {
  return a.hash !== b.hash ? a.hash < b.hash : a.member.appId < b.member.appId;
}

function siftDown(heap: Entry[], from: number): void {
  const entry = heap[from];
  if (entry === undefined) return;
  let at = from;
  for (;;) {
    let child = 2 * at + 1;
    let least = heap[child];
    if (least === undefined) break;
    const right = heap[child + 1];
    if (right !== undefined && before(right, least)) {
      child++;
      least = right;
    }
    if (!before(least, entry)) break;
    heap[at] = least;
    at = child;
  }
  heap[at] = entry;
}
