/** What the faults of a scenario share: how each hears of agents that come, leave and are up again. */

import type { Agent } from "../mesos/agent.ts";

export interface FaultProcess {
  /** The agent is part of the cluster from now on. */
  joined(agent: Agent): void;
  /** The agent has left for good. */
  left(agent: Agent): void;
  /** The agent is up again or no longer cut off, whatever brought that about. */
  recovered(agent: Agent): void;
}
