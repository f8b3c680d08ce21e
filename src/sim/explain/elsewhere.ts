/** Where else an app's instance could be placed anew, and what makes room for that: what remedies promise. */

import type { AppDefinition, Constraint } from "../../model/app/definition.ts";
import { unmetConstraint } from "../../model/constraints.ts";
import { PlaceCounts, type Placed } from "../../model/placed.ts";
import { type Resources, unreservedRole } from "../../model/resources.ts";
import { listed } from "../../model/wording.ts";
import type { TaskInsight } from "../cluster/app-insight.ts";
import { freeOf, needsOf } from "../headroom.ts";
import { AttributeTexts } from "../marathon/matching/attribute-texts.ts";
import { reservedFor } from "../marathon/matching/labels.ts";
import { quirksWithout } from "../marathon/quirks.ts";
import type { AgentRecord } from "../mesos/records.ts";
import type { Need } from "../result.ts";
import type { Scene } from "./scene.ts";

/** The agents on which an app may be placed anew. Made once for an app, and asked for each of its tasks. */
export class Elsewhere {
  readonly #scene: Scene;
  readonly #needs: readonly Need[];
  readonly #constraints: readonly Constraint[];
  readonly #texts: AttributeTexts;
  /** Of each agent whether there is room for one more, and where it is for constraints. */
  readonly #places: readonly {
    readonly record: AgentRecord;
    readonly roomy: boolean;
    readonly place: Placed;
  }[];
  /** Tasks that constraints count, by id. */
  readonly #counted = new Map<string, Placed>();
  readonly #counts: PlaceCounts;
  #ofMore: readonly string[] | null = null;

  constructor(scene: Scene, definition: AppDefinition) {
    const { around, insight, world } = scene;
    this.#scene = scene;
    this.#needs = needsOf(definition);
    this.#constraints = definition.constraints;
    const quirks = quirksWithout(world.scenario.versions.fixes);
    this.#texts = new AttributeTexts(quirks);
    this.#places = around.agents.map((record) => ({
      record,
      roomy: this.#fits(around.unreserved(record)),
      place: this.#placeOf(record.info),
    }));
    this.#counts = new PlaceCounts(this.#constraints.map(({ field }) => field));
    if (this.#constraints.length === 0) return;
    // Launched tasks of the present configuration count, and with B14 mended those that wait (Constraints.scala:64-124).
    const old = new Set(insight.deployment?.actions.flatMap((action) => action.old));
    for (const { taskId, state, agent } of insight.tasks) {
      if (old.has(taskId) || ((state === "suspended" || state === "reserving") && quirks.has("B14")))
        continue;
      const attributes = world.agents.get(agent)?.spec.attributes ?? {};
      const place = this.#placeOf({ agent, attributes });
      this.#counted.set(taskId, place);
      this.#counts.add(place, 1);
    }
  }

  /** Names of agents with room for a new reservation that meet the app's constraints. A wiped task's is free by then, and it counts no more. */
  places(wiped: string | null): readonly string[] {
    if (wiped !== null) return this.#placesBut(wiped);
    this.#ofMore ??= this.#meeting(({ roomy }) => roomy);
    return this.#ofMore;
  }

  #placesBut(wiped: string): readonly string[] {
    const { around, insight } = this.#scene;
    const holders = around.holders(insight.frameworkId ?? "", wiped);
    const counted = this.#counted.get(wiped);
    if (counted !== undefined) this.#counts.add(counted, -1);
    const places = this.#meeting(({ record, roomy }) =>
      holders.has(record) ? this.#fits(freeOn(this.#scene, record, wiped)) : roomy,
    );
    if (counted !== undefined) this.#counts.add(counted, 1);
    return places;
  }

  #meeting(
    hasRoom: (place: { readonly record: AgentRecord; readonly roomy: boolean }) => boolean,
  ): readonly string[] {
    const names: string[] = [];
    for (const each of this.#places)
      if (
        hasRoom(each) &&
        this.#constraints.every((one) => unmetConstraint(one, each.place, this.#counts) === null)
      )
        names.push(each.record.info.agent);
    return names;
  }

  #fits(free: Resources): boolean {
    return this.#needs.every(({ name, milli }) => freeOf(free, name) >= milli);
  }

  #placeOf({ agent, attributes }: Pick<AgentRecord["info"], "agent" | "attributes">): Placed {
    return {
      hostname: agent,
      attributes: this.#constraints.length === 0 ? attributes : this.#texts.of(attributes),
    };
  }
}

/** Agents on which one more would be placed, or, with an id, the task that is wiped there. */
export function placesFor(scene: Scene, wiped: string | null = null): readonly string[] {
  return scene.elsewhere?.places(wiped) ?? [];
}

/** The same in words. */
export function elsewhereText(scene: Scene, wiped: string): string {
  if (scene.definition === null) return "no agent, since its app is destroyed";
  const places = placesFor(scene, wiped);
  const { constraints } = scene.definition;
  if (places.length === 0)
    return `no agent as long as none has room${constraints.length > 0 ? " and meets its constraints" : ""}`;
  return places.length === 1 ? listed(places) : oneOf(places);
}

/** Which of the app's tasks a kill is to name, where it has others that are to live: `task: { on: a-1 }, `; else "". */
export function whichText({ insight }: Scene, task: TaskInsight): string {
  const others = insight.tasks.filter(({ taskId }) => taskId !== task.taskId);
  if (others.length === 0) return "";
  const alone = others.every(({ agent, state }) => agent !== task.agent || state === task.state);
  return alone ? `task: { on: ${task.agent} }, ` : `task: { index: ${insight.tasks.indexOf(task)} }, `;
}

/** To how many instances it has to be scaled for one that is reserved anew: launched ones and waiting ones are counted (TaskOpFactoryImpl.scala:68-69). */
export function oneMoreThan({ insight, instances, waiting }: Scene): number {
  const launched = insight.tasks.length - waiting.length;
  const reserved = insight.queue?.reserved ?? waiting.length;
  return Math.max(instances, launched + reserved) + 1;
}

/** What a new reservation may take there once the task is wiped. */
function freeOn({ insight }: Scene, record: AgentRecord, wiped: string): Resources {
  const own = [...record.tasks].find(({ info }) => info.taskId === wiped);
  const used = own === undefined ? record.used : record.used.minus(own.info.resources);
  const frameworkId = insight.frameworkId ?? "";
  return record.total
    .minus(used)
    .filter(
      ({ kind }) =>
        (kind.role === unreservedRole && kind.reservation === null) ||
        reservedFor(frameworkId, kind) === wiped,
    )
    .flatten();
}

/** Names as alternatives: `a-2 or a-3`. */
function oneOf(names: readonly string[]): string {
  return names.length === 2 ? names.join(" or ") : `one of ${listed(names)}`;
}
