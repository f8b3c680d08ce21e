/** What the scenarios show depends on no seed, and holds after every instant of the large ones too. */

import { describe, expect, test } from "vitest";
import { filesOf, folders, load, play } from "../scenarios/play.ts";

const seeds = Array.from({ length: 25 }, (_, i) => i + 1);

describe.each(folders)("%s", (folder) => {
  test.each(filesOf(folder))("%s, under 25 seeds", { timeout: 600_000 }, (file) => {
    const scenario = load(file);
    const small = scenario.agents.length <= 10;
    for (const seed of small ? seeds : seeds.slice(0, 3)) {
      const { failed, violations } = play({ ...scenario, seed }, "every");
      expect(failed, `seed ${seed}`).toEqual([]);
      expect(
        violations.filter(({ bug }) => bug === null),
        `seed ${seed}`,
      ).toEqual([]);
    }
  });
});
