/** Creates an app, or a group with its apps, through a Marathon. An invalid definition is refused by the simulated API, not here. */

import * as z from "zod";
import { flag, framework, object } from "../fields.ts";
import { exactlyOne, expected, strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const appCreate = defineAction({
  name: "app.create",
  about: "Creates an app: POST /v2/apps; or a group, whose definition has apps or groups: POST /v2/groups",
  fields: z.lazy(() =>
    strict({
      file: z
        .string({ error: expected("a path") })
        .min(1)
        .optional()
        .describe(
          "A Marathon app or group definition (JSON), relative to the scenario; whoever loads it puts it into `app`",
        ),
      app: object.optional().describe("The definition itself"),
      force: flag
        .default(false)
        .describe(
          "In place of whatever deployment holds the id, such as that of a destroyed app that still ends",
        ),
      framework,
    }).check(exactlyOne(["file", "app"])),
  ),
  apply: (world, fields) => {
    if (fields.app === undefined) throw new Error(`app.create: the content of ${fields.file} is not loaded`);
    world.marathon(fields.framework ?? null).createApp(fields.app, fields.force);
  },
});
