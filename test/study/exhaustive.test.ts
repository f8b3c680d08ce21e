/** A search finds what an exhaustive sweep finds, in a scenario that is really played. */

import { expect, test } from "vitest";
import { bothWays } from "./exhaustive.ts";
import { baseOf, load } from "./studies.ts";

test("the longest recovery with which the database is up for 85 % of two hours", async () => {
  const study = load(`name: s
scenario: x.yaml
replications: 8
find:
  largest: faults.0.recovers
  between: [1m, 37m]
  step: 4m
  where: { metric: apps./db.availability, is: ">= 0.85" }
`);
  const { searched, exhaustive, verdicts, tried } = await bothWays(study, baseOf(study));
  expect(verdicts).toContain("meets");
  expect(verdicts).toContain("misses");
  expect(searched).toBe(exhaustive);
  expect(tried).toBeLessThan(verdicts.length);
});
