/** The history in the gallery is what its scenario's agents do, so that the truth behind it is known. */

import { join } from "node:path";
import { expect, test } from "vitest";
import { histories, historyOf } from "./seeded-history.ts";

test("three-racks.csv is what happens in three-racks.yaml", async () => {
  const text = historyOf(join(histories, "three-racks.yaml"), { fromMs: 0, durationMs: null, seed: null });
  await expect(text).toMatchFileSnapshot(join(histories, "three-racks.csv"));
});
