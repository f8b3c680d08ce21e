/** Where else an app's instance could be placed anew, and what makes room for that: what remedies promise. */

import { unmetConstraint } from "../../model/constraints.ts";
import { PlaceCounts } from "../../model/placed.ts";
import { type Resources, unreservedRole } from "../../model/resources.ts";
import { listed } from "../../model/wording.ts";
import type { TaskInsight } from "../cluster/app-insight.ts";
import { freeOf, needsOf } from "../headroom.ts";
import { AttributeTexts } from "../marathon/matching/attribute-texts.ts";
import { reservedFor } from "../marathon/matching/labels.ts";
import { quirksWithout } from "../marathon/quirks.ts";
import type { AgentRecord } from "../mesos/records.ts";
import type { Scene } from "./scene.ts";

/** Agents with room for a new reservation that meet the app's constraints. A wiped task's is free by then, and it counts no more. */
export function placesFor(scene: Scene, wiped: string | null = null): readonly string[] {
  const { definition } = scene;
  if (definition === null) return [];
  const needs = needsOf(definition);
  const meets = constraintsOf(scene, wiped);
  return scene.agents
    .filter((record) => {
      const free = freeOn(scene, record, wiped);
      return needs.every(({ name, milli }) => freeOf(free, name) >= milli) && meets(record);
    })
    .map(({ info }) => info.agent);
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

function freeOn({ insight }: Scene, record: AgentRecord, wiped: string | null): Resources {
  const own = [...record.tasks].find(({ info }) => info.taskId === wiped);
  const used = own === undefined ? record.used : record.used.minus(own.info.resources);
  const frameworkId = insight.frameworkId ?? "";
  return record.total
    .minus(used)
    .filter(
      ({ kind }) =>
        (kind.role === unreservedRole && kind.reservation === null) ||
        (wiped !== null && reservedFor(frameworkId, kind) === wiped),
    )
    .flatten();
}

/** Launched tasks of the present configuration count, and with B14 mended those that wait (Constraints.scala:64-124). */
function constraintsOf(
  { definition, insight, world }: Scene,
  wiped: string | null,
): (record: AgentRecord) => boolean {
  const constraints = definition?.constraints ?? [];
  if (constraints.length === 0) return () => true;
  const quirks = quirksWithout(world.scenario.versions.fixes);
  const texts = new AttributeTexts(quirks);
  const old = new Set(insight.deployment?.actions.flatMap((action) => action.old));
  const counts = ({ taskId, state }: TaskInsight): boolean => {
    if (taskId === wiped || old.has(taskId)) return false;
    return (state !== "suspended" && state !== "reserving") || !quirks.has("B14");
  };
  const placed = insight.tasks.filter(counts).map(({ agent }) => ({
    hostname: agent,
    attributes: texts.of(world.agents.get(agent)?.spec.attributes ?? {}),
  }));
  const counted = new PlaceCounts(
    constraints.map(({ field }) => field),
    placed,
  );
  return ({ info: { agent, attributes } }) =>
    constraints.every(
      (each) =>
        unmetConstraint(each, { hostname: agent, attributes: texts.of(attributes) }, counted) === null,
    );
}

/** Names as alternatives: `a-2 or a-3`. */
function oneOf(names: readonly string[]): string {
  return names.length === 2 ? names.join(" or ") : `one of ${listed(names)}`;
}
