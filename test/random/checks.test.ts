/** Random scenarios: nothing is ever broken, and the reports tell what happened. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { problemOf } from "../support/random-checks.ts";
import { documents, scenarioOf } from "../support/random-scenario.ts";
import { seeded } from "../support/seed.ts";

test("in 1,000 random scenarios all invariants hold after every instant", { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(documents, (document) => {
      expect(problemOf(scenarioOf(document))).toBeNull();
    }),
    { numRuns: 1000, ...seeded() },
  );
});
