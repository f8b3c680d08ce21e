/**
 * Two textbook models in holdfast's kernel, as anyone would write them with it: a queue with several servers, and machines
 * that fail and wait for repairers. A unit of time is a million ms, since the clock counts whole ones.
 *
 * `bare` plays the same on npm's flatqueue alone, without order of ties, kinds or payloads: the ceiling.
 */

import FlatQueue from "flatqueue";
import { ln } from "../../../src/sim/kernel/elementary.ts";
import { Kernel } from "../../../src/sim/kernel/kernel.ts";
import { type Stream, Streams } from "../../../src/sim/kernel/streams.ts";
import { BatchMeans, TimeAverage } from "../batch-means.ts";
import { type Done, timed } from "../work.ts";

export interface ModelInput {
  readonly on: "kernel" | "bare";
  /** Customers that are served, or events of machines. */
  readonly count: number;
}

const unitMs = 1_000_000;

/** What both models need of whatever plays them: two kinds of event, 0 and 1. */
interface Player {
  nowMs: () => number;
  after: (delayMs: number, kind: 0 | 1) => void;
  /** Plays until told to stop. */
  play: (handlers: readonly [() => void, () => void], isOver: () => boolean) => void;
}

function onKernel(): Player {
  const kernel = new Kernel();
  const kinds = [kernel.kind("first", () => handle[0]()), kernel.kind("second", () => handle[1]())] as const;
  let handle: readonly [() => void, () => void] = [() => undefined, () => undefined];
  return {
    nowMs: () => kernel.nowMs,
    after: (delayMs, kind) => void kernel.after(delayMs, kinds[kind]),
    play: (handlers, isOver) => {
      handle = handlers;
      while (!isOver() && kernel.playInstant(Number.MAX_SAFE_INTEGER));
    },
  };
}

function bare(): Player {
  const queue = new FlatQueue<0 | 1>();
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    after: (delayMs, kind) => queue.push(kind, nowMs + delayMs),
    play: (handlers, isOver) => {
      while (!isOver()) {
        nowMs = queue.peekValue() ?? nowMs;
        const kind = queue.pop();
        if (kind === undefined) return;
        handlers[kind]();
      }
    },
  };
}

const playerOf = ({ on }: ModelInput): Player => (on === "kernel" ? onKernel() : bare());

/** To the nearest ms; Math.round would branch by the fraction, which nobody can foresee. */
const exponentialMs = (stream: Stream, meanMs: number): number =>
  Math.floor(0.5 - meanMs * ln(1 - stream.uniform()));

/** M/M/4, 3.6 arrivals and 1 service a unit of time, first come first served; the mean wait. */
export function multiServer(input: ModelInput): Done {
  const player = playerOf(input);
  const streams = new Streams("bench/M/M/4");
  const [arrivals, services] = [streams.of("arrivals"), streams.of("services")];
  const waits = new BatchMeans(input.count);
  // When those that wait arrived, in a ring that is far longer than the queue gets.
  const ring = new Float64Array(1 << 16);
  let [first, last, idle, served] = [0, 0, 4, 0];
  const serve = (arrivedMs: number): void => {
    waits.add((player.nowMs() - arrivedMs) / unitMs);
    served++;
    player.after(exponentialMs(services, unitMs), 1);
  };
  const arrive = (): void => {
    player.after(exponentialMs(arrivals, unitMs / 3.6), 0);
    if (idle > 0) {
      idle--;
      serve(player.nowMs());
    } else ring[last++ & 0xffff] = player.nowMs();
  };
  const leave = (): void => {
    if (first < last) serve(ring[first++ & 0xffff] ?? 0);
    else idle++;
  };
  const took = timed(() => {
    player.after(0, 0);
    player.play([arrive, leave], () => served >= input.count);
  });
  return {
    measured: { cpuSeconds: took.cpuSeconds },
    outcome: { means: waits.means.join(" ") },
    failures: [],
  };
}

/** 10,000 machines that fail 0.001 times a unit of time, 12 repairers, 1 repair each; how many are down on average. */
export function machineRepair(input: ModelInput): Done {
  const player = playerOf(input);
  const streams = new Streams("bench/machine repair");
  const [failures, repairs] = [streams.of("failures"), streams.of("repairs")];
  const machines = 10_000;
  const repairers = 12;
  const down = new TimeAverage(input.count);
  let [isDown, events] = [0, 0];
  const change = (by: 1 | -1): void => {
    events++;
    down.add(player.nowMs(), isDown);
    isDown += by;
  };
  const fail = (): void => {
    change(1);
    if (isDown <= repairers) player.after(exponentialMs(repairs, unitMs), 1);
  };
  const repaired = (): void => {
    change(-1);
    player.after(exponentialMs(failures, 1000 * unitMs), 0);
    if (isDown >= repairers) player.after(exponentialMs(repairs, unitMs), 1);
  };
  const took = timed(() => {
    for (let i = 0; i < machines; i++) player.after(exponentialMs(failures, 1000 * unitMs), 0);
    player.play([fail, repaired], () => events >= input.count);
  });
  return {
    measured: { cpuSeconds: took.cpuSeconds },
    outcome: { means: down.means.join(" ") },
    failures: [],
  };
}
