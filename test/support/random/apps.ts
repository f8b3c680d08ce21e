/** Random Marathons and their apps: stateless ones and residents, small enough for the random agents. */

import fc from "fast-check";
import { atMs, type Instant, instant, type Json, maybe, ms, seldom, without } from "./common.ts";

export interface MarathonDraft {
  readonly role: string;
  readonly principal: string | null | undefined;
  readonly joins: Instant | undefined;
  readonly flags: Json | undefined;
}

/** Often with short intervals, so that what repeats is seen in a short run. */
export const marathon: fc.Arbitrary<MarathonDraft> = fc.record({
  role: fc.constantFrom("marathon", "marathon", "r", "*"),
  principal: fc.constantFrom(undefined, undefined, "p", null),
  joins: seldom(instant),
  flags: maybe(
    fc
      .record({
        task_reservation_timeout: maybe(fc.constantFrom(1000, 5000, 20_000)),
        task_launch_timeout: maybe(fc.constantFrom(10_000, 60_000)),
        reconciliation_interval: maybe(fc.constantFrom(10_000, 60_000)),
        scale_apps_interval: maybe(fc.constantFrom(10_000, 30_000)),
        decline_offer_duration: maybe(fc.constantFrom(0, 5000, 30_000)),
        max_tasks_per_offer: maybe(fc.constantFrom(1, 5)),
        launch_tokens: maybe(fc.constantFrom(1, 100)),
        min_revive_offers_interval: maybe(fc.constantFrom(1000, 5000)),
        failover_timeout: maybe(fc.constantFrom(5, 604_800)),
      })
      .map(without),
  ),
});

export function marathonEntry(name: string, draft: MarathonDraft, durationMs: number): Json {
  const { role, principal, joins, flags } = draft;
  // Those of role * cannot reserve; Marathon has it as an accepted role at most.
  return without({
    name,
    kind: "marathon",
    role,
    principal,
    joins: joins === undefined ? undefined : ms(atMs(joins, durationMs)),
    flags,
  });
}

/** A definition without its id. */
export type AppDraft = Json;

const common = {
  cpus: fc.constantFrom(0.1, 0.5, 1),
  mem: fc.constantFrom(16, 32, 64),
  instances: fc.constantFrom(0, 1, 1, 2, 3, 5),
  backoffSeconds: fc.constantFrom(1, 1, 5),
  constraints: maybe(
    fc.constantFrom(
      [["hostname", "UNIQUE"]],
      [["rack", "GROUP_BY"]],
      [["rack", "CLUSTER", "r1"]],
      [["rack", "UNLIKE", "r2"]],
    ),
  ),
  portDefinitions: maybe(fc.constantFrom([], [{ port: 0 }], [{ port: 0 }, { port: 0 }])),
};

const stateless: fc.Arbitrary<AppDraft> = fc
  .record({
    ...common,
    disk: fc.constantFrom(0, 1),
    upgradeStrategy: maybe(
      fc.constantFrom(
        { minimumHealthCapacity: 0, maximumOverCapacity: 0 },
        { minimumHealthCapacity: 0.5, maximumOverCapacity: 0.5 },
      ),
    ),
  })
  .map(without);

const resident: fc.Arbitrary<AppDraft> = fc
  .record({
    ...common,
    disk: fc.constantFrom(0, 1),
    container: fc.constantFrom<Json>(
      { type: "MESOS", volumes: [{ containerPath: "data", mode: "RW", persistent: { size: 10 } }] },
      {
        type: "MESOS",
        volumes: [
          { containerPath: "data", mode: "RW", persistent: { size: 10 } },
          { containerPath: "log", mode: "RW", persistent: { size: 20 } },
        ],
      },
    ),
    residency: fc.constant({}),
    upgradeStrategy: fc.constantFrom(
      { minimumHealthCapacity: 0, maximumOverCapacity: 0 },
      { minimumHealthCapacity: 0.5, maximumOverCapacity: 0 },
    ),
  })
  .map(without);

const healthCheck: fc.Arbitrary<Json> = fc
  .record({
    protocol: fc.constantFrom("TCP", "HTTP", "COMMAND"),
    gracePeriodSeconds: fc.constantFrom(0, 5),
    intervalSeconds: fc.constantFrom(1, 5, 10),
    timeoutSeconds: fc.constantFrom(1, 15),
    maxConsecutiveFailures: fc.constantFrom(0, 1, 3),
  })
  .map((check) => (check.protocol === "COMMAND" ? { ...check, command: { value: "true" } } : check));

/** With the one port that all of them can ask. */
const checks: fc.Arbitrary<Json> = fc
  .record({
    portDefinitions: fc.constant([{ port: 0, name: "http-api" }]),
    healthChecks: fc.array(healthCheck, { minLength: 1, maxLength: 2 }),
    readinessChecks: seldom(fc.constant([{ intervalSeconds: 5, timeoutSeconds: 1 }])),
  })
  .map(without);

/** What an app asks for; residents are half of all, and some are checked. */
export const app: fc.Arbitrary<AppDraft> = fc
  .tuple(fc.oneof(stateless, resident), maybe(checks))
  .map(([draft, checked]) => ({ ...draft, ...checked }));

/** What an app asks for that hardly any random agent has, or none. */
const rare: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom(2, 3, 12).map((cpus) => ({ cpus })),
  fc.constantFrom(200, 900, 5000).map((mem) => ({ mem })),
  fc
    .constantFrom(
      [["hostname", "LIKE", "nobody"]],
      [["hostname", "LIKE", "a-1"]],
      [["rack", "UNLIKE", "r."]],
      [["hostname", "UNIQUE"]],
      [["rack", "GROUP_BY", "3"]],
    )
    .map((constraints) => ({ constraints })),
  fc
    .constantFrom(8080, 31_001, 31_010)
    .map((port) => ({ portDefinitions: [{ port, name: "http-api" }], requirePorts: true })),
  fc.constant({
    portDefinitions: [{ port: 0, name: "http-api" }, ...Array.from({ length: 5 }, () => ({ port: 0 }))],
  }),
);

const largeVolume: Json = {
  container: { type: "MESOS", volumes: [{ containerPath: "data", mode: "RW", persistent: { size: 450 } }] },
};

const elsewhere: fc.Arbitrary<Json> = fc
  .constantFrom(["prod"], ["*"], ["marathon"], ["r", "*"])
  .map((acceptedResourceRoles) => ({ acceptedResourceRoles }));

/** One of many that share small agents: it fits, or it waits for what another one has or nobody. */
export const crowdedApp: fc.Arbitrary<AppDraft> = fc.oneof(
  fc
    .tuple(app, maybe(rare), fc.constantFrom(1, 2, 5))
    .map(([draft, more, instances]) => ({ ...draft, instances, ...more })),
  fc
    .tuple(stateless, seldom(rare), elsewhere)
    .map(([draft, more, roles]) => ({ ...draft, ...more, ...roles })),
  fc.tuple(resident, seldom(rare)).map(([draft, more]) => ({ ...draft, ...largeVolume, ...more })),
);

export function appEntry(id: string, draft: AppDraft): Json {
  return { id, cmd: "sleep 1000", ...draft };
}
