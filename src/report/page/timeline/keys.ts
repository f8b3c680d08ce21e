/** The timeline by keyboard: from lane to lane, from span to span, closer and back. */

import type { Model } from "../data/model.ts";
import type { Store } from "../store.ts";
import { firstAfter } from "./bars.ts";
import type { Hit } from "./layout.ts";
import type { Row } from "./rows.ts";
import type { Timeline } from "./timeline.ts";

/** What the keys do, for the help beside the timeline. */
export const keysHelp: readonly (readonly [keys: string, what: string])[] = [
  ["↑ ↓", "lane before, lane after"],
  ["← →", "span or mark before, after; the cursor goes there"],
  ["Enter", "follow the span; open or close a heap of lanes"],
  ["+ − 0", "closer, farther, the whole run"],
  ["Shift + ← →", "move along"],
  ["Home End", "cursor to the start, to the end"],
  ["Esc", "follow nothing, search nothing"],
  ["/", "search"],
  ["[ ]", "cursor to the change before, after"],
];

export function listenToKeys(timeline: Timeline, model: Model, store: Store): void {
  const { pane } = timeline;
  pane.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = (event.shiftKey ? shifted[event.key] : undefined) ?? actions[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act({ timeline, model, store });
  });
}

interface Place {
  readonly timeline: Timeline;
  readonly model: Model;
  readonly store: Store;
}

type Act = (place: Place) => void;

const zoomBy =
  (factor: number): Act =>
  ({ store }) => {
    const { fromMs, toMs, cursorMs } = store;
    const middle = (fromMs + toMs) / 2;
    store.zoom(factor, cursorMs >= fromMs && cursorMs <= toMs ? cursorMs : middle);
  };

const actions: Readonly<Record<string, Act>> = {
  ArrowUp: (place) => moveRow(place, -1),
  ArrowDown: (place) => moveRow(place, 1),
  ArrowLeft: (place) => moveSpan(place, -1),
  ArrowRight: (place) => moveSpan(place, 1),
  Enter: open,
  " ": open,
  "+": zoomBy(0.5),
  "=": zoomBy(0.5),
  "-": zoomBy(2),
  "0": ({ store }) => store.showAll(),
  Home: ({ store }) => moveCursor(store, store.startMs),
  End: ({ store }) => moveCursor(store, store.endMs),
  Escape: ({ timeline, store }) => {
    timeline.follow(null);
    store.search("");
  },
};

const shifted: Readonly<Record<string, Act>> = {
  ArrowLeft: ({ store }) => store.pan(-0.2),
  ArrowRight: ({ store }) => store.pan(0.2),
};

function moveCursor(store: Store, atMs: number): void {
  store.setCursor(atMs);
  store.reveal(atMs);
}

function moveRow({ timeline, model, store }: Place, by: number): void {
  const { rows, selected } = timeline;
  const at = selected === null ? -1 : rows.indexOf(selected.row);
  const row = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  if (row === undefined) return;
  // The span that is in force at the cursor, where there is one.
  const span = row.kind === "lane" ? (row.spans[firstAfter(model, row.spans, store.cursorMs)] ?? -1) : -1;
  const holds = span !== -1 && model.startOf(span) <= store.cursorMs;
  timeline.select({ row, span: holds ? span : -1, mark: null });
}

interface Stop extends Hit {
  readonly atMs: number;
}

/** Spans and marks of a lane, in order of time. */
function stopsOf(model: Model, row: Row): readonly Stop[] {
  const spans = row.kind === "lane" ? [...row.spans, ...row.over] : [];
  return [
    ...spans.map((span) => ({ row, span, mark: null, atMs: model.startOf(span) })),
    ...row.marks.map((mark) => ({ row, span: -1, mark, atMs: mark.atMs })),
  ].sort((a, b) => a.atMs - b.atMs);
}

function moveSpan(place: Place, by: number): void {
  const { timeline, model, store } = place;
  const { selected } = timeline;
  if (selected === null) {
    moveRow(place, 1);
    return;
  }
  const stops = stopsOf(model, selected.row);
  const isSelected = ({ span, mark }: Stop): boolean => span === selected.span && mark === selected.mark;
  const at = selected.span === -1 && selected.mark === null ? -1 : stops.findIndex(isSelected);
  const next =
    at !== -1
      ? stops[at + by]
      : by > 0
        ? stops.find(({ atMs }) => atMs >= store.cursorMs)
        : stops.findLast(({ atMs }) => atMs <= store.cursorMs);
  if (next === undefined) return;
  moveCursor(store, next.atMs);
  timeline.select({ row: next.row, span: next.span, mark: next.mark });
}

function open({ timeline, model }: Place): void {
  const { selected } = timeline;
  if (selected === null) return;
  const entity = selected.span !== -1 ? model.entityOf(selected.span) : (selected.mark?.entity ?? -1);
  if (entity >= 0) timeline.follow(entity);
  else timeline.toggle(selected.row);
}
