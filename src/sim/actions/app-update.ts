/** Changes an app through a Marathon. An invalid change is refused by the simulated API, not here. */

import * as z from "zod";
import { appId, flag, framework, object } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const appUpdate = defineAction({
  name: "app.update",
  about: "Changes an app: PUT /v2/apps/{id}",
  fields: z.lazy(() =>
    strict({
      app: appId,
      change: object.describe("A Marathon AppUpdate"),
      force: flag.default(false),
      framework,
    }),
  ),
  apply: (world, { app, change, force, framework: name }) => {
    world.marathon(name ?? null).updateApp(app, change, force);
  },
});
