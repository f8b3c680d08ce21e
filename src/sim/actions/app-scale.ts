/** Changes how many instances of an app are wanted. */

import * as z from "zod";
import { appId, count, flag, framework } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const appScale = defineAction({
  name: "app.scale",
  about: "Scales an app: PUT /v2/apps/{id} with instances",
  fields: z.lazy(() => strict({ app: appId, instances: count, force: flag.default(false), framework })),
  apply: (world, { app, instances, force, framework: name }) => {
    world.marathon(name ?? null).scaleApp(app, instances, force);
  },
});
