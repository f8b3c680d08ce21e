/**
 * Plays a share of many random scenarios, a hundred under each seed, and says so on stdout, one line a hundred; ends
 * with 1 at the first one that fails, which it makes smaller and writes down.
 *
 * Arguments: what is checked, the first seed, the step to the next one, how many seeds there are in all.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { Json } from "../support/random/common.ts";
import { differenceOfModes, problemOf } from "../support/random-checks.ts";
import { unrestOf } from "../support/random-rest.ts";
import { documents, scenarioOf, textOf } from "../support/random-scenario.ts";

const perSeed = 100;

/** What is wrong with the scenario of a document; null where nothing is. */
const checks: Readonly<Record<string, (document: Json) => string | null>> = {
  invariants: (document) => problemOf(scenarioOf(document)),
  modes: (document) => differenceOfModes(scenarioOf(document)),
  rest: unrestOf,
};

const [what = "", first = "0", step = "1", seeds = "1"] = process.argv.slice(2);
const check = checks[what];
if (check === undefined) throw new Error(`what is checked is one of ${Object.keys(checks).join(", ")}`);

for (let seed = Number(first); seed < Number(seeds); seed += Number(step)) {
  const result = fc.check(
    fc.property(documents, (document) => {
      const problem = check(document);
      if (problem !== null) throw new Error(problem);
    }),
    { seed, numRuns: perSeed },
  );
  if (result.failed) {
    const [document] = result.counterexample ?? [];
    const folder = join("reports", "random");
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${what}-${seed}.json`);
    writeFileSync(file, textOf(document ?? {}));
    const { errorInstance } = result;
    const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
    console.log(`failed ${file}: ${why}`);
    process.exitCode = 1;
    break;
  }
  console.log(`played ${perSeed}`);
}
