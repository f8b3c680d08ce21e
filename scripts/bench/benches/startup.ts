/** How long the built command takes for little, beside Node itself. */

import { join } from "node:path";
import { type Bench, ours } from "../bench.ts";
import { ratio, time } from "../figures.ts";
import { top } from "../run.ts";

export const bin = join(top, "dist", "cli.js");

export const startup: Bench = {
  about:
    "the built command from start to end beside `node -e 0`: --version, validate, run of a small scenario",
  cases: ({ quick }) => [ours("starts", "starts", { bin, turns: quick ? 3 : 15 })],
  figures: (of) => {
    const spread = of("starts").spread;
    const node = spread("node");
    return [
      time("node -e 0, on the wall", node, "ms"),
      time("run of a small scenario, on the wall", spread("run"), "ms"),
      ratio("--version to node -e 0", spread("version"), node),
      ratio("validate to node -e 0", spread("validate"), node),
      ratio("run to node -e 0", spread("run"), node, { atMost: 3 }),
    ];
  },
};
