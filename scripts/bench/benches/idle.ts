/** A placed cluster on which nothing happens: one hour more against one year more. */

import { type Bench, ours } from "../bench.ts";
import { exactly, own, ratio, time } from "../figures.ts";
import type { Spread } from "../spread.ts";

const file = "scripts/bench/scenarios/idle.yaml";
const hourMs = 3_600_000;

const sum = (a: Spread, b: Spread): Spread => ({
  min: a.min + b.min,
  median: a.median + b.median,
  max: a.max + b.max,
});

export const idle: Bench = {
  about: "the cluster once all is placed and nothing happens: one hour more against one year more",
  cases: ({ quick }) => {
    const agents = quick ? 50 : 10_000;
    const settings = [`agents.0.count=${agents}`, `apps.0.count=${agents}`];
    return [
      ours("an hour more", "idle", { file, settings, moreMs: hourMs }),
      ours("a year more", "idle", { file, settings, moreMs: (quick ? 1 : 365) * 24 * hourMs }),
    ];
  },
  figures: (of) => {
    const [hour, year] = [of("an hour more"), of("a year more")];
    const [hourEvents, yearEvents] = [exactly(hour.count("moreEvents")), exactly(year.count("moreEvents"))];
    const whole = (one: typeof hour): Spread =>
      sum(one.spread("startCpuSeconds"), one.spread("moreCpuSeconds"));
    return [
      time("placing all", hour.spread("startCpuSeconds"), "s"),
      time("an hour more", hour.spread("moreCpuSeconds"), "ms"),
      time("a year more", year.spread("moreCpuSeconds"), "ms"),
      ratio("placing and a year, to placing and an hour", whole(year), whole(hour), { atMost: 1.2 }),
      ratio("the year to the hour", year.spread("moreCpuSeconds"), hour.spread("moreCpuSeconds")),
      own("events of the hour", hourEvents, "events"),
      own("events of the year", yearEvents, "events"),
      // Both take less than a millisecond, of which most is noise: what is judged is how much is played.
      ratio("events of the year, to those of the hour", yearEvents, hourEvents, { atMost: 1.2 }),
    ];
  },
  notes: (_of, { quick }) => (quick ? ["quick: its year is a day, of 50 agents"] : []),
};
