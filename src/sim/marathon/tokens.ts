/** Launch tokens: how many operations Marathon may yet send; set anew at a fixed interval, and one more for each task
 * that is told to run (OfferMatcherLaunchTokensActor.scala:38-61). */

import type { Context } from "./context.ts";
import type { TimerKind } from "./terms.ts";

export class LaunchTokens {
  readonly #context: Context;
  readonly #available: () => void;
  readonly #refill: TimerKind;
  #electedMs = 0;
  #interval = -1;
  #left = 0;

  /** `available` is called when there are tokens again after there were none. */
  constructor(context: Context, available: () => void) {
    this.#context = context;
    this.#available = available;
    this.#refill = context.kernel.kind("marathon/launch-tokens", () => this.#refresh());
  }

  elected(): void {
    this.#electedMs = this.#context.kernel.nowMs;
    this.#interval = -1;
    this.#left = 0;
    this.#refresh();
  }

  get left(): number {
    this.#refresh();
    return this.#left;
  }

  take(): void {
    this.#left--;
    if (this.#left > 0) return;
    const everyMs = this.#context.flags.launch_token_refresh_interval;
    this.#context.kernel.at(this.#electedMs + (this.#interval + 1) * everyMs, this.#refill);
  }

  /** A task was told to run. */
  add(): void {
    this.#refresh();
    if (++this.#left === 1) this.#available();
  }

  /** The refills are not played while there are tokens: the last one is caught up with here. */
  #refresh(): void {
    const { kernel, flags } = this.#context;
    const interval = Math.floor((kernel.nowMs - this.#electedMs) / flags.launch_token_refresh_interval);
    if (interval <= this.#interval) return;
    this.#interval = interval;
    const before = this.#left;
    this.#left = flags.launch_tokens;
    if (this.#left > 0 && before <= 0) this.#available();
  }
}
