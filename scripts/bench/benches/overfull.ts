/** A full cluster in which hundreds of apps wait for what nobody has: what that adds to a run, and what it takes to say why. */

import { type Bench, ours } from "../bench.ts";
import { exactly, own, ratio, time } from "../figures.ts";

const file = "scripts/bench/scenarios/overfull.yaml";
/** Those that wait are the last four in the file. */
const waiting = [2, 3, 4, 5];

export const overfull: Bench = {
  about:
    "1,000 full agents, 330 apps that fit nowhere, two hours; why one waits, and why all do after ten minutes",
  cases: ({ quick }) => {
    const counts = [30, 18, 4, 4, 2, 2].map((count, i) => `apps.${i}.count=${count}`);
    const short = "duration=10m";
    const settings = quick ? ["agents.0.count=30", short, ...counts] : [];
    const fewer = waiting.map((i) => `apps.${i}.instances=0`);
    return [
      ours("as it is", "simulate", { file, settings, check: "off" }),
      ours("nobody waits", "simulate", { file, settings: [...settings, ...fewer], check: "off" }),
      ours("why one waits", "explain", { file, settings, app: "/archive-1" }),
      ours("why all wait", "explain", { file, settings: quick ? settings : [short], app: null }),
    ];
  },
  figures: (of) => {
    const [run, idle] = [of("as it is"), of("nobody waits")];
    const [one, all] = [of("why one waits"), of("why all wait")];
    const seconds = run.spread("runCpuSeconds");
    return [
      time("two hours", seconds, "s"),
      ratio("to the same where nobody waits", seconds, idle.spread("runCpuSeconds"), { atMost: 1.5 }),
      own("tasks launched", exactly(run.count("launches")), "tasks"),
      time("why one waits", one.spread("cpuSeconds"), "s"),
      ratio("its second run to its first", one.spread("secondCpuSeconds"), one.spread("firstCpuSeconds"), {
        atMost: 1.5,
      }),
      time("why all wait", all.spread("cpuSeconds"), "s"),
      own("apps explained", exactly(all.count("apps")), "apps"),
      own("offers that they looked at", exactly(all.count("offers")), "offers"),
    ];
  },
  notes: (_of, { quick }) => (quick ? ["quick: ten minutes of 30 agents and 12 apps that wait"] : []),
};
