/** Mesos' operator endpoint; not available yet. */

import { z } from "zod";
import { amounts, role } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const operatorSetQuota = defineAction({
  name: "operator.set-quota",
  about: "Sets a quota: POST /quota",
  fields: z.lazy(() => strict({ role, guarantee: amounts })),
  apply: null,
});
