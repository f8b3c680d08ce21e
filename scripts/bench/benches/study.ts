/** A study of five combinations and many replications of each, with one worker and with two. */

import { type Bench, ours } from "../bench.ts";
import { rate, ratio, scaled, time } from "../figures.ts";
import { bin } from "./startup.ts";

const workers = [1, 2] as const;

const nameOf = (jobs: number): string => (jobs === 1 ? "1 worker" : `${jobs} workers`);
const loopsOf = (processes: number): string =>
  processes === 1 ? "1 plain loop" : `${processes} plain loops`;

export const study: Bench = {
  about: "1,000 replications x 5 combinations of five agents for 30 days, with 1 worker and with 2",
  cases: ({ quick }) => [
    ...workers.map((jobs) => ours(nameOf(jobs), "study", { bin, replications: quick ? 4 : 1000, jobs })),
    ...workers.map((processes) => ours(loopsOf(processes), "cores", { processes, steps: quick ? 5e7 : 3e9 })),
  ],
  figures: (of) => {
    const [one, two] = [of(nameOf(1)).spread("wallSeconds"), of(nameOf(2)).spread("wallSeconds")];
    const [alone, both] = [of(loopsOf(1)).spread("wallSeconds"), of(loopsOf(2)).spread("wallSeconds")];
    const runs = of(nameOf(1)).count("runs");
    return [
      time("1 worker, on the wall", one, "s"),
      time("2 workers, on the wall", two, "s"),
      rate("1 worker", runs, one, "runs/s"),
      rate("2 workers", runs, two, "runs/s"),
      ratio("1 worker to 2 workers", one, two, { atLeast: 1.7 }),
      ratio("parallel efficiency", one, scaled(two, workers.length)),
      ratio("two cores to one, for loops that share nothing", scaled(alone, workers.length), both),
    ];
  },
};
