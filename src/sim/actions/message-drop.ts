/** Loses messages, or single operations of an ACCEPT. */

import * as z from "zod";
import { defineAction } from "./action.ts";
import { doubtsOf, messageFields, ruleOf } from "./message-fields.ts";

export const messageDrop = defineAction({
  name: "message.drop",
  about: "Loses messages, or single operations of an ACCEPT in the master",
  fields: z.lazy(() => messageFields({})),
  doubts: doubtsOf,
  apply: (world, fields) => world.network.addDropRule(ruleOf(world, fields, "action/message.drop")),
});
