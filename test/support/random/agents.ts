/** Random agents: small hosts with racks, some of them with static reservations, some that join later. */

import fc from "fast-check";
import { atMs, type Instant, instant, type Json, maybe, ms, seldom, without } from "./common.ts";

export const racks = ["r1", "r2"] as const;

export interface AgentDraft {
  readonly resources: Json;
  readonly rack: string | undefined;
  readonly reserved: Json | undefined;
  readonly joins: Instant | undefined;
}

const resources = fc.constantFrom<Json>(
  { cpus: 1, mem: 64 },
  { cpus: 2, mem: 256, disk: 100 },
  { cpus: 4, mem: 1024, disk: 500 },
  { cpus: 4, mem: "2GiB", disk: "1GiB", ports: "31000-31009" },
  { cpus: 0.3, mem: 100, disk: 40 },
  { cpus: 8, mem: 512, disk: 1000, ports: "31000-31003,31010", gpus: 1 },
);

const reserved = fc.constantFrom<Json>(
  { r: { cpus: 0.1, mem: 32 } },
  { marathon: { cpus: 0.2, mem: 40 } },
  { r: { cpus: 0.1 }, s: { cpus: 0.2, mem: 33 } },
  { s: { mem: 64 } },
);

/** One agent; `joins` only now and then. */
export const agent: fc.Arbitrary<AgentDraft> = fc.record({
  resources,
  rack: maybe(fc.constantFrom(...racks)),
  reserved: seldom(reserved),
  joins: seldom(instant),
});

/** The entry of that id, as under `agents`. */
export function agentEntry(id: string, draft: AgentDraft, durationMs: number | null): Json {
  const { joins, rack } = draft;
  return without({
    id,
    resources: draft.resources,
    attributes: rack === undefined ? undefined : { rack },
    reserved: draft.reserved,
    joins: joins === undefined || durationMs === null ? undefined : ms(atMs(joins, durationMs)),
  });
}
