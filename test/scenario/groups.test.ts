/** Groups in scenario files: what is read, what may mention them, and what a reader is warned of. */

import { expect, test } from "vitest";
import { formatIssue } from "../../src/scenario/issue.ts";
import { loadScenario } from "../../src/scenario/load.ts";
import { issuesOf, load, memoryFiles } from "./memory.ts";

const shop = JSON.stringify({
  id: "/shop",
  groups: [
    { id: "back", apps: [{ id: "db", cmd: "serve" }] },
    { id: "front", dependencies: ["../back"], apps: [{ id: "web", cmd: "serve" }] },
  ],
});
const start = `name: groups
duration: 10m
agents: [{ id: a, resources: { cpus: 4, mem: 8GiB } }]
apps:
  - { file: shop.json }
  - { id: /more, apps: [{ id: job, cmd: work }] }
`;
const files = { "shop.json": shop };

function warningsOf(text: string): readonly string[] {
  const result = loadScenario("x.yaml", memoryFiles({ ...files, "x.yaml": text }));
  if (!result.ok) throw new Error(result.issues.map(formatIssue).join("\n"));
  return result.warnings.map(formatIssue);
}

test("a group is created by one call, from a file or in place", () => {
  expect(load(start, files).apps).toEqual([
    { framework: "marathon", definition: JSON.parse(shop) },
    { framework: "marathon", definition: { id: "/more", apps: [{ id: "job", cmd: "work" }] } },
  ]);
});

test("its apps can be mentioned by their whole ids; the group where Marathon takes one", () => {
  const text = `${start}tasks: [{ app: /shop/back/db, staging: 2s }]
actions:
  - { at: 1m, do: app.scale, app: /shop/front, scaleBy: 2 }
  - { at: 2m, do: app.update, app: /shop, change: { groups: [{ id: new, apps: [{ id: x, cmd: serve }] }] } }
  - { at: 3m, do: app.scale, app: /shop/new/x, instances: 2 }
  - { at: 4m, do: app.create, app: { id: /late, groups: [{ id: in, apps: [{ id: y, cmd: serve }] }] } }
  - { at: 5m, do: app.destroy, app: /late/in }
expect:
  - { app: /shop/back/db, running: 1 }
  - { app: /late/in/y, instances: 0 }
  - { http: { app: /shop }, status: 200 }
`;
  expect(issuesOf(text, files)).toEqual([]);
});

test("elsewhere a group is no app, and its apps are named", () => {
  const text = `${start}actions:
  - { at: 1m, do: task.kill, app: /shop/front }
  - { at: 1m, do: app.destroy, app: /shop/fronts }
expect:
  - { app: /shop, running: 1 }
`;
  expect(issuesOf(text, files)).toEqual([
    "8:35: actions[0].app: /shop/front is a group; name one of its apps (there is /shop/front/web)",
    "9:37: actions[1].app: nothing creates the app /shop/fronts; did you mean /shop/front?",
    "11:12: expect[0].app: /shop is a group; name one of its apps (there is /shop/back/db, /shop/front/web)",
  ]);
});

test("dependencies that Marathon ignores are warned of, unless an action makes what they name", () => {
  const text = `name: ignored
duration: 10m
agents: [{ id: a, resources: { cpus: 4, mem: 8GiB } }]
apps:
  - { id: /db, cmd: serve }
  - { id: /web, cmd: serve, dependencies: [/dv, /later] }
  - { id: /g, dependencies: [/db], apps: [{ id: x, cmd: serve }] }
actions:
  - { at: 1m, do: app.create, app: { id: /later, cmd: serve } }
`;
  expect(warningsOf(text)).toEqual([
    "x.yaml:6:11: apps[1].id: /web depends on /dv, which is nowhere; did you mean /db?: Marathon ignores that",
    "x.yaml:7:11: apps[2].id: /g depends on /db, which is an app, and a group can only wait for groups: Marathon ignores that",
  ]);
});

test("of two apps of one id in a group the first counts", () => {
  const text = `name: twice
duration: 10m
agents: [{ id: a, resources: { cpus: 4, mem: 8GiB } }]
apps:
  - { id: /g, apps: [{ id: x, cmd: one }, { id: /g/x, cmd: two }] }
`;
  expect(warningsOf(text)).toEqual([
    "x.yaml:5:43: apps[0].apps[1]: /apps(1): there is another /g/x, and Marathon takes the first",
  ]);
});
