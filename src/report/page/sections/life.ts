/** The whole life of some things that belong together, as a list in order of time: every state, every mark. */

import type { Model } from "../data/model.ts";
import { el, scrolling, table } from "../dom.ts";
import { entityText, goesOn, markText, spanText } from "../told.ts";
import { exactly } from "../words.ts";
import { timeLink } from "./outcome.ts";

const rowsMax = 200;

interface Line {
  readonly atMs: number;
  readonly what: string;
  readonly who: string;
  readonly more: string;
  readonly forMs: number | null;
}

export function lifeOf(
  model: Model,
  entities: ReadonlySet<number>,
  goTo: (atMs: number) => void,
): HTMLElement {
  const spans = [...entities].flatMap((place) =>
    [...model.spansOf(place)].map((span): Line => {
      const { state, who, why, what } = spanText(model, span);
      const more = [what, why].filter((text) => text !== "").join("; ");
      const startMs = model.startOf(span);
      const forMs = goesOn(model, span) ? null : model.endOf(span) - startMs;
      return { atMs: startMs, what: state, who, more, forMs };
    }),
  );
  const marks = model.marks
    .filter(({ entity }) => entities.has(entity))
    .map((mark): Line => {
      const who = entityText(model.entity(mark.entity));
      return { atMs: mark.atMs, what: mark.type, who, more: markText(mark), forMs: null };
    });
  const lines = [...spans, ...marks].sort((a, b) => a.atMs - b.atMs);
  const rows = lines
    .slice(0, rowsMax)
    .map(({ atMs, what, who, more, forMs }) => [
      timeLink(atMs, goTo),
      what,
      forMs === null ? "–" : exactly(forMs),
      who,
      more,
    ]);
  return el(
    "div",
    { class: "life" },
    scrolling("Its whole life", table("Its whole life", ["at", "state", "for", "of", "what and why"], rows)),
    lines.length > rowsMax ? el("p", { class: "soft", text: `and ${lines.length - rowsMax} more` }) : null,
  );
}
