/** What a worker has played, on stderr: a line every ten seconds in which there was something. */

import { counted } from "../../model/wording.ts";
import type { Console } from "../console.ts";
import { lineEveryMs, rateText } from "./progress.ts";

export class WorkerProgress {
  readonly #console: Console;
  readonly #wanted: boolean;
  #timer: NodeJS.Timeout | null = null;
  #runs = 0;
  #told = 0;

  constructor(console: Console, quiet: boolean) {
    this.#console = console;
    this.#wanted = !quiet;
  }

  get runs(): number {
    return this.#runs;
  }

  start(): void {
    if (!this.#wanted) return;
    this.#timer = setInterval(() => this.#tick(), lineEveryMs);
    this.#timer.unref();
  }

  played(runs: number): void {
    this.#runs += runs;
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #tick(): void {
    const rate = ((this.#runs - this.#told) * 1000) / lineEveryMs;
    if (rate > 0) this.#console.err(`${counted(this.#runs, "run")} played, ${rateText(rate)}`);
    this.#told = this.#runs;
  }
}
