/** What can be done to a tree of groups: update, scale, revert, restore (GroupUpdate.scala:19-62, GroupsResource.scala:217-241,
 * DeploymentPlanReverter.scala:24-215). Each changes a draft. */

import { withInstances } from "../app/change.ts";
import { parentOf } from "../app/path-id.ts";
import { byCodeUnit } from "../units.ts";
import type { GroupUpdate } from "./parse.ts";
import { appsIn, type GroupChanges, type GroupDraft, type Groups } from "./tree.ts";

/** Scala's Double.toInt. */
const intMax = 2_147_483_647;

/** The group is made where it is missing. A list that the update gives replaces the group's own; one that it does not give
 * stays. */
export function applyUpdate(draft: GroupDraft, { id, apps, groups, dependencies }: GroupUpdate): void {
  draft.makeGroup(id);
  if (groups !== null) {
    const given = new Set(groups.map((group) => group.id));
    for (const old of draft.groupsOf(id)) if (!given.has(old)) draft.removeGroup(old);
    for (const group of groups) applyUpdate(draft, group);
  }
  if (apps !== null) {
    const given = new Set(apps.map((app) => app.id));
    for (const old of draft.appsOf(id)) if (!given.has(old)) draft.removeApp(old);
    for (const app of apps) draft.putApp(app);
  }
  if (dependencies !== null) draft.setDependencies(id, dependencies);
}

/** Every app in the group and below it gets its instances times `by`, rounded up. */
export function scaleApps(draft: GroupDraft, group: string, by: number): void {
  for (const id of [...appsIn(draft, group)]) {
    const app = draft.app(id);
    if (app === null) continue;
    const instances = Math.max(-intMax - 1, Math.min(intMax, Math.ceil(app.instances * by)));
    draft.putApp(withInstances(app, instances + 0));
  }
}

/** The group becomes what it is in another state of the tree. */
export function restore(draft: GroupDraft, group: string, state: Groups): void {
  draft.removeGroup(group);
  copy(draft, group, state);
}

function copy(draft: GroupDraft, group: string, state: Groups): void {
  draft.makeGroup(group);
  for (const below of state.groupsOf(group)) copy(draft, below, state);
  for (const id of state.appsOf(group)) {
    const app = state.app(id);
    if (app !== null) draft.putApp(app);
  }
  draft.setDependencies(group, state.group(group)?.dependencies ?? []);
}

/**
 * Takes changes back that were made to the tree, however it has changed since: apps, which nobody else can have changed,
 * and then groups, the inner ones first, as far as others have left them alone.
 */
export function revert(draft: GroupDraft, { apps, groups }: GroupChanges): void {
  for (const [id, { from }] of apps) {
    if (from !== null) draft.putApp(from);
    else {
      draft.makeGroup(parentOf(id));
      draft.removeApp(id);
    }
  }
  const inner = [...groups].sort(([a], [b]) => byCodeUnit(b, a));
  for (const [id, { from, to }] of inner) {
    const before = from?.dependencies ?? [];
    const after = to?.dependencies ?? [];
    if (from === null) revertAddition(draft, id, after);
    else {
      const removed = before.filter((dependency) => !after.includes(dependency));
      const added = after.filter((dependency) => !before.includes(dependency));
      changeDependencies(draft, id, removed, added);
    }
  }
}

/** A group that holds something by now stays, without the dependencies that it was given. */
function revertAddition(draft: GroupDraft, id: string, dependencies: readonly string[]): void {
  const isEmpty = draft.appsOf(id).length === 0 && draft.groupsOf(id).length === 0;
  if (draft.group(id) !== null && isEmpty) draft.removeGroup(id);
  else if (dependencies.length > 0) changeDependencies(draft, id, [], dependencies);
}

function changeDependencies(
  draft: GroupDraft,
  id: string,
  added: readonly string[],
  removed: readonly string[],
): void {
  draft.makeGroup(id);
  if (added.length === 0 && removed.length === 0) return;
  const kept = (draft.group(id)?.dependencies ?? []).filter((dependency) => !removed.includes(dependency));
  draft.setDependencies(id, [...kept, ...added]);
}
