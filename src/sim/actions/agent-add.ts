/** Agents join while the cluster runs. */

import * as z from "zod";
import { agentEntry } from "../agent-entry.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const agentAdd = defineAction({
  name: "agent.add",
  about: "Agents join",
  fields: z.lazy(() => strict({ entry: agentEntry.describe("As under agents, without joins") })),
  apply: (world, { entry }) => {
    for (const spec of entry) world.addAgent({ ...spec, joinsMs: world.kernel.nowMs });
  },
});
