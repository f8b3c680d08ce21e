/** Agents join; not available yet. */

import { z } from "zod";
import { agentEntry } from "../agent-entry.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const agentAdd = defineAction({
  name: "agent.add",
  about: "Agents join",
  fields: z.lazy(() => strict({ entry: agentEntry.describe("As under agents") })),
  apply: null,
});
