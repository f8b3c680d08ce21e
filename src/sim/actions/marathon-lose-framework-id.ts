/** A Marathon registers anew, under another id; not available yet. */

import { z } from "zod";
import { duration, framework } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const marathonLoseFrameworkId = defineAction({
  name: "marathon.lose-framework-id",
  about: "The next leader registers with a new framework id",
  fields: z.lazy(() => strict({ framework, down: duration })),
  apply: null,
});
