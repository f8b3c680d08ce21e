/** The master goes down and another one leads. */

import * as z from "zod";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";
import { awayFor } from "./away.ts";

export const masterFailover = defineAction({
  name: "master.failover",
  about: "The master goes down; another one leads",
  fields: z.lazy(() => strict({ down: awayFor("How long no master leads") })),
  apply: (world, { down }) => world.failOverMaster(down),
});
