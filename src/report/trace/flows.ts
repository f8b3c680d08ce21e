/** Arrows from a reservation to the task that was launched on it, and on to each launch after that. */

import { taskKey } from "../capacity.ts";
import { eventsOf } from "../event-row.ts";
import type { FinishedRun } from "../finished-run.ts";
import { reservationKey, thingKey } from "../span-starts.ts";
import type { Span } from "../spans.ts";
import { microseconds, type Timed } from "./trace-event.ts";
import type { Tracks } from "./tracks.ts";

interface Step {
  /** The reservation begins an arrow, the last launch ends it. */
  readonly ph: "s" | "t" | "f";
  readonly id: number;
}

/**
 * The arrows' events in order of time. Each stands a microsecond after the beginning of the span that it belongs to:
 * where one span ends and the next begins, some readers take the one, some the other. What lasted for no time is no
 * span in a trace, and is left out.
 */
export function* flowsOf(
  run: FinishedRun,
  spans: readonly Readonly<Span>[],
  tracks: Tracks,
): Generator<Timed> {
  const steps = stepsOf(run, spans);
  for (const span of spans) {
    const step = steps.get(span);
    if (step === undefined) continue;
    const ts = microseconds(span.startMs) + 1;
    const { pid, tid } = tracks.ofSpan(span);
    const bound = step.ph === "f" ? ({ bp: "e" } as const) : {};
    yield { ph: step.ph, ts, pid, tid, name: "reservation", cat: "flow", id: step.id, ...bound };
  }
}

function stepsOf(run: FinishedRun, spans: readonly Readonly<Span>[]): ReadonlyMap<Readonly<Span>, Step> {
  const reservations = new Map<string, Readonly<Span>[]>();
  const launches = new Map<string, Readonly<Span>>();
  for (const span of spans) {
    if (span.endMs <= span.startMs) continue;
    if (span.kind === "task" && span.state === "staging")
      launches.set(launchKey(span.key, span.startMs), span);
    if (span.kind !== "reservation" || span.state !== "reserved") continue;
    const others = reservations.get(span.key);
    if (others === undefined) reservations.set(span.key, [span]);
    else others.push(span);
  }

  const chains = new Map<Readonly<Span>, Readonly<Span>[]>();
  for (const event of eventsOf(run.recorder)) {
    if (event.name !== "task.launched") continue;
    const launch = launches.get(launchKey(thingKey("task", taskKey(event)), event.atMs));
    const reservation = reservations
      .get(thingKey("reservation", reservationKey(event)))
      ?.findLast((span) => span.startMs <= event.atMs && event.atMs <= span.endMs);
    if (launch === undefined || reservation === undefined) continue;
    const chain = chains.get(reservation);
    if (chain === undefined) chains.set(reservation, [launch]);
    else chain.push(launch);
  }

  const steps = new Map<Readonly<Span>, Step>();
  let id = 0;
  for (const [reservation, chain] of chains) {
    steps.set(reservation, { ph: "s", id: ++id });
    for (const [i, launch] of chain.entries())
      steps.set(launch, { ph: i === chain.length - 1 ? "f" : "t", id });
  }
  return steps;
}

const launchKey = (task: string, atMs: number): string => `${task}\u0000${atMs}`;
