/** The endpoint /weights of Mesos 1.0. */

import * as z from "zod";
import { role } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const operatorUpdateWeights = defineAction({
  name: "operator.update-weights",
  about: "Sets weights of roles: PUT /weights",
  fields: z.lazy(() => strict({ weights: z.record(role, z.number().positive()) })),
  apply: (world, { weights }) => world.operator.updateWeights(weights),
});
