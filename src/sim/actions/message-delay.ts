/** Holds messages up, and with them those behind them on their link. */

import * as z from "zod";
import { positiveDuration } from "../fields.ts";
import { defineAction } from "./action.ts";
import { doubtsOf, messageFields, ruleOf } from "./message-fields.ts";

export const messageDelay = defineAction({
  name: "message.delay",
  about: "Holds messages up; an operation holds up the whole ACCEPT",
  fields: z.lazy(() => messageFields({ by: positiveDuration.describe("How long") })),
  doubts: doubtsOf,
  apply: (world, fields) => {
    const rule = ruleOf(world, fields, "action/message.delay");
    world.network.addDelayRule({ ...rule, byMs: fields.by });
  },
});
