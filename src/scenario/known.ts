/** The names that a scenario defines, and the checks that what it mentions is among them. */

import { ancestorsOf, canonicalId } from "../model/app/path-id.ts";
import { didYouMean } from "../model/near-miss.ts";
import type { AgentSelector, TaskSelector } from "../sim/scenario.ts";
import type { Check } from "./check.ts";
import { isRecord } from "./check.ts";
import type { Path } from "./located.ts";

export class Known {
  readonly agents = new Set<string>();
  /** `rack=r1`, of all agents. */
  readonly attributes = new Set<string>();
  /** By name: the kind; "" where the entry is wrong, and not that of a Marathon. */
  readonly frameworks = new Map<string, string>();
  /** Names of Marathons, the first first. */
  readonly marathons: string[] = [];
  readonly roles = new Set<string>(["*"]);
  /** By id: the Marathons that have the app at some time. */
  readonly apps = new Map<string, Set<string>>();
  /** By id: the Marathons that have the group at some time. The root is not among them. */
  readonly groups = new Map<string, Set<string>>();
  /** Ids of apps that have health checks, or readiness checks, at some time. */
  readonly healthChecked = new Set<string>();
  readonly readinessChecked = new Set<string>();
  /** Further scalars of agents. */
  readonly resources = new Set<string>(["cpus", "mem", "disk", "gpus"]);
  /** Kinds of names of which some are not known, since their definition is wrong: what mentions them may be right. */
  readonly uncertain = new Set<"agents" | "attributes" | "frameworks" | "roles" | "apps">();

  /** Agents that are spoken of before all are known. */
  readonly agentsMeant: { readonly id: string; readonly path: Path }[] = [];

  addApp(id: string, marathon: string): void {
    note(this.apps, id, marathon);
    for (const group of ancestorsOf(id)) this.addGroup(group, marathon);
  }

  /** What a definition of the app, or a change of it, says of checks. */
  noteChecks(id: string, app: { readonly healthChecks?: unknown; readonly readinessChecks?: unknown }): void {
    if (isFilled(app.healthChecks)) this.healthChecked.add(id);
    if (isFilled(app.readinessChecks)) this.readinessChecked.add(id);
  }

  /** Those above it are there, too. */
  addGroup(id: string, marathon: string): void {
    for (const group of [id, ...ancestorsOf(id)]) if (group !== "/") note(this.groups, group, marathon);
  }
}

const isFilled = (list: unknown): boolean => Array.isArray(list) && list.length > 0;

function note(byId: Map<string, Set<string>>, id: string, marathon: string): void {
  const marathons = byId.get(id);
  if (marathons === undefined) byId.set(id, new Set([marathon]));
  else marathons.add(marathon);
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

/** To be called once all agents are known. */
export function mentionAgentsMeant(check: Check, known: Known): void {
  for (const { id, path } of known.agentsMeant) mention(check, known, "agents", id, path);
}

/** Wrong where a name is not that of a Marathon. */
export function mentionMarathon(check: Check, known: Known, name: string, path: Path): void {
  mention(check, known, "frameworks", name, path);
  const kind = known.frameworks.get(name) ?? "";
  if (kind !== "" && kind !== "marathon") check.wrong(path, `${name} is no Marathon`);
}

function listed(all: readonly string[]): string {
  return all.length > 0 && all.length <= 8 ? ` (there is ${all.join(", ")})` : "";
}

/** An app that nothing creates, or that another Marathon has. `framework` is the Marathon that was named, if any. It may be
 * a group where `groupsToo`. */
export function mentionApp(
  check: Check,
  known: Known,
  id: string,
  framework: string | undefined,
  path: Path,
  groupsToo = false,
): void {
  if (known.uncertain.has("apps")) return;
  const marathons = known.apps.get(id) ?? (groupsToo ? known.groups.get(id) : undefined);
  if (marathons === undefined) {
    if (known.groups.has(id)) {
      const inside = [...known.apps.keys()].filter((app) => app.startsWith(`${id}/`));
      check.wrong(path, `${id} is a group; name one of its apps${listed(inside)}`);
      return;
    }
    const ids = [...known.apps.keys(), ...(groupsToo ? known.groups.keys() : [])];
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

/** What the fields of an action may mean. */
export interface Meaning {
  /** `app` may be a group's id. */
  readonly takesGroups: boolean;
  /** `framework` is the Marathon that is called. */
  readonly callsMarathon: boolean;
}

const plainMeaning: Meaning = { takesGroups: false, callsMarathon: false };

/**
 * Checks all that the fields of an action or a fault mention, by the names that such fields have everywhere: `app`,
 * `framework`, `agent`, `agents`, `host`, `role`, `task`.
 */
export function mentionAll(
  check: Check,
  known: Known,
  fields: Readonly<Record<string, unknown>>,
  path: Path,
  { takesGroups, callsMarathon } = plainMeaning,
): void {
  const { app, framework, agent, agents, host, role, task } = fields;
  const named = typeof framework === "string" ? framework : undefined;
  if (named !== undefined) {
    const at = [...path, "framework"];
    if (callsMarathon) mentionMarathon(check, known, named, at);
    else mention(check, known, "frameworks", named, at);
  }
  if (typeof app === "string") mentionApp(check, known, app, named, [...path, "app"], takesGroups);
  if (isSelector(agent)) mentionAgents(check, known, agent as AgentSelector, [...path, "agent"]);
  if (isSelector(agents)) mentionAgents(check, known, agents as AgentSelector, [...path, "agents"]);
  if (Array.isArray(agents)) {
    agents.forEach((id, i) => {
      mention(check, known, "agents", String(id), [...path, "agents", i]);
    });
  }
  if (typeof host === "string" && host !== "*") mention(check, known, "agents", host, [...path, "host"]);
  if (typeof role === "string") mention(check, known, "roles", role, [...path, "role"]);
  if (isSelector(task)) {
    const selector = task as TaskSelector;
    if (selector.by === "on") mention(check, known, "agents", selector.agent, [...path, "task", "on"]);
  }
}

/** What an entry mentions by plain names, though something else in it is wrong: so that all mistakes are told at once. */
export function mentionPlain(
  check: Check,
  known: Known,
  entry: Readonly<Record<string, unknown>>,
  path: Path,
  meaning = plainMeaning,
): void {
  const plain = (key: string): string | undefined => {
    const value = entry[key];
    return typeof value === "string" && value !== "" && !check.isWrong([...path, key]) ? value : undefined;
  };
  const [app, agent] = [plain("app"), plain("agent")];
  const fields = {
    app: app === undefined ? undefined : canonicalId(app),
    framework: plain("framework"),
    agent: agent === undefined || agent === "all" ? undefined : { by: "id", id: agent },
    role: plain("role"),
  };
  mentionAll(check, known, fields, path, meaning);
}

const isSelector = (value: unknown): boolean => isRecord(value) && typeof value["by"] === "string";
