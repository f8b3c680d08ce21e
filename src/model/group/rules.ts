/** When a drafted tree of groups is valid, beyond what each app must be by itself (Group.scala:209-245), in Marathon's
 * words and with the paths that accord 0.5 gives. Only what the draft changes is looked at. */

import type { AppDefinition, AppRefusalDetail } from "../app/definition.ts";
import { jsonOf } from "../app/definition-json.ts";
import { parseWhole } from "../app/parse.ts";
import { ancestorsOf, parentOf } from "../app/path-id.ts";
import { byCodeUnit } from "../units.ts";
import type { Levels } from "./levels.ts";
import { appsIn, containsApps, type GroupDraft, type Groups } from "./tree.ts";

/** Where a group stands in Marathon's answer: `/groups(0)/groups(2)`, "" for the root. Groups count in order of creation,
 * where Marathon's sets of more than four have an order of their own. */
export function groupPath(groups: Groups, id: string): string {
  const chain = [id, ...ancestorsOf(id)].filter((one) => one !== "/").reverse();
  return chain.map((one) => `/groups(${groups.groupsOf(parentOf(one)).indexOf(one)})`).join("");
}

function appPath(groups: Groups, id: string): string {
  const group = parentOf(id);
  return `${groupPath(groups, group)}/apps(${groups.appsOf(group).indexOf(id)})`;
}

/** Every rule that the draft breaks. */
export function checkGroups(
  draft: GroupDraft,
  levels: Levels,
  healthMax?: number,
): readonly AppRefusalDetail[] {
  const details = [...checkApps(draft, healthMax), ...checkNames(draft)];
  const cycle = cycleIn(draft, levels);
  if (cycle === null) return details;
  // Marathon's rule is "the root's id is no root, or ...", and both halves are in its answer (Group.scala:228).
  return [
    ...details,
    {
      path: "/dependencies",
      at: [],
      errors: ["Dependency graph has cyclic dependencies."],
      hint: cycle.join(" waits for "),
    },
    { path: "/id.isRoot", at: [], errors: ["must be false"] },
  ];
}

/** Apps and groups that would wait for each other, in a ring; null where there are none. The tree before the draft is taken
 * to have none. */
export function cycleIn(draft: GroupDraft, levels: Levels): readonly string[] | null {
  const { apps, groups } = draft.changes;
  for (const id of [...apps.keys()].sort(byCodeUnit)) {
    const cycle = draft.app(id) === null ? null : levels.cycleFrom(id);
    if (cycle !== null) return cycle;
  }
  for (const [id, { to }] of groups) {
    if (to === null || to.dependencies.length === 0) continue;
    for (const app of appsIn(draft, id)) {
      const cycle = levels.cycleFrom(app);
      if (cycle !== null) return cycle;
    }
  }
  return null;
}

/** Apps whose number of instances alone changes were read long ago: all others have been checked as they were read. */
function checkApps(draft: GroupDraft, healthMax: number | undefined): readonly AppRefusalDetail[] {
  const details: AppRefusalDetail[] = [];
  for (const [id, { from, to }] of draft.changes.apps) {
    if (from === null || to === null || from.instances === to.instances) continue;
    for (const detail of problemsOf(to, healthMax)) details.push(below(appPath(draft, id), detail));
  }
  return details;
}

function problemsOf(app: AppDefinition, healthMax: number | undefined): readonly AppRefusalDetail[] {
  const parsed = parseWhole(jsonOf(app), parentOf(app.id), healthMax);
  return parsed.ok ? [] : parsed.refusal.details;
}

/** A detail of a part, as a detail of the whole. */
export function below(path: string, detail: AppRefusalDetail): AppRefusalDetail {
  return { ...detail, path: detail.path === "/" ? path : `${path}${detail.path}` };
}

/** An app and a group that holds apps may not have one id; a group that holds none makes way (Group.scala:109-121, 245-250). */
function checkNames(draft: GroupDraft): readonly AppRefusalDetail[] {
  const { apps, groups } = draft.changes;
  const clashing = new Set<string>();
  for (const id of [...apps.keys(), ...groups.keys()]) {
    if (draft.app(id) === null || draft.group(id) === null) continue;
    if (containsApps(draft, id)) clashing.add(parentOf(id));
    else draft.removeGroup(id);
  }
  return [...clashing].map((parent) => ({
    path: groupPath(draft, parent) || "/",
    at: [],
    errors: ["Groups and Applications may not have the same identifier."],
  }));
}
