/** What one more idle agent and one more task take of memory in the whole simulator. */

import { type Bench, ours } from "../bench.ts";
import { own } from "../figures.ts";

export const memory: Bench = {
  about: "bytes for each idle agent, task and task with a volume, the journal's rows left out",
  cases: ({ quick }) => [ours("state", "state", { least: quick ? 100 : 1000, more: quick ? 1000 : 10_000 })],
  figures: (of) => {
    const { spread } = of("state");
    return [
      own("an idle agent", spread("agentBytes"), "bytes"),
      own("a task", spread("taskBytes"), "bytes"),
      own("a task with reservation and volume", spread("statefulTaskBytes"), "bytes"),
    ];
  },
};
