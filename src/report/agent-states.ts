/** Agents over time: what the master knows of each and how its host fares, folded from journal rows. */

import type { EventName } from "../model/events.ts";
import type { EventRow } from "./event-row.ts";

export interface AgentState {
  /** `unknown`: to a new master, before it registers again. */
  readonly known: "registered" | "disconnected" | "removed" | "unknown";
  /** Since when that is so. */
  readonly sinceMs: number;
  /** Why it was removed; "" otherwise. */
  readonly reason: string;
  /** The host is dead. */
  readonly crashed: boolean;
}

export class AgentStates {
  readonly #all = new Map<string, AgentState>();

  apply(event: EventRow): void {
    if (event.name === "master.down") {
      for (const [agent, state] of this.#all)
        if (state.known !== "removed")
          this.#all.set(agent, { ...state, known: "unknown", sinceMs: event.atMs });
      return;
    }
    const agent = event.text("agent");
    const known = knownAfter[event.name];
    if (agent === null) return;
    const before = this.#all.get(agent);
    // An id that a new master never saw, of a host that is there under another one.
    if (event.reason === "reregister-timeout" && before?.known !== "unknown") return;
    if (known !== undefined) {
      const crashed = known === "registered" ? false : before?.crashed === true;
      const reason = event.name === "agent.removed" ? event.reason : "";
      this.#all.set(agent, { known, sinceMs: event.atMs, reason, crashed });
    } else if (before !== undefined && event.name === "agent.crashed")
      this.#all.set(agent, { ...before, crashed: true });
    else if (before !== undefined && event.name === "agent.recovered")
      this.#all.set(agent, { ...before, crashed: false });
  }

  /** Of an agent that registered at least once. */
  of(agent: string): AgentState | undefined {
    return this.#all.get(agent);
  }
}

const knownAfter: Partial<Record<EventName, AgentState["known"]>> = {
  "agent.registered": "registered",
  "agent.reregistered": "registered",
  "agent.disconnected": "disconnected",
  "agent.removed": "removed",
};
