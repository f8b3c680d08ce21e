/** SIGINT: remembers that the user wants to stop, so that what is finished is kept. A second one ends at once. */

import type { Host } from "./console.ts";

export class Interrupt {
  readonly #host: Host;
  #requested = false;
  readonly #note = (): void => {
    this.#requested = true;
    this.#host.off("SIGINT", this.#note);
    this.#resume();
  };
  #resume = (): void => undefined;
  /** Settles when the user wants to stop: for work that waits for others. */
  readonly whenRequested = new Promise<void>((resume) => {
    this.#resume = resume;
  });

  constructor(host: Host) {
    this.#host = host;
    host.on("SIGINT", this.#note);
  }

  get requested(): boolean {
    return this.#requested;
  }

  /** Lets the signals that arrived meanwhile be noticed: Node hands them out only between turns of its loop. */
  async poll(): Promise<boolean> {
    await new Promise((resume) => setImmediate(resume));
    return this.#requested;
  }

  /** Back to the default: SIGINT kills. */
  release(): void {
    this.#host.off("SIGINT", this.#note);
  }
}
