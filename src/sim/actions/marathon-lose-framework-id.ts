/** A Marathon loses its leader and its framework id. */

import * as z from "zod";
import { duration, framework } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const marathonLoseFrameworkId = defineAction({
  name: "marathon.lose-framework-id",
  about: "The next leader registers with a new framework id",
  fields: z.lazy(() => strict({ framework, down: duration })),
  apply: (world, { framework: name, down }) => world.marathon(name ?? null).loseFrameworkId(down),
});
