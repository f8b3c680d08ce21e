/** How long messages take, one way. */

import type { Distribution } from "../../model/distributions.ts";
import type { Streams } from "../kernel/streams.ts";
import { drawMs } from "../kernel/variates.ts";

/** Whole ms for every message, or a draw for the next message of a link. */
export type Latency = number | ((link: string) => number);

/** A constant, or draws from one stream per link, so that no link shifts another. */
export function latencyFrom(latencyMs: number | Distribution, streams: Streams): Latency {
  if (typeof latencyMs === "number") return latencyMs;
  if (latencyMs.kind === "constant") return latencyMs.ms;
  return (link) => drawMs(latencyMs, streams.of("network.latency", link));
}
