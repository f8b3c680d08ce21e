/** Destroys an app, with its tasks, volumes and reservations. */

import * as z from "zod";
import { appId, flag, framework } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const appDestroy = defineAction({
  name: "app.destroy",
  about: "Destroys an app: DELETE /v2/apps/{id}",
  fields: z.lazy(() => strict({ app: appId, force: flag.default(false), framework })),
  apply: (world, { app, force, framework: name }) => {
    world.marathon(name ?? null).destroyApp(app, force);
  },
});
