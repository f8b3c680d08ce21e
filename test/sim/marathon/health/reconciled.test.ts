/** Whether a reconciliation of health checks would change anything. */

import { expect, test } from "vitest";
import { Recorder } from "../../../../src/sim/cluster/recorder.ts";
import { Vitals } from "../../../../src/sim/cluster/vitals.ts";
import { Kernel } from "../../../../src/sim/kernel/kernel.ts";
import { Streams } from "../../../../src/sim/kernel/streams.ts";
import { type App, Apps } from "../../../../src/sim/marathon/apps.ts";
import { HealthChecks } from "../../../../src/sim/marathon/health/health-checks.ts";
import { Ids } from "../../../../src/sim/marathon/ids.ts";
import { KeptRefusals } from "../../../../src/sim/marathon/kept-refusals.ts";
import { PortDraws } from "../../../../src/sim/marathon/port-draws.ts";
import { quirksOf11 } from "../../../../src/sim/marathon/quirks.ts";
import { StatusBus } from "../../../../src/sim/marathon/status-bus.ts";
import { Terms } from "../../../../src/sim/marathon/terms.ts";
import { Tracker } from "../../../../src/sim/marathon/tracker.ts";
import { marathonDefaults } from "../../../../src/sim/scenario.ts";
import { appOf } from "../../../support/apps.ts";

function checks() {
  const kernel = new Kernel();
  const streams = new Streams(1);
  const [tracker, apps] = [new Tracker(), new Apps()];
  const timers = new Terms(kernel).begin();
  const context = {
    name: "m",
    role: "test",
    flags: marathonDefaults,
    quirks: quirksOf11,
    kernel: timers,
    recorder: new Recorder(kernel, null, "counted"),
    streams,
    ids: new Ids(streams, "m"),
    draws: new PortDraws(streams, "m"),
    keptRefusals: new KeptRefusals(),
  };
  const parts = {
    context,
    tracker,
    bus: new StatusBus(timers),
    vitals: new Vitals(() => null),
    kill: () => undefined,
  };
  return { health: new HealthChecks(parts, apps), tracker, apps };
}

function versionOf(versionMs: number, checked: boolean): App {
  const healthChecks = checked ? [{ protocol: "TCP", portIndex: 0 }] : [];
  return { id: "/test", definition: appOf({ healthChecks }), versionMs, configVersionMs: versionMs };
}

test("never while no app was ever checked", () => {
  const { health, apps } = checks();
  expect(health.isReconciled).toBe(true);
  apps.store(versionOf(1, false));
  expect(health.isReconciled).toBe(true);
});

test("after each change of apps, tasks or checks, until the next one has been", () => {
  const { health, apps, tracker } = checks();
  const changes: readonly (() => void)[] = [
    () => apps.store(versionOf(1, true)),
    () =>
      tracker.put({
        taskId: "test.1",
        app: "/test",
        agent: "a",
        slaveId: "S0",
        attributes: {},
        reservation: null,
        launched: { versionMs: 1, stagedMs: 1, startedMs: 2, state: "running" },
      }),
    () => health.removeAllFor("/test"),
    () => health.addAllFor(versionOf(2, true)),
  ];
  for (const change of changes) {
    change();
    expect(health.isReconciled).toBe(false);
    health.reconcile();
    expect(health.isReconciled).toBe(true);
  }
});
