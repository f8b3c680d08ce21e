/** A framework is torn down. */

import * as z from "zod";
import { name } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";
import { ask } from "./ask.ts";

export const frameworkLeave = defineAction({
  name: "framework.leave",
  about: "The framework is torn down",
  fields: z.lazy(() => strict({ framework: name })),
  apply: (world, { framework }) => ask(world, framework, "leave"),
});
