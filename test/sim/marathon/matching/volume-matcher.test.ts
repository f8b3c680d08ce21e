/** Which waiting task gets an offer's volumes, at the edges. */

import { expect, test } from "vitest";
import { matchVolumes } from "../../../../src/sim/marathon/matching/volume-matcher.ts";
import { parse, volumeOf } from "../../../support/resources.ts";

const offer = volumeOf(10, "r", "v1")
  .plus(volumeOf(20, "r", "v2"))
  .plus(volumeOf(30, "other", "v3"));

test("all volumes of a task must be there", () => {
  expect(matchVolumes(offer, [{ volumeIds: ["v1", "gone"] }])).toBeNull();
  const match = matchVolumes(offer, [{ volumeIds: ["v1", "gone"] }, { volumeIds: ["v2", "v1"] }]);
  expect(match?.volumes.entries.map(({ kind }) => kind.persistenceId)).toEqual(["v2", "v1"]);
});

test("a task without volumes fits any offer, and neither role nor labels are looked at", () => {
  expect(matchVolumes(parse("cpus:1"), [{ volumeIds: [] }])?.volumes.isEmpty).toBe(true);
  expect(matchVolumes(offer, [{ volumeIds: ["v3"] }])?.volumes.milli("disk")).toBe(30_000);
});

test("nobody waits, nothing matches", () => {
  expect(matchVolumes(offer, [])).toBeNull();
});
