/** Spans, marks and things in words: for the pointer, for those who listen, and for lists. */

import type { Entity, Mark, Model } from "./data/model.ts";
import { exactly, shortId } from "./words.ts";

/** `task postgres.13818e21… of /postgres on a-3`. */
export function entityText({ kind, id, agent, app, framework }: Entity): string {
  const of = app !== "" ? app : kind === "task" || kind === "deployment" ? framework : "";
  const parts = [
    `${kind === "leader" ? "leader of" : kind} ${shortId(id)}`,
    of === "" ? "" : `of ${of}`,
    agent === "" || agent === id ? "" : `on ${agent}`,
  ];
  return parts.filter((part) => part !== "").join(" ");
}

export interface SpanText {
  readonly state: string;
  readonly who: string;
  /** `from 2m to 3m15s (1m15s)`. */
  readonly when: string;
  /** "" where there is nothing to say. */
  readonly why: string;
  /** What it holds, what it does; "" where there is nothing to say. */
  readonly what: string;
}

export function spanText(model: Model, span: number): SpanText {
  const entity = model.entity(model.entityOf(span));
  const startMs = model.startOf(span);
  const endMs = model.endOf(span);
  const open = model.spanEnd[span] === Number.POSITIVE_INFINITY;
  const code = model.reasonOf(span);
  const meaning = model.meaningOf(span);
  const note = model.noteAt(entity.place, startMs);
  return {
    state: model.stateOf(span),
    who: entityText(entity),
    when: goesOn(model, span)
      ? `from ${exactly(startMs)} to beyond what is shown`
      : `from ${exactly(startMs)} to ${open ? "the end" : exactly(endMs)} (${exactly(endMs - startMs)})`,
    why: code === "" || meaning === code ? code : `${meaning} (${code})`,
    what: noteText(entity, note),
  };
}

/** Whether a span goes on where the page shows nothing any more: when it ends is then not told. */
export function goesOn({ spanEnd, endMs, head }: Model, span: number): boolean {
  return endMs < head.endMs && (spanEnd[span] ?? 0) > endMs;
}

function noteText({ kind, path, size }: Entity, note: string): string {
  if (kind === "volume") {
    const what = `${size} MiB${path === "" ? "" : ` at ${path}`}`;
    return note === "" ? what : `${what}, attached to ${shortId(note)}`;
  }
  if (note === "") return "";
  if (kind === "reservation") return `holds ${note}`;
  if (kind === "agent") return `slave id ${note}`;
  return kind === "framework" ? `framework id ${note}` : note;
}

/** `1m30s fault: the host failed (agent.crashed, a-3)`. */
export function markText({ type, text, app, agent, framework }: Mark): string {
  const about = [type, app, agent, app === "" && agent === "" ? framework : ""].filter((each) => each !== "");
  return `${text} (${about.join(", ")})`;
}

/** All in one sentence, for those who listen. */
export function spanSentence(model: Model, span: number): string {
  const { state, who, when, why } = spanText(model, span);
  return `${who}: ${state} ${when}${why === "" ? "" : `; ${why}`}`;
}
