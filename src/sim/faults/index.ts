/** All faults: random processes, or recorded histories, of things that go wrong. */

import { agentCrash } from "./agent-crash.ts";
import { agentLoseDisk } from "./agent-lose-disk.ts";
import { agentPartition } from "./agent-partition.ts";
import type { Fault } from "./fault.ts";

const list: readonly Fault[] = [agentCrash, agentLoseDisk, agentPartition];

/** By name. */
export const faults: ReadonlyMap<string, Fault> = new Map(list.map((fault) => [fault.name, fault]));
