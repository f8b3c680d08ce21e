/** Where a container finds its persistent volumes: under their container paths, as links in its sandbox. */

import type { TaskInfo } from "../../../model/tasks.ts";

/**
 * The container path that two volumes of a task share; null where each has its own. The second link is refused, and so the
 * container is not made; Docker mounts one volume over the other (filesystem/posix.cpp:165-258, docker.cpp:455-510 @ 0.28.3). Paths with
 * a slash are linked by nobody.
 */
export function sharedPath({ resources, docker }: TaskInfo): string | null {
  if (docker === true) return null;
  const paths: string[] = [];
  for (const { containerPath } of resources.entries) {
    if (containerPath === null || containerPath.includes("/")) continue;
    if (paths.includes(containerPath)) return containerPath;
    paths.push(containerPath);
  }
  return null;
}
