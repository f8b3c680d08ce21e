/**
 * Which refusals of offers of unreserved resources a Marathon would repeat: since it refused them, no app has come, or become
 * another, that they could be enough for. Going through what has changed since is cheap where little has.
 */

import type { Need } from "./matching/need.ts";
import type { OfferMatcher } from "./task-op.ts";

/** Who may answer in another way than before. */
type Newcomer = Pick<OfferMatcher, "standing" | "need">;

/** How many changes are remembered: what was refused before them may be of use by now. */
const rememberedMax = 256;

/** Of all leaders of a Marathon one after the other, so that no number means two states. */
export class KeptRefusals {
  /** Of the last changes, oldest first. */
  #newcomers: Newcomer[] = [];
  /** How many changes there were before those, and one. */
  #before = 1;

  /** The number of the present state. */
  get version(): number {
    return this.#before + this.#newcomers.length;
  }

  /** That one may take what was refused before, or with null anybody. */
  loosen(newcomer: Newcomer | null): void {
    if (newcomer === null) {
      this.#before = this.version + 1;
      this.#newcomers = [];
      return;
    }
    this.#newcomers.push(newcomer);
    if (this.#newcomers.length > rememberedMax)
      this.#before += this.#newcomers.splice(0, rememberedMax / 2).length;
  }

  /** What those need who may take by now what was refused in the state of that number; null where anybody may. */
  needsSince(version: number): readonly Need[] | null {
    const from = version - this.#before;
    if (from < 0) return null;
    const open = new Set<Need>();
    for (const { standing, need } of this.#newcomers.slice(from)) if (standing === "open") open.add(need);
    return [...open];
  }
}
