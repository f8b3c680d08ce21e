/** A host dies and loses its disk. */

import * as z from "zod";
import { agentSelector } from "../selector-fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const agentLoseDisk = defineAction({
  name: "agent.lose-disk",
  about: "As agent.crash, and reservations, volumes and data are gone",
  fields: z.lazy(() => strict({ agent: agentSelector })),
  apply: (world, { agent: selector }) => {
    for (const agent of world.selectAgents(selector, "action/agent.lose-disk")) agent.loseDisk();
  },
});
