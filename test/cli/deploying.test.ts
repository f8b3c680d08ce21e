/** What the outcome says of deployments that are not over at the end. */

import { afterAll, beforeAll, expect, test } from "vitest";
import { newPlace, type Place } from "./holdfast.ts";

let place: Place;
beforeAll(() => {
  place = newPlace();
});
afterAll(() => place.remove());

/**
 * TaskReplaceActor.scala:42-101: an upgrade of resident tasks waits for the one whose agent is gone, since its reservation counts
 * and no other is made (TaskOpFactoryImpl.scala:68-69).
 */
const scenario = (actions: readonly string[]): string => `name: x
duration: 20m
agents: [{ id: n, count: 3, resources: { cpus: 2, mem: 4GiB, disk: 10GiB } }]
frameworks: [{ name: marathon, kind: marathon, role: marathon, principal: marathon }]
apps:
  - id: /db
    cmd: serve
    cpus: 1.5
    mem: 64
    instances: 3
    container: { type: MESOS, volumes: [{ containerPath: data, mode: RW, persistent: { size: 500 } }] }
    residency: { taskLostBehavior: WAIT_FOREVER }
  - { id: /web, cmd: serve, cpus: 0.1, mem: 32, instances: 1 }
actions:
  - { at: 2m, do: agent.crash, agent: n-1 }
  - { at: 6m, do: app.update, app: /db, change: { cmd: other } }
${actions.map((action) => `  - { ${action} }\n`).join("")}`;

/** The lines that say so, each with the app above it. */
function deploying(...actions: readonly string[]): readonly (readonly string[])[] {
  place.write("x.yaml", scenario(actions));
  const { status, stdout } = place.run(["run", "x.yaml", "--out", "out"]);
  expect(status).toBe(0);
  let app = "";
  return stdout.split("\n").flatMap((line) => {
    app = /^\/\S+/.exec(line)?.[0] ?? app;
    const [told] = /deploying since \S+/.exec(line) ?? [];
    return told === undefined ? [] : [[app, told]];
  });
}

test("an upgrade that waits for an agent that is gone is told of the app that it holds", () => {
  expect(deploying()).toEqual([["/db", "deploying since 6m"]]);
});

test("one that is over, or was cancelled, is not", () => {
  expect(deploying("at: 8m, do: agent.recover, agent: n-1")).toEqual([]);
  expect(deploying("at: 8m, do: deployment.cancel, app: /db, force: true")).toEqual([]);
});

test("one that another has taken the place of is told no more", () => {
  const forced = "at: 9m, do: app.update, app: /db, change: { cmd: third }, force: true";
  expect(deploying(forced)).toEqual([["/db", "deploying since 9m"]]);
});

test("nor is one of an app that is gone", () => {
  expect(deploying("at: 9m, do: app.destroy, app: /db")).toEqual([]);
});
