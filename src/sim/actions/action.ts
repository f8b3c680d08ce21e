/** What an action of a scenario is: its name, the schema of its own fields, what it does to the world. */

import type { z } from "zod";
import type { World } from "../world.ts";

/** What is said of a field that is right, and can hardly be meant. */
export interface Doubt {
  readonly field: string;
  readonly says: string;
}

export interface Action<Fields> {
  /** As in `do:`. */
  readonly name: string;
  readonly about: string;
  /** Its own fields, without `at`, `every`, `from`, `to` and `do`. */
  readonly fields: z.ZodType<Fields>;
  /** Whether its `app` may be the id of a group. */
  readonly takesGroups?: boolean;
  readonly doubts?: (fields: Fields) => readonly Doubt[];
  readonly apply: (world: World, fields: Fields) => void;
}

/** Keeps the type of the fields while an index holds actions of all kinds. */
export function defineAction<Fields>(action: Action<Fields>): Action<Fields> {
  return action;
}
