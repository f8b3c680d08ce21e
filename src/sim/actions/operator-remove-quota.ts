/** Mesos' operator endpoint /quota: removes one. */

import * as z from "zod";
import { role } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const operatorRemoveQuota = defineAction({
  name: "operator.remove-quota",
  about: "Removes a quota: DELETE /quota/{role}",
  fields: z.lazy(() => strict({ role })),
  apply: (world, { role: of }) => world.operator.removeQuota(of),
});
