/** Links in the order in which they came. */

import { expect, test } from "vitest";
import { Chain, type Link } from "../../../src/sim/cluster/chain.ts";

interface Bead extends Link<Bead> {
  readonly name: string;
}

const bead = (name: string): Bead => ({ name, before: null, after: null });
const namesOf = (chain: Chain<Bead>): string => Array.from(chain, ({ name }) => name).join("");

test("the first, the last and one in between are taken out, and one that comes again is the last", () => {
  const chain = new Chain<Bead>();
  const [a, b, c, d] = [bead("a"), bead("b"), bead("c"), bead("d")];
  for (const one of [a, b, c, d]) chain.add(one);
  chain.delete(b);
  expect([namesOf(chain), chain.size]).toEqual(["acd", 3]);
  chain.delete(a);
  chain.delete(d);
  expect([namesOf(chain), chain.first]).toEqual(["c", c]);
  chain.add(a);
  expect(namesOf(chain)).toBe("ca");
  chain.delete(c);
  chain.delete(a);
  expect([chain.size, chain.first]).toEqual([0, null]);
});

test("each may be taken out while they are gone through", () => {
  const chain = new Chain<Bead>();
  for (const name of "abc") chain.add(bead(name));
  for (const one of chain) chain.delete(one);
  expect(chain.size).toBe(0);
});
