/** How V8 keeps its heap: memory against time. */

import { setFlagsFromString } from "node:v8";
import { inlineMuch } from "./inlining.ts";

/**
 * How far the heap may grow between two collections of all of it: per cent of what lives in the heap. Left to itself, V8 lets
 * it grow to four times that. A large cluster takes a quarter less memory for a twentieth more time; a run whose journal has
 * outgrown its memory has less to spare, and makes metrics in a fifth more time.
 */
const growthPercent = { large: 120, spilled: 50 } as const;

/** From so many agents on a cluster is large. */
const largeCluster = 1000;

/** The journal has outgrown its memory. The V8 of Node 20, 22 and 24 has the flag. */
export function preferMemory(): void {
  setFlagsFromString(`--heap-growing-percent=${growthPercent.spilled}`);
}

/** From so many events on, reports are made with the heap bounded, wherever the journal is. */
const manyEvents = 10_000_000;

/** To be called before reports are made of so many events: V8 would let their heap grow to four times what they hold. */
export function boundReports(events: number): void {
  if (events >= manyEvents) preferMemory();
}

/**
 * To be called before a scenario of so many agents is played, and after all code is loaded: V8 takes no code made under other
 * flags. V8 shall not guess which objects will live long: at the start nearly all do, so that for the rest of the run it would
 * put what lives for a moment where only a collection of all finds it, for a tenth more time.
 */
export function boundHeap(agents: number): void {
  if (agents < largeCluster) return;
  setFlagsFromString(`--heap-growing-percent=${growthPercent.large}`);
  setFlagsFromString("--no-allocation-site-pretenuring");
  inlineMuch();
}
