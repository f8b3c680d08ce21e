/** How far some work is, on stderr: a bar on a terminal once it takes longer than a moment, else nothing. */

import type { SingleBar } from "cli-progress";
import { formatDuration } from "../model/units.ts";
import type { Console } from "./console.ts";

/** Work shorter than this shows no bar: it would only flicker. */
export const patienceMs = 500;

/** A bar on stderr that is not started yet. */
export async function newBar(console: Console, format: string): Promise<SingleBar> {
  const { default: cliProgress } = await import("cli-progress");
  return new cliProgress.SingleBar({
    stream: console.host.stderr,
    format,
    barCompleteChar: "#",
    barIncompleteChar: "-",
    barsize: 32,
    clearOnComplete: true,
    hideCursor: null,
  });
}

export class Progress {
  readonly #console: Console;
  readonly #name: string;
  readonly #end: number;
  readonly #text: (amount: number) => string;
  readonly #wanted: boolean;
  readonly #startedMs: number;
  #bar: SingleBar | null = null;

  /** `end` is simulated time in ms, or an amount that `text` writes. */
  constructor(console: Console, quiet: boolean, name: string, end: number, text = formatDuration) {
    this.#console = console;
    this.#name = name;
    this.#end = end;
    this.#text = text;
    this.#wanted = !quiet && console.host.stderr.isTTY === true;
    this.#startedMs = console.wallMs();
  }

  /** Says how far it has come. */
  async update(at: number): Promise<void> {
    if (!this.#wanted) return;
    if (this.#bar === null) {
      if (this.#console.wallMs() - this.#startedMs < patienceMs) return;
      this.#bar = await newBar(this.#console, "{name} [{bar}] {at} of {end}");
      this.#bar.start(this.#end, at, this.#texts(at));
    }
    this.#bar.update(at, this.#texts(at));
  }

  /** Takes the bar away. */
  stop(): void {
    this.#bar?.stop();
    this.#bar = null;
  }

  #texts(at: number): object {
    return { name: this.#name, at: this.#text(at), end: this.#text(this.#end) };
  }
}
