/** A Marathon's leader dies and another one takes its place. */

import * as z from "zod";
import { framework } from "../fields.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";
import { awayFor } from "./away.ts";

export const marathonFailover = defineAction({
  name: "marathon.failover",
  about: "A new leader with the same framework id",
  fields: z.lazy(() => strict({ framework, down: awayFor("How long none of its instances leads") })),
  apply: (world, { framework: name, down }) => world.marathon(name ?? null).failOver(down),
});
