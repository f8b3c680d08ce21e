/**
 * Plays random scenarios under the seeds that it reads from stdin, one a line, a hundred scenarios each, and says so on
 * stdout: `played SEED`. The first scenario that fails is made smaller and written down: `failed SEED FILE: why`.
 *
 * Argument: what is checked.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import fc from "fast-check";
import type { Json } from "../support/random/common.ts";
import {
  differenceOfHeldOffers,
  differenceOfIdleOffers,
  differenceOfModes,
  problemOf,
} from "../support/random-checks.ts";
import { documentsOfCrowds } from "../support/random-crowd.ts";
import { differenceOfExplanations } from "../support/random-explained.ts";
import { abandonedOf } from "../support/random-left-alone.ts";
import { differenceOfQuiet, documentsOfQuiet } from "../support/random-quiet.ts";
import { unrestOf } from "../support/random-rest.ts";
import {
  documents,
  documentsOfBatches,
  documentsOfOneMarathon,
  documentsOfOverfull,
  scenarioOf,
  textOf,
} from "../support/random-scenario.ts";
import { perSeed } from "../support/seed.ts";

interface Check {
  readonly documents: fc.Arbitrary<Json>;
  /** What is wrong with the scenario of a document; null where nothing is. */
  readonly problemOf: (document: Json) => string | null;
}

const checks: Readonly<Record<string, Check>> = {
  invariants: { documents, problemOf: (document) => problemOf(scenarioOf(document)) },
  modes: { documents, problemOf: (document) => differenceOfModes(scenarioOf(document)) },
  idle: {
    documents: documentsOfOneMarathon,
    problemOf: (document) => differenceOfIdleOffers(scenarioOf(document)),
  },
  quiet: { documents: documentsOfQuiet, problemOf: (document) => differenceOfQuiet(scenarioOf(document)) },
  batches: {
    documents: documentsOfBatches,
    problemOf: (document) => differenceOfHeldOffers(scenarioOf(document)),
  },
  rest: { documents, problemOf: unrestOf },
  alone: { documents: documentsOfOneMarathon, problemOf: abandonedOf },
  overfull: {
    documents: documentsOfOverfull,
    problemOf: (document) => differenceOfHeldOffers(scenarioOf(document)),
  },
  explained: { documents: documentsOfOverfull, problemOf: differenceOfExplanations },
  crowds: {
    documents: documentsOfCrowds,
    problemOf: (document) =>
      differenceOfHeldOffers(scenarioOf(document)) ?? differenceOfExplanations(document),
  },
};

const [what = ""] = process.argv.slice(2);
const check = checks[what];
if (check === undefined) throw new Error(`what is checked is one of ${Object.keys(checks).join(", ")}`);

/** One line that says how the scenarios of a seed went. */
function play(seed: number, check: Check): string {
  const result = fc.check(
    fc.property(check.documents, (document) => {
      const problem = check.problemOf(document);
      if (problem !== null) throw new Error(problem);
    }),
    { seed, numRuns: perSeed },
  );
  if (!result.failed) return `played ${seed}`;
  const [document] = result.counterexample ?? [];
  const folder = join("reports", "random");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${what}-${seed}.json`);
  writeFileSync(file, textOf(document ?? {}));
  const { errorInstance } = result;
  const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return `failed ${seed} ${file}: ${why.replaceAll("\n", " | ")}`;
}

for await (const line of createInterface({ input: process.stdin })) console.log(play(Number(line), check));
