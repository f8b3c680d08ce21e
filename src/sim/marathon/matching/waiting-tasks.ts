/** Which of an app's reserved tasks may be launched on their reservations, and in which order an offer tries them. */

import { mix32 } from "../../kernel/streams.ts";
import type { AppTasks } from "../app-tasks.ts";
import type { Task } from "../task.ts";

/** Up to so many members a map of Scala keeps the order in which they came. */
const smallMapMax = 4;

/**
 * Marathon 1.1 takes whichever comes first in the order of a map (PersistentVolumeMatcher.scala:21-31): that of coming
 * up to four tasks of the app, `known` of them in all, else one by hash, for which a mix of the ids stands here.
 *
 * The map is the launcher's own. It begins with what is stored (AppTaskLauncherActor.scala:106), in the order of storing, which for
 * those of one offer is from the last to the first; a task that the launcher itself reserves comes when it is matched (`places`,
 * lines 366-374), and stays where it is when it is stored.
 */
export function inMapOrder(
  waiting: readonly Task[],
  stored: AppTasks,
  known: number,
  places: ReadonlyMap<string, number>,
): readonly Task[] {
  if (waiting.length < 2) return waiting;
  if (known > smallMapMax) return [...waiting].sort((a, b) => hash(a.taskId) - hash(b.taskId));
  const order = stored.all().map(({ taskId }) => taskId);
  const place = ({ taskId }: Task): number => places.get(taskId) ?? order.indexOf(taskId) - order.length;
  return [...waiting].sort((a, b) => place(a) - place(b));
}

/**
 * With B7 mended, where more tasks are reserved than are `left` to launch: those that ended last, since what was scaled away
 * before them is not wanted. One that never ran is wanted before all others.
 */
export function wantedOf(waiting: readonly Task[], stored: AppTasks, left: number): readonly Task[] {
  if (stored.reserved <= left) return waiting;
  const wanted = stored
    .all()
    .filter((task) => task.launched === null)
    .sort((a, b) => endedMs(b) - endedMs(a))
    .slice(0, left);
  return waiting.filter((task) => wanted.includes(task));
}

const endedMs = ({ reservation }: Task): number => reservation?.endedMs ?? Number.MAX_SAFE_INTEGER;

/** A number of the text's characters, mixed. */
function hash(text: string): number {
  let mixed = 0;
  for (let i = 0; i < text.length; i++) mixed = mix32(mixed, text.charCodeAt(i));
  return mixed;
}
