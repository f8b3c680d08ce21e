/** A framework wants no offers; not available yet. */

import { z } from "zod";
import { name } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const frameworkSuppress = defineAction({
  name: "framework.suppress",
  about: "The framework wants no offers",
  fields: z.lazy(() => strict({ framework: name })),
  apply: null,
});
