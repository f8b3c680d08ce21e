/** REVIVE and SUPPRESS as actions: what a Marathon's driver is told to call. */

import { expect, test } from "vitest";
import { basicApp } from "./rig.ts";
import { rowsOf, simulate } from "./simulate.ts";

/** It asks for offers by declines that end, and by nothing else. */
const flags = { revive_offers_for_new_apps: false };

const scaled = (at: readonly { at: number; do: string; [field: string]: unknown }[]) =>
  simulate({
    apps: [basicApp({ id: "/web" })],
    actions: [...at, { at: 60_000, do: "app.scale", app: "/web", instances: 2 }],
    flags,
    durationMs: 600_000,
    check: "every",
  });
const launchedAt = (simulation: ReturnType<typeof simulate>): readonly number[] =>
  rowsOf(simulation, "task.launched").map(({ atMs }) => atMs);

test("one that has suppressed offers gets none, though it wants them (hierarchical.cpp:990-998)", () => {
  const suppressed = scaled([{ at: 30_000, do: "framework.suppress", framework: "marathon" }]);
  expect(launchedAt(suppressed)).toHaveLength(1);
  expect(launchedAt(scaled([]))).toHaveLength(2);
});

test("a REVIVE brings them back at once, and forgets its declines (hierarchical.cpp:1001-1020)", () => {
  const revived = scaled([
    { at: 30_000, do: "framework.suppress", framework: "marathon" },
    { at: 300_000, do: "framework.revive", framework: "marathon" },
  ]);
  expect(launchedAt(revived)[1]).toBeGreaterThanOrEqual(300_000);
  expect(launchedAt(revived)[1]).toBeLessThan(300_100);
  // Its declines last for two minutes (decline_offer_duration).
  expect(launchedAt(scaled([{ at: 60_000, do: "framework.revive", framework: "marathon" }]))[1]).toBeLessThan(
    60_100,
  );
});

test("while nobody leads, nobody calls", () => {
  const simulation = scaled([
    { at: 20_000, do: "marathon.failover", down: 20_000 },
    { at: 30_000, do: "framework.suppress", framework: "marathon" },
  ]);
  expect(launchedAt(simulation)).toHaveLength(2);
});
