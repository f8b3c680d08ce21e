/** The master's whitelist of agents. */

import * as z from "zod";
import { name } from "../fields.ts";
import { expected, strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

const what = "a list of agents, or all";

export const operatorWhitelist = defineAction({
  name: "operator.whitelist",
  about: "Only these agents are offered from now on",
  fields: z.lazy(() =>
    strict({
      agents: z
        .union([z.array(name), z.literal("all", { error: expected(what) })], { error: expected(what) })
        .describe("Ids, or all: no whitelist"),
    }),
  ),
  apply: (world, { agents }) => world.operator.whitelist(agents === "all" ? null : agents),
});
