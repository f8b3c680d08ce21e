/** Which refusals hold, after which changes. */

import { describe, expect, test } from "vitest";
import { KeptRefusals } from "../../../src/sim/marathon/kept-refusals.ts";
import { needOf } from "../../../src/sim/marathon/matching/need.ts";
import type { Standing } from "../../../src/sim/marathon/task-op.ts";
import { appOf } from "../../support/apps.ts";

interface Comer {
  standing: Standing;
  need: ReturnType<typeof needOf>;
}

const comer = (cpus: number): Comer => ({
  standing: "open",
  need: needOf(appOf({ cpus, mem: 0, ports: [] }), new Set(["*"])),
});

describe("what was refused", () => {
  test("may be of use to whoever came since, each of whom counts once", () => {
    const kept = new KeptRefusals();
    const { version } = kept;
    const [three, two] = [comer(3), comer(2)];
    kept.loosen(three);
    expect(kept.version).toBeGreaterThan(version);
    kept.loosen(two);
    kept.loosen(three);
    expect(kept.needsSince(version)).toEqual([three.need, two.need]);
  });

  test("does not mind who came before it, nor who is gone again", () => {
    const kept = new KeptRefusals();
    kept.loosen(comer(1));
    const { version } = kept;
    expect(kept.needsSince(version)).toEqual([]);
    const two = comer(2);
    kept.loosen(two);
    two.standing = null;
    expect(kept.needsSince(version)).toEqual([]);
    two.standing = "pinned";
    expect(kept.needsSince(version)).toEqual([]);
  });

  test("is asked about for the need that somebody has by now", () => {
    const kept = new KeptRefusals();
    const { version } = kept;
    const two = comer(2);
    kept.loosen(two);
    two.need = comer(1).need;
    expect(kept.needsSince(version)).toEqual([two.need]);
  });

  test("may be of use to anybody once anybody may take anything", () => {
    const kept = new KeptRefusals();
    const { version } = kept;
    kept.loosen(null);
    expect(kept.needsSince(version)).toBeNull();
    expect(kept.needsSince(kept.version)).toEqual([]);
  });

  test("is forgotten after so many changes that going through them would cost more than to look again", () => {
    const kept = new KeptRefusals();
    const { version } = kept;
    const three = comer(3);
    for (let i = 0; i < 1000; i++) kept.loosen(three);
    expect(kept.needsSince(version)).toBeNull();
    expect(kept.version).toBe(version + 1000);
    const recent = kept.version;
    kept.loosen(three);
    expect(kept.needsSince(recent)).toEqual([three.need]);
  });
});
