/** How many more instances fit into what is free, agent by agent, and what the next one lacks: plain arithmetic. */

import { byCodeUnit } from "../model/units.ts";
import type { Need } from "./result.ts";

export interface Place {
  readonly agent: string;
  /** Of a resource, in the measure of needs. */
  readonly free: (name: string) => number;
}

/** `once`: one on each place at most. `why` names what the next one lacks. */
export function fitInto(
  places: readonly Place[],
  needs: readonly Need[],
  once: boolean,
): { more: number; why: string } {
  let more = 0;
  const shortOf = new Map<string, number>();
  for (const { free } of places) {
    let here = once ? 1 : Number.MAX_SAFE_INTEGER;
    let short = "";
    for (const { name, milli } of needs) {
      const fits = Math.floor(free(name) / milli);
      if (fits >= here) continue;
      here = fits;
      short = name;
    }
    if (here === Number.MAX_SAFE_INTEGER) return { more: Number.MAX_SAFE_INTEGER, why: "it needs nothing" };
    more += here;
    if (short !== "") shortOf.set(short, (shortOf.get(short) ?? 0) + 1);
  }
  if (places.length === 0) return { more, why: once ? "every agent has one" : "no agent is registered" };
  const why = [...shortOf]
    .sort((a, b) => b[1] - a[1] || byCodeUnit(a[0], b[0]))
    .map(([name, n]) => `${name} on ${n}`);
  const lack = places.length === 1 ? "1 agent lacks" : `${places.length} agents lack`;
  return {
    more,
    why: why.length === 0 ? "one on each agent" : `${lack} for one more: ${why.join(", ")}`,
  };
}
