/**
 * How much V8 puts into one function when it makes that fast: the budget for what it calls, in bytes of bytecode.
 *
 * What is played in seconds is made fast for most of that time, by threads beside the one that plays, or in place of it where
 * all cores are busy. With a third of V8's own budget `run` of up to a thousand agents takes 0.75 to 0.85 of the CPU time, a study of 100 to 1,000
 * runs with two workers 0.86 to 0.93 of the time on the wall, and one of 5,000 runs as long as before. A large cluster, which is played for
 * long, is played a thirtieth faster with V8's own.
 */

import { setFlagsFromString } from "node:v8";

/** The budget of V8 itself, in Node 20, 22 and 24. */
const own = 920;
const little = 300;

const set = (budget: number): void => setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${budget}`);

/** To be called once code is loaded that was made under V8's own flags: it takes none that was made under others. */
export function inlineLittle(): void {
  set(little);
}

export function inlineMuch(): void {
  set(own);
}
