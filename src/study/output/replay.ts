/** The command that plays one run of a study by itself. */

import type { Combination } from "../combination.ts";
import type { Study } from "../study.ts";

/** The words of `holdfast run`; `scenario` is the file as the user's shell knows it. */
export function replayWords(
  scenario: string,
  study: Study,
  combination: Combination,
  seed: number,
): readonly string[] {
  const settings = [...study.fixed, ...combination.settings].filter(({ steps }) => steps[0] !== "seed");
  return [
    ...["holdfast", "run", scenario, "--seed", String(seed)],
    ...settings.flatMap(({ text }) => ["--set", text]),
  ];
}
