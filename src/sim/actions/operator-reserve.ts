/** Mesos' operator endpoint; not available yet. */

import { z } from "zod";
import { amounts, name, role } from "../fields.ts";
import { agentSelector } from "../selector-fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const operatorReserve = defineAction({
  name: "operator.reserve",
  about: "Reserves resources: POST /reserve",
  fields: z.lazy(() =>
    strict({
      agent: agentSelector,
      role,
      principal: name.optional().describe("Default none"),
      resources: amounts,
      labels: z.record(z.string(), z.string()).optional(),
    }),
  ),
  apply: null,
});
