/** How far a run is, on stderr: a bar on a terminal once the run takes longer than a moment, else nothing. */

import type { SingleBar } from "cli-progress";
import { formatDuration } from "../model/units.ts";
import type { Console } from "./console.ts";

/** Runs shorter than this show no bar: it would only flicker. */
const patienceMs = 500;

export class Progress {
  readonly #console: Console;
  readonly #name: string;
  readonly #durationMs: number;
  readonly #wanted: boolean;
  readonly #startedMs: number;
  #bar: SingleBar | null = null;

  constructor(console: Console, quiet: boolean, name: string, durationMs: number) {
    this.#console = console;
    this.#name = name;
    this.#durationMs = durationMs;
    this.#wanted = !quiet && console.host.stderr.isTTY === true;
    this.#startedMs = console.wallMs();
  }

  /** Says how far simulated time has come. */
  async update(atMs: number): Promise<void> {
    if (!this.#wanted) return;
    if (this.#bar === null) {
      if (this.#console.wallMs() - this.#startedMs < patienceMs) return;
      const { default: cliProgress } = await import("cli-progress");
      this.#bar = new cliProgress.SingleBar({
        stream: this.#console.host.stderr,
        format: "{name} [{bar}] {at} of {end}",
        barCompleteChar: "#",
        barIncompleteChar: "-",
        barsize: 32,
        clearOnComplete: true,
        hideCursor: null,
      });
      this.#bar.start(this.#durationMs, atMs, this.#texts(atMs));
    }
    this.#bar.update(atMs, this.#texts(atMs));
  }

  /** Takes the bar away. */
  stop(): void {
    this.#bar?.stop();
    this.#bar = null;
  }

  #texts(atMs: number): object {
    return { name: this.#name, at: formatDuration(atMs), end: formatDuration(this.#durationMs) };
  }
}
