/** A host that was cut off is reachable again. */

import * as z from "zod";
import { agentSelector } from "../selector-fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const agentHeal = defineAction({
  name: "agent.heal",
  about: "Ends a partition; the agent tries again within 60 s",
  fields: z.lazy(() => strict({ agent: agentSelector })),
  apply: (world, { agent: selector }) => {
    for (const agent of world.selectAgents(selector, "action/agent.heal")) {
      agent.heal();
      world.faults.recovered(agent);
    }
  },
});
