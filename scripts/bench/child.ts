/** The process of one piece of measured work: `child <work> <input as JSON>`; prints what it says as JSON. */

import { inlineLittle } from "../../src/cli/inlining.ts";
import type { Done } from "./work.ts";
import { type WorkName, works } from "./works/index.ts";

const [name = "", input = "null"] = process.argv.slice(2);
const isWork = (text: string): text is WorkName => Object.hasOwn(works, text);
if (!isWork(name)) throw new Error(`no work is called ${name}`);
const work: (input: never) => Done | Promise<Done> = works[name];
// As the command does.
inlineLittle();
// Written by `ours`, which has checked that it is this work's.
const done = await work(JSON.parse(input) as never);
process.stdout.write(`${JSON.stringify(done)}\n`);
