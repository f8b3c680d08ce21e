/** What every part of one Marathon shares: its settings and the services of the run. */

import type { OfferLog } from "../cluster/offer-log.ts";
import type { Recorder } from "../cluster/recorder.ts";
import type { AskMaster } from "../cluster/settled.ts";
import type { Streams } from "../kernel/streams.ts";
import type { MarathonFlags } from "../scenario.ts";
import type { Ids } from "./ids.ts";
import type { KeptRefusals } from "./kept-refusals.ts";
import type { PortDraws } from "./port-draws.ts";
import type { Quirks } from "./quirks.ts";
import type { Timers } from "./terms.ts";

/** What its leaders have in common. */
export interface Settings {
  /** The scenario's name of the framework. */
  readonly name: string;
  readonly role: string;
  readonly flags: MarathonFlags;
  readonly quirks: Quirks;
  readonly recorder: Recorder;
  /** Where somebody will ask why offers were not used. */
  readonly log?: OfferLog | undefined;
  readonly streams: Streams;
  /** No leader gives an id, or draws a port, that one before it gave. */
  readonly ids: Ids;
  readonly draws: PortDraws;
  readonly keptRefusals: KeptRefusals;
  /** Each app is asked about each offer, whatever it lacks: the same comes of it, slowly. */
  readonly asksAll?: boolean | undefined;
  /** What a reconciliation would be answered now; without it each one is played. */
  readonly askMaster?: AskMaster | undefined;
}

/** One leader's. */
export interface Context extends Settings {
  readonly kernel: Timers;
}

/**
 * The first instant of a periodic job that is not before `notBeforeMs`: the job first runs at `firstMs` and then every
 * `everyMs`. Jobs with nothing to do are not played; this finds their next instant when there is something again.
 */
export function onGrid(firstMs: number, everyMs: number, notBeforeMs: number): number {
  return firstMs + Math.max(0, Math.ceil((notBeforeMs - firstMs) / everyMs)) * everyMs;
}
