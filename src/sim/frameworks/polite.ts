/** The framework that respects labels: it uses unreserved resources and reservations of its role that carry none. */

import * as z from "zod";
import { strict } from "../wrong-input.ts";
import { commonFields, defineFramework } from "./kind.ts";
import { Packing, packedTask, packedTaskOf } from "./packing.ts";
import { isLabelled } from "./pool.ts";

export const polite = defineFramework({
  name: "polite",
  schema: () =>
    strict({
      kind: z.literal("polite").describe("Leaves alone what carries labels, and volumes"),
      ...commonFields,
      task: packedTask,
    }),
  fieldsOf: ({ task }) => packedTaskOf(task),
  create: (identity, task, deps) => new Packing(identity, task, (entry) => !isLabelled(entry), deps),
});
