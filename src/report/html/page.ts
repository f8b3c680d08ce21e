/** report.html: the built page with the data of one run in it, in pieces. */

import type { ActionSpec } from "../../sim/scenario.ts";
import type { Analysis } from "../analysis.ts";
import { eventsWithOffers } from "../event-row.ts";
import type { FinishedRun } from "../finished-run.ts";
import { timelineOf } from "../timeline.ts";
import { headOf, type PageContext } from "./head.ts";
import { History } from "./history.ts";
import { levelsOf } from "./levels.ts";
import type { OwnSpan } from "./own-spans.ts";
import { dataElement, escaped } from "./pack.ts";
import { entityKinds, stillOpen } from "./page-data.ts";
import { Table } from "./tables.ts";

/** Where the template takes the title and the data. */
const titleMark = "<!--title-->";
const dataMark = "<!--data-->";

/** The whole file in pieces. Throws where the template is none. */
export function* reportHtml(
  template: string,
  run: FinishedRun,
  analysis: Analysis,
  context: PageContext,
): Generator<string> {
  const [top, rest] = cut(template, titleMark);
  const [middle, bottom] = cut(rest, dataMark);
  yield `${top}${escaped(run.scenario.name)}${middle}`;
  yield* dataElements(run, analysis, context);
  yield bottom;
}

function cut(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  if (at === -1) throw new Error(`the page's template has no ${mark}: npm run build`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

function* dataElements(run: FinishedRun, analysis: Analysis, context: PageContext): Generator<string> {
  const history = new History();
  for (const event of eventsWithOffers(run.recorder)) history.apply(event);
  for (const action of run.scenario.actions) markSilent(history, action, run.endMs);
  markVerdicts(history, run, analysis);
  const reasons = new Set<string>();
  const spans = spansOf(run, history, reasons);
  const { resources, slots, levels, amounts } = levelsOf(run, history.texts);
  yield dataElement("head", JSON.stringify(headOf(run, analysis, context, resources, reasons)));
  const { entities, notes, marks, steps } = history;
  const tables = [entities.table, entities.links, spans, notes, marks, steps, slots, levels, amounts];
  for (const table of tables) for (const part of table.parts()) yield dataElement(table.name, part);
  for (const part of history.texts.parts()) yield dataElement("texts", part);
}

/** The timeline's spans and those that only the page has, in order of start. */
function spansOf(run: FinishedRun, history: History, reasons: Set<string>): Table {
  const { texts, entities } = history;
  const table = new Table("spans");
  const add = (entity: number, span: Omit<OwnSpan, "entity">): void => {
    const kind = entityKinds[entities.kindOf(entity)] ?? "agent";
    if (span.reason !== "") reasons.add(`${kind} ${span.reason}`);
    const { startMs, endMs } = span;
    const length = endMs === Number.POSITIVE_INFINITY ? stillOpen : endMs - startMs;
    table.add(entity, texts.of(span.state), texts.of(span.reason), startMs, length);
  };
  // A span that ends with the run is told apart from one that is still open then.
  const own = history.spans;
  let next = 0;
  const addOwn = (untilMs: number): void => {
    for (let each: OwnSpan | undefined = own[next]; each !== undefined; each = own[++next]) {
      if (each.startMs > untilMs) return;
      add(each.entity, each);
    }
  };
  for (const span of timelineOf({ ...run, endMs: Number.POSITIVE_INFINITY })) {
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

function markSilent(history: History, { do: name, time, fields }: ActionSpec, endMs: number): void {
  const text = silent[name];
  if (text === undefined) return;
  const named = (fields ?? {}) as { readonly agent?: unknown; readonly app?: unknown };
  const about = {
    agent: typeof named.agent === "string" && named.agent !== "all" ? named.agent : "",
    app: typeof named.app === "string" ? named.app : "",
  };
  const [fromMs, toMs, everyMs] =
    "at" in time ? [time.at, time.at, Number.POSITIVE_INFINITY] : [time.fromMs, time.toMs, time.every];
  for (let i = 0; i < repeatsMax; i++) {
    const atMs = i === 0 ? fromMs : fromMs + i * everyMs;
    if (atMs > Math.min(toMs, endMs)) return;
    history.mark(atMs, "fault", name, text, about);
  }
}

/** What failed, where it was seen. */
function markVerdicts(history: History, { result }: FinishedRun, { expectations }: Analysis): void {
  for (const { expectation, held, seen, seenAtMs } of expectations) {
    if (held || seenAtMs === null) continue;
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
    history.mark(atMs, "expectation", bug === null ? "invariant" : `bug ${bug}`, `${invariant}: ${text}`, {});
}
