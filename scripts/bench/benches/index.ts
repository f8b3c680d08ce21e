/** All benches by name, in the order in which they run. */

import type { Bench } from "../bench.ts";
import { allocator } from "./allocator.ts";
import { cluster, scale } from "./cluster.ts";
import { hold } from "./hold.ts";
import { idle } from "./idle.ts";
import { offers } from "./offers.ts";

export const benches: Readonly<Record<string, Bench>> = { hold, allocator, cluster, scale, idle, offers };
