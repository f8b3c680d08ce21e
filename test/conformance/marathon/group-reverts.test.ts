/** Rollbacks of deployments of several apps: DeploymentPlanRevertTest (v1.1.1), on the tree of groups and through the API. */

import { describe, expect, test } from "vitest";
import { applyUpdate, revert } from "../../../src/model/group/edits.ts";
import { parseGroup } from "../../../src/model/group/parse.ts";
import { type GroupChanges, GroupDraft, type Groups, GroupTree } from "../../../src/model/group/tree.ts";
import { basicApp, Rig } from "../../sim/marathon/rig.ts";
import { appOf } from "../../support/apps.ts";

type Json = Readonly<Record<string, unknown>>;
type Edit = (draft: GroupDraft) => void;

function treeOf(json: Json): GroupTree {
  const parsed = parseGroup(json, "/");
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  const tree = new GroupTree();
  change(tree, (draft) => applyUpdate(draft, parsed.update));
  return tree;
}

function change(tree: GroupTree, edit: Edit): GroupChanges {
  const draft = new GroupDraft(tree);
  edit(draft);
  const { changes } = draft;
  tree.apply(changes);
  return changes;
}

/** Each group with its dependencies and apps, by id. */
function shown(groups: Groups, id = "/"): Readonly<Record<string, unknown>> {
  const own = {
    [id]: [groups.group(id)?.dependencies, [...groups.appsOf(id)].sort()],
  };
  return Object.assign(own, ...groups.groupsOf(id).map((below) => shown(groups, below)));
}

const addApp =
  (id: string): Edit =>
  (draft) =>
    draft.putApp(appOf({ id }));
const removeApp =
  (id: string): Edit =>
  (draft) =>
    draft.removeApp(id);
const addGroup =
  (id: string): Edit =>
  (draft) =>
    draft.makeGroup(id);
const removeGroup =
  (id: string): Edit =>
  (draft) =>
    draft.removeGroup(id);
const depend =
  (id: string, dependencies: readonly string[]): Edit =>
  (draft) => {
    draft.makeGroup(id);
    draft.setDependencies(id, dependencies);
  };

const app = (id: string): Json => ({ id, cmd: "serve" });

const unrelated = { groups: [{ id: "/unrelated", apps: [app("app1"), app("app2")] }] };
const changeme = {
  groups: [
    ...["othergroup1", "othergroup2", "othergroup3"].map((id) => ({ id })),
    {
      id: "changeme",
      dependencies: ["/othergroup1", "/othergroup2"],
      apps: [app("app1"), app("app2")],
    },
  ],
};

describe("nothing else has changed", () => {
  test.each<[string, Json, Edit]>([
    ["DeploymentPlanRevertTest.scala:63 app addition", unrelated, addApp("/test")],
    ["DeploymentPlanRevertTest.scala:90 app removal", changeme, removeApp("/changeme/app1")],
    ["DeploymentPlanRevertTest.scala:119 group addition", unrelated, addGroup("/test/supergroup")],
    [
      "DeploymentPlanRevertTest.scala:146 removing a group without apps",
      changeme,
      removeGroup("/othergroup1"),
    ],
    ["DeploymentPlanRevertTest.scala:170 removing a group with apps", changeme, removeGroup("/changeme")],
    [
      "DeploymentPlanRevertTest.scala:197 dependency changes",
      changeme,
      depend("/changeme", ["/othergroup2", "/othergroup3"]),
    ],
  ])("%s is taken back", (_, before, edit) => {
    const tree = treeOf(before);
    const changes = change(tree, edit);
    expect(shown(tree)).not.toEqual(shown(treeOf(before)));
    change(tree, (draft) => revert(draft, changes));
    expect(shown(tree)).toEqual(shown(treeOf(before)));
  });
});

describe("others have changed what they could", () => {
  const others = { "/othergroup1": [[], []], "/othergroup2": [[], []], "/othergroup3": [[], []] };
  const kept = {
    "/changeme": [
      ["/othergroup1", "/othergroup2"],
      ["/changeme/app1", "/changeme/app2"],
    ],
  };

  test.each<[string, readonly Edit[], Edit, readonly Edit[], Json]>([
    [
      "DeploymentPlanRevertTest.scala:264 apps beside a removed app",
      [],
      removeApp("/changeme/app1"),
      [addApp("/changeme/app3"), addApp("/other/app4"), removeApp("/changeme/app2")],
      {
        ...others,
        "/changeme": [
          ["/othergroup1", "/othergroup2"],
          ["/changeme/app1", "/changeme/app3"],
        ],
        "/other": [[], ["/other/app4"]],
      },
    ],
    [
      "DeploymentPlanRevertTest.scala:303 a group in one that was added",
      [],
      depend("/withdeps", ["/a", "/b", "/c"]),
      [addGroup("/withdeps/some")],
      { ...others, ...kept, "/withdeps": [[], []], "/withdeps/some": [[], []] },
    ],
    [
      "DeploymentPlanRevertTest.scala:341 other dependencies of the same group",
      [],
      depend("/changeme", ["/othergroup2", "/othergroup3"]),
      [depend("/changeme", ["/othergroup3", "/othergroup4"])],
      {
        ...others,
        "/changeme": [
          ["/othergroup1", "/othergroup4"],
          ["/changeme/app1", "/changeme/app2"],
        ],
      },
    ],
    [
      "DeploymentPlanRevertTest.scala:372 dependencies elsewhere",
      [],
      removeGroup("/othergroup3"),
      [depend("/changeme", ["/othergroup1", "/othergroup4"])],
      {
        ...others,
        "/changeme": [
          ["/othergroup1", "/othergroup4"],
          ["/changeme/app1", "/changeme/app2"],
        ],
      },
    ],
    [
      "DeploymentPlanRevertTest.scala:403 a group beside one that was added",
      [addGroup("/changeme/some")],
      addGroup("/changeme/some/a"),
      [addGroup("/changeme/some/b")],
      { ...others, ...kept, "/changeme/some": [[], []], "/changeme/some/b": [[], []] },
    ],
    [
      "DeploymentPlanRevertTest.scala:445 apps in a group below one that an app made",
      [],
      addApp("/changeme/some/a"),
      [addApp("/changeme/some/b/a"), addApp("/changeme/some/b/b")],
      {
        ...others,
        ...kept,
        "/changeme/some": [[], []],
        "/changeme/some/b": [[], ["/changeme/some/b/a", "/changeme/some/b/b"]],
      },
    ],
  ])("%s", (_, before, first, later, expected) => {
    const tree = treeOf(changeme);
    for (const edit of before) change(tree, edit);
    const changes = change(tree, first);
    for (const edit of later) change(tree, edit);
    change(tree, (draft) => revert(draft, changes));
    expect(shown(tree)).toEqual({ "/": [[], []], ...expected });
  });
});

describe("through the API", () => {
  const large = "cpus:400;mem:640000;disk:40000;ports:[31000-32000]";
  const chain = (cmd: string, instances: number): readonly Json[] => [
    basicApp({ id: "db", cmd }),
    basicApp({ id: "web", cmd, instances, dependencies: ["db"] }),
  ];

  test("DeploymentsResource.scala:49-56 a group that is being created is gone again, with its apps", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create({ id: "/g", apps: chain("v1", 1) });
    rig.tell(rig.launchAll("a")[0] ?? "", "running");
    expect(rig.cancel("/g/web")).toMatchObject({ status: 200 });
    expect(rig.marathon.snapshot().deployments).toEqual([]);
    expect(rig.marathon.appIds()).toEqual([]);
    expect(rig.create({ id: "/g", groups: [] })).toMatchObject({ status: 201 });
  });

  test("DeploymentsResource.scala:49-56 an update half done is taken back in the order of dependencies", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create({ id: "/g", apps: chain("v1", 1) });
    for (let i = 0; i < 2; i++) rig.tell(rig.launchAll("a")[0] ?? "", "running");
    rig.update("/g", { apps: chain("v2", 3) });
    expect(rig.cancel("/g/db")).toMatchObject({ status: 200 });
    expect(rig.marathon.definitionOf("/g/web")).toMatchObject({ instances: 1 });
    expect(rig.marathon.definitionOf("/g/db")?.rest).toContain('"cmd":"v1"');
    const [deployment] = rig.marathon.snapshot().deployments;
    expect(deployment).toMatchObject({ apps: ["/g/db", "/g/web"], step: 1, steps: 2 });
    expect(deployment?.actions).toEqual(["RestartApplication /g/db"]);
  });

  test("DeploymentsResource.scala:43-48 with force everything stays where it is", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create({ id: "/g", apps: chain("v1", 1) });
    expect(rig.cancel("/g/web", true)).toMatchObject({ status: 202 });
    expect(rig.marathon.appIds()).toEqual(["/g/db", "/g/web"]);
    expect(rig.marathon.appView("/g/db")).toMatchObject({ queued: 0, deploying: false });
  });
});
