/** A large cluster for a day: how much faster than real time, in how much memory, with checks and without. */

import { type Bench, ours, type Plan } from "../bench.ts";
import { exactly, own, rate, ratio, scaled, time } from "../figures.ts";

const file = "scripts/bench/scenarios/cluster.yaml";

interface Input {
  readonly file: string;
  readonly settings: readonly string[];
}

/** That many agents and as many apps, for that long. */
export function clusterOf(agents: number, duration: string, of = file): Input {
  return {
    file: of,
    settings: [`agents.0.count=${agents}`, `apps.0.count=${agents}`, `duration=${duration}`],
  };
}

const input = ({ quick }: Plan): Input => (quick ? clusterOf(100, "1h") : clusterOf(10_000, "1d"));

export const cluster: Bench = {
  about: "10,000 agents, 50,000 resident instances that fail every 6 hours, one simulated day",
  cases: (plan) =>
    (["off", "end", "every"] as const).map((check) =>
      ours(`check ${check}`, "simulate", { ...input(plan), check }),
    ),
  figures: (of) => {
    const plain = of("check off");
    const seconds = plain.spread("runCpuSeconds");
    const simulated = plain.count("simulatedSeconds");
    return [
      rate("faster than real time", simulated, plain.spread("runWallSeconds"), "x", { atLeast: 20_000 }),
      time("a day, no checks", seconds, "s"),
      rate("events", plain.count("played"), seconds, "events/s"),
      own("events played", exactly(plain.count("played")), "events"),
      own("tasks launched", exactly(plain.count("launches")), "tasks"),
      own("rows of the journal", exactly(plain.count("rows")), "rows"),
      own("peak memory", plain.spread("peakMib"), "MiB", { atMost: 2048 }),
      time("reading the scenario", plain.spread("loadCpuSeconds"), "s"),
      time("metrics", plain.spread("analyseCpuSeconds"), "s"),
      ratio("checks at the end", of("check end").spread("runCpuSeconds"), seconds),
      ratio("checks at every instant", of("check every").spread("runCpuSeconds"), seconds, { atMost: 3 }),
    ];
  },
};

/** The same load on each agent of clusters of three sizes: what a launch costs. */
function scaleOf(about: string, inputOf: (agents: number, quick: boolean) => Input): Bench {
  return {
    about,
    cases: ({ quick }) =>
      sizes(quick).map((agents) =>
        ours(`${agents} agents`, "simulate", { ...inputOf(agents, quick), check: "off" }),
      ),
    figures: (of, { quick }) => {
      const costs = sizes(quick).map((agents) => {
        const one = of(`${agents} agents`);
        return { agents, cost: scaled(one.spread("runCpuSeconds"), 1 / one.count("launches")) };
      });
      const [least, most] = [costs[0]?.cost, costs.at(-1)?.cost];
      if (least === undefined || most === undefined) throw new Error("no size was measured");
      return [
        ...costs.map(({ agents, cost }) =>
          time(`a launch at ${agents.toLocaleString("en")} agents`, cost, "us"),
        ),
        ratio("largest to smallest", most, least, { atMost: 2 }),
      ];
    },
  };
}

const sizes = (quick: boolean): readonly number[] => (quick ? [20, 60, 200] : [100, 1000, 10_000]);

export const scale = scaleOf(
  "the cluster's load on 100, 1,000 and 10,000 agents: cost of a task launch",
  (agents, quick) => clusterOf(agents, quick ? "1h" : "1d"),
);

/** Launches that many agents would do for. */
export const stateless = scaleOf(
  "stateless instances that fail every 6 hours, on 100, 1,000 and 10,000 agents: cost of a task launch",
  (agents, quick) => clusterOf(agents, quick ? "1h" : "6h", "scripts/bench/scenarios/stateless.yaml"),
);
