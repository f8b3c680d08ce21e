/** A framework joins; not available yet. */

import { z } from "zod";
import { frameworkEntry } from "../frameworks/kinds.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const frameworkJoin = defineAction({
  name: "framework.join",
  about: "A framework joins",
  fields: z.lazy(() => strict({ entry: frameworkEntry.describe("As under frameworks") })),
  apply: null,
});
