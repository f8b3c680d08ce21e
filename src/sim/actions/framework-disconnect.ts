/** The connection between the master and a framework breaks. */

import * as z from "zod";
import { name } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";
import { ask } from "./ask.ts";

export const frameworkDisconnect = defineAction({
  name: "framework.disconnect",
  about: "The master loses the framework; its tasks run on",
  fields: z.lazy(() => strict({ framework: name })),
  apply: (world, { framework }) => ask(world, framework, "disconnect"),
});
