/** Every reason for which an offer was not used, with its sentence: those of matching, of the way to it, and of others. */

import { matchReasons, passedReasons } from "../marathon/matching/reasons.ts";

export const offerReasons: Readonly<Record<string, string>> = {
  ...matchReasons,
  ...passedReasons,
  "offered-to-other": "the offer went to another framework",
};
