/** An expectation in words, as messages show it. */

import { formatDuration } from "../model/units.ts";
import type { Predicate, Subject } from "../sim/checks/expectation.ts";

/** The times that an expectation gives, ms. */
export interface Times {
  readonly at?: number;
  readonly by?: number;
  readonly from?: number;
  readonly to?: number;
}

/** `by 11m: /postgres running 1`. */
export function textOf(
  times: Times,
  subject: Subject,
  predicates: readonly Predicate[],
  value: Readonly<Record<string, unknown>>,
): string {
  const when = timeText(times, subject);
  const wanted = predicates.map(({ text }) => text).join(", ");
  return `${when === "" ? "" : `${when}: `}${subjectText(subject, value)} ${wanted}`;
}

function timeText({ at, by, from, to }: Times, subject: Subject): string {
  if (at !== undefined) return `at ${formatDuration(at)}`;
  const begin = from === undefined ? "" : `from ${formatDuration(from)} `;
  if (by !== undefined) return `${begin}by ${formatDuration(by)}`;
  if (from !== undefined || to !== undefined)
    return `${begin}to ${to === undefined ? "the end" : formatDuration(to)}`;
  return subject.kind === "events" || subject.kind === "metric" ? "" : "at the end";
}

function subjectText(subject: Subject, value: Readonly<Record<string, unknown>>): string {
  switch (subject.kind) {
    case "app":
      return subject.framework === null ? subject.id : `${subject.id} of ${subject.framework}`;
    case "agent":
      return `agent ${subject.id}`;
    case "role":
      return `role ${subject.name}`;
    case "events": {
      const where = subject.where.map(({ text }) => text).join(", ");
      return where === "" ? subject.type : `${subject.type} where ${where}`;
    }
    case "metric":
      return String(value["metric"]);
    case "http":
      return `http ${subject.app}`;
  }
}
