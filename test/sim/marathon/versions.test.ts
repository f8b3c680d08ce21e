/** Of each app, and of the root group, Marathon keeps the last 25 versions (EntityRepository.scala:68-81,
 * ZookeeperConf.scala:33-36), and what asks for an earlier one finds none. */

import { expect, test } from "vitest";
import { basicApp, Rig } from "./rig.ts";
import { simulate } from "./simulate.ts";

const large = "cpus:400;mem:640000;disk:40000;ports:[31000-32000]";
const first = "1970-01-01T00:00:00.000Z";

/** An app with one task of its first version, scaled to 3 and 2 by turns: one version a second. */
function scaled(times: number, flags = {}): { readonly rig: Rig; readonly taskId: string } {
  const rig = Rig.joined({ flags });
  rig.agent("a", large);
  rig.create(basicApp({ instances: 2 }));
  const taskId = rig.bringUp("a");
  for (let i = 1; i <= times; i++) {
    rig.to(i * 1000);
    rig.scale("/app", 2 + (i % 2), true);
  }
  return { rig, taskId };
}

test("NotifyRateLimiterStepImpl.scala:46-54 a failed task of a version that is kept delays its app, one of an earlier version does not", () => {
  const delays = (times: number, flags = {}) => {
    const { rig, taskId } = scaled(times, flags);
    rig.tell(taskId, "failed");
    return rig.rows("queue.backoff").length;
  };
  // The first version and 24 more; the first is dropped for the 26th.
  expect(delays(24)).toBe(1);
  expect(delays(25)).toBe(0);
  expect(delays(25, { zk_max_versions: 26 })).toBe(1);
  expect(delays(2, { zk_max_versions: 2 })).toBe(0);
});

test("AppsResource.scala:230-235 the app goes back to a version that is kept, and to no earlier one", () => {
  const answer = (times: number) => scaled(times).rig.update("/app", { version: first }, true);
  expect(answer(24)).toMatchObject({ status: 200 });
  expect(answer(25)).toMatchObject({ status: 404, message: "App '/app' does not exist" });
});

test("GroupsResource.scala:219-227 a group goes back to a version that is kept, and to no earlier one", () => {
  const answer = (times: number) => {
    const { rig } = scaled(times);
    return rig.update("/", { version: first }, true);
  };
  expect(answer(24)).toMatchObject({ status: 200 });
  expect(answer(25)).toMatchObject({ status: 422, message: `Group / not available in version ${first}` });
});

test("MarathonHealthCheckManager.scala:141-150 no later leader checks a task of a version that is not kept", () => {
  const unhealthy = (times: number) => {
    const actions = Array.from({ length: times }, (_, i) => ({
      at: (i + 1) * 10_000,
      do: "app.scale",
      app: "/app",
      instances: 3 - (i % 2) * 2,
      force: true,
    }));
    const simulation = simulate({
      apps: [
        basicApp({
          disk: 0,
          cpus: 0.1,
          healthChecks: [{ protocol: "TCP", gracePeriodSeconds: 1, intervalSeconds: 5 }],
        }),
      ],
      actions: [...actions, { at: 300_000, do: "marathon.failover", framework: "marathon", down: 1000 }],
      durationMs: 400_000,
    });
    return simulation.marathon(null).healthOf("/app");
  };
  // The oldest task is the last that is scaled away (ScalingProposition.scala:35-38), and is of the first version.
  expect(unhealthy(24)).toEqual({ healthy: 1, unhealthy: 0 });
  expect(unhealthy(26)).toEqual({ healthy: 0, unhealthy: 0 });
});
