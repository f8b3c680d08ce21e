/** Cancels the deployment that holds an app: rolled back, or with `force` just ended. */

import * as z from "zod";
import { appId, flag, framework } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const deploymentCancel = defineAction({
  name: "deployment.cancel",
  about: "Cancels an app's deployment: DELETE /v2/deployments/{id}",
  fields: z.lazy(() => strict({ app: appId, force: flag.default(false), framework })),
  apply: (world, { app, force, framework: name }) => {
    world.marathon(name ?? null).cancelDeployment(app, force);
  },
});
