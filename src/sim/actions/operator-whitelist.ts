/** The master's whitelist of agents. */

import { z } from "zod";
import { name } from "../fields.ts";
import { expected, strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const operatorWhitelist = defineAction({
  name: "operator.whitelist",
  about: "Only these agents are offered from now on",
  fields: z.lazy(() =>
    strict({
      agents: z
        .union([z.literal("all"), z.array(name)], { error: expected("a list of agents, or all") })
        .describe("Ids, or all: no whitelist"),
    }),
  ),
  apply: (world, { agents }) => world.operator.whitelist(agents === "all" ? null : agents),
});
