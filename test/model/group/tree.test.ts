/** Drafts against trees: whatever is drafted, what the draft shows is what the tree has once the changes are applied. */

import fc from "fast-check";
import { expect, test } from "vitest";
import { GroupDraft, type Groups, GroupTree } from "../../../src/model/group/tree.ts";
import { appOf } from "../../support/apps.ts";

const ids = ["/a", "/a/b", "/a/b/c", "/a/d", "/e", "/e/f"];
const id = fc.constantFrom(...ids);
type Step = (draft: GroupDraft) => void;
const step: fc.Arbitrary<Step> = fc.oneof(
  id.map(
    (one): Step =>
      (draft) =>
        draft.putApp(appOf({ id: `${one}/app` })),
  ),
  id.map(
    (one): Step =>
      (draft) =>
        draft.putApp(appOf({ id: one })),
  ),
  id.map(
    (one): Step =>
      (draft) =>
        draft.removeApp(`${one}/app`),
  ),
  id.map(
    (one): Step =>
      (draft) =>
        draft.makeGroup(one),
  ),
  fc.constantFrom("/", ...ids).map(
    (one): Step =>
      (draft) =>
        draft.removeGroup(one),
  ),
  id.map(
    (one): Step =>
      (draft) => {
        draft.makeGroup(one);
        draft.setDependencies(one, ["/z", "/y"]);
      },
  ),
);
const drafts = fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 6 });

/** All that can be asked, in no order. */
function shown(groups: Groups, group = "/"): readonly unknown[] {
  const apps = groups.appsOf(group).map((one) => [one, groups.app(one)]);
  const below = groups.groupsOf(group).map((one) => shown(groups, one));
  return [groups.group(group), apps.sort(), below.map((one) => JSON.stringify(one)).sort()];
}

test("a draft shows what the tree will be, and undone what it was", () => {
  fc.assert(
    fc.property(drafts, (all) => {
      const tree = new GroupTree();
      const states = [shown(tree)];
      const made: GroupDraft["changes"][] = [];
      for (const steps of all) {
        const draft = new GroupDraft(tree);
        for (const one of steps) one(draft);
        const { changes } = draft;
        const drafted = shown(draft);
        expect(shown(tree)).toEqual(states.at(-1));
        tree.apply(changes);
        expect(shown(tree)).toEqual(drafted);
        states.push(drafted);
        made.push(changes);
      }
      const back = new GroupDraft(tree);
      for (let i = made.length - 1; i >= 0; i--) {
        const changes = made[i];
        if (changes !== undefined) back.undo(changes);
        expect(shown(back)).toEqual(states[i]);
      }
    }),
    { numRuns: 200, seed: 5 },
  );
});
