/** report.html: the built page with the data of one run in it, in pieces. */

import type { ActionSpec } from "../../sim/scenario.ts";
import type { Analysis } from "../analysis.ts";
import { type EventRow, eventsWithOffers } from "../event-row.ts";
import type { FinishedRun } from "../finished-run.ts";
import { thingOf } from "../spans.ts";
import { type Spans, timelineOf } from "../timeline.ts";
import { headOf, type PageContext } from "./head.ts";
import { History } from "./history.ts";
import { levelsOf } from "./levels.ts";
import type { OwnSpan } from "./own-spans.ts";
import { dataElement, escaped, packed } from "./pack.ts";
import { entityKinds, stillOpen } from "./page-data.ts";
import { eventsOfStretch, standingRows } from "./standing.ts";
import { pageEventsMax, type Stretch, stretchOf } from "./stretch.ts";
import { Table } from "./tables.ts";

/** Where the template takes the title and the data. */
const titleMark = "<!--title-->";
const dataMark = "<!--data-->";

/**
 * The whole file in pieces. Of a run with more events than `eventsMax` it shows a stretch, and says so. Throws where
 * the template is none.
 */
export function* reportHtml(
  template: string,
  run: FinishedRun,
  analysis: Analysis,
  context: PageContext,
  eventsMax: number = pageEventsMax,
): Generator<string> {
  const [top, rest] = cut(template, titleMark);
  const [middle, bottom] = cut(rest, dataMark);
  yield `${top}${escaped(run.scenario.name)}${middle}`;
  yield* dataElements(run, analysis, context, stretchOf(run, analysis, eventsMax, context.aboutMs));
  yield bottom;
}

function cut(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  if (at === -1) throw new Error(`the page's template has no ${mark}: npm run build`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

function* dataElements(
  run: FinishedRun,
  analysis: Analysis,
  context: PageContext,
  stretch: Stretch | null,
): Generator<string> {
  // A span that ends with the run is told apart from one that is still open then.
  const timeline = timelineOf({ ...run, endMs: Number.POSITIVE_INFINITY });
  const history = new History(stretch?.fromMs ?? 0);
  for (const event of eventsShown(run, timeline, stretch)) history.apply(event);
  const [fromMs, toMs] = [stretch?.fromMs ?? 0, stretch?.toMs ?? run.endMs];
  for (const action of run.scenario.actions) markSilent(history, action, fromMs, toMs);
  markVerdicts(history, run, analysis, stretch);
  const reasons = new Set<string>();
  const spans = spansOf(timeline, history, reasons, stretch);
  const { resources, slots, levels, amounts } = levelsOf(run, history.texts, stretch);
  yield dataElement(
    "head",
    packed(JSON.stringify(headOf(run, analysis, context, resources, reasons, stretch))),
  );
  const { entities, notes, marks, steps } = history;
  const tables = [entities.table, entities.links, spans, notes, marks, steps, slots, levels, amounts];
  for (const table of tables) for (const part of table.parts()) yield dataElement(table.name, part);
  for (const part of history.texts.parts()) yield dataElement("texts", part);
}

function eventsShown(run: FinishedRun, timeline: Spans, stretch: Stretch | null): Iterable<EventRow> {
  if (stretch === null) return eventsWithOffers(run.recorder);
  const shown = new Set<string>();
  for (const span of timeline.since(stretch.fromMs)) {
    if (span.startMs > stretch.toMs) break;
    shown.add(thingOf(span));
  }
  return eventsOfStretch(run.recorder, stretch, standingRows(run.recorder, stretch, shown));
}

/** The timeline's spans and those that only the page has, in order of start. */
function spansOf(timeline: Spans, history: History, reasons: Set<string>, stretch: Stretch | null): Table {
  const { texts, entities } = history;
  const table = new Table("spans");
  const add = (entity: number, span: Omit<OwnSpan, "entity">): void => {
    const kind = entityKinds[entities.kindOf(entity)] ?? "agent";
    if (span.reason !== "") reasons.add(`${kind} ${span.reason}`);
    const { startMs, endMs } = span;
    const length = endMs === Number.POSITIVE_INFINITY ? stillOpen : endMs - startMs;
    table.add(entity, texts.of(span.state), texts.of(span.reason), startMs, length);
  };
  const own = history.spans;
  let next = 0;
  const addOwn = (untilMs: number): void => {
    for (let each = own.at(next); each !== undefined; each = own.at(++next)) {
      if (each.startMs > untilMs) return;
      add(each.entity, each);
    }
  };
  for (const span of stretch === null ? timeline : timeline.since(stretch.fromMs)) {
    if (stretch !== null && span.startMs > stretch.toMs) break;
    addOwn(span.startMs);
    add(entities.ofSpan(span), span);
  }
  addOwn(Number.POSITIVE_INFINITY);
  return table;
}

/** An action that comes again and again is marked so often at most. */
const repeatsMax = 1000;

/** Actions of the scenario that make no row of their own. */
const silent: Readonly<Record<string, string>> = {
  "agent.partition": "cut off from the master",
  "agent.heal": "no longer cut off",
  "agent.restart": "the agent process restarts",
  "task.exit": "made to end by the scenario",
};

function markSilent(
  history: History,
  { do: name, time, fields }: ActionSpec,
  shownFromMs: number,
  shownToMs: number,
): void {
  const text = silent[name];
  if (text === undefined) return;
  const named = (fields ?? {}) as { readonly agent?: unknown; readonly app?: unknown };
  const about = {
    agent: typeof named.agent === "string" && named.agent !== "all" ? named.agent : "",
    app: typeof named.app === "string" ? named.app : "",
  };
  const [fromMs, toMs, everyMs] =
    "at" in time ? [time.at, time.at, Number.POSITIVE_INFINITY] : [time.fromMs, time.toMs, time.every];
  const skipped = fromMs >= shownFromMs ? 0 : Math.ceil((shownFromMs - fromMs) / everyMs);
  for (let i = skipped; i < skipped + repeatsMax; i++) {
    const atMs = i === 0 ? fromMs : fromMs + i * everyMs;
    if (atMs > Math.min(toMs, shownToMs)) return;
    if (atMs < shownFromMs) continue;
    history.mark(atMs, "fault", name, text, about);
  }
}

/** What failed, where it was seen. */
function markVerdicts(
  history: History,
  { result }: FinishedRun,
  { expectations }: Analysis,
  stretch: Stretch | null,
): void {
  const isShown = (atMs: number): boolean =>
    stretch === null || (atMs >= stretch.fromMs && atMs <= stretch.toMs);
  for (const { expectation, held, seen, seenAtMs } of expectations) {
    if (held || seenAtMs === null || !isShown(seenAtMs)) continue;
    const { subject } = expectation;
    const about = {
      app: subject.kind === "app" ? subject.id : "",
      agent: subject.kind === "agent" ? subject.id : "",
    };
    history.mark(
      seenAtMs,
      "expectation",
      "expectation",
      `failed: ${expectation.text}, seen ${seen ?? "nothing"}`,
      about,
    );
  }
  for (const { invariant, bug, atMs, text } of result.violations)
    if (isShown(atMs))
      history.mark(
        atMs,
        "expectation",
        bug === null ? "invariant" : `bug ${bug}`,
        `${invariant}: ${text}`,
        {},
      );
}
