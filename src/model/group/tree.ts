/** Marathon's groups: a tree by path id, whose leaves are apps (Group.scala:16-170). A draft is the tree with changes that
 * may yet be dropped, so that a change costs what it changes and not what there is. */

import type { AppDefinition } from "../app/definition.ts";
import { ancestorsOf, parentOf } from "../app/path-id.ts";
import { byCodeUnit } from "../units.ts";

export interface Group {
  /** Canonical; `/` for the root. */
  readonly id: string;
  /** Canonical ids of what it waits for, sorted, each once. */
  readonly dependencies: readonly string[];
}

/** What can be asked of a tree of groups, drafted or not. Lists are in order of creation. */
export interface Groups {
  app(id: string): AppDefinition | null;
  group(id: string): Group | null;
  /** Ids of the apps directly in a group. */
  appsOf(group: string): readonly string[];
  /** Ids of the groups directly in a group. */
  groupsOf(group: string): readonly string[];
}

/** One app or group, before and after; null where there is none. */
export interface Changed<T> {
  readonly from: T | null;
  readonly to: T | null;
}

/** What a draft changes, by id. */
export interface GroupChanges {
  readonly apps: ReadonlyMap<string, Changed<AppDefinition>>;
  readonly groups: ReadonlyMap<string, Changed<Group>>;
}

/** Ids of all apps in a group and the groups below it. */
export function* appsIn(groups: Groups, group: string): Generator<string, void> {
  yield* groups.appsOf(group);
  for (const below of groups.groupsOf(group)) yield* appsIn(groups, below);
}

/** Whether there is an app in the group or below it. */
export function containsApps(groups: Groups, group: string): boolean {
  return appsIn(groups, group).next().done === false;
}

class Members {
  readonly #byGroup = new Map<string, Set<string>>();

  of(group: string): Iterable<string> {
    return this.#byGroup.get(group) ?? [];
  }

  set(id: string, present: boolean): void {
    const members = this.#byGroup.get(parentOf(id));
    if (members === undefined) {
      if (present) this.#byGroup.set(parentOf(id), new Set([id]));
    } else if (present) members.add(id);
    else {
      members.delete(id);
      if (members.size === 0) this.#byGroup.delete(parentOf(id));
    }
  }
}

export class GroupTree implements Groups {
  readonly #apps = new Map<string, AppDefinition>();
  readonly #groups = new Map<string, Group>([["/", { id: "/", dependencies: [] }]]);
  readonly #appIds = new Members();
  readonly #groupIds = new Members();

  app(id: string): AppDefinition | null {
    return this.#apps.get(id) ?? null;
  }

  group(id: string): Group | null {
    return this.#groups.get(id) ?? null;
  }

  appsOf(group: string): readonly string[] {
    return [...this.#appIds.of(group)];
  }

  groupsOf(group: string): readonly string[] {
    return [...this.#groupIds.of(group)];
  }

  apply({ apps, groups }: GroupChanges): void {
    for (const [id, { to }] of groups) {
      if (to === null) this.#groups.delete(id);
      else this.#groups.set(id, to);
      if (id !== "/") this.#groupIds.set(id, to !== null);
    }
    for (const [id, { to }] of apps) {
      if (to === null) this.#apps.delete(id);
      else this.#apps.set(id, to);
      this.#appIds.set(id, to !== null);
    }
  }
}

export class GroupDraft implements Groups {
  readonly #before: Groups;
  readonly #apps = new Map<string, AppDefinition | null>();
  readonly #groups = new Map<string, Group | null>();
  readonly #newApps = new Members();
  readonly #newGroups = new Members();

  constructor(before: Groups) {
    this.#before = before;
  }

  app(id: string): AppDefinition | null {
    const drafted = this.#apps.get(id);
    return drafted === undefined ? this.#before.app(id) : drafted;
  }

  group(id: string): Group | null {
    const drafted = this.#groups.get(id);
    return drafted === undefined ? this.#before.group(id) : drafted;
  }

  appsOf(group: string): readonly string[] {
    const left = this.#before.appsOf(group).filter((id) => this.app(id) !== null);
    return [...left, ...this.#newApps.of(group)];
  }

  groupsOf(group: string): readonly string[] {
    const left = this.#before.groupsOf(group).filter((id) => this.group(id) !== null);
    return [...left, ...this.#newGroups.of(group)];
  }

  /** Makes the group, and those above it, where they are missing. */
  makeGroup(id: string): void {
    for (const missing of [id, ...ancestorsOf(id)].reverse()) {
      if (this.group(missing) === null) this.#setGroup(missing, { id: missing, dependencies: [] });
    }
  }

  /** `dependencies` are canonical ids, in any order. */
  setDependencies(id: string, dependencies: Iterable<string>): void {
    this.#setGroup(id, { id, dependencies: [...new Set(dependencies)].sort(byCodeUnit) });
  }

  /** The app takes the place of another of its id, and of a group of its id that holds no apps (Group.scala:109-121). */
  putApp(app: AppDefinition): void {
    const { id } = app;
    this.makeGroup(parentOf(id));
    this.#setApp(id, app);
    if (this.group(id) !== null && !containsApps(this, id)) this.removeGroup(id);
  }

  removeApp(id: string): void {
    if (this.app(id) !== null) this.#setApp(id, null);
  }

  /** With all that is in it. The root itself stays. */
  removeGroup(id: string): void {
    for (const app of this.appsOf(id)) this.removeApp(app);
    for (const group of this.groupsOf(id)) this.removeGroup(group);
    if (id !== "/") this.#setGroup(id, null);
  }

  /** Takes back what was done to the tree just before. */
  undo({ apps, groups }: GroupChanges): void {
    for (const [id, { from }] of groups) this.#setGroup(id, from);
    for (const [id, { from }] of apps) this.#setApp(id, from);
  }

  get changes(): GroupChanges {
    return {
      apps: changesOf(this.#apps, (id) => this.#before.app(id)),
      groups: changesOf(this.#groups, (id) => this.#before.group(id)),
    };
  }

  #setApp(id: string, app: AppDefinition | null): void {
    this.#apps.set(id, app);
    this.#newApps.set(id, app !== null && this.#before.app(id) === null);
  }

  #setGroup(id: string, group: Group | null): void {
    this.#groups.set(id, group);
    this.#newGroups.set(id, group !== null && id !== "/" && this.#before.group(id) === null);
  }
}

function changesOf<T>(
  drafted: ReadonlyMap<string, T | null>,
  before: (id: string) => T | null,
): ReadonlyMap<string, Changed<T>> {
  const changes = new Map<string, Changed<T>>();
  for (const [id, to] of drafted) {
    const from = before(id);
    if (from !== to) changes.set(id, { from, to });
  }
  return changes;
}
