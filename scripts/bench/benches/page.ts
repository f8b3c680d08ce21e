/** The page of a run, in Chromium: its size, how long it takes to write, to open and to zoom. */

import { chromiumPath } from "../../../test/browser/browser.ts";
import { type Bench, ours, type Plan } from "../bench.ts";
import { exactly, own, time } from "../figures.ts";

const sizes = ({ quick }: Plan): readonly number[] => (quick ? [5000] : [5000, 500_000]);
const nameOf = (spans: number): string => `${spans.toLocaleString("en")} spans`;

export const page: Bench = {
  about: "report.html of runs of 5,000 and 500,000 spans in Chromium: size, writing, opening, zooming",
  cases: (plan) => {
    const chromium = chromiumPath();
    return chromium === undefined
      ? []
      : sizes(plan).map((spans) => ours(nameOf(spans), "page", { spans, chromium }));
  },
  figures: (of, plan) =>
    chromiumPath() === undefined
      ? []
      : sizes(plan).flatMap((spans) => {
          const name = nameOf(spans);
          const one = of(name);
          return [
            own(`${name}: told`, exactly(one.count("spans")), "spans"),
            own(`${name}: events`, exactly(one.count("events")), "events"),
            own(`${name}: the file`, exactly(one.count("bytes") / 1024 / 1024), "MiB"),
            time(`${name}: writing it`, one.spread("writeCpuSeconds"), "s"),
            time(`${name}: usable after, on the wall`, one.spread("usableSeconds"), "s"),
            time(`${name}: a step of zooming, on the wall`, one.spread("zoomSeconds"), "ms"),
            time(`${name}: the same, all lanes open`, one.spread("zoomOpenSeconds"), "ms"),
          ];
        }),
  notes: () =>
    chromiumPath() === undefined ? ["left out: no Chromium is there; CHROME_PATH names one"] : [],
};
