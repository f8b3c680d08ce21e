/** docs/explain.md lists every code and every reason of an offer, as the tables have them. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { codes } from "../../../src/sim/explain/codes.ts";
import { offerReasons } from "../../../src/sim/explain/offer-reasons.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/explain.md"), "utf8");

test("every code, and every reason for which an offer is not used, is in the documentation, and no other", () => {
  const shown = [...page.matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm)].map(([, code, about]) => [code, about]);
  const stated = Object.entries(codes).map(([code, { about }]) => [code, about as string]);
  expect(shown).toEqual([...stated, ...Object.entries(offerReasons)]);
});
