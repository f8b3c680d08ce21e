/** A Marathon loses its leader and its framework id. */

import * as z from "zod";
import { framework } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";
import { awayFor } from "./away.ts";

export const marathonLoseFrameworkId = defineAction({
  name: "marathon.lose-framework-id",
  about: "The next leader registers with a new framework id",
  fields: z.lazy(() => strict({ framework, down: awayFor("How long none of its instances leads") })),
  apply: (world, { framework: name, down }) => world.marathon(name ?? null).loseFrameworkId(down),
});
