/** What of a list is new since the last look, and what is gone. */

/** Told of what went and what came; what stays keeps its order, or it goes and comes again. */
export interface Difference<T, Owner> {
  went(owner: Owner, item: T): void;
  came(owner: Owner, item: T): void;
}

/** Makes the list that was seen what there is now, and tells the difference; false where there is none. */
export function renew<T, Owner>(
  seen: T[],
  now: readonly T[],
  owner: Owner,
  difference: Difference<T, Owner>,
): boolean {
  let same = 0;
  while (same < seen.length && same < now.length && seen[same] === now[same]) same++;
  if (same === seen.length && same === now.length) return false;
  let place = same;
  for (let i = same; i < seen.length; i++) {
    const item = seen[i] as T;
    if (place < now.length && item === now[place]) place++;
    else difference.went(owner, item);
  }
  for (let i = place; i < now.length; i++) difference.came(owner, now[i] as T);
  cut(seen, same);
  for (let i = same; i < now.length; i++) seen.push(now[i] as T);
  return true;
}

/** Shortens a list that is longer. To set the length of one that is not costs as much. */
export function cut(list: unknown[], length: number): void {
  if (list.length > length) list.length = length;
}
