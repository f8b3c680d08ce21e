/** Work on many things side by side whose results are taken in order. */

/**
 * Starts work on the items, at most `jobs` at a time, in their order; `work` must not reject. Gives one promise for
 * each. `stop` keeps what has not begun from beginning: its promise never settles.
 */
export function inOrder<Item, Result>(
  items: readonly Item[],
  jobs: number,
  work: (item: Item) => Promise<Result>,
): { readonly results: readonly Promise<Result>[]; readonly stop: () => void } {
  const starters: (() => void)[] = [];
  let next = 0;
  const startNext = (): void => {
    starters[next++]?.();
  };
  const results = items.map(
    (item) =>
      new Promise<Result>((resolve) => {
        starters.push(() => {
          void work(item).then((result) => {
            resolve(result);
            startNext();
          });
        });
      }),
  );
  for (let i = 0; i < jobs; i++) startNext();
  return {
    results,
    stop: () => {
      next = starters.length;
    },
  };
}
