/**
 * Decides a scenario's expectations while the run goes on: after each instant it looks at those whose window is open.
 *
 * A metric is not decided here: it is known only when the run has been evaluated.
 */

import { formatDuration } from "../../model/units.ts";
import { type Diagnosis, diagnose } from "../explain/diagnose.ts";
import type { EventKind } from "../kernel/kernel.ts";
import { agentValue, appValue, marathonOf, roleValue, type Seen } from "../observe.ts";
import type { ExpectationResult } from "../result.ts";
import type { World } from "../world.ts";
import { asksForMore, holds, printed } from "./compare.ts";
import { countEvents, rowsAbout } from "./evidence.ts";
import type { Expectation, Predicate } from "./expectation.ts";

interface Open {
  readonly expectation: Expectation;
  readonly fromMs: number;
  readonly toMs: number;
  result: ExpectationResult | null;
  /** Values seen at the first look, while they never changed since; null after a change. */
  steady: string | null;
  last: string;
  lastAtMs: number;
  /** Whether the last look found too few instances of its app. */
  short: boolean;
  /** How its app stood when a window ended in vain. */
  diagnosis: Diagnosis | null;
}

export class Expectations {
  readonly #world: World;
  readonly #all: Open[];
  /** Not decided yet, by the time their window opens; those before `#opened` are open. */
  #waiting: Open[];
  #active: Open[] = [];

  constructor(world: World, endMs: number, probe: EventKind) {
    this.#world = world;
    this.#all = world.scenario.expect.map((expectation) => {
      const [fromMs, toMs] = windowOf(expectation, endMs);
      return {
        expectation,
        fromMs,
        toMs,
        result: null,
        steady: null,
        last: "",
        lastAtMs: 0,
        short: false,
        diagnosis: null,
      };
    });
    this.#waiting = this.#all
      .filter(
        ({ expectation }) => expectation.subject.kind !== "metric" && expectation.subject.kind !== "events",
      )
      .sort((a, b) => a.fromMs - b.fromMs);
    // Both ends of a window are looked at even where nothing happens then.
    const ends = new Set(this.#waiting.flatMap((open) => [open.fromMs, open.toMs]));
    for (const atMs of ends) if (atMs <= endMs) world.kernel.at(atMs, probe);
  }

  /** Looks at all that is open; to be called when everything of an instant has happened. */
  afterInstant(): void {
    if (this.#active.length + this.#waiting.length === 0) return;
    const { nowMs } = this.#world.kernel;
    let opening = 0;
    while (opening < this.#waiting.length && (this.#waiting[opening]?.fromMs ?? 0) <= nowMs) opening++;
    if (opening > 0) {
      this.#active.push(...this.#waiting.slice(0, opening));
      this.#waiting = this.#waiting.slice(opening);
    }
    if (this.#active.length === 0) return;
    for (const open of this.#active) this.#look(open, nowMs);
    for (const open of this.#active)
      if (open.result === null && open.toMs <= nowMs) open.diagnosis = this.#diagnose(open);
    this.#active = this.#active.filter((open) => open.result === null && open.toMs > nowMs);
  }

  /** All results, in the scenario's order; metrics are pending. */
  results(): readonly ExpectationResult[] {
    return this.#all.map((open) => open.result ?? this.#finish(open));
  }

  #look(open: Open, nowMs: number): void {
    const { when, predicates } = open.expectation;
    const seen = predicates.map((predicate) => this.#see(open.expectation, predicate));
    const held = predicates.every((predicate, i) => seen[i]?.some((value) => holds(predicate, value)));
    const text = predicates
      .map((predicate, i) => `${predicate.path.join(" ")} ${printed(predicate, seen[i]?.[0])}`)
      .join(", ");
    open.steady = open.last === "" || open.steady === text ? text : null;
    open.last = text;
    open.short = predicates.some((predicate, i) => asksForMore(predicate, seen[i]?.[0] ?? null));
    open.lastAtMs = nowMs;
    if (when.form === "by") {
      if (held) open.result = this.#result(open, true, text, nowMs);
    } else if (!held) open.result = this.#result(open, false, text, nowMs);
    else if (nowMs >= open.toMs) open.result = this.#result(open, true, text, nowMs);
  }

  #finish(open: Open): ExpectationResult {
    const { expectation } = open;
    const { subject, when } = expectation;
    if (subject.kind === "metric") {
      return { expectation, held: false, seen: null, seenAtMs: null, because: [], pending: true };
    }
    if (subject.kind === "events") {
      const { count, rows } = countEvents(this.#world.recorder, subject, open.fromMs, open.toMs);
      const held = expectation.predicates.every((predicate) => holds(predicate, count));
      const because = held ? [] : rows;
      return { expectation, held, seen: `count ${count}`, seenAtMs: null, because, pending: false };
    }
    if (when.form !== "by")
      return this.#result(open, when.form === "throughout" && open.last !== "", open.last, open.lastAtMs);
    const span = `from ${formatDuration(open.fromMs)} to ${formatDuration(open.toMs)}`;
    const text =
      open.steady === null
        ? `${open.last} at ${formatDuration(open.lastAtMs)}, never what is expected ${span}`
        : `${open.steady} all the time ${span}`;
    return this.#result(open, false, text, open.lastAtMs);
  }

  #result(open: Open, held: boolean, seen: string, seenAtMs: number): ExpectationResult {
    const because = held ? [] : rowsAbout(this.#world.recorder, open.expectation.subject, seenAtMs);
    const diagnosis = held ? null : (open.diagnosis ?? this.#diagnose(open));
    return { expectation: open.expectation, held, seen, seenAtMs, because, diagnosis, pending: false };
  }

  /** Now; null where the expectation does not ask for more instances of an app. */
  #diagnose({ expectation: { subject }, short }: Open): Diagnosis | null {
    if (subject.kind !== "app" || !short) return null;
    return diagnose(this.#world, marathonOf(this.#world, subject.id, subject.framework), subject.id);
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
        const { answers } = marathonOf(world, subject.app, null);
        const ofApp = answers.filter((answer) => answer.app === subject.app);
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
