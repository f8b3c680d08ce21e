/**
 * Resident instances that were placed on another agent than the one they replace.
 *
 * A task that has run and is forgotten while its instance is still wanted leaves a vacancy: by a wipe, or because
 * its reservation was lost. The next reservation that Marathon asks for takes the oldest vacancy; the instance has
 * moved when that task is launched elsewhere. A reservation that comes to nothing gives its vacancy back.
 */

import { Fifo } from "./fifo.ts";

export class Moves {
  count = 0;
  readonly #vacancies = new Fifo<string>();
  readonly #replaces = new Map<string, string>();

  /** `room`: wanted instances less tasks that Marathon knows, the forgotten one no longer among them. */
  forgotten(task: string, agent: string, launches: number, room: number): void {
    const given = this.#replaces.get(task);
    this.#replaces.delete(task);
    if (launches > 0) this.#vacancies.push(agent);
    else if (given !== undefined) this.#vacancies.unshift(given);
    this.roomChanged(room);
  }

  reservationRequested(task: string): void {
    const agent = this.#vacancies.shift();
    if (agent !== undefined) this.#replaces.set(task, agent);
  }

  launched(task: string, agent: string): void {
    const replaced = this.#replaces.get(task);
    this.#replaces.delete(task);
    if (replaced !== undefined && replaced !== agent) this.count++;
  }

  /** Vacancies that are wanted no more are forgotten, the newest first. */
  roomChanged(room: number): void {
    this.#vacancies.trim(room);
  }
}
