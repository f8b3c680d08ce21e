/** The thread of a study as the build starts it: its bundle, with what V8 had made of that. */

import { fileURLToPath } from "node:url";
import type * as thread from "../../study/runners/thread.ts";
import { load } from "../compiled.ts";

const file = fileURLToPath(new URL("./parts/study-thread.cjs", import.meta.url));
const { default: play } = load(file).exports as typeof thread;

export default play;
