/** Levels against the definition itself: the longest path in the graph of all pairs of apps. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { ancestorsOf } from "../../../src/model/app/path-id.ts";
import { Levels } from "../../../src/model/group/levels.ts";
import { appsIn, GroupDraft, type Groups, GroupTree } from "../../../src/model/group/tree.ts";
import { appOf } from "../../support/apps.ts";

const appIds = ["/x", "/g/x", "/g/y", "/g/h/x", "/k/x", "/k/h/x"];
const groupIds = ["/g", "/g/h", "/k", "/k/h", "/empty"];
const some = (ids: readonly string[], max: number) =>
  fc.uniqueArray(fc.constantFrom(...ids), { maxLength: max });

const trees = fc
  .record({
    ofApps: fc.array(some([...appIds, ...groupIds, "/nowhere"], 2), { minLength: 6, maxLength: 6 }),
    ofGroups: fc.array(some([...groupIds, "/x", "/nowhere"], 1), { minLength: 5, maxLength: 5 }),
  })
  .map(({ ofApps, ofGroups }) => {
    const tree = new GroupTree();
    const draft = new GroupDraft(tree);
    const definition = appOf();
    appIds.forEach((id, i) => {
      draft.putApp({ ...definition, id, dependencies: ofApps[i] ?? [] });
    });
    groupIds.forEach((id, i) => {
      draft.makeGroup(id);
      draft.setDependencies(id, ofGroups[i] ?? []);
    });
    tree.apply(draft.changes);
    return tree;
  });

/** Every app that an app waits for, as Marathon lists the pairs (Group.scala:137-164). */
function needs(groups: Groups, id: string): ReadonlySet<string> {
  const found = new Set<string>();
  const all = (group: string): readonly string[] =>
    groups.group(group) === null ? [] : [...appsIn(groups, group)];
  for (const around of ancestorsOf(id)) {
    for (const dependency of groups.group(around)?.dependencies ?? [])
      for (const app of all(dependency)) found.add(app);
  }
  for (const dependency of groups.app(id)?.dependencies ?? []) {
    if (groups.app(dependency) !== null) found.add(dependency);
    else for (const app of all(dependency)) found.add(app);
  }
  return found;
}

/** The longest path from an app on, in apps; infinite where it comes back to one on the way. */
function longest(groups: Groups, id: string, way: readonly string[] = []): number {
  if (way.includes(id)) return Number.POSITIVE_INFINITY;
  const further = [...needs(groups, id)].map((next) => longest(groups, next, [...way, id]));
  return 1 + Math.max(0, ...further);
}

test("the level of an app is the longest path from it, unless that comes back", () => {
  fc.assert(
    fc.property(trees, (tree) => {
      for (const id of appIds) {
        const expected = longest(tree, id);
        const levels = new Levels(tree);
        const cycle = levels.cycleFrom(id);
        expect([id, cycle === null ? levels.of(id) : Number.POSITIVE_INFINITY]).toEqual([id, expected]);
        if (cycle !== null) expect(cycle[0]).toBe(cycle.at(-1));
      }
    }),
    { numRuns: 300, seed: 3 },
  );
});

test("a chain of ten thousand apps is no matter of the stack", () => {
  const tree = new GroupTree();
  const draft = new GroupDraft(tree);
  const definition = appOf();
  for (let i = 0; i < 10_000; i++)
    draft.putApp({ ...definition, id: `/a-${i}`, dependencies: i === 0 ? [] : [`/a-${i - 1}`] });
  expect(new Levels(draft).of("/a-9999")).toBe(10_000);
});
