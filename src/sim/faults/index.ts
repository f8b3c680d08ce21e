/** All faults: random processes, or recorded histories, of things that go wrong. None can be played yet. */

import { z } from "zod";
import { distribution } from "../distribution.ts";
import { counted, name } from "../fields.ts";
import { agentSelector } from "../selector-fields.ts";
import { exactlyOne, expected, strict } from "../wrong-input.ts";

export interface Fault {
  /** As in `do:`. */
  readonly name: string;
  readonly about: string;
  /** The schema of a map: its own fields, without `do`. */
  readonly fields: z.ZodType;
  readonly available: boolean;
}

const ofAgents = z.lazy(() =>
  strict({
    agents: agentSelector.optional().describe("Default all"),
    every: distribution.optional().describe("Time between failures of one agent, or of one value of `per`"),
    recovers: distribution.optional().describe("From the failure to the recovery; default never"),
    per: name.optional().describe("An attribute: draws once per value and takes all agents that have it"),
    together: strict({
      share: z
        .number({ error: expected("a share from 0 to 1") })
        .min(0)
        .max(1),
      size: counted(2),
    })
      .optional()
      .describe("Makes a share of the failures bursts of several agents"),
    trace: z
      .string({ error: expected("a path") })
      .min(1)
      .optional()
      .describe("A recorded history: CSV with a header: agent,at,recovers"),
  }).check(exactlyOne(["every", "trace"])),
);

const list: readonly Fault[] = [
  { name: "agent.crash", about: "Hosts die silently and boot again", fields: ofAgents, available: false },
  { name: "agent.lose-disk", about: "Hosts die and lose their disks", fields: ofAgents, available: false },
  { name: "agent.partition", about: "Hosts are cut off from the master", fields: ofAgents, available: false },
];

/** By name. */
export const faults: ReadonlyMap<string, Fault> = new Map(list.map((fault) => [fault.name, fault]));
