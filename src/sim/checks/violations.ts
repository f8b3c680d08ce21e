/** What was found to be broken: each thing once, with the instant at which it was first seen, and not too many of them. */

import type { Kernel } from "../kernel/kernel.ts";
import type { Violation } from "../result.ts";

/** More than this many are counted, not kept. */
const violationsMax = 100;

/** A known bug: Mesos gives away what a removed framework's tasks still hold (docs/known-failures.md). */
export const givenAway = "removed-framework";

/** An invariant is broken, by whom, how, and the known bug of the simulated version that does it, if one does. */
export type Report = (invariant: string, subject: string, text: string, bug?: string | null) => void;

export class Violations {
  readonly #kernel: Kernel;
  readonly #reported = new Set<string>();
  readonly found: Violation[] = [];

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  readonly report: Report = (invariant, subject, text, bug = null) => {
    const once = `${invariant}\u0000${subject}\u0000${text}`;
    if (this.#reported.has(once) || this.found.length >= violationsMax) return;
    this.#reported.add(once);
    this.found.push({ invariant, bug, atMs: this.#kernel.nowMs, text: `${subject}: ${text}` });
  };
}
