/** How far a study is, on stderr: a bar on a terminal, else a plain line every ten seconds. */

import type { SingleBar } from "cli-progress";
import { roughly } from "../../model/wording.ts";
import type { Console } from "../console.ts";
import { newBar, patienceMs } from "../progress.ts";

/** How often a line is written where there is no bar. */
export const lineEveryMs = 10_000;
const tickMs = 250;

/** `25/s`, `0.34/s`. */
export function rateText(perSecond: number): string {
  return `${perSecond >= 10 ? Math.round(perSecond) : Number(perSecond.toPrecision(2))}/s`;
}

export class StudyProgress {
  readonly #console: Console;
  readonly #wanted: boolean;
  readonly #startedMs: number;
  #timer: NodeJS.Timeout | null = null;
  #bar: SingleBar | null = null;
  #lineMs: number;
  /** Runs that were there before this process played any, that are there, and that will be after this round. */
  #before = 0;
  #done = 0;
  #total = 0;

  constructor(console: Console, quiet: boolean) {
    this.#console = console;
    this.#wanted = !quiet;
    this.#startedMs = console.wallMs();
    this.#lineMs = this.#startedMs;
  }

  async start(there: number): Promise<void> {
    this.#before = there;
    this.#done = there;
    if (!this.#wanted) return;
    if (this.#console.host.stderr.isTTY === true) {
      this.#bar = await newBar(this.#console, "[{bar}] {value} of {total} runs   {rate}   {eta_text}");
    }
    this.#timer = setInterval(() => this.#tick(), tickMs);
    this.#timer.unref();
  }

  round(total: number): void {
    this.#total = total;
  }

  played(runs: number): void {
    this.#done += runs;
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#bar?.stop();
    this.#timer = null;
    this.#bar = null;
  }

  #tick(): void {
    const nowMs = this.#console.wallMs();
    if (nowMs - this.#startedMs < patienceMs) return;
    const [rate, eta] = this.#pace(nowMs - this.#startedMs);
    if (this.#bar !== null) {
      if (!this.#bar.isActive) this.#bar.start(this.#total, this.#done, { rate, eta_text: eta });
      this.#bar.setTotal(this.#total);
      this.#bar.update(this.#done, { rate, eta_text: eta });
    } else if (nowMs - this.#lineMs >= lineEveryMs) {
      this.#lineMs = nowMs;
      const parts = [`${this.#done} of ${this.#total} runs`, rate, eta];
      this.#console.err(parts.filter((part) => part !== "").join(", "));
    }
  }

  /** Runs a second, and what that means for the rest. */
  #pace(wallMs: number): readonly [rate: string, eta: string] {
    const played = this.#done - this.#before;
    if (played === 0) return ["", ""];
    const each = wallMs / played;
    const etaMs = Math.ceil(((this.#total - this.#done) * each) / 1000) * 1000;
    return [rateText(1000 / each), `ETA ${roughly(etaMs)}`];
  }
}
