/** The journal: rows per second in and out, and what a row takes. */

import { type Bench, ours } from "../bench.ts";
import { own, rate } from "../figures.ts";

export const journal: Bench = {
  about: "rows into the journal with their digest, out of it again, and bytes a row",
  cases: ({ quick }) => [ours("rows", "journal", { rows: quick ? 100_000 : 4_000_000 })],
  figures: (of) => {
    const one = of("rows");
    return [
      rate("in", one.count("rows"), one.spread("inCpuSeconds"), "rows/s"),
      rate("out", one.count("rows"), one.spread("outCpuSeconds"), "rows/s"),
      own("held in memory", one.spread("bytesPerRow"), "bytes/row"),
    ];
  },
};
