/** Ends processes of an app by themselves: nobody killed them. */

import * as z from "zod";
import { appId, framework } from "../fields.ts";
import { taskSelector } from "../selector-fields.ts";
import { oneOf, strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

const statuses = ["finished", "failed", "killed", "error"] as const;

export const taskExit = defineAction({
  name: "task.exit",
  about: "Ends tasks' processes, as if by themselves",
  fields: z.lazy(() =>
    strict({
      app: appId,
      task: taskSelector.optional().describe("Default all"),
      status: z.enum(statuses, { error: oneOf(statuses) }),
      framework,
    }),
  ),
  apply: (world, { app, task, status, framework: name }) => {
    const marathon = world.marathon(name ?? null);
    const agentOf = new Map(marathon.tasksOf(app).map(({ taskId, agent }) => [taskId, agent]));
    // A task without a process, such as a suspended one, has nothing that could end.
    for (const taskId of world.selectTasks(marathon, app, task ?? { by: "all" })) {
      world.agents.get(agentOf.get(taskId) ?? "")?.exitTask(taskId, status);
    }
  },
});
