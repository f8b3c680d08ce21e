/** Changes how many instances of an app, or of all apps of a group, are wanted. */

import * as z from "zod";
import { appId, count, flag, framework } from "../fields.ts";
import { exactlyOne, expected, strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const appScale = defineAction({
  name: "app.scale",
  about:
    "Scales an app: PUT /v2/apps/{id} with instances; or all apps of a group: PUT /v2/groups/{id} with scaleBy",
  takesGroups: true,
  fields: z.lazy(() =>
    strict({
      app: appId,
      instances: count.optional(),
      scaleBy: z
        .number({ error: expected("a factor") })
        .optional()
        .describe("Of a group: every app in it gets its instances times this, rounded up"),
      force: flag.default(false),
      framework,
    }).check(exactlyOne(["instances", "scaleBy"])),
  ),
  apply: (world, { app, instances, scaleBy, force, framework: name }) => {
    const marathon = world.marathon(name ?? null);
    if (instances !== undefined) marathon.scaleApp(app, instances, force);
    else marathon.updateApp(app, { scaleBy }, force);
  },
});
