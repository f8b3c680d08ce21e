/** Which tasks a change of instances kills, and how many it starts (ScalingProposition.scala:9-44). */

import { selectTasksToKill } from "../../../model/constraints.ts";
import type { App } from "../apps.ts";
import { placeOf, type Task } from "../task.ts";

export interface Proposition {
  /** In the order in which they are killed. */
  readonly kill: readonly Task[];
  readonly start: number;
}

/**
 * First the sentenced, then what keeps GROUP_BY even, then those that started last; a task that never started counts as
 * the oldest. `launched` is in order of creation; among equals the newest goes first.
 */
export function propose(
  app: App,
  launched: readonly Task[],
  sentencedIds: readonly string[],
  scaleTo: number,
): Proposition {
  const ids = new Set(sentencedIds);
  const sentenced = launched.filter((task) => ids.has(task.taskId));
  const others = launched.filter((task) => !ids.has(task.taskId));
  const count = Math.max(launched.length - scaleTo, sentenced.length);
  const placed = others.map((task) => ({ ...placeOf(task), task }));
  const forBalance = new Set(
    selectTasksToKill(app.definition.constraints, placed, count - sentenced.length).map(({ task }) => task),
  );
  const rest = others.filter((task) => !forBalance.has(task)).sort((a, b) => startedMs(a) - startedMs(b));
  const kill = [...sentenced, ...forBalance, ...rest.reverse()].slice(0, count);
  return { kill, start: scaleTo - launched.length + count };
}

const startedMs = (task: Task): number => task.launched?.startedMs ?? 0;
