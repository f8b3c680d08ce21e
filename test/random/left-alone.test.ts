/** Random scenarios without operators: what an app has reserved and used stays its own, whatever the world does. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { abandonedOf } from "../support/random-left-alone.ts";
import { documentsOfOneMarathon } from "../support/random-scenario.ts";
import { seeded } from "../support/seed.ts";

test("in 100 random scenarios that no operator touches no app reserves more than it wants, or gives up what it used", {
  timeout: 600_000,
}, () => {
  fc.assert(
    fc.property(documentsOfOneMarathon, (document) => {
      expect(abandonedOf(document)).toBeNull();
    }),
    { numRuns: 100, ...seeded() },
  );
});
