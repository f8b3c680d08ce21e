/** The master's whitelist of agents; not available yet. */

import { z } from "zod";
import { name } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const operatorWhitelist = defineAction({
  name: "operator.whitelist",
  about: "Only these agents are offered from now on",
  fields: z.lazy(() => strict({ agents: z.array(name) })),
  apply: null,
});
