/** The nearest known name to one that is not known, for "did you mean". */

import { distance } from "fastest-levenshtein";

/** The known name that is at most a third of its length (and at least one letter) away, or undefined. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    // Any two names of one or two letters are near each other, and mean nothing.
    if (candidate.length < 3) continue;
    const away = editsBetween(name.toLowerCase(), candidate.toLowerCase());
    if (away < least && away <= Math.max(1, Math.floor(candidate.length / 3))) {
      best = candidate;
      least = away;
    }
  }
  return best;
}

/** How many letters are too many, too few or others; two neighbours that changed places, the commonest slip, are one. */
function editsBetween(name: string, candidate: string): number {
  const edits = distance(name, candidate);
  return edits === 2 && isSwapOf(name, candidate) ? 1 : edits;
}

function isSwapOf(name: string, candidate: string): boolean {
  if (name.length !== candidate.length) return false;
  const at = [...name].findIndex((letter, i) => letter !== candidate[i]);
  return name[at] === candidate[at + 1] && name[at + 1] === candidate[at];
}

/** `; did you mean NAME?` where a known name is near, else the alternative text. */
export function didYouMean(name: string, known: Iterable<string>, otherwise = ""): string {
  const near = nearest(name, known);
  return near === undefined ? otherwise : `; did you mean ${near}?`;
}
