/** The `agents` part: which hosts there are, each id once. */

import { agentEntry, idsOf } from "../sim/agent-entry.ts";
import type { AgentSpec } from "../sim/scenario.ts";
import { type Check, isRecord } from "./check.ts";
import type { Known } from "./known.ts";
import type { Path } from "./located.ts";

/** More than any cluster that Mesos ever ran. */
const agentsMax = 100_000;

export function readAgents(check: Check, known: Known, durationMs: number | undefined): readonly AgentSpec[] {
  const agents: AgentSpec[] = [];
  for (const { value, path } of check.entries(["agents"], "agents")) {
    const specs = check.parse(agentEntry, path, value);
    if (specs === undefined) {
      rememberIds(value, known);
      known.uncertain.add("attributes").add("roles");
      continue;
    }
    for (const spec of specs) {
      if (known.agents.has(spec.id)) {
        check.wrong([...path, "id"], `another agent is called ${spec.id}`);
        break;
      }
      known.agents.add(spec.id);
      agents.push(spec);
    }
    const [first] = specs;
    if (first !== undefined) rememberRest(check, first, known, path, durationMs);
  }
  if (agents.length > agentsMax)
    check.wrong(["agents"], `${agents.length} agents are too many (at most ${agentsMax})`);
  return agents;
}

function rememberRest(
  check: Check,
  spec: AgentSpec,
  known: Known,
  path: Path,
  durationMs: number | undefined,
): void {
  for (const [name, value] of Object.entries(spec.attributes)) known.attributes.add(`${name}=${value}`);
  for (const { kind } of spec.resources.entries) {
    known.roles.add(kind.role);
    if (kind.name !== "ports") known.resources.add(kind.name);
  }
  if (durationMs !== undefined && spec.joinsMs > durationMs)
    check.wrong([...path, "joins"], "after the end of the run");
}

/** The ids of an entry that is wrong elsewhere, so that what mentions them is not blamed. */
export function rememberIds(value: unknown, known: Known): void {
  const id = isRecord(value) ? value["id"] : undefined;
  const copies = isRecord(value) ? value["count"] : undefined;
  const countable =
    copies === undefined || (Number.isInteger(copies) && Number(copies) > 0 && Number(copies) <= agentsMax);
  if (typeof id !== "string" || !countable) known.uncertain.add("agents");
  else for (const one of idsOf(id, copies as number | undefined)) known.agents.add(one);
}
