/**
 * Which refusals of offers of unreserved resources a Marathon would repeat: since it refused them, no app has come, or become
 * another, that they could be enough for. Going through what has changed since is cheap where little has.
 */

import type { Resources } from "../../model/resources.ts";
import { type Need, Room } from "./matching/need.ts";

/** How many changes are remembered: what was refused before them may be of use by now. */
const rememberedMax = 256;

/** Of all leaders of a Marathon one after the other, so that no number means two states. */
export class KeptRefusals {
  /** The last changes, oldest first: what whoever may answer in another way needs; null where anybody may. */
  #needs: (Need | null)[] = [];
  /** How many changes there were before those, and one. */
  #before = 1;
  /** Of what was asked about last. */
  #resources: Resources | null = null;
  #room: Room | null = null;

  /** The number of the present state. */
  get version(): number {
    return this.#before + this.#needs.length;
  }

  /** Whoever has that need may take what was refused before, or with null anybody. */
  loosen(need: Need | null): void {
    if (need === null) {
      this.#before = this.version + 1;
      this.#needs = [];
      return;
    }
    this.#needs.push(need);
    if (this.#needs.length > rememberedMax) this.#before += this.#needs.splice(0, rememberedMax / 2).length;
  }

  /** Whether those, which were refused in the state of that number, would be refused now. */
  holds(version: number, resources: Resources): boolean {
    const from = version - this.#before;
    if (from < 0) return false;
    const needs = this.#needs;
    for (let i = from; i < needs.length; i++) {
      const need = needs[i];
      if (need != null && this.#roomOf(resources).mayHold(need)) return false;
    }
    return true;
  }

  #roomOf(resources: Resources): Room {
    if (this.#room === null || this.#resources !== resources) {
      this.#resources = resources;
      this.#room = new Room(resources);
    }
    return this.#room;
  }
}
