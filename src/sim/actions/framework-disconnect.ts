/** The master loses a framework; not available yet. */

import { z } from "zod";
import { name } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const frameworkDisconnect = defineAction({
  name: "framework.disconnect",
  about: "The master loses the framework; its tasks run on",
  fields: z.lazy(() => strict({ framework: name })),
  apply: null,
});
