/** The thread of a study: keeps its base, and plays one batch after the other. */

import { workerData } from "node:worker_threads";
import type { Base, Batch, BatchResult } from "../job.ts";
import { Player } from "../play.ts";

const base: Base = workerData;
const player = new Player(base);

/** Never throws: errors would lose what they say on their way out of the thread. */
export default function play(batch: Batch): BatchResult {
  return player.play(batch);
}
