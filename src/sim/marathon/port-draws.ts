/** Chance for choosing ports: each app's n-th operation has its own draws, so that neither other apps nor offers that do
 * not fit shift them. */

import { mix32, type Streams } from "../kernel/streams.ts";
import type { Random } from "./matching/ports-matcher.ts";

interface Draws {
  readonly salt: number;
  /** Operations that the app has had. */
  operations: number;
}

export class PortDraws {
  readonly #streams: Streams;
  readonly #framework: string;
  readonly #apps = new Map<string, Draws>();

  constructor(streams: Streams, framework: string) {
    this.#streams = streams;
    this.#framework = framework;
  }

  /** The draws of the app's next operation, from the first on. */
  next(app: string): Random {
    const { salt, operations } = this.#of(app);
    const operation = mix32(salt, operations);
    let draws = 0;
    return (n) => Math.floor((mix32(operation, draws++) / 2 ** 32) * n);
  }

  /** The app's operation was made: those of another come next. */
  used(app: string): void {
    this.#of(app).operations++;
  }

  #of(app: string): Draws {
    let draws = this.#apps.get(app);
    if (draws === undefined) {
      draws = { salt: this.#streams.salt("marathon.ports", `${this.#framework}${app}`), operations: 0 };
      this.#apps.set(app, draws);
    }
    return draws;
  }
}
