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
    agents.push(...rememberAgents(check, known, specs, path));
    const [first] = specs;
    if (durationMs !== undefined && first !== undefined && first.joinsMs > durationMs)
      check.wrong([...path, "joins"], "after the end of the run");
  }
  if (agents.length > agentsMax)
    check.wrong(["agents"], `${agents.length} agents are too many (at most ${agentsMax})`);
  return agents;
}

/** The agents of an entry, now known with all that they have, up to one with the id of another. */
export function rememberAgents(
  check: Check,
  known: Known,
  specs: readonly AgentSpec[],
  path: Path,
): readonly AgentSpec[] {
  const [first] = specs;
  for (const [name, value] of Object.entries(first?.attributes ?? {}))
    known.attributes.add(`${name}=${value}`);
  for (const { kind } of first?.resources.entries ?? []) {
    known.roles.add(kind.role);
    if (kind.name !== "ports") known.resources.add(kind.name);
  }
  const twice = specs.findIndex(({ id }) => known.agents.has(id));
  const fresh = twice === -1 ? specs : specs.slice(0, twice);
  if (twice !== -1) check.wrong([...path, "id"], `another agent is called ${specs[twice]?.id}`);
  for (const { id } of fresh) known.agents.add(id);
  return fresh;
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
