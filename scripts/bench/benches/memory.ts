/** What one more idle agent and one more task take of memory in the whole simulator. */

import { type Bench, ours } from "../bench.ts";
import { own } from "../figures.ts";

export const memory: Bench = {
  about: "bytes for each idle agent, task and task with a volume, the journal's rows left out",
  cases: ({ quick }) =>
    (["agent", "task", "stateful task"] as const).map((of) =>
      ours(of, "state", { of, least: quick ? 100 : 1000, more: quick ? 1000 : 10_000 }),
    ),
  figures: (of) => [
    own("an idle agent", of("agent").spread("bytes"), "bytes"),
    own("a task", of("task").spread("bytes"), "bytes"),
    own("a task with reservation and volume", of("stateful task").spread("bytes"), "bytes"),
  ],
};
