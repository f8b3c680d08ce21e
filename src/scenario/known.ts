/** The names that a scenario defines, and the checks that what it mentions is among them. */

import { didYouMean } from "../model/near-miss.ts";
import type { AgentSelector, TaskSelector } from "../sim/scenario.ts";
import type { Check } from "./check.ts";
import { isRecord } from "./check.ts";
import type { Path } from "./located.ts";

export class Known {
  readonly agents = new Set<string>();
  /** `rack=r1`, of all agents. */
  readonly attributes = new Set<string>();
  /** By name: the kind, where it is one. */
  readonly frameworks = new Map<string, string>();
  /** Names of Marathons, the first first. */
  readonly marathons: string[] = [];
  readonly roles = new Set<string>(["*"]);
  /** By id: the Marathons that have the app at some time. */
  readonly apps = new Map<string, Set<string>>();
  /** Further scalars of agents. */
  readonly resources = new Set<string>(["cpus", "mem", "disk", "gpus"]);
  /** Kinds of names of which some are not known, since their definition is wrong: what mentions them may be right. */
  readonly uncertain = new Set<"agents" | "attributes" | "frameworks" | "roles" | "apps">();

  addApp(id: string, marathon: string): void {
    const marathons = this.apps.get(id);
    if (marathons === undefined) this.apps.set(id, new Set([marathon]));
    else marathons.add(marathon);
  }
}

/** Wrong where a name is not among the known ones and none of them may have been missed. */
export function mention(
  check: Check,
  known: Known,
  kind: "agents" | "frameworks" | "roles",
  name: string,
  path: Path,
): void {
  const names = known[kind];
  if (names.has(name) || known.uncertain.has(kind)) return;
  const all = [...names.keys()];
  const what = { agents: "agent", frameworks: "framework", roles: "role" }[kind];
  check.wrong(path, `no ${what} is called ${JSON.stringify(name)}${didYouMean(name, all, listed(all))}`);
}

function listed(all: readonly string[]): string {
  return all.length > 0 && all.length <= 8 ? ` (there is ${all.join(", ")})` : "";
}

/** An app that nothing creates, or that another Marathon has. `framework` is the Marathon that was named, if any. */
export function mentionApp(
  check: Check,
  known: Known,
  id: string,
  framework: string | undefined,
  path: Path,
): void {
  if (known.uncertain.has("apps")) return;
  const marathons = known.apps.get(id);
  if (marathons === undefined) {
    const ids = [...known.apps.keys()];
    check.wrong(path, `nothing creates the app ${id}${didYouMean(id, ids, listed(ids))}`);
    return;
  }
  const asked = framework ?? known.marathons[0];
  if (asked === undefined || marathons.has(asked) || !known.marathons.includes(asked)) return;
  const [owner = ""] = marathons;
  check.wrong(path, `${asked} has no app ${id}, but ${owner} has: add framework: ${owner}`);
}

export function mentionAgents(check: Check, known: Known, selector: AgentSelector, path: Path): void {
  switch (selector.by) {
    case "id":
      mention(check, known, "agents", selector.id, path);
      return;
    case "hosting":
    case "volumeOf":
      // Any Marathon's: what a host carries is no matter of one framework.
      if (!known.apps.has(selector.app))
        mentionApp(check, known, selector.app, undefined, [...path, selector.by]);
      return;
    case "attribute": {
      const text = `${selector.name}=${selector.value}`;
      if (known.attributes.has(text) || known.uncertain.has("attributes")) return;
      check.wrong(
        [...path, "attribute"],
        `no agent has the attribute ${text}${didYouMean(text, known.attributes)}`,
      );
      return;
    }
    default:
      return;
  }
}

/**
 * Checks all that the fields of an action or a fault mention, by the names that such fields have everywhere: `app`,
 * `framework`, `agent`, `agents`, `host`, `role`, `task`.
 */
export function mentionAll(
  check: Check,
  known: Known,
  fields: Readonly<Record<string, unknown>>,
  path: Path,
): void {
  const { app, framework, agent, agents, host, role, task } = fields;
  const named = typeof framework === "string" ? framework : undefined;
  if (named !== undefined) mention(check, known, "frameworks", named, [...path, "framework"]);
  if (typeof app === "string") mentionApp(check, known, app, named, [...path, "app"]);
  if (isSelector(agent)) mentionAgents(check, known, agent as AgentSelector, [...path, "agent"]);
  if (isSelector(agents)) mentionAgents(check, known, agents as AgentSelector, [...path, "agents"]);
  if (Array.isArray(agents)) {
    agents.forEach((id, i) => {
      mention(check, known, "agents", String(id), [...path, "agents", i]);
    });
  }
  if (typeof host === "string") mention(check, known, "agents", host, [...path, "host"]);
  if (typeof role === "string") mention(check, known, "roles", role, [...path, "role"]);
  if (isSelector(task)) {
    const selector = task as TaskSelector;
    if (selector.by === "on") mention(check, known, "agents", selector.agent, [...path, "task", "on"]);
  }
}

const isSelector = (value: unknown): boolean => isRecord(value) && typeof value["by"] === "string";
