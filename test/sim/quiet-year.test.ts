/** Years in which one thing happens: no more is played than what it brings about, and what is seen is what would be seen. */

import { describe, expect, test } from "vitest";
import type { SimulationOptions } from "../../src/sim/simulation.ts";
import type { Json } from "../support/random/common.ts";
import { differenceOfIdleOffers, play } from "../support/random-checks.ts";
import { scenarioOf } from "../support/random-scenario.ts";

const dayMs = 86_400_000;
/** A reconciliation and a scale check of a Marathon elected at 0s, with its default flags: 15 s after that, and every 10 minutes. */
const somedayMs = 15_000 + 6 * 144 * 600_000;

const db: Json = {
  id: "/db",
  cmd: "serve",
  cpus: 1,
  mem: 64,
  instances: 2,
  container: {
    type: "MESOS",
    volumes: [{ containerPath: "data", mode: "RW", persistent: { size: 100 } }],
  },
  residency: {},
};
const web: Json = { id: "/web", cmd: "serve", cpus: 1, mem: 64, instances: 2 };

/** All others are on that agent, which has 4 cpus: there is room once /web is gone. */
const large: Json = {
  id: "/large",
  cmd: "serve",
  cpus: 2,
  mem: 64,
  instances: 1,
  constraints: [["hostname", "CLUSTER", "a-3"]],
};

interface Quiet {
  readonly what: string;
  /** They happen as a reconciliation is due, on the seventh day, or so long after that. */
  readonly actions: readonly (Json & { readonly afterMs?: number })[];
  /** Of Marathon. */
  readonly flags?: Json;
  /** How tasks behave. */
  readonly law?: Json;
  /** Something comes of each reconciliation from then on. */
  readonly forEver?: boolean;
}

function quiet({ actions, flags, law }: Omit<Quiet, "what">, days: number) {
  return scenarioOf({
    name: "quiet",
    duration: `${days * dayMs}ms`,
    // Some tasks are staging for hours.
    mesos: { executor_registration_timeout: "1days" },
    agents: [{ id: "a", count: 3, resources: { cpus: 4, mem: 4096, disk: 10_000 } }],
    frameworks: [
      {
        name: "m",
        kind: "marathon",
        role: "marathon",
        principal: "p",
        // Filters live for an hour, so that a day in which each round is played is some thousand events.
        flags: { decline_offer_duration: 3_600_000, ...flags },
      },
    ],
    apps: [db, web],
    tasks: law === undefined ? [] : [law],
    actions: actions.map(({ afterMs = 0, ...action }) => ({ at: `${somedayMs + afterMs}ms`, ...action })),
  });
}

const eventsOf = (of: Omit<Quiet, "what">, days: number, options: Partial<SimulationOptions> = {}): number =>
  play(quiet(of, days), options).simulation.kernel.events;

/** No check of scale is due as a reconciliation is, where either would have the other one played. */
const apart: Json = { scale_apps_initial_delay: 100_000 };

const cases: readonly Quiet[] = [
  { what: "nothing", actions: [] },
  { what: "the end of a task", actions: [{ do: "task.exit", app: "/web", status: "failed" }] },
  { what: "the loss of a host", actions: [{ do: "agent.crash", agent: { hosting: "/db" } }] },
  { what: "another master", actions: [{ do: "master.failover", down: "5s" }] },
  { what: "another leader of Marathon", actions: [{ do: "marathon.failover", framework: "m", down: "0s" }] },
  { what: "a broken connection", actions: [{ do: "framework.disconnect", framework: "m" }] },
  { what: "an app that does not fit", actions: [{ do: "app.scale", app: "/web", instances: 20 }] },
  { what: "a lost question about tasks", actions: [{ do: "message.drop", message: "RECONCILE", next: 1 }] },
  {
    what: "lost answers",
    actions: [{ do: "message.drop", message: "status", framework: "m", for: "1ms" }],
  },
  {
    what: "a question that takes an hour, and holds up what comes behind it",
    actions: [{ do: "message.delay", message: "RECONCILE", by: "1h", next: 1 }],
  },
  {
    // Marathon takes the new task for launched, and asks about it: that it is lost comes of a reconciliation.
    what: "a launch that gets lost",
    actions: [
      { do: "message.drop", message: "LAUNCH", next: 1 },
      { do: "task.exit", app: "/web", status: "failed", task: "oldest" },
      // Makes Marathon send something, by which the rule is seen to be spent.
      { afterMs: 60_000, do: "app.create", app: { ...web, id: "/other" } },
    ],
    flags: { ...apart, task_launch_confirm_timeout: 3_600_000, task_launch_timeout: 3_600_000 },
  },
  {
    // Before it is told that, Marathon would kill it after task_launch_confirm_timeout.
    what: "a task that is told to be staging by a reconciliation only",
    actions: [{ do: "task.exit", app: "/web", status: "failed", task: "oldest" }],
    flags: { ...apart, task_launch_confirm_timeout: 3_600_000, task_launch_timeout: 10_800_000 },
    law: { app: "/web", staging: "2h" },
  },
  {
    // Marathon drops the wipe's kill (B5), and hears of the task, which is staging yet, when it asks for all that Mesos knows.
    what: "a task that is wiped, and that nobody kills",
    actions: [
      { do: "task.exit", app: "/db", status: "failed", task: "oldest" },
      { afterMs: 900_000, do: "task.kill", app: "/db", task: "oldest", wipe: true },
      { afterMs: 900_000, do: "app.scale", app: "/db", instances: 1, force: true },
    ],
    flags: { ...apart, task_launch_confirm_timeout: 3_600_000, task_launch_timeout: 10_800_000 },
    law: { app: "/db", staging: "2h" },
  },
  {
    // Both are due at one instant: the reconciliation, and the tick that offers what came free just before.
    what: "an app that waited for what another one frees",
    actions: [
      { afterMs: -3_600_000, do: "app.create", app: large },
      { afterMs: -400, do: "app.scale", app: "/web", instances: 0 },
    ],
    flags: { ...apart, task_launch_confirm_timeout: 700_000, task_launch_timeout: 10_800_000 },
    law: { app: "/large", staging: "2h" },
  },
  {
    // Each reconciliation kills what is left of it.
    what: "an app that is destroyed while its host is away",
    actions: [
      { do: "agent.crash", agent: { hosting: "/db" } },
      { afterMs: 3_600_000, do: "app.destroy", app: "/db" },
    ],
    forEver: true,
  },
  {
    // The deployment ends, and what it has queued is purged: the next check of its scale queues that again.
    what: "an app that lacks what nothing is queued for",
    actions: [
      { do: "app.scale", app: "/web", instances: 20 },
      { afterMs: 3_600_000, do: "deployment.cancel", app: "/web", force: true },
    ],
  },
  {
    // The next check of its scale kills what is too much.
    what: "an app with a task too many, which nobody kills",
    actions: [
      { do: "message.drop", message: "KILL", next: 1 },
      { do: "app.scale", app: "/web", instances: 1 },
      { afterMs: 4_000, do: "deployment.cancel", app: "/web", force: true },
    ],
  },
  {
    what: "a task that turns out to be unhealthy",
    actions: [],
    law: { app: "/web", healthy: { after: `${somedayMs}ms` } },
  },
  {
    // /huge wants a revive. All that is asked about a task before its end is answered after it.
    what: "a revive that takes two hours, holds up what comes behind it, and the end of a task meanwhile",
    actions: [
      { do: "message.delay", message: "REVIVE", by: "2h", next: 1 },
      { do: "app.create", app: { ...web, id: "/huge", cpus: 40 } },
      { afterMs: 3_900_000, do: "task.exit", app: "/web", status: "failed" },
    ],
  },
];

describe.each(cases)("with $what", (each) => {
  test("twelve days come to the same as if all of them were played", () => {
    expect(differenceOfIdleOffers(quiet(each, 12))).toBeNull();
  });

  // What is left at the end of a run may be some events of a round.
  test.skipIf(each.forEver === true)("a year takes no more events than twelve days", () => {
    expect(eventsOf(each, 365)).toBeLessThanOrEqual(eventsOf(each, 12) + 20);
  });
});

test("each reconciliation is played where all is", () => {
  expect(eventsOf({ actions: [] }, 12, { oneByOne: true })).toBeGreaterThan(12 * 144);
});
