/** A crashed host boots. */

import * as z from "zod";
import { agentSelector } from "../selector-fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const agentRecover = defineAction({
  name: "agent.recover",
  about: "The host boots and its agent registers again; nothing happens to one that has not crashed",
  fields: z.lazy(() => strict({ agent: agentSelector })),
  apply: (world, { agent: selector }) => {
    for (const agent of world.selectAgents(selector, "action/agent.recover")) {
      agent.recover();
      world.faults.recovered(agent);
    }
  },
});
