/** Ends an app's launch delay. */

import * as z from "zod";
import { appId, framework } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const queueResetDelay = defineAction({
  name: "queue.reset-delay",
  about: "Resets an app's launch delay: DELETE /v2/queue/{id}/delay",
  fields: z.lazy(() => strict({ app: appId, framework })),
  apply: (world, { app, framework: name }) => {
    world.marathon(name ?? null).resetDelay(app);
  },
});
