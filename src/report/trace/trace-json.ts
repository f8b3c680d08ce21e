/**
 * trace.json: the run as a Chrome trace, which Perfetto and chrome://tracing open.
 *
 * Processes are the cluster, frameworks and agents; threads are the things on them, one for each task, reservation,
 * volume, deployment; spans are their states. A state that lasted for no time is a mark.
 *
 * The file is a stream: of each span, thing and arrow some numbers are kept, whatever is said of them is read again.
 */

import type { FinishedRun } from "../finished-run.ts";
import type { ToldSpan } from "../span-log.ts";
import { timelineOf } from "../timeline.ts";
import { countersOf } from "./counters.ts";
import { Flows } from "./flows.ts";
import { marksOf } from "./marks.ts";
import { argsOf, microseconds, type Timed, type TraceEvent } from "./trace-event.ts";
import { Tracks } from "./tracks.ts";

const eventsPerChunk = 1000;

/** The whole file in pieces, one event a line. After those that name things, times never go back. */
export function* traceJson(run: FinishedRun): Generator<string> {
  // The unit is how times are shown; they are microseconds all the same. It has to stand before the events.
  yield '{"displayTimeUnit":"ms","traceEvents":[\n';
  let chunk: string[] = [];
  let separator = "";
  for (const event of traceEvents(run)) {
    chunk.push(separator, JSON.stringify(event));
    separator = ",\n";
    if (chunk.length < 2 * eventsPerChunk) continue;
    yield chunk.join("");
    chunk = [];
  }
  const { name: scenario, seed } = run.scenario;
  const about = { scenario, seed, digest: run.recorder.journal.digest() };
  yield `${chunk.join("")}\n],"otherData":${JSON.stringify(about)}}\n`;
}

/** Its events, those first that only say what things are called. */
export function* traceEvents(run: FinishedRun): Generator<TraceEvent> {
  const spans = timelineOf(run);
  const tracks = new Tracks(run);
  const flows = new Flows(tracks);
  for (const span of spans) flows.add(span, tracks.add(span));
  tracks.lay();
  yield* tracks.metadata();
  yield* byTime([spanEvents(spans, tracks), marksOf(run, tracks), countersOf(run, tracks), flows.events()]);
}

function* spanEvents(spans: Iterable<ToldSpan>, tracks: Tracks): Generator<Timed> {
  for (const span of spans) {
    const { kind, id, state, startMs, endMs, app, framework, reason } = span;
    const ts = microseconds(startMs);
    const named = { ...tracks.trackOf(tracks.thingOf(span)), name: state, cat: kind };
    const args = argsOf({ id: kind === "offer" ? id : "", app, framework, reason });
    if (endMs === startMs) yield { ph: "i", ts, ...named, s: "t", ...args };
    else yield { ph: "X", ts, dur: microseconds(endMs - startMs), ...named, ...args };
  }
}

/** Several streams of events in order of time as one; at one instant in the order of the streams. */
function* byTime(streams: readonly Generator<Timed>[]): Generator<Timed> {
  const next = streams.map((stream) => stream.next());
  for (;;) {
    let first = -1;
    let firstTs = Number.POSITIVE_INFINITY;
    for (const [i, result] of next.entries()) {
      if (result.done === true || result.value.ts >= firstTs) continue;
      first = i;
      firstTs = result.value.ts;
    }
    const result = next[first];
    const stream = streams[first];
    if (result === undefined || result.done === true || stream === undefined) return;
    yield result.value;
    next[first] = stream.next();
  }
}
