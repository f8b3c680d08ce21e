/** Who plays the runs of a study: threads of this process, or with --queue workers anywhere. */

import { availableParallelism } from "node:os";
import type { Base, Runner } from "../../study/job.ts";
import { QueueProblem } from "../../study/runners/queue/problem.ts";
import { Threads } from "../../study/runners/threads.ts";
import type { OptionValues } from "../command.ts";
import type { Console } from "../console.ts";
import { loadQueue, queueOf } from "./queue.ts";

/** What does not go with --queue. */
export function queueProblems({ queue, jobs, shard }: OptionValues): readonly string[] {
  if (queue === undefined) return [];
  return [
    ...(jobs === undefined ? [] : ["--jobs: with --queue the workers play: holdfast worker --jobs N"]),
    ...(shard === undefined ? [] : ["--shard: with --queue there are no parts; leave one of the two out"]),
  ];
}

/** The runner, to be ended by the caller; or why the queue cannot be used. */
export async function runnerOf(
  base: Base,
  { queue, jobs }: OptionValues,
  console: Console,
): Promise<Runner | QueueProblem> {
  if (queue === undefined) return new Threads(base, jobs ?? availableParallelism());
  try {
    const { QueueRunner } = await loadQueue(() => import("../../study/runners/queue/runner.ts"));
    return await QueueRunner.open(queueOf(queue, console.host.env), base, (line) => console.err(line));
  } catch (error) {
    if (error instanceof QueueProblem) return error;
    throw error;
  }
}
