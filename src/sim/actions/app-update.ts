/** Changes an app or a group through a Marathon. An invalid change is refused by the simulated API, not here. */

import * as z from "zod";
import { appId, flag, framework, object } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const appUpdate = defineAction({
  name: "app.update",
  about: "Changes an app: PUT /v2/apps/{id}; or a group: PUT /v2/groups/{id}",
  takesGroups: true,
  fields: z.lazy(() =>
    strict({
      app: appId,
      change: object.describe(
        "A Marathon AppUpdate; of a group, a GroupUpdate (apps, groups, dependencies; or scaleBy; or version)",
      ),
      force: flag.default(false),
      framework,
    }),
  ),
  apply: (world, { app, change, force, framework: name }) => {
    world.marathon(name ?? null).updateApp(app, change, force);
  },
});
