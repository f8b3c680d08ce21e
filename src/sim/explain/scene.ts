/** One app at an instant, with all that explains it: what its Marathon knows, what the master knows, what the journal
 * says of the past. Reads only. */

import type { AppDefinition } from "../../model/app/definition.ts";
import { parseAttribute } from "../../model/attributes.ts";
import { type Kind, type Resources, unreservedRole } from "../../model/resources.ts";
import { byCodeUnit, formatDuration } from "../../model/units.ts";
import { amountsText, listed } from "../../model/wording.ts";
import type { AppInsight, Candidate, TaskInsight } from "../cluster/app-insight.ts";
import type { MarathonApi } from "../cluster/framework.ts";
import { freeOf, needsOf } from "../headroom.ts";
import { reservedFor } from "../marathon/matching/labels.ts";
import type { AgentRecord } from "../mesos/records.ts";
import { isMarathonSpec, type MarathonSpec } from "../scenario.ts";
import type { World } from "../world.ts";
import { type CodeName, codes, type Remedy } from "./codes.ts";
import type { AppPast, History } from "./history.ts";
import { type Facts, filled } from "./template.ts";

/** One reason, for one or more instances. */
export interface Finding {
  readonly code: CodeName;
  /** How many instances it concerns. */
  readonly instances: number;
  /** Where it is about a single task. */
  readonly task: string | null;
  readonly agent: string | null;
  /** The sentence of the code, with the facts of the case. */
  readonly text: string;
  readonly remedies: readonly Remedy[];
}

/** A time in a sentence: from one second on without milliseconds. */
export const time = (ms: number): string => formatDuration(ms < 1000 ? ms : Math.floor(ms / 1000) * 1000);

/** A code with the facts of its case. */
export function finding(
  code: CodeName,
  facts: Facts,
  about: Partial<Pick<Finding, "instances" | "task" | "agent">> = {},
): Finding {
  const { says, remedies } = codes[code];
  const fill = (template: string): string => filled(template, facts);
  return {
    code,
    instances: about.instances ?? 1,
    task: about.task ?? null,
    agent: about.agent ?? null,
    text: fill(says),
    remedies: remedies.map((remedy) => ({ do: fill(remedy.do), gives: fill(remedy.gives) })),
  };
}

export class Scene {
  readonly world: World;
  readonly marathon: MarathonApi;
  readonly id: string;
  readonly history: History;
  readonly past: AppPast | null;
  readonly insight: AppInsight;
  readonly definition: AppDefinition | null;
  readonly nowMs: number;

  constructor(world: World, marathon: MarathonApi, id: string, history: History) {
    // Whose offers, and whose filters, were handled together: each is looked at by itself here.
    world.master.allocator.reveal(null);
    this.world = world;
    this.marathon = marathon;
    this.id = id;
    this.history = history;
    this.past = history.app(marathon.name, id);
    this.insight = marathon.insight(id);
    this.definition = marathon.definitionOf(id);
    this.nowMs = world.kernel.nowMs;
  }

  get instances(): number {
    return this.definition?.instances ?? 0;
  }

  get running(): number {
    return this.#count("running");
  }

  get missing(): number {
    return Math.max(0, this.instances - this.running);
  }

  get waiting(): readonly TaskInsight[] {
    return this.insight.tasks.filter(({ state }) => state === "suspended" || state === "reserving");
  }

  get staging(): readonly TaskInsight[] {
    return this.insight.tasks.filter(({ state }) => state === "staging");
  }

  get left(): number {
    return this.insight.queue?.left ?? 0;
  }

  get isResident(): boolean {
    return this.definition?.residency != null;
  }

  get spec(): MarathonSpec {
    const { scenario } = this.world;
    const joining = scenario.actions.map(({ fields }) => (fields as { entry?: unknown } | null)?.entry);
    for (const spec of [...scenario.frameworks, ...(joining as MarathonSpec[])])
      if (spec?.name === this.marathon.name && isMarathonSpec(spec)) return spec;
    throw new Error(`no Marathon is called ${this.marathon.name}`);
  }

  /** Registered and connected agents, by name. */
  get agents(): readonly AgentRecord[] {
    return [...this.world.master.agents]
      .filter(({ connected }) => connected)
      .sort((a, b) => byCodeUnit(a.info.agent, b.info.agent));
  }

  /** All that no task uses, offered or not. */
  candidate(record: AgentRecord, resources = record.free): Candidate {
    const { agent, attributes } = record.info;
    return { agent, slaveId: record.slaveId, attributes, resources };
  }

  /** What one instance needs, in words: `1 cpu, 512 MiB, 100 MiB disk`. */
  get needText(): string {
    if (this.definition === null) return "nothing";
    const amounts = needsOf(this.definition).map(({ name, milli }) => [name, milli / 1000] as const);
    return amountsText(Object.fromEntries(amounts));
  }

  /** What is reserved for a task: `1 cpu, 512 MiB and volume pgdata (100 MiB)`. */
  heldText(taskId: string): string {
    return this.past?.tasks.get(taskId)?.held || "its reservation";
  }

  /** Agents that have room for a new reservation, constraints not looked at; in words. A wiped task's is free by then. */
  elsewhere(wiped: string | null = null): string {
    const { definition } = this;
    if (definition === null) return "no agent, since its app is destroyed";
    const usable = (kind: Kind): boolean =>
      (kind.role === unreservedRole && kind.reservation === null) ||
      (wiped !== null && reservedFor(this.insight.frameworkId ?? "", kind) === wiped);
    const fitting = this.agents
      .filter((record) => hasRoom(definition, record.free.filter(({ kind }) => usable(kind)).flatten()))
      .map(({ info }) => info.agent);
    if (fitting.length === 0) return "no agent as long as none has room";
    return fitting.length === 1 ? listed(fitting) : oneOf(fitting);
  }

  /** The constraint that a reason is about, in words, such as `hostname UNIQUE`. */
  constraintText(reason: string, attributes: Readonly<Record<string, string>>): string {
    const constraints = this.definition?.constraints ?? [];
    const operator = reason.slice("constraint-".length).replaceAll("-", "_").toUpperCase();
    const isMissing = (field: string): boolean => field !== "hostname" && !Object.hasOwn(attributes, field);
    const isNoText = (field: string): boolean =>
      Object.hasOwn(attributes, field) && parseAttribute(attributes[field] ?? "")?.type !== "text";
    const found = constraints.find(({ field, operator: own }) => {
      if (reason === "constraint-attribute-missing") return isMissing(field);
      return reason === "constraint-attribute-not-text" ? isNoText(field) : own === operator;
    });
    return found === undefined ? "its constraint" : constraintText(found);
  }

  #count(state: TaskInsight["state"]): number {
    return this.insight.tasks.filter((task) => task.state === state).length;
  }
}

function hasRoom(definition: AppDefinition, free: Resources): boolean {
  return needsOf(definition).every(({ name, milli }) => freeOf(free, name) >= milli);
}

/** `hostname UNIQUE`, `rack LIKE r[12]`. */
export function constraintText({
  field,
  operator,
  value,
}: {
  readonly field: string;
  readonly operator: string;
  readonly value?: string | null;
}): string {
  return [field, operator, ...(value == null || value === "" ? [] : [value])].join(" ");
}

/** Names as alternatives: `a-2 or a-3`. */
export function oneOf(names: readonly string[]): string {
  return names.length === 2 ? names.join(" or ") : `one of ${listed(names)}`;
}

/** The roles whose resources the app may use. */
export function rolesOf({ definition, marathon }: Scene): ReadonlySet<string> {
  return marathon.acceptedRoles(definition);
}
