/** Holds messages up; not available yet. */

import { z } from "zod";
import { appId, counted, name, positiveDuration } from "../fields.ts";
import { agentSelector } from "../selector-fields.ts";
import { exactlyOne, oneOf, strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";
import { messages } from "./message-drop.ts";

export const messageDelay = defineAction({
  name: "message.delay",
  about: "Holds messages up",
  fields: z.lazy(() =>
    strict({
      message: z.enum(messages, { error: oneOf(messages) }),
      by: positiveDuration,
      agent: agentSelector.optional().describe("Default any"),
      framework: name.optional().describe("Default any"),
      app: appId.optional().describe("Default any"),
      next: counted(1).optional().describe("How many"),
      for: positiveDuration.optional().describe("For how long"),
    }).check(exactlyOne(["next", "for"])),
  ),
  apply: null,
});
