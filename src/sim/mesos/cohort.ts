/** Agents that one framework refuses again and again, as one group: who is in it, and what they are offered with together. */

import type { Resources } from "../../model/resources.ts";
import { ScalarSums } from "../../model/scalar-sums.ts";
import { noTimer, type Timer } from "../kernel/agenda.ts";
import type { AgentState } from "./agent-state.ts";
import type { FrameworkState } from "./allocator-state.ts";
import type { Filter } from "./filters.ts";
import type { Flight } from "./idle-flight.ts";

/** Agents that are in the same state: offered, or filtered until the same instant, or due to be offered. */
export class Cohort {
  /** To whom they were offered last. */
  framework: FrameworkState;
  /** The state in which that one refused them, or the oldest of such; a number of its own. */
  version: number;
  /** The one that took over its agents. */
  heir: Cohort | null = null;
  size = 0;
  /** Of all that its agents are offered with. */
  readonly sums = new ScalarSums();
  /** Its offers, while they are out. */
  flight: Flight | null = null;
  untilMs = 0;
  /** How long its filter lives. */
  lifeMs = 0;
  timer: Timer = noTimer;
  /** Filters of agents that were taken out; they are over when the cohort's is. */
  readonly taken: Filter[] = [];

  constructor(framework: FrameworkState, version: number) {
    this.framework = framework;
    this.version = version;
  }

  /** The agent's `idleOffer` says with what it is offered. */
  admit(agent: AgentState): void {
    agent.idle = this;
    agent.idleCpusMilli = agent.idleOffer.milli("cpus");
    this.size++;
    this.sums.add(agent.idleOffer, 1);
  }

  dismiss(agent: AgentState): Resources {
    agent.idle = null;
    this.size--;
    this.sums.add(agent.idleOffer, -1);
    return agent.idleOffer;
  }

  /** Takes over all agents of another one. */
  inherit(other: Cohort): void {
    other.heir = this;
    this.version = Math.min(this.version, other.version);
    this.size += other.size;
    this.sums.add(other.sums, 1);
  }
}

/** The cohort that the agent is in by now, or null. */
export function cohortOf(agent: AgentState): Cohort | null {
  let cohort = agent.idle;
  if (cohort === null || cohort.heir === null) return cohort;
  while (cohort.heir !== null) cohort = cohort.heir;
  // Those on the way point to the last one from now on.
  for (let each: Cohort | null = agent.idle; each !== null && each !== cohort; ) {
    const next: Cohort | null = each.heir;
    each.heir = cohort;
    each = next;
  }
  agent.idle = cohort;
  return cohort;
}
