/** Cancels the deployment that holds an app; not available yet. */

import { z } from "zod";
import { appId, flag, framework } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const deploymentCancel = defineAction({
  name: "deployment.cancel",
  about: "Cancels an app's deployment: DELETE /v2/deployments/{id}",
  fields: z.lazy(() => strict({ app: appId, force: flag.default(false), framework })),
  apply: null,
});
