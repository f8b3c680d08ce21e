/** Destroys an app, with its tasks, volumes and reservations; whatever deployment holds it is cancelled, unless the call
 * says otherwise (AppsResource.scala:172). */

import * as z from "zod";
import { appId, flag, framework } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const appDestroy = defineAction({
  name: "app.destroy",
  about: "Destroys an app: DELETE /v2/apps/{id}; or a group with all in it: DELETE /v2/groups/{id}",
  takesGroups: true,
  fields: z.lazy(() =>
    strict({
      app: appId,
      force: flag
        .optional()
        .describe("Default true for an app, unlike elsewhere, and false for a group, as in Marathon"),
      framework,
    }),
  ),
  apply: (world, { app, force, framework: name }) => {
    world.marathon(name ?? null).destroyApp(app, force);
  },
});
