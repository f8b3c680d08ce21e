/** Many agents whose offers are looked through in the order of their run, some at a time: what comes of it, and what is said of it, is what
 * comes of offers that are made and answered one by one. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { differenceOfHeldOffers } from "../support/random-checks.ts";
import { documentsOfCrowds } from "../support/random-crowd.ts";
import { differenceOfExplanations } from "../support/random-explained.ts";
import { scenarioOf } from "../support/random-scenario.ts";
import { seeded } from "../support/seed.ts";

test("in 6 random crowds, each played in three ways", { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(documentsOfCrowds, (document) => {
      expect(differenceOfHeldOffers(scenarioOf(document))).toBeNull();
    }),
    { numRuns: 6, ...seeded() },
  );
});

test("in 4 random crowds, each explained in two ways", { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(documentsOfCrowds, (document) => {
      expect(differenceOfExplanations(document)).toBeNull();
    }),
    { numRuns: 4, ...seeded() },
  );
});
