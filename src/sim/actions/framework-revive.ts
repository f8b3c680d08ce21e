/** A framework wants offers again; not available yet. */

import { z } from "zod";
import { name } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const frameworkRevive = defineAction({
  name: "framework.revive",
  about: "The framework drops its filters and wants offers",
  fields: z.lazy(() => strict({ framework: name })),
  apply: null,
});
