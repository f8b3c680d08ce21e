/** Which refusals hold, after which changes. */

import { describe, expect, test } from "vitest";
import { KeptRefusals } from "../../../src/sim/marathon/kept-refusals.ts";
import { needOf } from "../../../src/sim/marathon/matching/need.ts";
import { appOf } from "../../support/apps.ts";
import { parse } from "../../support/resources.ts";

const need = (cpus: number) => needOf(appOf({ cpus, mem: 0, ports: [] }), new Set(["*"]));
const two = parse("cpus:2;mem:64");

describe("a refusal", () => {
  test("holds while whoever came needs more", () => {
    const kept = new KeptRefusals();
    const { version } = kept;
    kept.loosen(need(3));
    expect(kept.version).toBeGreaterThan(version);
    expect(kept.holds(version, two)).toBe(true);
    kept.loosen(need(2));
    expect(kept.holds(version, two)).toBe(false);
    expect(kept.holds(version, parse("cpus:1;mem:64"))).toBe(true);
  });

  test("that came later does not mind who came before it", () => {
    const kept = new KeptRefusals();
    kept.loosen(need(1));
    const { version } = kept;
    expect(kept.holds(version, two)).toBe(true);
    kept.loosen(need(3));
    expect(kept.holds(version, two)).toBe(true);
  });

  test("is none any more once anybody may take anything", () => {
    const kept = new KeptRefusals();
    const { version } = kept;
    kept.loosen(null);
    expect(kept.holds(version, two)).toBe(false);
    expect(kept.holds(kept.version, two)).toBe(true);
  });

  test("is forgotten after so many changes that going through them would cost more than to look again", () => {
    const kept = new KeptRefusals();
    const { version } = kept;
    for (let i = 0; i < 1000; i++) kept.loosen(need(3));
    expect(kept.holds(version, two)).toBe(false);
    expect(kept.version).toBe(version + 1000);
    const recent = kept.version;
    kept.loosen(need(3));
    expect(kept.holds(recent, two)).toBe(true);
  });
});
