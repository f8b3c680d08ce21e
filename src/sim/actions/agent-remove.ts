/** An agent unregisters for good. */

import * as z from "zod";
import { agentSelector } from "../selector-fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const agentRemove = defineAction({
  name: "agent.remove",
  about: "The agent unregisters at once and for good",
  fields: z.lazy(() => strict({ agent: agentSelector })),
  apply: (world, { agent: selector }) => {
    for (const agent of world.selectAgents(selector, "action/agent.remove")) {
      agent.remove();
      world.faults.left(agent);
    }
  },
});
