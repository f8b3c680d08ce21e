/** The `network` part: how long messages take. */

import type { z } from "zod";
import { distribution } from "../sim/distribution.ts";
import { strict } from "../sim/wrong-input.ts";
import type { Check } from "./check.ts";
import type { DurationFiles } from "./duration-files.ts";

export const network = strict({
  latency: distribution.optional().describe("One way, any message; default 1ms"),
});

const defaultLatencyMs = 1;

/** One way, ms. */
export function readLatency(check: Check, files: DurationFiles): number {
  const raw = check.at(["network"]);
  if (raw === undefined) return defaultLatencyMs;
  const given: z.output<typeof network> | undefined = check.parse(
    network,
    ["network"],
    files.filledIn(check, raw, ["network"]),
  );
  const latency = given?.latency;
  if (latency === undefined) return defaultLatencyMs;
  if (latency.kind === "constant") return latency.ms;
  check.wrong(["network", "latency"], "a latency that is drawn from a distribution is not available yet");
  return defaultLatencyMs;
}
