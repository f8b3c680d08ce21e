/** Kills tasks through a Marathon. Both scale and wipe is refused by the simulated API, not here. */

import * as z from "zod";
import { appId, flag, framework, name } from "../fields.ts";
import { taskSelector } from "../selector-fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const taskKill = defineAction({
  name: "task.kill",
  about: "Kills tasks: DELETE /v2/apps/{id}/tasks",
  fields: z.lazy(() =>
    strict({
      app: appId,
      task: taskSelector.optional().describe("Default all"),
      host: z
        .union([z.literal("*"), name])
        .optional()
        .describe("Only tasks on this agent; * is all, as without it"),
      scale: flag.default(false),
      wipe: flag.default(false),
      force: flag.default(false).describe("With scale: in place of whatever deployment holds the app"),
      framework,
    }),
  ),
  apply: (world, fields) => {
    const { app, task, host = null, scale, wipe, force } = fields;
    const marathon = world.marathon(fields.framework ?? null);
    const taskIds = task === undefined || task.by === "all" ? null : world.selectTasks(marathon, app, task);
    marathon.killTasks(app, { taskIds, host, scale, wipe, force });
  },
});
