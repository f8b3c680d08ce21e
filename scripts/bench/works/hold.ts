/**
 * The hold model: N entries wait; the least is taken out and comes back later, again and again. Vaucher and Duval's
 * measure for event lists, and JaamSim's first benchmark.
 */

import { ln } from "../../../src/sim/kernel/elementary.ts";
import { Streams } from "../../../src/sim/kernel/streams.ts";
import { type Done, timed } from "../work.ts";
import { type QueueName, queues } from "./queues.ts";

export interface HoldInput {
  readonly queue: QueueName;
  readonly pending: number;
  /** Whole ms: exponential with a mean of 1,000 s, or 1 to 5, so that many share an instant. */
  readonly increments: "exp" | "ticks";
  readonly holds: number;
}

/** Drawn once, so that no draw is measured; a prime, so that entries do not meet the same increments again and again. */
const drawn = 65_521;

function incrementsOf(kind: HoldInput["increments"]): Float64Array {
  const stream = new Streams("bench/hold").of(kind);
  const draw =
    kind === "ticks" ? () => 1 + stream.below(5) : () => Math.round(-1_000_000 * ln(1 - stream.uniform()));
  return Float64Array.from({ length: drawn }, draw);
}

export function hold({ queue: name, pending, increments: kind, holds }: HoldInput): Done {
  const increments = incrementsOf(kind);
  const queue = queues[name]();
  let i = 0;
  for (let entry = 0; entry < pending; entry++) queue.push(increments[i++ % drawn] ?? 0, entry);
  const play = (times: number): void => {
    for (let left = times; left > 0; left--) {
      const atMs = queue.pop();
      if (i === drawn) i = 0;
      queue.push(atMs + (increments[i++] ?? 0), left);
    }
  };
  // Before it counts, so that what is compiled and what lies where is as it will be.
  i %= drawn;
  play(Math.min(holds, Math.max(pending, 100_000)));
  const took = timed(() => play(holds));
  let check = 0;
  for (let entry = 0; entry < Math.min(pending, 1000); entry++) check += queue.pop();
  return { measured: { cpuSeconds: took.cpuSeconds }, outcome: { check }, failures: [] };
}
