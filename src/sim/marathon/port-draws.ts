/** Chance for choosing ports: each app's n-th operation has its own draws, so that neither other apps nor offers that do
 * not fit shift them. */

import { mix32, type Streams } from "../kernel/streams.ts";
import type { Random } from "./matching/ports-matcher.ts";

/** Those of one app. */
export class AppDraws {
  readonly #salt: number;
  /** That the app has had. */
  #operations = 0;

  constructor(salt: number) {
    this.#salt = salt;
  }

  /** The draws of the app's next operation, from the first on. */
  next(): Random {
    const operation = mix32(this.#salt, this.#operations);
    let draws = 0;
    return (n) => Math.floor((mix32(operation, draws++) / 2 ** 32) * n);
  }

  /** The app's operation was made: those of another come next. */
  used(): void {
    this.#operations++;
  }
}

export class PortDraws {
  readonly #streams: Streams;
  readonly #framework: string;
  readonly #apps = new Map<string, AppDraws>();

  constructor(streams: Streams, framework: string) {
    this.#streams = streams;
    this.#framework = framework;
  }

  /** Of that app, the same each time. */
  of(app: string): AppDraws {
    let draws = this.#apps.get(app);
    if (draws === undefined) {
      draws = new AppDraws(this.#streams.salt("marathon.ports", `${this.#framework}${app}`));
      this.#apps.set(app, draws);
    }
    return draws;
  }
}
