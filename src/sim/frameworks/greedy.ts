/**
 * The framework that does not respect labels: it takes whatever its role is offered, its role's reservations first.
 *
 * Volumes it leaves alone: to Mesos a volume is one piece of disk, of use only to a task that asks for that very one.
 */

import * as z from "zod";
import { strict } from "../wrong-input.ts";
import { commonFields, defineFramework } from "./kind.ts";
import { Packing, packedTask, packedTaskOf } from "./packing.ts";

export const greedy = defineFramework({
  name: "greedy",
  schema: () =>
    strict({
      kind: z
        .literal("greedy")
        .describe("Takes all that its role is offered, whatever its labels; no volumes"),
      ...commonFields,
      task: packedTask,
    }),
  fieldsOf: ({ task }) => packedTaskOf(task),
  create: (identity, task, deps) => new Packing(identity, task, () => true, deps),
});
