/** Jobs that go round in vain are left out, and all that is seen of them and of others is what it would have been. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { Beat, Clockwork } from "../../../src/sim/kernel/clockwork.ts";
import { type EventKind, Kernel } from "../../../src/sim/kernel/kernel.ts";
import { Ticks } from "../../../src/sim/mesos/ticks.ts";
import { seeded } from "../../support/seed.ts";

interface JobDraft {
  readonly everyMs: number;
  readonly firstMs: number;
  /** What it sends each time arrives after so long, and is answered in as much. */
  readonly latencyMs: number;
  /** When the job begins. */
  readonly startMs: number;
}

/** The number of what is not a job. */
const ofTicks = -1;

interface Draft {
  readonly tickMs: number;
  readonly jobs: readonly JobDraft[];
  /** From when on something comes of what some job does, and when that is over again, in turns. */
  readonly switches: readonly { readonly atMs: number; readonly job: number }[];
  /** The same, said by whoever plays it, when all of that instant has been played; then for ticks too. */
  readonly stops: readonly { readonly atMs: number; readonly job: number }[];
  /** Each sets another event, which is due so long after it. */
  readonly othersMs: readonly { readonly atMs: number; readonly afterMs: number }[];
  readonly endMs: number;
}

/** What is seen when the jobs are played, or turned where that is so; and how many events that takes. */
function seen({ tickMs, jobs, switches, stops, othersMs, endMs }: Draft, turned: boolean) {
  const kernel = new Kernel();
  const clockwork = new Clockwork(kernel, turned ? tickMs : Number.POSITIVE_INFINITY);
  const log: string[] = [];
  const visible = new Set<number>();
  const toggle = (job: number): void => {
    if (!visible.delete(job)) visible.add(job);
    ticks.wake();
  };
  const say = (job: number, text: string): void => {
    if (visible.has(job)) log.push(`${kernel.nowMs} ${job} ${text}`);
  };
  const other = kernel.kind("other", (number) => log.push(`${kernel.nowMs} other ${number}`));
  const first = kernel.kind("first", (number, afterMs) => kernel.after(afterMs, other, number));
  const turn = kernel.kind("switch", toggle);
  for (const [i, { atMs, job }] of switches.entries()) kernel.atRank(atMs, i, turn, job);
  for (const [i, { atMs, afterMs }] of othersMs.entries()) kernel.at(atMs, first, i, afterMs);
  const tick = kernel.kind("tick message", () => say(ofTicks, "message"));
  const ticks = new Ticks(
    kernel,
    tickMs,
    () => {
      say(ofTicks, "tick");
      if (visible.has(ofTicks)) kernel.after(3, tick);
    },
    () => !visible.has(ofTicks),
  );
  clockwork.add({ idling: () => idleTicks(ticks), turn: () => null }, [ticks.kind]);
  const begin = kernel.kind("begin", (i) => {
    const job = jobs[i];
    if (job !== undefined) start(kernel, clockwork, say, () => visible.has(i), i, job);
  });
  for (const [i, { startMs }] of jobs.entries()) kernel.at(startMs, begin, i);
  ticks.start();
  for (const { atMs, job } of [...stops, { atMs: endMs, job: ofTicks }]) {
    while (kernel.playInstant(atMs));
    kernel.nowMs = Math.max(kernel.nowMs, atMs);
    toggle(job);
  }
  return { log, events: kernel.events };
}

function idleTicks({ isIdle, kind }: Ticks) {
  return isIdle ? { kinds: [kind], lastsMs: 0, untilMs: Number.POSITIVE_INFINITY } : null;
}

function start(
  kernel: Kernel,
  clockwork: Clockwork,
  say: (job: number, text: string) => void,
  isVisible: () => boolean,
  number: number,
  { everyMs, firstMs, latencyMs }: JobDraft,
): void {
  const answer = kernel.kind("answer", () => say(number, "is answered"));
  const message = kernel.kind("message", () => {
    say(number, "is heard");
    kernel.after(latencyMs, answer);
  });
  const kind: EventKind = kernel.kind("job", () => beat.due());
  const beat = new Beat(clockwork, {
    kind,
    everyMs,
    set: (atMs) => kernel.at(atMs, kind),
    cancel: (timer) => kernel.cancel(timer),
    play: () => {
      say(number, "asks");
      kernel.after(latencyMs, message);
      beat.set(kernel.nowMs + everyMs);
    },
    inVainMs: () => (isVisible() ? null : 2 * latencyMs),
  });
  clockwork.add(beat, [kind]);
  beat.set(kernel.nowMs + firstMs);
}

/** Few numbers, so that much falls on one instant. */
const period = fc.constantFrom(7, 10, 20, 30, 40, 60, 100, 250);
const instant = fc.oneof(
  fc.integer({ min: 0, max: 4000 }),
  fc.integer({ min: 0, max: 400 }).map((n) => 10 * n),
);

const draft: fc.Arbitrary<Draft> = fc.record({
  tickMs: fc.constantFrom(1, 5, 10, 30),
  jobs: fc.array(
    fc.record({
      everyMs: period,
      firstMs: fc.constantFrom(0, 3, 10, 20, 100, 300),
      latencyMs: fc.constantFrom(0, 1, 5, 10),
      startMs: fc.constantFrom(0, 10, 20, 95, 300),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  switches: fc.array(fc.record({ atMs: instant, job: fc.integer({ min: ofTicks, max: 3 }) }), {
    maxLength: 8,
  }),
  stops: fc
    .array(fc.record({ atMs: instant, job: fc.integer({ min: ofTicks, max: 3 }) }), { maxLength: 3 })
    .map((stops) => stops.sort((a, b) => a.atMs - b.atMs)),
  othersMs: fc.array(
    fc.record({ atMs: instant, afterMs: fc.constantFrom(0, 1, 10, 20, 30, 90, 100, 1000) }),
    { maxLength: 6 },
  ),
  endMs: fc.integer({ min: 4000, max: 5000 }),
});

test("all is seen that would be seen, in the same order, and nothing more is played", () => {
  fc.assert(
    fc.property(draft, (each) => {
      const [turned, played] = [seen(each, true), seen(each, false)];
      expect(turned.log).toEqual(played.log);
      expect(turned.events).toBeLessThanOrEqual(played.events);
    }),
    { numRuns: 2000, ...seeded() },
  );
});

const quiet: Draft = { tickMs: 10, jobs: [], switches: [], stops: [], othersMs: [], endMs: 1 };
const job: JobDraft = { everyMs: 100, firstMs: 100, latencyMs: 1, startMs: 0 };

test("however long nothing comes of them, they are as many events", () => {
  const jobs = [job, { ...job, everyMs: 70 }];
  const eventsUntil = (endMs: number): number => seen({ ...quiet, jobs, endMs }, true).events;
  expect(eventsUntil(70_000_003)).toBe(eventsUntil(70_003));
});

test("of two that are due together, the one that was first stays first", () => {
  // Each sets its next one when it is played, so whoever was set first for their first instant is first at all others.
  const late: JobDraft = { everyMs: 100, firstMs: 300, latencyMs: 0, startMs: 0 };
  const early: JobDraft = { everyMs: 100, firstMs: 100, latencyMs: 0, startMs: 0 };
  const switches = [0, 1].map((number) => ({ atMs: 900_950, job: number }));
  const { log } = seen({ ...quiet, jobs: [early, late], switches, endMs: 901_000 }, true);
  expect(log).toEqual([
    "901000 1 asks",
    "901000 0 asks",
    "901000 1 is heard",
    "901000 0 is heard",
    "901000 1 is answered",
    "901000 0 is answered",
  ]);
});

test("a job that is due as often as ticks are is played", () => {
  const events = (everyMs: number) =>
    seen({ ...quiet, jobs: [{ ...job, everyMs, firstMs: 10 }], endMs: 1000 }, true).events;
  // 100 times: itself, its message, the answer.
  expect(events(10)).toBeGreaterThanOrEqual(300);
  expect(events(11)).toBeLessThan(20);
});
