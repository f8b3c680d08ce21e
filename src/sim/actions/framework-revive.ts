/** A framework wants offers again. */

import * as z from "zod";
import { name } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";
import { ask } from "./ask.ts";

export const frameworkRevive = defineAction({
  name: "framework.revive",
  about: "The framework drops its filters and wants offers",
  fields: z.lazy(() => strict({ framework: name })),
  apply: (world, { framework }) => ask(world, framework, "revive"),
});
