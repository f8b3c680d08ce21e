/** The groups that a scenario's `apps` make, as Marathon will have them at 0s: what no entry shows by itself. */

import type { AppDefinition } from "../model/app/definition.ts";
import { ancestorsOf } from "../model/app/path-id.ts";
import { applyUpdate } from "../model/group/edits.ts";
import { Levels } from "../model/group/levels.ts";
import type { GroupUpdate } from "../model/group/parse.ts";
import { cycleIn } from "../model/group/rules.ts";
import { appsIn, GroupDraft, GroupTree } from "../model/group/tree.ts";

/** Whether it is an app, and no group. */
export const isApp = (content: AppDefinition | GroupUpdate): content is AppDefinition =>
  "cpusMilli" in content;

export interface Ignored {
  readonly marathon: string;
  /** Of the app or group that has it. */
  readonly id: string;
  readonly dependency: string;
  readonly isApp: boolean;
}

export class DeclaredGroups {
  readonly #trees = new Map<string, GroupTree>();

  /** Adds an app or a group to a Marathon's. Gives the ids of its apps, or what is wrong with it beside the others. */
  add(marathon: string, content: AppDefinition | GroupUpdate): readonly string[] | string {
    const tree = this.#treeOf(marathon);
    const draft = new GroupDraft(tree);
    if (isApp(content)) {
      if (tree.app(content.id) !== null) return `another app is called ${content.id}`;
      draft.putApp(content);
    } else {
      const { id } = content;
      if (tree.app(id) !== null) return `an app is called ${id} already`;
      if (tree.group(id) !== null)
        return `there is a group ${id} already; put into one definition what is in one group`;
      applyUpdate(draft, content);
    }
    const clash = clashIn(draft);
    if (clash !== null) return clash;
    const cycle = cycleIn(draft, new Levels(draft));
    if (cycle !== null) return `Marathon refuses apps that wait for each other: ${cycle.join(" waits for ")}`;
    const { changes } = draft;
    tree.apply(changes);
    return [...changes.apps.keys()];
  }

  /** Dependencies that Marathon ignores, since nothing has such an id, or a group names an app (Group.scala:137-164). */
  *ignored(): Generator<Ignored, void> {
    for (const [marathon, tree] of this.#trees) yield* ignoredIn(marathon, tree, "/");
  }

  #treeOf(marathon: string): GroupTree {
    let tree = this.#trees.get(marathon);
    if (tree === undefined) {
      tree = new GroupTree();
      this.#trees.set(marathon, tree);
    }
    return tree;
  }
}

/** An id cannot be both an app and a group of apps (Group.scala:245-250). */
function clashIn(draft: GroupDraft): string | null {
  for (const id of draft.changes.apps.keys()) {
    if (draft.group(id) !== null) return `${id} is the group of ${appsIn(draft, id).next().value} already`;
    const group = ancestorsOf(id).find((one) => draft.app(one) !== null);
    if (group !== undefined) return `${group} is an app already, so it cannot be the group of ${id}`;
  }
  return null;
}

function* ignoredIn(marathon: string, tree: GroupTree, group: string): Generator<Ignored, void> {
  for (const dependency of tree.group(group)?.dependencies ?? []) {
    if (tree.group(dependency) !== null) continue;
    yield { marathon, id: group, dependency, isApp: tree.app(dependency) !== null };
  }
  for (const id of tree.appsOf(group)) {
    for (const dependency of tree.app(id)?.dependencies ?? []) {
      if (tree.app(dependency) === null && tree.group(dependency) === null)
        yield { marathon, id, dependency, isApp: false };
    }
  }
  for (const below of tree.groupsOf(group)) yield* ignoredIn(marathon, tree, below);
}
