/** Whether text is coloured. The decision is ours: picocolors' own reads FORCE_COLOR=0 and CI the wrong way round. */

import picocolors from "picocolors";

type Environment = Readonly<Record<string, string | undefined>>;

const saysNo = (value: string | undefined): boolean =>
  value === undefined || value === "" || value === "0" || value === "false";

/**
 * Off with NO_COLOR; else on with FORCE_COLOR other than 0 or false; else on a terminal without CI.
 * As is usual, an empty NO_COLOR or CI counts as not set.
 */
export function wantsColour(environment: Environment, isTerminal: boolean): boolean {
  if ((environment["NO_COLOR"] ?? "") !== "") return false;
  const force = environment["FORCE_COLOR"];
  if (force !== undefined && force !== "0" && force !== "false") return true;
  return isTerminal && saysNo(environment["CI"]);
}

export type Colours = ReturnType<typeof picocolors.createColors>;

export function coloursFor(environment: Environment, isTerminal: boolean): Colours {
  return coloursOf(wantsColour(environment, isTerminal));
}

/** Where it is decided already. */
export function coloursOf(wanted: boolean): Colours {
  return picocolors.createColors(wanted);
}
