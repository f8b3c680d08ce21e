/** How many more instances fit into what is free, agent by agent, and what the next one lacks: plain arithmetic. */

import { byCodeUnit } from "../model/units.ts";
import type { Need } from "./result.ts";

export interface Place {
  readonly agent: string;
  /** Of a resource, in the measure of needs. */
  readonly free: (name: string) => number;
}

/** `why` names what the next one lacks. */
export interface Fitting {
  readonly more: number;
  readonly why: string;
}

/** Of one place: how many it holds, and what the next one lacks there; "" for nothing. */
interface Held {
  readonly more: number;
  readonly short: string;
}

const unbounded = Number.MAX_SAFE_INTEGER;

/** What places hold of one workload. Each is looked at once, however many apps have a few of them already. */
export class Fit {
  readonly #once: boolean;
  readonly #byAgent = new Map<string, Held>();
  #more = 0;
  #isUnbounded = false;
  readonly #shortOf = new Map<string, number>();

  /** `once`: one on each place at most. */
  constructor(places: readonly Place[], needs: readonly Need[], once: boolean) {
    this.#once = once;
    for (const place of places) {
      const held = heldBy(place, needs, once);
      if (held.more === unbounded) this.#isUnbounded = true;
      else this.#more += held.more;
      if (held.short !== "") this.#shortOf.set(held.short, (this.#shortOf.get(held.short) ?? 0) + 1);
      this.#byAgent.set(place.agent, held);
    }
  }

  /** On all places but those. */
  without(agents: Iterable<string>): Fitting {
    let more = this.#more;
    let places = this.#byAgent.size;
    const shortOf = new Map(this.#shortOf);
    for (const agent of new Set(agents)) {
      const held = this.#byAgent.get(agent);
      if (held === undefined) continue;
      places--;
      more -= held.more;
      if (held.short !== "") shortOf.set(held.short, (shortOf.get(held.short) ?? 0) - 1);
    }
    if (places === 0) return { more: 0, why: this.#once ? "every agent has one" : "no agent is registered" };
    if (this.#isUnbounded) return { more: unbounded, why: "it needs nothing" };
    const why = [...shortOf]
      .filter(([, n]) => n > 0)
      .sort((a, b) => b[1] - a[1] || byCodeUnit(a[0], b[0]))
      .map(([name, n]) => `${name} on ${n}`);
    const lack = places === 1 ? "1 agent lacks" : `${places} agents lack`;
    return {
      more,
      why: why.length === 0 ? "one on each agent" : `${lack} for one more: ${why.join(", ")}`,
    };
  }
}

function heldBy({ free }: Place, needs: readonly Need[], once: boolean): Held {
  let more = once ? 1 : unbounded;
  let short = "";
  for (const { name, milli } of needs) {
    const fits = Math.floor(free(name) / milli);
    if (fits >= more) continue;
    more = fits;
    short = name;
  }
  return { more, short };
}
