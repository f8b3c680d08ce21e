/** A framework is back. */

import * as z from "zod";
import { name } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";
import { ask } from "./ask.ts";

export const frameworkReconnect = defineAction({
  name: "framework.reconnect",
  about: "The framework subscribes again",
  fields: z.lazy(() => strict({ framework: name })),
  apply: (world, { framework }) => ask(world, framework, "reconnect"),
});
