/** Random scenarios: nothing is ever broken, the reports tell what happened, and what was out of step agrees again. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { problemOf } from "../support/random-checks.ts";
import { unrestOf } from "../support/random-rest.ts";
import { documents, scenarioOf } from "../support/random-scenario.ts";
import { seeded } from "../support/seed.ts";

const slow = { timeout: 600_000 };

test("in 1,000 random scenarios all invariants hold after every instant", slow, () => {
  fc.assert(
    fc.property(documents, (document) => {
      expect(problemOf(scenarioOf(document))).toBeNull();
    }),
    { numRuns: 1000, ...seeded() },
  );
});

test("in 40 random scenarios master, agents, frameworks and Marathons agree once they had time", slow, () => {
  fc.assert(
    fc.property(documents, (document) => {
      expect(unrestOf(document)).toBeNull();
    }),
    { numRuns: 40, ...seeded() },
  );
});
