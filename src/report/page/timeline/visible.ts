/** Which rows are shown, and which spans count, under what is open, filtered, searched and followed. */

import type { Model } from "../data/model.ts";
import type { Filter } from "../store.ts";
import type { Row } from "./rows.ts";

/** Rows from top to bottom; while a filter is set, those without a span that passes are left out. */
export function visibleRows(
  sections: readonly Row[],
  passes: ((span: number) => boolean) | null,
): readonly Row[] {
  const shown: Row[] = [];
  const visit = (row: Row): boolean => {
    const at = shown.length;
    shown.push(row);
    const own = passes === null || row.spans.some(passes) || row.over.some(passes);
    const before = shown.length;
    let below = false;
    for (const child of row.children) below = visit(child) || below;
    if (!row.open && passes === null) shown.length = before;
    const kept = own || below || (passes === null && row.kind === "section");
    if (!kept) shown.length = at;
    else if (!row.open) shown.length = before;
    return kept;
  };
  for (const section of sections) visit(section);
  return shown;
}

/** Whether a span passes the filter; null where none is set. */
export function filterOf(model: Model, filter: Filter): ((span: number) => boolean) | null {
  const { app, agent, state } = filter;
  if (app === "" && agent === "" && state === "") return null;
  const entities = new Uint8Array(model.entityCount);
  for (let place = 0; place < model.entityCount; place++) {
    const entity = model.entity(place);
    if ((app === "" || entity.app === app) && (agent === "" || entity.agent === agent)) entities[place] = 1;
  }
  const wanted = state === "" ? -1 : model.texts.indexOf(state);
  return (span) =>
    entities[model.entityOf(span)] === 1 && (wanted === -1 || model.spans.state[span] === wanted);
}

/** Entities whose id, app, agent or path holds the text, whatever its case. */
export function matchesOf(model: Model, query: string): ReadonlySet<number> {
  const found = new Set<number>();
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return found;
  const texts = model.texts.map((text) => text.toLowerCase().includes(wanted));
  const { id, agent, app, framework, path } = model.searchable;
  for (let place = 0; place < model.entityCount; place++)
    if ([id, agent, app, framework, path].some((column) => texts[column[place] ?? 0] === true))
      found.add(place);
  return found;
}

/**
 * All that belongs to one thing: of a task its reservation and its volumes, and whoever else had these; of a
 * reservation or volume its tasks and theirs.
 */
export function familyOf(model: Model, entity: number): ReadonlySet<number> {
  const family = new Set([entity]);
  let edge = [entity];
  for (let step = 0; step < 3; step++) {
    const next = edge.flatMap((each) => model.linkedWith(each)).filter((each) => !family.has(each));
    for (const each of next) family.add(each);
    edge = [...new Set(next)];
  }
  return family;
}
