/** A host is cut off from the master, and nobody is told. */

import * as z from "zod";
import { agentSelector } from "../selector-fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const agentPartition = defineAction({
  name: "agent.partition",
  about: "Silently cut off from the master both ways; tasks run on",
  fields: z.lazy(() => strict({ agent: agentSelector })),
  apply: (world, { agent: selector }) => {
    for (const agent of world.selectAgents(selector, "action/agent.partition")) agent.partition();
  },
});
