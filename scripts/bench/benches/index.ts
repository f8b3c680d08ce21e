/** All benches by name, in the order in which they run. */

import type { Bench } from "../bench.ts";
import { allocator } from "./allocator.ts";
import { cluster, scale, stateless } from "./cluster.ts";
import { hold } from "./hold.ts";
import { idle } from "./idle.ts";
import { journal } from "./journal.ts";
import { memory } from "./memory.ts";
import { offers } from "./offers.ts";
import { overfull } from "./overfull.ts";
import { page } from "./page.ts";
import { peers } from "./peers.ts";
import { startup } from "./startup.ts";
import { study } from "./study.ts";

export const benches: Readonly<Record<string, Bench>> = {
  hold,
  peers,
  journal,
  memory,
  startup,
  allocator,
  cluster,
  scale,
  stateless,
  idle,
  overfull,
  offers,
  study,
  page,
};
