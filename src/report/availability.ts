/** How much of what was wanted of an app was alive, integrated over time. */

export class Availability {
  #wantedMs = 0;
  #servedMs = 0;
  #downMs = 0;
  #sinceMs = 0;
  #wanted = 0;
  #alive = 0;

  /** From `atMs` on, so many are wanted and so many alive. Before the app exists, none are wanted. */
  set(atMs: number, wanted: number, alive: number): void {
    const passedMs = atMs - this.#sinceMs;
    this.#wantedMs += this.#wanted * passedMs;
    this.#servedMs += Math.min(this.#alive, this.#wanted) * passedMs;
    this.#downMs += Math.max(0, this.#wanted - this.#alive) * passedMs;
    this.#sinceMs = atMs;
    this.#wanted = wanted;
    this.#alive = alive;
  }

  /** Forgets what was before; wanted and alive stay as they are. */
  restart(atMs: number): void {
    this.set(atMs, this.#wanted, this.#alive);
    this.#wantedMs = 0;
    this.#servedMs = 0;
    this.#downMs = 0;
  }

  /** Of the wanted instance-milliseconds, the part in which an instance was alive; null where none were wanted. */
  get availability(): number | null {
    return this.#wantedMs === 0 ? null : this.#servedMs / this.#wantedMs;
  }

  /** Instance-milliseconds wanted and not alive. */
  get downtimeMs(): number {
    return this.#downMs;
  }
}
