/** The faults of a running scenario, all at once: who comes, leaves or is up again is told to each of them. */

import { byCodeUnit } from "../../model/units.ts";
import type { Agent } from "../mesos/agent.ts";
import type { World } from "../world.ts";
import { faults } from "./index.ts";
import type { FaultProcess } from "./process.ts";
import { RandomFailures } from "./random.ts";
import { RecordedFailures } from "./recorded.ts";

export class Faults implements FaultProcess {
  readonly #processes: readonly FaultProcess[];

  constructor(world: Pick<World, "scenario" | "kernel" | "streams" | "agents" | "selectAgents">) {
    const { scenario, kernel, streams } = world;
    const listed = scenario.agents.map(({ id }) => id).sort(byCodeUnit);
    const recovered = (agent: Agent): void => this.recovered(agent);
    this.#processes = scenario.faults.map((spec, index) => {
      const fault = faults.get(spec.do);
      if (fault === undefined) throw new Error(`no fault ${spec.do} can be played`);
      if (spec.kind === "recorded")
        return new RecordedFailures(spec, fault, { kernel, agents: world.agents, recovered });
      const selectAgents = world.selectAgents.bind(world);
      return new RandomFailures(spec, index, fault, { kernel, streams, listed, selectAgents, recovered });
    });
  }

  joined(agent: Agent): void {
    for (const process of this.#processes) process.joined(agent);
  }

  left(agent: Agent): void {
    for (const process of this.#processes) process.left(agent);
  }

  recovered(agent: Agent): void {
    for (const process of this.#processes) process.recovered(agent);
  }
}

/** Sets the first failures; agents are told to it as they join. Throws for a fault that nobody defined. */
export function startFaults(
  world: Pick<World, "scenario" | "kernel" | "streams" | "agents" | "selectAgents">,
): Faults {
  return new Faults(world);
}
