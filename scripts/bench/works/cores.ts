/** The same arithmetic in some processes at once, which share nothing: what the machine's cores have for those who ask for more than
 * one, which on a shared machine is less than their number. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Done } from "../work.ts";

export interface CoresInput {
  readonly processes: number;
  /** In each; a few nanoseconds each. */
  readonly steps: number;
}

/** Its numbers stay in registers: nothing waits for memory, nothing is left to collect. */
const loop = (steps: number): string =>
  `let h = 1; for (let i = 0; i < ${steps}; i++) h = (Math.imul(h, 1664525) + i) | 0; process.exitCode = h === 7 ? 1 : 0;`;

export async function cores({ processes, steps }: CoresInput): Promise<Done> {
  const started = process.hrtime.bigint();
  const ends = Array.from({ length: processes }, () =>
    once(spawn(process.execPath, ["-e", loop(steps)], { stdio: "ignore" }), "exit"),
  );
  const codes = (await Promise.all(ends)).map(([code]) => Number(code));
  const wallSeconds = Number(process.hrtime.bigint() - started) / 1e9;
  const failures = codes.filter((code) => code !== 0).map((code) => `a loop ended with ${code}`);
  return { measured: { wallSeconds }, outcome: { steps }, failures };
}
