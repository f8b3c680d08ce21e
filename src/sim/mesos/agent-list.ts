/** The allocator's agents: by id, in order of registration, and in order of hostname. */

import { byCodeUnit } from "../../model/units.ts";
import { AgentState } from "./agent-state.ts";
import type { KnownBy } from "./allocator-like.ts";

export class AgentList {
  readonly #byId = new Map<string, AgentState>();
  /** In order as of when somebody asked last; who came since, and whether somebody went. */
  #byHostname: readonly AgentState[] = [];
  #came: AgentState[] = [];
  #isSomeoneGone = false;
  /** Of all in order; null where that has changed since. */
  #salts: Uint32Array | null = null;

  get size(): number {
    return this.#byId.size;
  }

  /** In order of registration. */
  values(): IterableIterator<AgentState> {
    return this.#byId.values();
  }

  /** Another array after each change. */
  get byHostname(): readonly AgentState[] {
    if (this.#came.length > 0 || this.#isSomeoneGone) {
      const stayed = this.#byHostname.filter(({ list }) => list === this);
      const came = this.#came.filter(({ list }) => list === this);
      came.sort((a, b) => byCodeUnit(a.hostname, b.hostname));
      this.#byHostname = merged(stayed, came);
      this.#came = [];
      this.#isSomeoneGone = false;
    }
    return this.#byHostname;
  }

  /** What orders agents in a run, of those of `byHostname`: side by side, since all of them are gone through. */
  get salts(): Uint32Array {
    if (this.#salts !== null) return this.#salts;
    const agents = this.byHostname;
    const salts = new Uint32Array(agents.length);
    for (const [i, { salt }] of agents.entries()) salts[i] = salt;
    this.#salts = salts;
    return salts;
  }

  get(slaveId: string): AgentState | undefined {
    return this.#byId.get(slaveId);
  }

  /** The same, at hand where the agent is known by what it was found as before. */
  find(agent: string | KnownBy): AgentState | undefined {
    if (typeof agent === "string") return this.#byId.get(agent);
    const known = agent.inAllocator;
    if (known instanceof AgentState && known.list === this) return known;
    const found = this.#byId.get(agent.slaveId);
    if (found === undefined) return undefined;
    agent.inAllocator = found;
    found.known = agent;
    return found;
  }

  /** Throws where it is not known. */
  of(slaveId: string): AgentState {
    const agent = this.#byId.get(slaveId);
    if (agent === undefined) throw new Error(`the allocator has no agent ${slaveId}`);
    return agent;
  }

  /** On how many of them one of those frameworks holds something. */
  heldBy(isMeant: (frameworkId: string) => boolean): number {
    let count = 0;
    for (const { holdings } of this.#byId.values())
      if (holdings.some(({ frameworkId }) => isMeant(frameworkId))) count++;
    return count;
  }

  /** What the framework holds stays allocated, and nobody is charged for it. */
  disown(frameworkId: string): void {
    for (const agent of this.#byId.values()) {
      const held = agent.heldBy(frameworkId);
      if (held.isEmpty) continue;
      agent.discharge(frameworkId);
      agent.uncharged = agent.uncharged.plus(held);
    }
  }

  add(agent: AgentState): void {
    this.#byId.set(agent.slaveId, agent);
    agent.list = this;
    this.#came.push(agent);
    this.#salts = null;
  }

  remove(agent: AgentState): void {
    this.#byId.delete(agent.slaveId);
    agent.list = null;
    this.#isSomeoneGone = true;
    this.#salts = null;
  }
}

/** Both in order of hostname. */
function merged(left: readonly AgentState[], right: readonly AgentState[]): readonly AgentState[] {
  const all: AgentState[] = [];
  let at = 0;
  for (const agent of left) {
    for (let next = right[at]; next !== undefined && next.hostname < agent.hostname; next = right[at]) {
      all.push(next);
      at++;
    }
    all.push(agent);
  }
  return all.concat(right.slice(at));
}
