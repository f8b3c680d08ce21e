/** One app at an instant, with all that explains it: what its Marathon knows, what the master knows, what the journal
 * says of the past. Reads only. */

import type { AppDefinition } from "../../model/app/definition.ts";
import { parseAttribute } from "../../model/attributes.ts";
import { formatDuration } from "../../model/units.ts";
import { amountsText, listed } from "../../model/wording.ts";
import type { AppInsight, Candidate, DeploymentInsight, TaskInsight } from "../cluster/app-insight.ts";
import type { MarathonApi } from "../cluster/framework.ts";
import { needsOf } from "../headroom.ts";
import type { AgentRecord } from "../mesos/records.ts";
import { isMarathonSpec, type MarathonSpec } from "../scenario.ts";
import type { World } from "../world.ts";
import { type Code, type CodeName, codes, type Remedy } from "./codes.ts";
import { Elsewhere } from "./elsewhere.ts";
import type { AppPast, History } from "./history.ts";
import type { Surroundings } from "./surroundings.ts";
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

/** At which step a deployment is, and what that does: facts of all codes about one. */
export const stepOf = ({ step, steps, actions }: DeploymentInsight): { step: string; actions: string } => ({
  step: `${step} of ${steps}`,
  actions: listed(actions.map(({ text }) => text)),
});

/** What comes of a dead agent's return, of what has a reservation there. */
export const runsAgain = "what is suspended there runs again, data kept";

/** A code with the facts of its case. */
export function finding(
  code: CodeName,
  facts: Facts,
  about: Partial<Pick<Finding, "instances" | "task" | "agent">> = {},
): Finding {
  const { says, remedies }: Code = codes[code];
  const fill = (template: string): string => filled(template, facts);
  return {
    code,
    instances: about.instances ?? 1,
    task: about.task ?? null,
    agent: about.agent ?? null,
    text: fill(says),
    remedies: remedies
      .filter(({ where }) => where === undefined || fill(`{${where}}`) !== "")
      .map((remedy) => ({ do: fill(remedy.do), gives: fill(remedy.gives) })),
  };
}

export class Scene {
  readonly world: World;
  readonly marathon: MarathonApi;
  readonly id: string;
  readonly around: Surroundings;
  readonly history: History;
  readonly past: AppPast | null;
  readonly insight: AppInsight;
  readonly definition: AppDefinition | null;
  readonly nowMs: number;

  #elsewhere: Elsewhere | null = null;
  #waiting: readonly TaskInsight[] | null = null;

  constructor(marathon: MarathonApi, id: string, around: Surroundings) {
    const { world, history } = around;
    this.world = world;
    this.marathon = marathon;
    this.id = id;
    this.around = around;
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
    this.#waiting ??= this.insight.tasks.filter(
      ({ state }) => state === "suspended" || state === "reserving",
    );
    return this.#waiting;
  }

  get staging(): readonly TaskInsight[] {
    return this.insight.tasks.filter(({ state }) => state === "staging");
  }

  get left(): number {
    return this.insight.queue?.left ?? 0;
  }

  /** What an update has to say beside its change while something holds the app's lock: without it is refused (409). */
  get force(): string {
    return this.insight.deployment === null ? "" : "force: true and ";
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
    return this.around.agents;
  }

  /** Where it may be placed anew; null where it is destroyed. */
  get elsewhere(): Elsewhere | null {
    if (this.definition !== null) this.#elsewhere ??= new Elsewhere(this, this.definition);
    return this.#elsewhere;
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

  /** The constraint that a reason is about, in words, such as `hostname UNIQUE`. */
  constraintText(reason: string, attributes: Readonly<Record<string, string>>): string {
    const constraints = this.definition?.constraints ?? [];
    const operator = reason.slice("constraint-".length).replaceAll("-", "_").toUpperCase();
    const isMissing = (field: string): boolean => field !== "hostname" && !Object.hasOwn(attributes, field);
    const isNoText = (field: string): boolean =>
      Object.hasOwn(attributes, field) && parseAttribute(attributes[field] ?? "")?.type !== "text";
    const found = constraints.find(({ field, operator: own, isWrong }) => {
      if (reason === "constraint-no-expression") return isWrong === true;
      if (reason === "constraint-attribute-missing") return isMissing(field);
      return reason === "constraint-attribute-not-text" ? isNoText(field) : own === operator;
    });
    return found === undefined ? "its constraint" : constraintText(found);
  }

  #count(state: TaskInsight["state"]): number {
    return this.insight.tasks.filter((task) => task.state === state).length;
  }
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

/** The roles whose resources the app may use. */
export function rolesOf({ definition, marathon }: Scene): ReadonlySet<string> {
  return marathon.acceptedRoles(definition);
}
