/** A change from a golden result, in words. */

import { formatDuration } from "../model/units.ts";
import { counted } from "../model/wording.ts";
import type { Change } from "./golden.ts";
import type { Departure, Trace } from "./trail.ts";
import type { Leaf, LeafDifference } from "./values.ts";

const valuesMax = 12;

/** The first difference in one line. */
export function firstText({ first, values, digest }: Change): string {
  if (first !== null) return departureText(first);
  const [value] = values;
  if (value !== undefined) return `the same events, but ${valueText(value)}`;
  return `the digest alone is another (${digest.was.slice(0, 8)}, now ${digest.now.slice(0, 8)}): no event is, so holdfast itself counts them in another way`;
}

function departureText(departure: Departure): string {
  if (departure.is === "block") {
    const { fromSeq, toSeq, fromMs } = departure;
    return `first difference among events ${fromSeq} to ${toSeq}, from ${formatDuration(fromMs)} on`;
  }
  const { seq, now, was } = departure;
  if (now === null) return `the events end before event ${seq}; there was ${traceText(was)}`;
  const at = `first difference at ${formatDuration(now.atMs)}: ${now.head}`;
  if (was === null) return `${at}, after the last event that there was`;
  if (was.head === now.head && was.atMs === now.atMs) return `${at}, with other details (event ${seq})`;
  if (was.head === now.head) return `${at}, was at ${formatDuration(was.atMs)}`;
  const [type, ...about] = was.head.split(" ");
  const shown = was.atMs === now.atMs && now.head.startsWith(`${type} `) ? about.join(" ") : traceText(was);
  return `${at}, was ${was.atMs === now.atMs ? shown.replace(/ at \S+$/, "") : shown}`;
}

function traceText(trace: Trace | null): string {
  return trace === null ? "nothing" : `${trace.head} at ${formatDuration(trace.atMs)}`;
}

/** Counts and metrics that differ, one a line. */
export function changedValues({ values }: Change): readonly string[] {
  const lines = values.slice(0, valuesMax).map(valueText);
  const left = values.length - valuesMax;
  return left > 0 ? [...lines, `and ${counted(left, "more value")}`] : lines;
}

function valueText({ path, a, b }: LeafDifference): string {
  const name = path.join(".").replace(/^counts\./, "");
  const show = (value: Leaf | undefined): string =>
    value === undefined
      ? path[0] === "counts"
        ? "0"
        : "absent"
      : typeof value === "number" && name.endsWith("_ms")
        ? formatDuration(value)
        : String(value ?? "none");
  return `${name} ${show(b)}, was ${show(a)}`;
}
