/** Groups and dependencies through the API: GroupTest, GroupUpdateTest, GroupsResourceTest, GroupManagerTest,
 * DeploymentPlanTest, GroupDeployIntegrationTest, ModelValidationTest (v1.1.1). */

import { describe, expect, test } from "vitest";
import type { ApiAnswer } from "../../../src/sim/cluster/framework.ts";
import { basicApp, Rig } from "../../sim/marathon/rig.ts";

const large = "cpus:400;mem:640000;disk:40000;ports:[31000-32000]";
type Json = Readonly<Record<string, unknown>>;

const app = (id: string, more: Json = {}): Json => basicApp({ id, ...more });

/** The apps of a deployment's steps, by their ids, and what is done to them. */
function stepsOf(rig: Rig, deployment = 0): readonly (readonly string[])[] {
  const started = rig.rows("deployment.started")[deployment]?.["deployment"];
  const steps = rig.rows("deployment.step").filter((row) => row["deployment"] === started);
  return steps.map((row) => JSON.parse(String(row["actions"])) as readonly string[]);
}

/** Brings up all that is queued, until nothing more comes. */
function runAll(rig: Rig): void {
  for (let i = 0; i < 30; i++) {
    rig.to(rig.kernel.nowMs + 5000);
    for (const id of rig.launchAll("a")) rig.tell(id, "running");
  }
}

function up(...definitions: readonly Json[]): Rig {
  const rig = Rig.joined();
  rig.agent("a", large);
  for (const definition of definitions) expect(rig.create(definition)).toMatchObject({ status: 201 });
  runAll(rig);
  expect(rig.marathon.snapshot().deployments).toEqual([]);
  return rig;
}

/** Of the steps that scale new apps: only their ids. */
const scaled = (rig: Rig): readonly (readonly string[])[] =>
  stepsOf(rig)
    .slice(1)
    .map((step) => step.map((action) => action.split(" ")[1] ?? ""));

const errorsOf = (answer: ApiAnswer | null): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries((answer?.details ?? []).map(({ path, errors }) => [path, errors]));

describe("creating groups", () => {
  test("GroupDeployIntegrationTest.scala:23 an empty group is created", () => {
    const rig = Rig.joined();
    expect(rig.create({ id: "/test", groups: [] })).toMatchObject({ status: 201, call: "POST /v2/groups" });
  });

  test("GroupDeployIntegrationTest.scala:74 a group with an app starts it", () => {
    const rig = up({ id: "/test", apps: [app("/test/app", { instances: 2 })] });
    expect(rig.marathon.appView("/test/app")).toMatchObject({ running: 2, deploying: false });
  });

  test("GroupsResourceTest.scala:200 no group where there is an app", () => {
    const rig = up({ id: "/group", apps: [app("app")] });
    expect(rig.create({ id: "/group/app", groups: [] })).toMatchObject({
      status: 409,
      message: "An app with the path /group/app already exists.",
    });
  });

  test("GroupsResourceTest.scala:214 no group where there is one, made by itself or by its apps", () => {
    const rig = up({ id: "/group", groups: [] }, app("/other/app"));
    for (const id of ["/group", "/other"]) {
      expect(rig.create({ id, groups: [] })).toMatchObject({
        status: 409,
        message: `Group ${id} is already created. Use PUT to change this group.`,
      });
    }
  });

  test("GroupsResource.scala:130-140 without an id the root is meant, which exists", () => {
    expect(Rig.joined().create({ apps: [app("x")] })).toMatchObject({ status: 409 });
  });

  test("GroupTest.scala:130,:378 groups on the way are made, of whatever names", () => {
    const rig = up(app("/test/service/test/app"));
    for (const id of ["/test", "/test/service", "/test/service/test"]) {
      expect(rig.create({ id, groups: [] })).toMatchObject({ status: 409 });
    }
    expect(rig.create({ id: "/service", groups: [] })).toMatchObject({ status: 201 });
  });

  test("GroupTest.scala:160 an app takes the place of a group without apps", () => {
    const rig = Rig.joined();
    rig.create({ id: "/some/nested", groups: [{ id: "path" }, { id: "path2" }] });
    expect(rig.create(app("/some/nested"))).toMatchObject({ status: 201 });
  });

  test("GroupTest.scala:189 an app cannot take the place of a group with apps, nor the other way round", () => {
    const rig = Rig.joined();
    rig.create(app("/some/nested/path2/app"));
    const clash = "Groups and Applications may not have the same identifier.";
    expect(errorsOf(rig.create(app("/some/nested")))).toEqual({ "/groups(0)": [clash] });
    expect(errorsOf(rig.create(app("/some")))).toEqual({ "/": [clash] });
    rig.create(app("/plain"));
    expect(rig.create(app("/plain/inner"))).toMatchObject({ status: 422, message: "Object is not valid" });
    expect(rig.marathon.appIds()).toEqual(["/plain", "/some/nested/path2/app"]);
  });
});

describe("ids", () => {
  test("GroupUpdateTest.scala:10 ids and dependencies count from the group that they stand in", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    expect(
      rig.update("/", {
        groups: [
          { id: "test", groups: [{ id: "foo" }], apps: [app("wait")] },
          { id: "apps", apps: [app("app1", { dependencies: ["d1", "../test/foo", "/test"] })] },
        ],
      }),
    ).toMatchObject({ status: 200 });
    expect(rig.marathon.definitionOf("/apps/app1")?.dependencies).toEqual(["/apps/d1", "/test", "/test/foo"]);
    runAll(rig);
    expect(scaled(rig)).toEqual([["/test/wait"], ["/apps/app1"]]);
  });

  test("GroupUpdateTest.scala:146 a dependency of an app counts from its group, not from itself", () => {
    const rig = up({
      id: "test-group",
      apps: [app("test-app1"), app("test-app2", { dependencies: ["test-app1"] })],
    });
    expect(scaled(rig)).toEqual([["/test-group/test-app1"], ["/test-group/test-app2"]]);
  });

  test("AppDefinition.scala:362-365 that of an app by itself counts from the app", () => {
    const rig = up(app("/g/db"), app("/g/web", { dependencies: ["../db"] }));
    expect(rig.marathon.definitionOf("/g/web")?.dependencies).toEqual(["/g/db"]);
  });

  test("AppDefinition.scala:571-585 which may only name a neighbour, unless the app is in the root", () => {
    const rig = up(app("/h/db"), app("/web", { dependencies: ["/h/db"] }));
    const answer = rig.create(app("/g/web", { dependencies: ["/h/db"] }));
    expect(errorsOf(answer)).toEqual({
      "/dependencies(0)": ["Identifier is not child of /g. Hint: use relative paths."],
    });
  });

  test("#5024 so an app that a group has made with another one cannot be changed by itself", () => {
    const rig = up({
      id: "/g",
      groups: [
        { id: "back", apps: [app("db")] },
        { id: "front", apps: [app("web", { dependencies: ["/g/back/db"] })] },
      ],
    });
    expect(rig.scale("/g/front/web", 2)).toMatchObject({ status: 422 });
    expect(rig.update("/g", { scaleBy: 2 })).toMatchObject({ status: 200 });
    expect(rig.marathon.appView("/g/front/web").instances).toBe(2);
  });

  test("GroupTest.scala:399 a dependency on what is above is resolved", () => {
    const rig = up({
      id: "group",
      apps: [app("app1")],
      groups: [{ id: "subgroup", apps: [app("app2", { dependencies: ["../app1"] })] }],
    });
    expect(scaled(rig)).toEqual([["/group/app1"], ["/group/subgroup/app2"]]);
  });

  test("GroupTest.scala:417,:447 an app stands directly in the group of its id", () => {
    const rig = Rig.joined();
    for (const id of ["/root", "inner/app", "../app"]) {
      expect(errorsOf(rig.create({ id: "/nested", apps: [app(id)] }))).toEqual({
        "/apps(0)/id": ["Identifier is not child of /nested. Hint: use relative paths."],
      });
    }
    expect(rig.create({ id: "/nested", apps: [app("/nested/foo")] })).toMatchObject({ status: 201 });
  });

  test("GroupTest.scala:432 so does a group, which is found once the groups are made", () => {
    const rig = Rig.joined();
    rig.create({ id: "/first", groups: [] });
    const answer = rig.create({ id: "/nested", groups: [{ id: "fine" }, { id: "/root" }] });
    expect(answer).toMatchObject({ status: 422 });
    expect(errorsOf(answer)).toEqual({
      "/groups(1)/groups(1)/id": ["Identifier is not child of /nested. Hint: use relative paths."],
    });
    expect(rig.create({ id: "/nested", groups: [] })).toMatchObject({ status: 201 });
  });

  test("PathId.scala:116-145 the form of a group's id", () => {
    const rig = Rig.joined();
    expect(errorsOf(rig.create({ id: "/Shop", groups: [] }))["/id"]).toEqual([
      expect.stringMatching(/^must fully match regular expression/),
    ]);
    expect(errorsOf(rig.create({ id: "/a/../b", groups: [] }))["/id"]).toEqual([
      "Identifier is not child of /a/... Hint: use relative paths.",
    ]);
    expect(rig.create({ id: "/g", groups: [{}] })).toMatchObject({
      status: 422,
      message: "No group id was given!",
    });
    expect(rig.create({ id: 5, apps: "none" })).toMatchObject({
      status: 400,
      message: "Invalid JSON",
      details: [
        { path: "/id", errors: ["error.expected.jsstring"] },
        { path: "/apps", errors: ["error.expected.jsarray"] },
      ],
    });
  });

  test("ModelValidationTest.scala:96 what is wrong with an app is told at its place", () => {
    const answer = Rig.joined().create({
      id: "/test",
      groups: [{ id: "group1", apps: [app("valid"), { id: "invalid" }, app("less", { instances: -1 })] }],
    });
    expect(errorsOf(answer)).toEqual({
      "/groups(0)/apps(1)": [
        "AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.",
      ],
      "/groups(0)/apps(2)/instances": ["got -1, expected 0 or more"],
    });
  });
});

describe("dependencies", () => {
  test("DeploymentPlanTest.scala:20 a simple group's apps are partitioned by their longest path", () => {
    const rig = up({
      id: "/test",
      apps: [app("c", { dependencies: ["database/a"] }), app("d", { dependencies: ["/test/service/b"] })],
      groups: [
        { id: "database", apps: [app("a")] },
        { id: "service", apps: [app("b", { dependencies: ["../database/a"] })] },
      ],
    });
    expect(scaled(rig)).toEqual([["/test/database/a"], ["/test/c", "/test/service/b"], ["/test/d"]]);
  });

  test("DeploymentPlanTest.scala:54 so are a complex one's", () => {
    const rig = up({
      id: "/t",
      apps: [
        app("a", { dependencies: ["b", "c"] }),
        app("b", { dependencies: ["c"] }),
        app("c", { dependencies: ["d"] }),
        app("d"),
        app("e"),
      ],
    });
    expect(scaled(rig)).toEqual([["/t/d", "/t/e"], ["/t/c"], ["/t/b"], ["/t/a"]]);
  });

  test("DeploymentPlanTest.scala:88,:180 without dependencies all are started, and then all are scaled", () => {
    const rig = up({ id: "/test", apps: ["1", "2", "3"].map((id) => app(id, { instances: 2 })) });
    expect(stepsOf(rig)).toEqual([
      ["StartApplication /test/1 to 0", "StartApplication /test/2 to 0", "StartApplication /test/3 to 0"],
      ["ScaleApplication /test/1 to 2", "ScaleApplication /test/2 to 2", "ScaleApplication /test/3 to 2"],
    ]);
  });

  test("GroupDeployIntegrationTest.scala:265 the next step waits until all tasks of the one before run", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create({
      id: "/test",
      apps: [
        app("db", { instances: 2 }),
        app("service", { dependencies: ["db"] }),
        app("frontend1", { dependencies: ["service"] }),
      ],
    });
    const queued = (): readonly number[] =>
      ["db", "service", "frontend1"].map((id) => rig.marathon.appView(`/test/${id}`).queued);
    expect(queued()).toEqual([2, 0, 0]);
    const [first = "", second = ""] = rig.launchAll("a");
    rig.tell(first, "running");
    expect(queued()).toEqual([0, 0, 0]);
    rig.tell(second, "running");
    expect(queued()).toEqual([0, 1, 0]);
    rig.tell(rig.launchAll("a")[0] ?? "", "running");
    expect(queued()).toEqual([0, 0, 1]);
    rig.tell(rig.launchAll("a")[0] ?? "", "running");
    expect(rig.rows("deployment.succeeded")).toHaveLength(1);
  });

  test("GroupDeployIntegrationTest.scala:288, GroupTest.scala:243 groups wait for groups, with all apps in both", () => {
    const rig = up({
      id: "/test",
      groups: [
        {
          id: "database",
          groups: [
            { id: "redis", apps: [app("r1")] },
            { id: "memcache", apps: [app("c1")], dependencies: ["../mongo", "../redis"] },
            { id: "mongo", apps: [app("m1")], dependencies: ["../redis"] },
          ],
        },
        {
          id: "service",
          groups: [
            { id: "service1", apps: [app("s1")], dependencies: ["/test/database/memcache"] },
            { id: "service2", apps: [app("s2")], dependencies: ["/test/database", "../service1"] },
          ],
        },
        {
          id: "frontend",
          groups: [
            { id: "app1", apps: [app("a1")], dependencies: ["/test/service/service2"] },
            {
              id: "app2",
              apps: [app("a2")],
              dependencies: ["/test/service", "/test/database/mongo", "../app1"],
            },
          ],
        },
        { id: "cache", groups: [{ id: "c1", apps: [app("c1")] }] },
      ],
    });
    expect(scaled(rig)).toEqual([
      ["/test/cache/c1/c1", "/test/database/redis/r1"],
      ["/test/database/mongo/m1"],
      ["/test/database/memcache/c1"],
      ["/test/service/service1/s1"],
      ["/test/service/service2/s2"],
      ["/test/frontend/app1/a1"],
      ["/test/frontend/app2/a2"],
    ]);
  });

  test("GroupTest.scala:288 so do apps, and :333 without any all are alike", () => {
    const apps = (more: (needs: readonly string[]) => Json) => ({
      id: "/test",
      apps: [
        app("redis"),
        app("mongo", more(["redis"])),
        app("memcache", more(["mongo", "redis"])),
        app("cache1"),
      ],
    });
    expect(scaled(up(apps((dependencies) => ({ dependencies }))))).toEqual([
      ["/test/cache1", "/test/redis"],
      ["/test/mongo"],
      ["/test/memcache"],
    ]);
    expect(scaled(up(apps(() => ({}))))).toHaveLength(1);
  });

  test("Group.scala:137-164 a group that names an app waits for nothing, and neither does one that names nobody", () => {
    const rig = up({
      id: "/g",
      apps: [app("db")],
      groups: [
        { id: "front", dependencies: ["/g/db"], apps: [app("web")] },
        { id: "back", dependencies: ["/g/nowhere"], apps: [app("job")] },
      ],
    });
    expect(scaled(rig)).toEqual([["/g/back/job", "/g/db", "/g/front/web"]]);
  });

  test("GroupDeployIntegrationTest.scala:250, GroupTest.scala:363, GroupManagerTest.scala:193 apps that wait for each other are refused", () => {
    const rig = Rig.joined();
    const answer = rig.create({
      id: "/test",
      apps: [
        app("db", { dependencies: ["frontend1"] }),
        app("service", { dependencies: ["db"] }),
        app("frontend1", { dependencies: ["service"] }),
      ],
    });
    expect(answer).toMatchObject({ status: 422, message: "Object is not valid" });
    expect(errorsOf(answer)).toEqual({
      "/id.isRoot": ["must be false"],
      "/dependencies": ["Dependency graph has cyclic dependencies."],
    });
    expect(rig.marathon.appIds()).toEqual([]);
  });

  test.each<[string, readonly Json[], Json]>([
    [
      "by groups that name each other's parents",
      [],
      {
        id: "/test",
        groups: [
          {
            id: "database",
            groups: [{ id: "mongo", apps: [app("m1", { dependencies: ["/test/service"] })] }],
          },
          {
            id: "service",
            groups: [{ id: "s1", apps: [app("srv1", { dependencies: ["/test/database"] })] }],
          },
        ],
      },
    ],
    ["an app for itself", [], { id: "/test", apps: [app("x", { dependencies: ["x"] })] }],
    [
      "a group for the one around it",
      [],
      { id: "/test", groups: [{ id: "g", apps: [app("x")], dependencies: [".."] }] },
    ],
    [
      "only once the last app is there",
      [
        { id: "/a", dependencies: ["/b"], groups: [] },
        { id: "/b", dependencies: ["/a"], groups: [], apps: [app("y")] },
      ],
      app("/a/x"),
    ],
  ])("Group.scala:228-230 a ring: %s", (_, before, last) => {
    const rig = up(...before);
    expect(errorsOf(rig.create(last))["/dependencies"]).toEqual([
      "Dependency graph has cyclic dependencies.",
    ]);
  });
});

describe("changing groups", () => {
  const chain = (version: string, more: Json = {}): readonly Json[] => [
    app("mongo", { cmd: version, instances: 2, ...more }),
    app("srv1", { cmd: version, dependencies: ["mongo"] }),
  ];

  test("DeploymentPlanTest.scala:139 what depends is restarted after what it depends on", () => {
    const rig = up({ id: "/test", apps: chain("v1") });
    expect(rig.update("/test", { apps: chain("v2") })).toMatchObject({
      status: 200,
      call: "PUT /v2/groups/test",
    });
    runAll(rig);
    expect(stepsOf(rig, 1)).toEqual([["RestartApplication /test/mongo"], ["RestartApplication /test/srv1"]]);
    expect(rig.rows("deployment.succeeded")).toHaveLength(2);
  });

  test("DeploymentPlanTest.scala:207 what does not is restarted at the same time", () => {
    const apps = (cmd: string): readonly Json[] => [app("a", { cmd }), app("b", { cmd })];
    const rig = up({ id: "/test", apps: apps("v1") });
    rig.update("/test", { apps: apps("v2") });
    expect(stepsOf(rig, 1)).toEqual([["RestartApplication /test/a", "RestartApplication /test/b"]]);
  });

  test("DeploymentPlanTest.scala:241 stops come first, then starts, then the rest in order of dependencies", () => {
    const rig = up({
      id: "/test",
      apps: [...chain("v1"), app("independent", { cmd: "v1" }), app("tostop", { dependencies: ["mongo"] })],
    });
    rig.update("/test", {
      apps: [
        ...chain("v2"),
        app("independent", { cmd: "v2", instances: 3 }),
        app("tostart", { instances: 2, dependencies: ["srv1"] }),
      ],
    });
    runAll(rig);
    expect(stepsOf(rig, 1)).toEqual([
      ["StopApplication /test/tostop"],
      ["StartApplication /test/tostart to 0"],
      ["RestartApplication /test/independent", "RestartApplication /test/mongo"],
      ["RestartApplication /test/srv1"],
      ["ScaleApplication /test/tostart to 2"],
    ]);
  });

  test("DeploymentPlanTest.scala:114 only what changes is locked", () => {
    const rig = up({ id: "/g", apps: [app("app"), app("app2"), app("app3"), app("unchanged")] });
    rig.update("/g", {
      apps: [app("app", { cmd: "new" }), app("app2", { instances: 10 }), app("unchanged"), app("app4")],
    });
    const deploying = rig.marathon.snapshot().deployments[0]?.apps ?? [];
    expect([...deploying].sort()).toEqual(["/g/app", "/g/app2", "/g/app3", "/g/app4"]);
    expect(rig.marathon.appView("/g/unchanged").deploying).toBe(false);
  });

  test("DeploymentPlanTest.scala:293 of apps that are gone, what depends on them is no matter", () => {
    const rig = up({ id: "/test", apps: chain("v1") });
    rig.update("/test", { apps: [] });
    expect(stepsOf(rig, 1)).toEqual([["StopApplication /test/mongo", "StopApplication /test/srv1"]]);
  });

  test("DeploymentPlanTest.scala:98, GroupUpdateTest.scala:45,:90 lists that are given replace, others stay", () => {
    const rig = up({
      id: "/test",
      groups: [
        { id: "group1", apps: [app("app1")] },
        { id: "group2", apps: [app("app2")] },
      ],
    });
    rig.update("/test", {
      groups: [
        { id: "/test/group1", apps: [app("/test/group1/app3")] },
        { id: "group3", groups: [{ id: "sub1", apps: [app("app4")] }] },
      ],
    });
    runAll(rig);
    expect(rig.marathon.appIds()).toEqual(["/test/group1/app3", "/test/group3/sub1/app4"]);
    rig.update("/test", { dependencies: ["/elsewhere"] });
    rig.update("/test", { groups: [{ id: "group1" }] });
    expect(rig.marathon.appIds()).toEqual(["/test/group1/app3"]);
  });

  test("GroupDeployIntegrationTest.scala:35 new dependencies alone deploy nothing", () => {
    const rig = up({ id: "/test2", apps: [app("x")] });
    expect(rig.update("/test2", { dependencies: ["/test"] })).toMatchObject({ status: 200 });
    expect(rig.rows("deployment.step")).toHaveLength(2);
  });

  test("GroupDeployIntegrationTest.scala:87 a changed app is restarted, :103 an unchanged one is left alone", () => {
    const rig = up({ id: "/test", apps: [app("app", { instances: 2 })] });
    const before = rig.marathon.tasksOf("/test/app").map(({ taskId }) => taskId);
    rig.update("/test", { apps: [app("app", { instances: 2 })] });
    runAll(rig);
    expect(rig.marathon.tasksOf("/test/app").map(({ taskId }) => taskId)).toEqual(before);
    rig.update("/test", { apps: [app("app", { instances: 2, cmd: "v2" })] });
    runAll(rig);
    const after = rig.marathon.tasksOf("/test/app").map(({ taskId }) => taskId);
    expect(after).toHaveLength(2);
    expect(after.filter((id) => before.includes(id))).toEqual([]);
  });

  test("GroupDeployIntegrationTest.scala:152 by its version a group is again what it was", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.to(10_000);
    rig.create({ id: "/proxy", apps: [app("app", { cmd: "v1" }), app("gone")], dependencies: ["/x"] });
    runAll(rig);
    rig.update("/proxy", { apps: [app("app", { cmd: "v2" })], dependencies: [] });
    runAll(rig);
    expect(rig.update("/proxy", { version: "1970-01-01T00:00:10.000Z" })).toMatchObject({ status: 200 });
    runAll(rig);
    expect(rig.marathon.definitionOf("/proxy/app")?.rest).toContain('"cmd":"v1"');
    expect(rig.marathon.appView("/proxy/gone").running).toBe(1);
    expect(rig.update("/proxy", { version: "1970-01-01T00:00:09.000Z" })).toMatchObject({
      status: 422,
      message: "Group /proxy not available in version 1970-01-01T00:00:09.000Z",
    });
  });

  test("GroupsResource.scala:231-234 scaleBy multiplies the instances of all apps, and rounds up", () => {
    const rig = up({ id: "/g", apps: [app("x", { instances: 3 })], groups: [{ id: "h", apps: [app("y")] }] });
    expect(rig.update("/g", { scaleBy: 1.5 })).toMatchObject({ status: 200 });
    expect(stepsOf(rig, 1)).toEqual([["ScaleApplication /g/h/y to 2", "ScaleApplication /g/x to 5"]]);
  });

  test("below 0 the apps are not valid, at their place in the root group", () => {
    const rig = up(app("/first"), { id: "/g", apps: [app("x", { instances: 3 })] });
    expect(errorsOf(rig.update("/g", { scaleBy: -1 }))).toEqual({
      "/groups(0)/apps(0)/instances": ["got -3, expected 0 or more"],
    });
  });

  test("GroupUpdateTest.scala:132,:139 scaleBy and version stand alone", () => {
    const rig = up({ id: "/g", apps: [app("x")] });
    for (const key of ["scaleBy", "version"]) {
      const value = key === "scaleBy" ? 2 : "1970-01-01T00:00:00.000Z";
      expect(errorsOf(rig.update("/g", { [key]: value, apps: [] }))).toEqual({
        [`/${key}`]: ["not allowed in conjunction with other properties."],
      });
    }
  });

  test("GroupVersioningUtilTest.scala:57,:64,:77,:90 only what changes gets a new version", () => {
    const rig = up({ id: "/g", apps: [app("same"), app("scaled"), app("updated")] });
    const before = rig.marathon.appView("/g/same").version;
    const nowMs = rig.kernel.nowMs;
    rig.update("/g", {
      apps: [app("same"), app("scaled", { instances: 2 }), app("updated", { cmd: "v2" }), app("fresh")],
    });
    expect(rig.marathon.appView("/g/same").version).toBe(before);
    const versions = ["scaled", "updated", "fresh"].map((id) => rig.marathon.appView(`/g/${id}`).version);
    expect(new Set(versions)).toEqual(new Set([new Date(nowMs).toISOString()]));
  });

  test("GroupManagerTest.scala:59,:135 service ports of apps that come together are all different", () => {
    const rig = Rig.joined();
    rig.create({ id: "/g", apps: [app("x", { ports: [0, 0] }), app("y", { ports: [10_001] }), app("z")] });
    const ports = ["x", "y", "z"].map((id) =>
      rig.marathon.definitionOf(`/g/${id}`)?.portDefinitions.map(({ port }) => port),
    );
    expect(ports).toEqual([[10_000, 10_002], [10_001], [10_003]]);
  });

  test("Group.scala:252-276 a mapping's port is compared within a group and what is below it only", () => {
    const mapped = (id: string): Json => ({
      id,
      container: {
        docker: { image: "i", network: "BRIDGE", portMappings: [{ containerPort: 80, servicePort: 3200 }] },
      },
    });
    const rig = Rig.joined();
    expect(rig.create({ id: "/a", apps: [mapped("x")] })).toMatchObject({ status: 201 });
    expect(rig.create({ id: "/b", apps: [mapped("y")] })).toMatchObject({ status: 201 });
    expect(errorsOf(rig.create(mapped("/a/inner/z")))).toEqual({
      "/groups(0)/value": ["Requested service port 3200 conflicts with a service port in app /a/inner/z"],
    });
  });
});

describe("destroying groups", () => {
  test("GroupDeployIntegrationTest.scala:51, GroupManagerTest.scala:227 all in it goes, in one step", () => {
    const rig = up({
      id: "/test3",
      apps: [app("db"), app("web", { dependencies: ["db"] })],
      groups: [{ id: "more", apps: [app("job")] }],
    });
    expect(rig.marathon.destroyApp("/test3")).toMatchObject({ status: 200, call: "DELETE /v2/groups/test3" });
    rig.play();
    expect(stepsOf(rig, 1)).toEqual([
      ["StopApplication /test3/db", "StopApplication /test3/more/job", "StopApplication /test3/web"],
    ]);
    expect(rig.marathon.appIds()).toEqual([]);
    expect(rig.create({ id: "/test3", groups: [] })).toMatchObject({ status: 201 });
  });

  test("GroupDeployIntegrationTest.scala:66 what does not exist is 404", () => {
    expect(Rig.joined().marathon.destroyApp("/nowhere")).toMatchObject({ status: 404 });
  });

  test("GroupDeployIntegrationTest.scala:227 while it is deployed, only with force", () => {
    const rig = Rig.joined();
    rig.create({ id: "/forcetest", apps: [app("app", { instances: 2 })] });
    expect(rig.marathon.destroyApp("/forcetest")).toMatchObject({ status: 409 });
    rig.marathon.destroyApp("/forcetest", true);
    rig.play();
    expect(rig.marathon.answers.at(-1)).toMatchObject({ status: 200 });
    expect(rig.marathon.appIds()).toEqual([]);
  });

  test("Group.scala:98-103 the last app's destroy leaves its group", () => {
    const rig = up(app("/g/x"));
    rig.destroy("/g/x");
    expect(rig.create({ id: "/g", groups: [] })).toMatchObject({ status: 409 });
  });
});

describe("locks of several apps", () => {
  const shop = {
    id: "/shop",
    apps: [app("db"), app("web", { dependencies: ["db"] })],
  };

  test("GroupDeployIntegrationTest.scala:202 an upgrade in progress needs force to be replaced", () => {
    const rig = up({ id: "/g", apps: [app("app", { cmd: "v1", instances: 2 })] });
    rig.update("/g", { apps: [app("app", { cmd: "v2", instances: 2 })] });
    expect(rig.update("/g", { apps: [app("app", { cmd: "v3", instances: 2 })] })).toMatchObject({
      status: 409,
    });
    expect(rig.update("/g", { apps: [app("app", { cmd: "v4", instances: 2 })] }, true)).toMatchObject({
      status: 200,
    });
    runAll(rig);
    expect(rig.marathon.definitionOf("/g/app")?.rest).toContain('"cmd":"v4"');
    expect(rig.rows("deployment.cancelled")).toMatchObject([{ reason: "forced" }]);
  });

  test("an app whose step has not begun is locked all the same", () => {
    const rig = Rig.joined();
    rig.create(shop);
    expect(rig.scale("/shop/web", 3)).toMatchObject({ status: 409 });
    expect(rig.create(app("/other"))).toMatchObject({ status: 201 });
  });

  test("a forced change of one app cancels the deployment of all, which then stay as they are", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create(shop);
    expect(rig.scale("/shop/web", 2, true)).toMatchObject({ status: 200 });
    expect(rig.rows("deployment.cancelled")).toHaveLength(1);
    expect(rig.marathon.appView("/shop/db")).toMatchObject({ instances: 1, queued: 0, deploying: false });
    expect(rig.scale("/shop/db", 2)).toMatchObject({ status: 200 });
  });

  test("MarathonSchedulerActor.scala:139-150 a kill of an app that waits for its step is dropped, and answered with 200", () => {
    const rig = up({ id: "/g", apps: [app("db", { cmd: "v1" }), app("web", { dependencies: ["db"] })] });
    rig.update("/g", {
      apps: [app("db", { cmd: "v2" }), app("web", { cmd: "v2", dependencies: ["db"] })],
    });
    const [task] = rig.marathon.tasksOf("/g/web");
    expect(rig.kill("/g/web")).toMatchObject({ status: 200 });
    expect(rig.all("KILL").filter(({ taskId }) => taskId === task?.taskId)).toEqual([]);
    expect(rig.marathon.appView("/g/web").running).toBe(1);
  });

  test("MarathonSchedulerActor.scala:139-150 and its scale checks are dropped too: a task that fails comes back in its step", () => {
    const rig = up({ id: "/g", apps: [app("db", { cmd: "v1" }), app("web", { dependencies: ["db"] })] });
    rig.update("/g", {
      apps: [app("db", { cmd: "v2" }), app("web", { cmd: "v2", dependencies: ["db"] })],
    });
    rig.tell(rig.marathon.tasksOf("/g/web")[0]?.taskId ?? "", "failed");
    expect(rig.marathon.appView("/g/web")).toMatchObject({ running: 0, queued: 0 });
    rig.to(rig.kernel.nowMs + 600_000);
    expect(rig.marathon.appView("/g/web")).toMatchObject({ running: 0, queued: 0 });
    runAll(rig);
    expect(rig.marathon.appView("/g/web")).toMatchObject({ running: 1, deploying: false });
  });
});

describe("fail-over", () => {
  test("DeploymentPlan.scala:121-136 the next leader begins with the first step: new apps are scaled to 0 again", () => {
    const rig = Rig.joined();
    rig.agent("a", large);
    rig.create({ id: "/g", apps: [app("db"), app("web", { dependencies: ["db"] })] });
    rig.tell(rig.launchAll("a")[0] ?? "", "running");
    expect(rig.marathon.appView("/g/web").queued).toBe(1);
    rig.marathon.failOver(0);
    rig.play();
    const [first, ...others] = stepsOf(rig).slice(3);
    expect(first).toEqual(["StartApplication /g/db to 0", "StartApplication /g/web to 0"]);
    expect(others[0]).toEqual(["ScaleApplication /g/db to 1"]);
    runAll(rig);
    expect(rig.rows("deployment.succeeded")).toHaveLength(1);
    expect(rig.marathon.appView("/g/web").running).toBe(1);
  });
});
