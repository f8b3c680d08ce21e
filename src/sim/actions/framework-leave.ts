/** A framework is torn down; not available yet. */

import { z } from "zod";
import { name } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const frameworkLeave = defineAction({
  name: "framework.leave",
  about: "The framework is torn down",
  fields: z.lazy(() => strict({ framework: name })),
  apply: null,
});
