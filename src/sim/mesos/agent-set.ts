/**
 * Some of the allocator's agents, in no order: whoever goes through them sorts them first. An agent knows its places in
 * such sets itself.
 *
 * Hot: an agent goes in and out of them whenever something of it is given or comes back.
 */

import type { AgentState } from "./agent-state.ts";

/** Which of an agent's places is that in which set. */
const places = { marked: 0, loose: 1 } as const;

export class AgentSet {
  readonly #agents: AgentState[] = [];
  readonly #which: 0 | 1;

  constructor(which: keyof typeof places) {
    this.#which = places[which];
  }

  get size(): number {
    return this.#agents.length;
  }

  add(agent: AgentState): void {
    const { places } = agent;
    if ((places[this.#which] as number) >= 0) return;
    places[this.#which] = this.#agents.length;
    this.#agents.push(agent);
  }

  delete(agent: AgentState): void {
    const { places } = agent;
    const at = places[this.#which] as number;
    if (at < 0) return;
    places[this.#which] = -1;
    const last = this.#agents.pop();
    if (last === undefined || last === agent) return;
    this.#agents[at] = last;
    last.places[this.#which] = at;
  }

  /** All of them, as a list of its own. */
  list(): AgentState[] {
    return this.#agents.slice();
  }
}
