/** The `network` part: how long messages take. */

import type { z } from "zod";
import type { Distribution } from "../model/distributions.ts";
import { distribution } from "../sim/distribution.ts";
import { strict } from "../sim/wrong-input.ts";
import type { Check } from "./check.ts";
import type { DurationFiles } from "./duration-files.ts";

export const network = strict({
  latency: distribution
    .optional()
    .describe("One way, any message; a distribution is drawn for each message; default 1ms"),
});

const defaultLatencyMs = 1;

/** One way: ms, or what each message draws from. */
export function readLatency(check: Check, files: DurationFiles): number | Distribution {
  const raw = check.at(["network"]);
  if (raw === undefined) return defaultLatencyMs;
  const given: z.output<typeof network> | undefined = check.parse(
    network,
    ["network"],
    files.filledIn(check, raw, ["network"]),
  );
  const latency = given?.latency;
  if (latency === undefined) return defaultLatencyMs;
  return latency.kind === "constant" ? latency.ms : latency;
}
