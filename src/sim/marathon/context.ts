/** What every part of one Marathon shares: its settings and the services of the run. */

import type { Recorder } from "../cluster/recorder.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { Streams } from "../kernel/streams.ts";
import type { MarathonFlags } from "../scenario.ts";
import type { Quirks } from "./quirks.ts";

export interface Context {
  /** The scenario's name of the framework. */
  readonly name: string;
  readonly role: string;
  readonly flags: MarathonFlags;
  readonly quirks: Quirks;
  readonly kernel: Kernel;
  readonly recorder: Recorder;
  readonly streams: Streams;
}

/**
 * The first instant of a periodic job that is not before `notBeforeMs`: the job first runs at `firstMs` and then every
 * `everyMs`. Jobs with nothing to do are not played; this finds their next instant when there is something again.
 */
export function onGrid(firstMs: number, everyMs: number, notBeforeMs: number): number {
  return firstMs + Math.max(0, Math.ceil((notBeforeMs - firstMs) / everyMs)) * everyMs;
}
