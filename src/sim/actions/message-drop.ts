/** Loses messages, or single operations of an ACCEPT. */

import * as z from "zod";
import { defineAction } from "./action.ts";
import { messageFields, ruleOf } from "./message-fields.ts";

export const messageDrop = defineAction({
  name: "message.drop",
  about: "Loses messages, or single operations of an ACCEPT in the master",
  fields: z.lazy(() => messageFields({})),
  apply: (world, fields) => world.network.addDropRule(ruleOf(world, fields, "action/message.drop")),
});
