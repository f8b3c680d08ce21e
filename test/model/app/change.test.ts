/** What makes a new configuration, what is only a scaling, and what a resident app may change. */

import { describe, expect, test } from "vitest";
import {
  checkImmutable,
  isOnlyScaleChange,
  isUpgrade,
  needsRestart,
  withInstances,
} from "../../../src/model/app/change.ts";
import { appOf, mesosContainer, persistentVolume } from "../../support/apps.ts";

const app = appOf({
  constraints: [
    ["a", "UNIQUE"],
    ["b", "LIKE", "c"],
  ],
  acceptedResourceRoles: ["x", "*"],
});

describe("an upgrade (AppDefinition.scala:296-326)", () => {
  test("is not a change of instances, nor of the order of what is a set", () => {
    const reordered = appOf({
      constraints: [
        ["b", "LIKE", "c"],
        ["a", "UNIQUE"],
      ],
      acceptedResourceRoles: ["*", "x"],
    });
    expect(isUpgrade(app, withInstances(app, 5))).toBe(false);
    expect(isUpgrade(app, reordered)).toBe(false);
  });

  test.each([
    [{ cmd: "false" }],
    [{ env: { A: "1" } }],
    [{ cpus: 2 }],
    [{ requirePorts: true }],
    [{ ports: [] }],
    [{ backoffSeconds: 2 }],
    [{ constraints: [["a", "UNIQUE"]] }],
    [{ labels: { a: "b" } }],
    [{ upgradeStrategy: { minimumHealthCapacity: 0.5 } }],
    [{ portDefinitions: [{ port: 0, labels: { VIP: "x" } }] }],
  ])("is a change to %j", (change) => {
    expect(isUpgrade(appOf(), appOf(change))).toBe(true);
  });

  test("is none between two apps", () => {
    expect(isUpgrade(appOf(), appOf({ id: "/other", cpus: 2 }))).toBe(false);
  });
});

test("only a change of instances alone is a scaling", () => {
  expect(isOnlyScaleChange(app, withInstances(app, 5))).toBe(true);
  expect(isOnlyScaleChange(app, withInstances(app, 1))).toBe(false);
  expect(isOnlyScaleChange(appOf(), appOf({ instances: 2, cpus: 2 }))).toBe(false);
});

test("a restart has a new version of the same configuration", () => {
  const version = { definition: app, versionMs: 5, configVersionMs: 5 };
  expect(needsRestart(version, version)).toBe(false);
  expect(needsRestart(version, { ...version, versionMs: 9 })).toBe(true);
  expect(needsRestart(version, { ...version, definition: appOf() })).toBe(true);
});

describe("of a resident app (AppDefinition.scala:645-682)", () => {
  const strategy = { minimumHealthCapacity: 0, maximumOverCapacity: 0 };
  const resident = (members = {}): ReturnType<typeof appOf> =>
    appOf({ container: mesosContainer(persistentVolume()), upgradeStrategy: strategy, ...members });

  test.each([
    [{ cmd: "false" }],
    [{ instances: 7 }],
    [{ constraints: [["hostname", "UNIQUE"]] }],
    [{ requirePorts: true }],
    [{ env: { A: "1" } }],
  ])("%j may change", (change) => {
    expect(checkImmutable(resident(), resident(change))).toBeNull();
  });

  test("nothing is said of apps that are resident neither before nor after", () => {
    expect(checkImmutable(appOf(), appOf({ cpus: 9 }))).toBeNull();
  });

  test("an app cannot become resident", () => {
    const refusal = checkImmutable(appOf({ upgradeStrategy: strategy }), resident());
    expect(refusal?.details.flatMap(({ errors }) => errors)).toEqual([
      "Persistent volumes can not be changed!",
    ]);
  });

  test("all that is wrong is said at once", () => {
    const to = resident({ cpus: 2, container: mesosContainer(persistentVolume("data", 11)) });
    expect(checkImmutable(resident(), to)).toMatchObject({
      status: 422,
      details: [
        {
          path: "/app(0)",
          errors: [
            "Persistent volumes can not be changed!",
            "Resident Tasks may not change resource requirements!",
          ],
        },
      ],
    });
  });
});
