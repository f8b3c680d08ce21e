/**
 * A map that is asked for the same key many times in a row, as each change of a task does: what was asked for last is found
 * by comparing one key. In a large cluster each look into the map would wait for memory that is in no cache.
 */

export class AskedAgain<T> extends Map<string, T> {
  #key: string | null = null;
  #value: T | undefined;

  override get(key: string): T | undefined {
    if (key !== this.#key) {
      this.#value = super.get(key);
      this.#key = key;
    }
    return this.#value;
  }

  override set(key: string, value: T): this {
    super.set(key, value);
    this.#key = key;
    this.#value = value;
    return this;
  }

  override delete(key: string): boolean {
    if (key === this.#key) this.#value = undefined;
    return super.delete(key);
  }

  override clear(): void {
    this.#key = null;
    this.#value = undefined;
    super.clear();
  }
}
