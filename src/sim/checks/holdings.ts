/**
 * What was held at the last look, object by object: amounts, offers and the infos of tasks are never changed, only
 * replaced, so that the same objects in the same order hold the same, and add up as they did.
 */

export class SeenHoldings<Holder extends object> {
  readonly #seen = new WeakMap<Holder, readonly object[]>();

  /** Whether the holder has any other parts than at the last look, or was never looked at. */
  changed(holder: Holder, parts: readonly object[]): boolean {
    const before = this.#seen.get(holder);
    if (before?.length === parts.length && parts.every((part, i) => part === before[i])) return false;
    this.#seen.set(holder, parts);
    return true;
  }
}
