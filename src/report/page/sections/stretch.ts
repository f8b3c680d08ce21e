/** What a page says that does not show the whole run. */

import type { Model } from "../data/model.ts";
import { el } from "../dom.ts";
import { exactly } from "../words.ts";

/** Null for a page that shows the whole run. */
export function stretchNote({ head }: Model): HTMLElement | null {
  if (head.stretch === undefined) return null;
  const { fromMs, toMs, events, around } = head.stretch;
  const which = {
    asked: `${grouped(events)} events around ${exactly(head.aboutMs ?? 0)}`,
    failure: `${grouped(events)} events around what failed first`,
    end: `the last ${grouped(events)} events`,
  }[around];
  return el("p", {
    class: "stretch",
    attributes: { role: "note" },
    text:
      `This run has ${grouped(head.summary.events)} events, more than a page can hold. ` +
      `Timeline, capacity, volumes and cluster show ${exactly(fromMs)} to ${exactly(toMs)}: ${which}, with all that stood before them. ` +
      "Outcome, expectations, metrics and why are of the whole run, and so are the files beside this page; " +
      "--page-at TIME shows another stretch.",
  });
}

/** `50,000,002`. */
const grouped = (count: number): string => String(count).replace(/\B(?=(?:\d{3})+$)/g, ",");
