/** A process that plays one scenario: it is handed the job, sends the answer, and is over. */

import { inlineLittle } from "../inlining.ts";
import type { Job } from "./job.ts";
import play from "./player.ts";

inlineLittle();
process.once("message", (job: Job) => {
  process.send?.(play(job), () => process.disconnect());
});
