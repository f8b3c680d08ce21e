/** The nearest known name to one that is not known, for "did you mean". */

import { distance } from "fastest-levenshtein";

/** The known name that is at most a third of its length (and at least one letter) away, or undefined. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    // Any two names of one or two letters are near each other, and mean nothing.
    if (candidate.length < 3) continue;
    const most = Math.min(least - 1, Math.max(1, Math.floor(candidate.length / 3)));
    const away = editsUpTo(most, wanted, candidate);
    if (away > most) continue;
    best = candidate;
    least = away;
    if (least === 0) break;
  }
  return best;
}

/** How many edits they are apart, where those are not more than so many: in a large file with many mistakes few pairs are counted. */
function editsUpTo(most: number, wanted: string, candidate: string): number {
  const known = candidate.toLowerCase();
  if (Math.abs(known.length - wanted.length) > most) return Number.POSITIVE_INFINITY;
  if (known === wanted) return 0;
  return most === 0 ? Number.POSITIVE_INFINITY : editsBetween(wanted, known);
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
