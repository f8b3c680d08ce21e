/** Random scenarios that come to rest: what was broken is mended, and all sides agree again. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { unrestOf } from "../support/random-rest.ts";
import { documents } from "../support/random-scenario.ts";
import { seeded } from "../support/seed.ts";

test("in 150 random scenarios master, agents, frameworks and Marathons agree once they had time", {
  timeout: 600_000,
}, () => {
  fc.assert(
    fc.property(documents, (document) => {
      expect(unrestOf(document)).toBeNull();
    }),
    { numRuns: 150, ...seeded() },
  );
});
