/** Arrows from a reservation to the task that was launched on it, and on to each launch after that. */

import { type EventRow, eventsOf } from "../event-row.ts";
import type { FinishedRun } from "../finished-run.ts";
import { startOf } from "../span-starts.ts";
import { type Span, type Thing, thingOf } from "../spans.ts";
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
  spans: Iterable<Readonly<Span>>,
  tracks: Tracks,
): Generator<Timed> {
  const steps = stepsOf(run, spans);
  let number = 0;
  for (const [{ startMs }, { pid, tid }] of tracks.ofSpans(spans)) {
    const step = steps.get(number++);
    if (step === undefined) continue;
    const bound = step.ph === "f" ? ({ bp: "e" } as const) : {};
    const ts = microseconds(startMs) + 1;
    yield { ph: step.ph, ts, pid, tid, name: "reservation", cat: "flow", id: step.id, ...bound };
  }
}

interface Reserved {
  readonly span: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly launches: number[];
}

/** The steps by the number of the span that each belongs to. */
function stepsOf(run: FinishedRun, spans: Iterable<Readonly<Span>>): ReadonlyMap<number, Step> {
  const reservations = new Map<string, Reserved[]>();
  const launches = new Map<string, number>();
  let number = -1;
  for (const span of spans) {
    number++;
    const { kind, state, startMs, endMs } = span;
    if (endMs <= startMs) continue;
    if (kind === "task" && state === "staging") launches.set(launchKey(span, startMs), number);
    if (kind !== "reservation" || state !== "reserved") continue;
    const reserved = { span: number, startMs, endMs, launches: [] };
    const others = reservations.get(thingOf(span));
    if (others === undefined) reservations.set(thingOf(span), [reserved]);
    else others.push(reserved);
  }

  for (const event of eventsOf(run.recorder)) {
    if (event.name !== "task.launched" || event.text("reservation") === null) continue;
    const { atMs } = event;
    const launch = launches.get(launchKey(thingIn(event, "task"), atMs));
    const reservation = reservations
      .get(thingOf(thingIn(event, "reservation")))
      ?.findLast(({ startMs, endMs }) => startMs <= atMs && atMs <= endMs);
    if (launch !== undefined) reservation?.launches.push(launch);
  }

  const steps = new Map<number, Step>();
  let id = 0;
  for (const { span, launches: chain } of [...reservations.values()].flat()) {
    if (chain.length === 0) continue;
    steps.set(span, { ph: "s", id: ++id });
    for (const [i, launch] of chain.entries())
      steps.set(launch, { ph: i === chain.length - 1 ? "f" : "t", id });
  }
  return steps;
}

const thingIn = (event: EventRow, kind: "task" | "reservation"): Thing => startOf(kind, event, "");

const launchKey = (task: Thing, atMs: number): string => `${thingOf(task)}\u0000${atMs}`;
