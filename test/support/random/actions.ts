/** Random actions and faults: everything that operators and the world can do, at random instants. */

import fc from "fast-check";
import { messageNames } from "../../../src/sim/cluster/message-names.ts";
import { type AgentDraft, agent, agentEntry } from "./agents.ts";
import { type AppDraft, app, appEntry } from "./apps.ts";
import {
  atMs,
  choice,
  chosen,
  type Instant,
  instant,
  type Json,
  maybe,
  ms,
  type Names,
  seldom,
  shortTime,
  someTime,
  spread,
  without,
} from "./common.ts";
import { type FrameworkDraft, framework, frameworkEntry } from "./frameworks.ts";

/** How an action chooses agents. */
interface AgentsDraft {
  readonly way: "id" | "any" | "all" | "attribute" | "hosting" | "volumeOf";
  readonly n: number;
}

const agents: fc.Arbitrary<AgentsDraft> = fc.record({
  way: fc.constantFrom<AgentsDraft["way"]>(
    "id",
    "id",
    "id",
    "any",
    "all",
    "attribute",
    "hosting",
    "volumeOf",
  ),
  n: choice,
});

/** The selector; what the scenario has nothing of is replaced by an agent's id. */
function selectorOf({ way, n }: AgentsDraft, names: Names): unknown {
  switch (way) {
    case "all":
      return "all";
    case "any":
      return { any: 1 + (n % 2) };
    case "attribute":
      if (names.racks.length > 0) return { attribute: `rack=${chosen(names.racks, n)}` };
      break;
    case "hosting":
    case "volumeOf":
      if (names.apps.length > 0) return { [way]: chosen(names.apps, n).id };
      break;
    case "id":
      break;
  }
  return chosen(names.agents, n);
}

/** An action without its time: the fields, once the names are known; null where the scenario has nothing for it. */
type Action = (names: Names, index: number) => Json | null;

const onAgents = (name: string, more: fc.Arbitrary<Json> = fc.constant({})): fc.Arbitrary<Action> =>
  fc.tuple(agents, more).map(
    ([selector, fields]): Action =>
      (names) => ({ do: name, agent: selectorOf(selector, names), ...fields }),
  );

const onFramework = (name: string): fc.Arbitrary<Action> =>
  choice.map(
    (n): Action =>
      (names) =>
        names.frameworks.length === 0 ? null : { do: name, framework: chosen(names.frameworks, n) },
  );

const onMarathon = (name: string, more: fc.Arbitrary<Json>): fc.Arbitrary<Action> =>
  fc.tuple(choice, more).map(
    ([n, fields]): Action =>
      (names) =>
        names.marathons.length === 0 ? null : { do: name, framework: chosen(names.marathons, n), ...fields },
  );

const onApp = (name: string, more: fc.Arbitrary<Json> = fc.constant({})): fc.Arbitrary<Action> =>
  fc.tuple(choice, more).map(
    ([n, fields]): Action =>
      (names) => {
        if (names.apps.length === 0) return null;
        const { id, marathon } = chosen(names.apps, n);
        return { do: name, app: id, framework: marathon, ...fields };
      },
  );

const force = fc.boolean().map((given): Json => ({ force: given }));
const down = fc.constantFrom("0ms", "1s", "5s", "20s").map((time): Json => ({ down: time }));

const hosts: readonly fc.Arbitrary<Action>[] = [
  onAgents("agent.crash"),
  onAgents("agent.recover"),
  onAgents("agent.recover"),
  onAgents(
    "agent.restart",
    shortTime.map((time) => ({ down: time })),
  ),
  onAgents("agent.partition"),
  onAgents("agent.heal"),
  onAgents("agent.heal"),
  onAgents("agent.lose-disk"),
  onAgents("agent.remove-data"),
  onAgents("agent.remove"),
  agent.map(
    (draft: AgentDraft): Action =>
      (_names, index) => ({ do: "agent.add", entry: agentEntry(`b-${index}`, draft, null) }),
  ),
];

const masters: readonly fc.Arbitrary<Action>[] = [
  down.map(
    (fields): Action =>
      () => ({ do: "master.failover", ...fields }),
  ),
];

const frameworks: readonly fc.Arbitrary<Action>[] = [
  framework.map(
    (draft: FrameworkDraft): Action =>
      ({ agents: known, durationMs }, index) => ({
        do: "framework.join",
        entry: frameworkEntry(`j-${index}`, draft, known, durationMs, true),
      }),
  ),
  onFramework("framework.leave"),
  onFramework("framework.disconnect"),
  onFramework("framework.reconnect"),
  onFramework("framework.reconnect"),
  onFramework("framework.revive"),
  onFramework("framework.suppress"),
];

const chosenMessages = fc.record({
  message: fc.constantFrom(...messageNames),
  agent: seldom(agents),
  framework: seldom(choice),
  extent: fc.constantFrom<Json>({ next: 1 }, { next: 3 }, { for: "1s" }, { for: "20s" }),
});

const messages: readonly fc.Arbitrary<Action>[] = [
  fc.tuple(chosenMessages, fc.oneof(fc.constant(undefined), someTime)).map(
    ([draft, by]): Action =>
      (names) => {
        const selected = draft.agent === undefined ? undefined : selectorOf(draft.agent, names);
        const named =
          draft.framework === undefined || names.frameworks.length === 0
            ? undefined
            : chosen(names.frameworks, draft.framework);
        const common = { message: draft.message, agent: selected, framework: named, by, ...draft.extent };
        return without({ do: by === undefined ? "message.drop" : "message.delay", ...common });
      },
  ),
];

const amounts = fc.constantFrom<Json>(
  { cpus: 0.5 },
  { cpus: 1, mem: 32, disk: 30 },
  { disk: 20 },
  { mem: 1000 },
);
const labels = maybe(fc.constantFrom<Json>({ owner: "x" }, { owner: "ops" }));
const principal = maybe(fc.constantFrom("p", "ops"));
const volumes = fc.constantFrom(
  [{ id: "v1", size: 10, path: "v1" }],
  [{ id: "w1", size: 20, path: "data" }],
  [
    { id: "w1", size: 10, path: "w1" },
    { id: "w2", size: 10, path: "w2" },
  ],
);

const onResources = (name: string, content: fc.Arbitrary<Json>): fc.Arbitrary<Action> =>
  fc.tuple(agents, choice, principal, labels, content).map(
    ([selector, n, caller, labelled, fields]): Action =>
      (names) =>
        without({
          do: name,
          agent: selectorOf(selector, names),
          role: chosen(names.roles, n),
          principal: caller,
          labels: labelled,
          ...fields,
        }),
  );

const onRole = (name: string, content: fc.Arbitrary<Json>): fc.Arbitrary<Action> =>
  fc.tuple(choice, content).map(
    ([n, fields]): Action =>
      (names) => ({ do: name, role: chosen(names.roles, n), ...fields }),
  );

const operators: readonly fc.Arbitrary<Action>[] = [
  onResources(
    "operator.reserve",
    amounts.map((resources) => ({ resources })),
  ),
  onResources(
    "operator.unreserve",
    amounts.map((resources) => ({ resources })),
  ),
  onResources(
    "operator.create-volumes",
    volumes.map((given) => ({ volumes: given })),
  ),
  onResources(
    "operator.destroy-volumes",
    volumes.map((given) => ({ volumes: given })),
  ),
  onApp("operator.unreserve", fc.constant({ agent: "all" })),
  onApp("operator.destroy-volumes", fc.constant({ agent: "all" })),
  onRole(
    "operator.set-quota",
    amounts.map((guarantee) => ({ guarantee })),
  ),
  onRole("operator.remove-quota", fc.constant({})),
  fc.tuple(choice, fc.constantFrom(0.5, 1, 2, 10)).map(
    ([n, weight]): Action =>
      (names) => ({ do: "operator.update-weights", weights: { [chosen(names.roles, n)]: weight } }),
  ),
  fc.tuple(fc.nat(7), fc.boolean()).map(
    ([mask, all]): Action =>
      (names) => ({
        do: "operator.whitelist",
        agents: all ? "all" : names.agents.filter((_id, i) => ((mask >> i) & 1) === 1),
      }),
  ),
];

const task = fc.constantFrom<unknown>(
  "all",
  "oldest",
  "newest",
  { index: 0 },
  { state: "suspended" },
  { state: "running" },
);
const change = fc.constantFrom<Json>(
  { cpus: 0.2 },
  { instances: 2 },
  { mem: 40, instances: 1 },
  { backoffSeconds: 2 },
  { cmd: "true" },
  {
    healthChecks: [
      { protocol: "COMMAND", command: { value: "true" }, gracePeriodSeconds: 0, intervalSeconds: 1 },
    ],
  },
  { cpus: -1 },
);

const marathons: readonly fc.Arbitrary<Action>[] = [
  fc.tuple(choice, app).map(
    ([n, draft]: readonly [number, AppDraft]): Action =>
      (names, index) => {
        if (names.marathons.length === 0) return null;
        // Now and then an id that is taken.
        const taken = n % 4 === 0 && names.apps.length > 0;
        const { id, marathon } = taken
          ? chosen(names.apps, n)
          : { id: `/new-${index}`, marathon: chosen(names.marathons, n) };
        return { do: "app.create", app: appEntry(id, draft), framework: marathon };
      },
  ),
  onApp(
    "app.scale",
    fc.tuple(fc.nat(5), force).map(([instances, forced]) => ({ instances, ...forced })),
  ),
  onApp(
    "app.scale",
    fc.tuple(fc.nat(5), force).map(([instances, forced]) => ({ instances, ...forced })),
  ),
  onApp("app.destroy", force),
  onApp("app.restart", force),
  onApp(
    "app.update",
    fc.tuple(change, force).map(([given, forced]) => ({ change: given, ...forced })),
  ),
  onApp("deployment.cancel", force),
  onApp("task.kill", fc.record({ task, scale: fc.boolean(), wipe: fc.boolean(), force: fc.boolean() })),
  onApp("task.kill", fc.record({ task, wipe: fc.constant(true) })),
  onApp("task.exit", fc.record({ task, status: fc.constantFrom("finished", "failed", "killed", "error") })),
  onApp("queue.reset-delay"),
  onMarathon("marathon.failover", down),
  onMarathon("marathon.lose-framework-id", down),
];

export interface ActionDraft {
  readonly at: Instant;
  /** Again and again from then on. */
  readonly every: string | undefined;
  readonly action: Action;
}

/** One action, at some instant. */
export const action: fc.Arbitrary<ActionDraft> = fc.record({
  at: instant,
  every: fc.oneof(
    { weight: 9, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom("2s", "13s", "1m") },
  ),
  action: fc.oneof(
    { weight: 10, arbitrary: fc.oneof(...hosts) },
    { weight: 1, arbitrary: fc.oneof(...masters) },
    { weight: 6, arbitrary: fc.oneof(...frameworks) },
    { weight: 8, arbitrary: fc.oneof(...messages) },
    { weight: 8, arbitrary: fc.oneof(...operators) },
    { weight: 12, arbitrary: fc.oneof(...marathons) },
  ),
});

/** Entries as under `actions`; left out are those that the scenario has nothing for. */
export function actionEntries(drafts: readonly ActionDraft[], names: Names): readonly Json[] {
  return drafts.flatMap(({ at, every, action: make }, index) => {
    const entry = make(names, index);
    if (entry === null) return [];
    const time = ms(atMs(at, names.durationMs));
    // Names are given once.
    const once = every === undefined || "entry" in entry;
    return [{ ...(once ? { at: time } : { every, from: time }), ...entry }];
  });
}

export type FaultDraft = (names: Names) => Json;

/** A random process of failures, frequent enough for a short run. */
export const fault: fc.Arbitrary<FaultDraft> = fc
  .record({
    name: fc.constantFrom("agent.crash", "agent.partition", "agent.lose-disk"),
    agents: maybe(agents),
    every: fc.constantFrom<unknown>(
      { exponential: { mean: "1m" } },
      { weibull: { scale: "2m", shape: 0.7 } },
      "90s",
    ),
    recovers: maybe(spread),
    crews: maybe(fc.constantFrom(1, 2)),
    per: fc.boolean(),
    together: maybe(fc.constantFrom({ share: 0.5, size: 2 })),
  })
  .map(
    (draft): FaultDraft =>
      (names) =>
        without({
          do: draft.name,
          agents: draft.agents === undefined ? undefined : selectorOf(draft.agents, names),
          every: draft.every,
          recovers: draft.recovers,
          crews: draft.recovers === undefined ? undefined : draft.crews,
          per: draft.per && names.racks.length > 0 ? "rack" : undefined,
          together: draft.together,
        }),
  );
