/** A framework is back; not available yet. */

import { z } from "zod";
import { name } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const frameworkReconnect = defineAction({
  name: "framework.reconnect",
  about: "The framework subscribes again",
  fields: z.lazy(() => strict({ framework: name })),
  apply: null,
});
