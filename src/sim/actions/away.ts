/** How long something is away before it is back, in an action that has it go. */

import { duration } from "../fields.ts";

/** Milliseconds; `about` says who is away. */
export const awayFor = (about: string) => duration.default(0).describe(`${about}; default 0s`);
