/** An agent process stops for a while; what it had started lives on. */

import * as z from "zod";
import { agentSelector } from "../selector-fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";
import { awayFor } from "./away.ts";

export const agentRestart = defineAction({
  name: "agent.restart",
  about: "The agent process only; tasks live on",
  fields: z.lazy(() => strict({ agent: agentSelector, down: awayFor("For how long it stops") })),
  apply: (world, { agent: selector, down }) => {
    for (const agent of world.selectAgents(selector, "action/agent.restart")) agent.restart(down);
  },
});
