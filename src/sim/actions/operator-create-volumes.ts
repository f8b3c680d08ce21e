/** Mesos' operator endpoint; not available yet. */

import { z } from "zod";
import { name, role, sizeMilli } from "../fields.ts";
import { agentSelector } from "../selector-fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const operatorCreateVolumes = defineAction({
  name: "operator.create-volumes",
  about: "Creates volumes: POST /create-volumes",
  fields: z.lazy(() =>
    strict({
      agent: agentSelector,
      role,
      principal: name.optional().describe("Default none"),
      volumes: z.array(strict({ id: z.string().min(1), size: sizeMilli, path: z.string().min(1) })).min(1),
      labels: z.record(z.string(), z.string()).optional().describe("Of the reservation"),
    }),
  ),
  apply: null,
});
