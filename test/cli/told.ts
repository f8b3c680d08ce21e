/** A console whose stderr a test reads, and whose clock it sets. */

import { PassThrough } from "node:stream";
import { Console, type Host } from "../../src/cli/console.ts";

export interface Told {
  readonly console: Console;
  /** The clock shows this from here on. */
  at(wallMs: number): void;
  /** What reached stderr since the last call. */
  text(): string;
}

export function toldOn(isTerminal: boolean, columns: number): Told {
  const stderr = Object.assign(new PassThrough(), { isTTY: isTerminal, columns });
  let nowMs = 0;
  const host = {
    stdout: new PassThrough(),
    stderr,
    env: {},
    hrtime: { bigint: () => BigInt(nowMs) * 1_000_000n },
  } as unknown as Host;
  return {
    console: new Console(host),
    at: (wallMs) => {
      nowMs = wallMs;
    },
    text: () => String(stderr.read() ?? ""),
  };
}
