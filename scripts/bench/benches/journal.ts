/** The journal: rows per second in, out and into each report, and what they take. */

import { type Bench, ours } from "../bench.ts";
import { exactly, own, rate } from "../figures.ts";
import { readings } from "../works/journal.ts";

const mib = 1024 * 1024;

export const journal: Bench = {
  about: "rows into the journal with their digest, out of it and into each report; --rows N for more of them",
  cases: ({ quick, rows }) => [ours("rows", "journal", { rows: rows ?? (quick ? 100_000 : 4_000_000) })],
  figures: (of) => {
    const one = of("rows");
    const rows = one.count("rows");
    const [held, spilled] = [one.count("heldBytes"), one.count("spilledBytes")];
    return [
      ...["in", ...readings].map((name) => rate(name, rows, one.spread(`${name}CpuSeconds`), "rows/s")),
      own("rows", exactly(rows), "rows"),
      own("names and other texts", exactly(one.count("texts")), "texts"),
      own("kept, with texts", exactly((held + spilled) / rows), "bytes/row"),
      own("of it in the temporary file", exactly(spilled / mib), "MiB"),
      ...["in", ...readings].flatMap((name) => [
        own(`memory after ${name}`, one.spread(`${name}Mib`), "MiB"),
        own(`the most until after ${name}`, one.spread(`${name}PeakMib`), "MiB"),
      ]),
    ];
  },
};
