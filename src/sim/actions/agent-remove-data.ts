/** An operator removes what destroyed volumes left on a host's disk. */

import * as z from "zod";
import { agentSelector } from "../selector-fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const agentRemoveData = defineAction({
  name: "agent.remove-data",
  about: "Removes what destroyed volumes left on the disk",
  fields: z.lazy(() => strict({ agent: agentSelector })),
  apply: (world, { agent: selector }) => {
    for (const agent of world.selectAgents(selector, "action/agent.remove-data")) agent.removeData();
  },
});
