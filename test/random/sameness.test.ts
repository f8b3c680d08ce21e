/** Random scenarios: what should make no difference makes none. */

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  differenceOfHeldOffers,
  differenceOfIdleOffers,
  differenceOfModes,
  firstDifference,
  play,
} from "../support/random-checks.ts";
import {
  differenceOfThree,
  eventsOfOthers,
  withoutWhatConcernsAll,
  withProbes,
  withStrangers,
} from "../support/random-properties.ts";
import {
  documents,
  documentsOfBatches,
  documentsOfOneMarathon,
  documentsOfOverfull,
  scenarioOf,
} from "../support/random-scenario.ts";
import { seeded } from "../support/seed.ts";

const slow = { timeout: 600_000 };

test(
  "in 200 random scenarios the allocator decides what one decides that looks at everything at every interval",
  slow,
  () => {
    fc.assert(
      fc.property(documents, (document) => {
        expect(differenceOfModes(scenarioOf(document))).toBeNull();
      }),
      { numRuns: 200, ...seeded() },
    );
  },
);

test(
  "in 200 random scenarios of one Marathon, offers that are refused again and again come to the same, made one by one or not",
  slow,
  () => {
    fc.assert(
      fc.property(documentsOfOneMarathon, (document) => {
        expect(differenceOfIdleOffers(scenarioOf(document))).toBeNull();
      }),
      { numRuns: 200, ...seeded() },
    );
  },
);

test(
  "in 200 random scenarios of one or two frameworks of jobs, offers come to the same, looked into together or one by one",
  slow,
  () => {
    fc.assert(
      fc.property(documentsOfBatches, (document) => {
        expect(differenceOfHeldOffers(scenarioOf(document))).toBeNull();
      }),
      { numRuns: 200, ...seeded() },
    );
  },
);

test(
  "in 100 random scenarios of more apps than there is room for, offers come to the same, one by one or not, or exhaustively",
  slow,
  () => {
    fc.assert(
      fc.property(documentsOfOverfull, (document) => {
        expect(differenceOfHeldOffers(scenarioOf(document))).toBeNull();
      }),
      { numRuns: 100, ...seeded() },
    );
  },
);

test(
  "a scenario that is played twice gives the same events, and the same digest whether offers are listed or not",
  slow,
  () => {
    fc.assert(
      fc.property(documents, (document) => {
        expect(differenceOfThree(scenarioOf(document))).toBeNull();
      }),
      { numRuns: 40, ...seeded() },
    );
  },
);

test("instants at which nothing happens change nothing", slow, () => {
  fc.assert(
    fc.property(
      documents,
      fc.array(fc.nat(29_999), { minLength: 1, maxLength: 10 }),
      (document, instants) => {
        const [plain, probed] = [document, withProbes(document, instants)].map(
          (each) => play(scenarioOf(each), { keepOffers: true }).simulation,
        );
        if (plain === undefined || probed === undefined) return;
        expect(firstDifference(plain, probed)).toBeNull();
      },
    ),
    { numRuns: 40, ...seeded() },
  );
});

test(
  "an agent with nothing to offer, an app of no instances and its law change nothing for the others",
  slow,
  () => {
    fc.assert(
      fc.property(documents, (random) => {
        const document = withoutWhatConcernsAll(random);
        const [alone, together] = [document, withStrangers(document)].map((each) =>
          eventsOfOthers(play(scenarioOf(each)).simulation),
        );
        expect(together).toEqual(alone);
      }),
      { numRuns: 40, ...seeded() },
    );
  },
);
