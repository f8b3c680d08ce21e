/** Replaces all tasks of an app. */

import * as z from "zod";
import { appId, flag, framework } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const appRestart = defineAction({
  name: "app.restart",
  about: "Restarts an app: POST /v2/apps/{id}/restart",
  fields: z.lazy(() => strict({ app: appId, force: flag.default(false), framework })),
  apply: (world, { app, force, framework: name }) => {
    world.marathon(name ?? null).restartApp(app, force);
  },
});
