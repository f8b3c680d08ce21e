/** A framework wants no offers. */

import * as z from "zod";
import { name } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";
import { ask } from "./ask.ts";

export const frameworkSuppress = defineAction({
  name: "framework.suppress",
  about: "The framework wants no offers",
  fields: z.lazy(() => strict({ framework: name })),
  apply: (world, { framework }) => ask(world, framework, "suppress"),
});
