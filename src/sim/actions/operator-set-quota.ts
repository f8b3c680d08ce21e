/** Mesos' operator endpoint /quota: sets one. */

import * as z from "zod";
import { amounts, role } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";
import { resourcesOf } from "./operator-fields.ts";

export const operatorSetQuota = defineAction({
  name: "operator.set-quota",
  about: "Sets a quota: POST /quota",
  fields: z.lazy(() => strict({ role, guarantee: amounts })),
  apply: (world, { role: of, guarantee }) =>
    world.operator.setQuota(of, Object.keys(guarantee).length === 0 ? null : resourcesOf(guarantee)),
});
