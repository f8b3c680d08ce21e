/** Random scenarios in which little happens: what is left out of them would have come to nothing. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { differenceOfQuiet, documentsOfQuiet } from "../support/random-quiet.ts";
import { scenarioOf } from "../support/random-scenario.ts";
import { seeded } from "../support/seed.ts";

test("in 25 quiet scenarios rows, counts and states are what they are where all is played", {
  timeout: 600_000,
}, () => {
  fc.assert(
    fc.property(documentsOfQuiet, (document) => {
      expect(differenceOfQuiet(scenarioOf(document))).toBeNull();
    }),
    { numRuns: 25, ...seeded() },
  );
});
