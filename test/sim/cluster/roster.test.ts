/** A roster: who is in, in the order in which they came, however many have gone. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { Roster } from "../../../src/sim/cluster/roster.ts";

interface Guest {
  readonly number: number;
  isIn: boolean;
}

test("it says who has not gone, in order", () => {
  const steps = fc.array(fc.option(fc.nat(300), { nil: null }), { maxLength: 400 });
  fc.assert(
    fc.property(steps, (comings) => {
      const roster = new Roster<Guest>(({ isIn }) => isIn);
      const all: Guest[] = [];
      for (const leaves of comings) {
        const guest = leaves === null ? undefined : all[leaves];
        if (guest?.isIn === true) {
          guest.isIn = false;
          roster.went();
        } else {
          const comes: Guest = { number: all.length, isIn: true };
          all.push(comes);
          roster.add(comes);
        }
      }
      const left = all.filter(({ isIn }) => isIn);
      expect(roster.now()).toEqual(left);
      expect(roster.size).toBe(left.length);
    }),
  );
});

test("those who have gone are dropped while others come and go", () => {
  let asked = 0;
  const roster = new Roster<Guest>(({ isIn }) => {
    asked++;
    return isIn;
  });
  for (let number = 0; number < 10_000; number++) {
    const guest: Guest = { number, isIn: true };
    roster.add(guest);
    guest.isIn = false;
    roster.went();
  }
  // Each is asked once, when 16 have gone, in which case all of them are.
  expect(asked).toBeLessThanOrEqual(10_000);
  asked = 0;
  expect(roster.now()).toEqual([]);
  expect(asked).toBeLessThan(16);
});
