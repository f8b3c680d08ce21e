/** A framework joins while the cluster runs. */

import * as z from "zod";
import { frameworkEntry } from "../frameworks/kinds.ts";
import type { FrameworkSpec } from "../scenario.ts";
import { strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

export const frameworkJoin = defineAction({
  name: "framework.join",
  about: "A framework joins",
  fields: z.lazy(() =>
    strict({
      entry: frameworkEntry.describe(
        "As under frameworks, without joins; whoever loads it puts the checked framework in its place",
      ),
    }),
  ),
  apply: (world, { entry }) => world.addFramework(entry as unknown as FrameworkSpec),
});
