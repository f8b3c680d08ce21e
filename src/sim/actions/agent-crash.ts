/** A host dies silently: no connection closes, the master learns of it by pings. */

import * as z from "zod";
import { agentSelector } from "../selector-fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const agentCrash = defineAction({
  name: "agent.crash",
  about: "The host dies silently: its tasks are gone, its disk is kept",
  fields: z.lazy(() => strict({ agent: agentSelector })),
  apply: (world, { agent: selector }) => {
    for (const agent of world.selectAgents(selector, "action/agent.crash")) agent.crash();
  },
});
