/**
 * Decides a scenario's expectations while the run goes on: after each instant it looks at those whose window is open, and of
 * apps only at those of which something has changed.
 *
 * A metric is not decided here: it is known only when the run has been evaluated.
 */

import { formatDuration } from "../../model/units.ts";
import { type Diagnosis, diagnose } from "../explain/diagnose.ts";
import { Surroundings } from "../explain/surroundings.ts";
import type { EventKind } from "../kernel/kernel.ts";
import { agentValue, appValue, marathonOf, roleValue, type Seen } from "../observe.ts";
import type { ExpectationResult } from "../result.ts";
import type { World } from "../world.ts";
import { AppNews } from "./app-news.ts";
import { asksForMore, holds, printed } from "./compare.ts";
import { countEventsEach } from "./event-counts.ts";
import { rowsAboutEach } from "./evidence.ts";
import type { Expectation, Predicate } from "./expectation.ts";

interface Open {
  readonly expectation: Expectation;
  readonly fromMs: number;
  readonly toMs: number;
  decided: Decided | null;
  /** What each predicate saw at the last look; null before the first. */
  seen: readonly (readonly Seen[])[] | null;
  /** Values seen at the first look, while they never changed since; null after a change. */
  steady: string | null;
  last: string;
  lastAtMs: number;
  /** Whether the last look found too few instances of its app. */
  short: boolean;
  /** How its app stood when a window ended in vain. */
  diagnosis: Diagnosis | null;
}

/** A result but for the rows that led there: they are looked for at the end, those of all at once. */
interface Decided {
  readonly held: boolean;
  readonly seen: string;
  readonly seenAtMs: number;
  readonly diagnosis: Diagnosis | null;
  /** How many rows there were. */
  readonly rows: number;
}

export class Expectations {
  readonly #world: World;
  readonly #all: readonly Open[];
  /** Those that are decided by looking, by the time their window opens; `#opened` are open or over. */
  readonly #byStart: readonly Open[];
  #opened = 0;
  /** The same by the time it ends; of `#ended` it is over. */
  readonly #byEnd: readonly Open[];
  #ended = 0;
  /** Open ones of which nobody tells when to look: they are looked at after each instant. */
  #untold: Open[] = [];
  readonly #news: AppNews<Open>;
  /** The last instant after which all that had changed was looked at. */
  #lastMs = 0;
  #surroundings: Surroundings | null = null;
  /** After how many events that was. */
  #lookedAround = 0;

  /** `asksAll`: looks at all that is open after each instant, whatever has changed: the same comes of it, slowly. */
  constructor(world: World, endMs: number, probe: EventKind, asksAll = false) {
    this.#world = world;
    this.#news = new AppNews(world, asksAll);
    this.#all = world.scenario.expect.map((expectation) => {
      const [fromMs, toMs] = windowOf(expectation, endMs);
      return {
        expectation,
        fromMs,
        toMs,
        decided: null,
        seen: null,
        steady: null,
        last: "",
        lastAtMs: 0,
        short: false,
        diagnosis: null,
      };
    });
    this.#byStart = this.#all
      .filter(
        ({ expectation }) => expectation.subject.kind !== "metric" && expectation.subject.kind !== "events",
      )
      .toSorted((a, b) => a.fromMs - b.fromMs);
    this.#byEnd = this.#byStart.toSorted((a, b) => a.toMs - b.toMs);
    // Both ends of a window are looked at even where nothing happens then.
    const ends = new Set(this.#byStart.flatMap((open) => [open.fromMs, open.toMs]));
    for (const atMs of ends) if (atMs <= endMs) world.kernel.at(atMs, probe);
  }

  /** Looks at all that is open and may have changed; to be called when everything of an instant has happened. */
  afterInstant(): void {
    if (this.#ended === this.#byEnd.length) return;
    const { nowMs } = this.#world.kernel;
    this.#lastMs = nowMs;
    for (let open = this.#byStart[this.#opened]; open !== undefined && open.fromMs <= nowMs; ) {
      if (this.#news.tells(open.expectation)) this.#news.watch(open.expectation, open);
      else this.#untold.push(open);
      this.#look(open, nowMs);
      open = this.#byStart[++this.#opened];
    }
    let decided = 0;
    for (const open of this.#untold) {
      this.#look(open, nowMs);
      if (open.decided !== null) decided++;
    }
    if (this.#news.isAny) {
      const isThrough = ({ decided, toMs }: Open): boolean => decided !== null || toMs < nowMs;
      for (const open of this.#news.take(isThrough)) this.#look(open, nowMs);
    }
    const first = this.#ended;
    for (let open = this.#byEnd[first]; open !== undefined && open.toMs <= nowMs; ) {
      this.#look(open, nowMs);
      open = this.#byEnd[++this.#ended];
    }
    for (let i = first; i < this.#ended; i++) {
      const open = this.#byEnd[i];
      if (open?.decided === null) open.diagnosis = this.#diagnose(open);
    }
    if (decided > 0 || this.#ended > first)
      this.#untold = this.#untold.filter((open) => open.decided === null && open.toMs > nowMs);
  }

  /** All results, in the scenario's order; metrics are pending. */
  results(): readonly ExpectationResult[] {
    const counts = this.#counts();
    const results = this.#all.map((open) => counts.get(open) ?? this.#resultOf(open));
    const untold = results.map(({ held, seenAtMs, because }, i) => {
      const open = this.#all[i];
      if (held || seenAtMs === null || because.length > 0 || open === undefined) return null;
      const rows = open.decided?.rows ?? this.#world.recorder.journal.length;
      return { subject: open.expectation.subject, untilMs: seenAtMs, rows };
    });
    const found = rowsAboutEach(this.#world.recorder, untold);
    return results.map((result, i) => ({ ...result, because: found[i] ?? result.because }));
  }

  #counts(): ReadonlyMap<Open, ExpectationResult> {
    const asked = this.#all.flatMap((open) => {
      const { subject } = open.expectation;
      return subject.kind === "events" ? [{ open, subject, fromMs: open.fromMs, toMs: open.toMs }] : [];
    });
    const counted = countEventsEach(this.#world.recorder, asked);
    return new Map(
      asked.map(({ open: { expectation }, open }, i) => {
        const { count = 0, rows = [] } = counted[i] ?? {};
        const held = expectation.predicates.every((predicate) => holds(predicate, count));
        const because = held ? [] : rows;
        return [open, { expectation, held, seen: `count ${count}`, seenAtMs: null, because, pending: false }];
      }),
    );
  }

  #resultOf(open: Open): ExpectationResult {
    const { expectation } = open;
    if (open.decided === null) return this.#finish(open);
    const { held, seen, seenAtMs, diagnosis } = open.decided;
    return { expectation, held, seen, seenAtMs, because: [], diagnosis, pending: false };
  }

  #look(open: Open, nowMs: number): void {
    if (open.decided !== null || (open.seen !== null && open.lastAtMs === nowMs)) return;
    const { when, predicates } = open.expectation;
    const seen = predicates.map((predicate) => this.#see(open.expectation, predicate));
    open.lastAtMs = nowMs;
    // What is as before is held as before, which has decided nothing.
    if (open.seen !== null && isSame(open.seen, seen)) {
      if (when.form !== "by" && nowMs >= open.toMs) open.decided = this.#decide(open, true);
      return;
    }
    const isFirst = open.seen === null;
    open.seen = seen;
    const held = predicates.every((predicate, i) => seen[i]?.some((value) => holds(predicate, value)));
    const text = predicates
      .map((predicate, i) => `${predicate.path.join(" ")} ${printed(predicate, seen[i]?.[0])}`)
      .join(", ");
    open.steady = isFirst || open.steady === text ? text : null;
    open.last = text;
    open.short = predicates.some((predicate, i) => asksForMore(predicate, seen[i]?.[0] ?? null));
    if (when.form === "by") {
      if (held) open.decided = this.#decide(open, true);
    } else if (!held || nowMs >= open.toMs) open.decided = this.#decide(open, held);
  }

  #finish(open: Open): ExpectationResult {
    const { expectation } = open;
    const { subject, when } = expectation;
    if (subject.kind === "metric") {
      return { expectation, held: false, seen: null, seenAtMs: null, because: [], pending: true };
    }
    // One whose window is still open has been the same since the last look.
    if (open.seen !== null && open.toMs > this.#lastMs) open.lastAtMs = this.#lastMs;
    if (when.form !== "by")
      return this.#result(open, when.form === "throughout" && open.seen !== null, open.last, open.lastAtMs);
    const span = `from ${formatDuration(open.fromMs)} to ${formatDuration(open.toMs)}`;
    const text =
      open.steady === null
        ? `${open.last} at ${formatDuration(open.lastAtMs)}, never what is expected ${span}`
        : `${open.steady} all the time ${span}`;
    return this.#result(open, false, text, open.lastAtMs);
  }

  #result(
    { expectation, diagnosis: kept, short }: Open,
    held: boolean,
    seen: string,
    seenAtMs: number,
  ): ExpectationResult {
    const diagnosis = held ? null : (kept ?? this.#diagnose({ expectation, short }));
    return { expectation, held, seen, seenAtMs, because: [], diagnosis, pending: false };
  }

  /** By what was seen just now. */
  #decide(open: Open, held: boolean): Decided {
    const { length: rows } = this.#world.recorder.journal;
    const diagnosis = held ? null : this.#diagnose(open);
    return { held, seen: open.last, seenAtMs: open.lastAtMs, diagnosis, rows };
  }

  /** What all that fail at once have around them. */
  #around(): Surroundings {
    const { kernel } = this.#world;
    if (this.#surroundings === null || this.#lookedAround !== kernel.events) {
      const history = this.#surroundings?.history;
      history?.readOn();
      this.#surroundings = new Surroundings(this.#world, history);
      this.#lookedAround = kernel.events;
    }
    return this.#surroundings;
  }

  /** Now; null where the expectation does not ask for more instances of an app. */
  #diagnose({ expectation: { subject }, short }: Pick<Open, "expectation" | "short">): Diagnosis | null {
    if (subject.kind !== "app" || !short) return null;
    const world = this.#world;
    return diagnose(world, marathonOf(world, subject.id, subject.framework), subject.id, this.#around());
  }

  /** The candidates of which any may satisfy the predicate. */
  #see({ subject, when }: Expectation, { path }: Predicate): readonly Seen[] {
    const world = this.#world;
    switch (subject.kind) {
      case "app":
        return [appValue(world, marathonOf(world, subject.id, subject.framework), subject.id, path)];
      case "agent":
        return [agentValue(world, subject.id, path)];
      case "role":
        return [roleValue(world, subject.name, path)];
      case "http": {
        const ofApp = marathonOf(world, subject.app, null).answersOn(subject.app);
        const answer = when.form === "at" ? ofApp.findLast(({ atMs }) => atMs === when.atMs) : ofApp.at(-1);
        if (answer === undefined) return [undefined];
        switch (path[0]) {
          case "rejected":
            return [answer.status >= 400];
          case "status":
            return [answer.status];
          case "path":
            return answer.details.map((detail) => detail.path);
          case "message":
            return [answer.message, ...answer.details.flatMap((detail) => detail.errors)];
          default:
            return [undefined];
        }
      }
      default:
        return [undefined];
    }
  }
}

/** Lists are not looked into: each look makes its own. */
function isSame(before: readonly (readonly Seen[])[], now: readonly (readonly Seen[])[]): boolean {
  return now.every((values, i) => {
    const then = before[i];
    return then?.length === values.length && values.every((value, k) => value === then[k]);
  });
}

function windowOf({ when }: Expectation, endMs: number): readonly [number, number] {
  switch (when.form) {
    case "at":
      return [when.atMs, when.atMs];
    case "by":
      return [when.fromMs, when.byMs];
    case "throughout":
      return [when.fromMs, when.toMs];
    case "end":
      return [endMs, endMs];
  }
}
