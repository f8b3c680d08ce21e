/** What a fault is: its name, the schema of its own fields, what it does to an agent and how that is undone. */

import * as z from "zod";
import { distribution, everMoreThanZero } from "../distribution.ts";
import { counted, name } from "../fields.ts";
import type { Agent } from "../mesos/agent.ts";
import { agentSelector } from "../selector-fields.ts";
import { always, exactlyOne, expected, keysOf, strict, wrongKey } from "../wrong-input.ts";

export interface Fault {
  /** As in `do:`. */
  readonly name: string;
  readonly about: string;
  /** The schema of a map: its own fields, without `do`. */
  readonly fields: z.ZodType<AgentFaultFields>;
  strike(agent: Agent): void;
  /** Undoes it; nothing happens to an agent that it did not strike. */
  mend(agent: Agent): void;
  /** Whether an agent is down already, so that it cannot be struck. */
  isDown(agent: Agent): boolean;
}

const share = z
  .number({ error: expected("a share from 0 to 1") })
  .min(0)
  .max(1);

const every = distribution
  .refine(everMoreThanZero, { error: "an agent cannot fail all the time (more than 0s)" })
  .describe("How long an agent, or those of one value of `per`, stay up");

const together = strict({ share, size: counted(2) }).describe(
  "Makes a share of the failures bursts of `size` agents, or of `size` values of `per`",
);

const onlyWithEvery = always((payload) => {
  const given = keysOf(payload.value);
  if (!given.includes("trace") || given.includes("every")) return;
  for (const key of ["agents", "recovers", "crews", "per", "together"])
    if (given.includes(key)) wrongKey(payload, key, "goes with every, not with trace");
});

const crewsNeedRepairs = always((payload) => {
  const given = keysOf(payload.value);
  if (given.includes("crews") && !given.includes("recovers") && !given.includes("trace"))
    wrongKey(payload, "crews", "goes with recovers: without it nobody mends anything");
});

/** Of faults that strike agents, at random times or as recorded. */
export const agentFaultFields = z.lazy(() =>
  strict({
    agents: agentSelector.optional().describe("Default all; those that join later too"),
    every: every.optional(),
    recovers: distribution.optional().describe("From the failure to the recovery; default never"),
    crews: counted(1)
      .optional()
      .describe(
        "At most so many agents, or values of `per`, are mended at a time, in the order in which they failed: `recovers` counts from when one begins; default all at once",
      ),
    per: name.optional().describe("An attribute: draws once per value and takes all agents that have it"),
    together: together.optional(),
    trace: z
      .string({ error: expected("a path") })
      .min(1)
      .optional()
      .describe("A recorded history: CSV with a header: agent,at,recovers; both times are durations"),
  }).check(exactlyOne(["every", "trace"]), onlyWithEvery, crewsNeedRepairs),
);

export type AgentFaultFields = z.output<typeof agentFaultFields>;
