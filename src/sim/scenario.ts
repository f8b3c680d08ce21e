/** The checked scenario: what a file says after every check, with every default written out. Times are ms. */

import type { Distribution } from "../model/distributions.ts";
import type { Resources } from "../model/resources.ts";
import type { Expectation } from "./checks/expectation.ts";

/**
 * Where in which file a thing was written; lines and columns count from 1. What an option set has line and column 0, and
 * the option with its path for the file.
 */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface AgentSpec {
  readonly id: string;
  /** All that the host has: unreserved, and reserved by role where `reserved` says so. */
  readonly resources: Resources;
  readonly attributes: Readonly<Record<string, string>>;
  readonly joinsMs: number;
}

/** Master and agent flags by Mesos' 0.28 names; durations in ms. */
export interface MesosFlags {
  readonly allocation_interval: number;
  readonly slave_ping_timeout: number;
  readonly max_slave_ping_timeouts: number;
  readonly agent_order: "shuffled" | "sorted";
  /** By role; 1 where a role is not named. */
  readonly weights: Readonly<Record<string, number>>;
  readonly offer_timeout: number | null;
  /** Null: any role may register. */
  readonly roles: readonly string[] | null;
  /** The time between two removals; null for no limit. */
  readonly slave_removal_rate_limit: number | null;
  readonly slave_reregister_timeout: number;
  readonly registry_strict: boolean;
  readonly registration_backoff_factor: number;
  readonly executor_registration_timeout: number;
}

/** Marathon's flags by their own names, in their own units (ms, unless a comment says otherwise). */
export interface MarathonFlags {
  readonly mesos_authentication_principal: string | null;
  readonly default_accepted_resource_roles: readonly string[] | null;
  readonly task_reservation_timeout: number;
  readonly task_launch_timeout: number;
  readonly task_launch_confirm_timeout: number;
  readonly reconciliation_initial_delay: number;
  readonly reconciliation_interval: number;
  readonly scale_apps_initial_delay: number;
  readonly scale_apps_interval: number;
  /** Seconds. */
  readonly failover_timeout: number;
  readonly local_port_min: number;
  readonly local_port_max: number;
  readonly decline_offer_duration: number;
  readonly max_tasks_per_offer: number;
  readonly launch_tokens: number;
  readonly launch_token_refresh_interval: number;
  readonly revive_offers_for_new_apps: boolean;
  readonly min_revive_offers_interval: number;
  readonly revive_offers_repetitions: number;
  readonly kill_batch_size: number;
  readonly kill_batch_cycle: number;
  readonly zk_max_versions: number;
}

export const marathonDefaults: MarathonFlags = {
  mesos_authentication_principal: null,
  default_accepted_resource_roles: null,
  task_reservation_timeout: 20_000,
  task_launch_timeout: 300_000,
  task_launch_confirm_timeout: 300_000,
  reconciliation_initial_delay: 15_000,
  reconciliation_interval: 600_000,
  scale_apps_initial_delay: 15_000,
  scale_apps_interval: 300_000,
  failover_timeout: 604_800,
  local_port_min: 10_000,
  local_port_max: 20_000,
  decline_offer_duration: 120_000,
  max_tasks_per_offer: 5,
  launch_tokens: 100,
  launch_token_refresh_interval: 30_000,
  revive_offers_for_new_apps: true,
  min_revive_offers_interval: 5_000,
  revive_offers_repetitions: 3,
  kill_batch_size: 100,
  kill_batch_cycle: 10_000,
  zk_max_versions: 25,
};

export const mesosDefaults: MesosFlags = {
  allocation_interval: 1000,
  slave_ping_timeout: 15_000,
  max_slave_ping_timeouts: 5,
  agent_order: "shuffled",
  weights: {},
  offer_timeout: null,
  roles: null,
  slave_removal_rate_limit: null,
  slave_reregister_timeout: 600_000,
  registry_strict: false,
  registration_backoff_factor: 1000,
  executor_registration_timeout: 60_000,
};

export interface MarathonSpec {
  readonly kind: "marathon";
  readonly name: string;
  readonly role: string;
  /** What it registers with; null for none. */
  readonly principal: string | null;
  readonly joinsMs: number;
  readonly flags: MarathonFlags;
}

/** A framework of another kind: what all have, and its own fields, as its file under frameworks/ defines them. */
export interface BehaviourSpec {
  readonly kind: string;
  readonly name: string;
  readonly role: string;
  readonly principal: string | null;
  readonly joinsMs: number;
  readonly fields: unknown;
}

export type FrameworkSpec = MarathonSpec | BehaviourSpec;

export function isMarathonSpec(spec: FrameworkSpec): spec is MarathonSpec {
  return spec.kind === "marathon";
}

/** An app to create at 0s: the definition as Marathon's API would read it, defaults not yet injected. */
export interface AppSpec {
  readonly framework: string;
  /** A Marathon app definition, as parsed JSON; checked to be valid. */
  readonly definition: Readonly<Record<string, unknown>>;
}

/** How launched tasks behave. */
export interface TaskLaw {
  /** Null: every task of every framework. */
  readonly app: string | null;
  /** Of processes launched from this instant on; absent: whenever they are. */
  readonly fromMs?: number;
  readonly staging: Distribution;
  /** Null: for ever. */
  readonly runs: Distribution | null;
  readonly exit: "finished" | "failed" | "killed" | "error";
  /** From the kill to the end. */
  readonly kills: Distribution;
  /** What checks find of a process; where nothing is said, it is healthy and ready as soon as it runs. */
  readonly health?: HealthLaw;
}

export interface HealthLaw {
  /** From the start of the process; null: never. */
  readonly healthyAfter: Distribution | null;
  /** How long it is healthy before it is not, and for how long it is not, for ever where `lasts` is null; null: never. */
  readonly unhealthy: { readonly every: Distribution; readonly lasts: Distribution | null } | null;
  /** From the start of the process; null: never. */
  readonly readyAfter: Distribution | null;
}

export const defaultLaw: TaskLaw = {
  app: null,
  staging: { kind: "constant", ms: 1000 },
  runs: null,
  exit: "finished",
  kills: { kind: "constant", ms: 0 },
};

export type AgentSelector =
  | { readonly by: "id"; readonly id: string }
  | { readonly by: "hosting"; readonly app: string }
  | { readonly by: "volumeOf"; readonly app: string }
  | { readonly by: "attribute"; readonly name: string; readonly value: string }
  | { readonly by: "any"; readonly count: number }
  | { readonly by: "all" };

export type TaskSelector =
  | { readonly by: "index"; readonly index: number }
  | { readonly by: "on"; readonly agent: string }
  | { readonly by: "state"; readonly state: "suspended" | "reserving" | "staging" | "running" }
  | { readonly by: "oldest" }
  | { readonly by: "newest" }
  | { readonly by: "all" };

/** When an action happens: once, or again and again from `fromMs` to `toMs`, both included. */
export type ActionTime =
  | { readonly at: number }
  | { readonly every: number; readonly fromMs: number; readonly toMs: number };

/** One action: its name and its own fields, as its file under actions/ defines them. */
export interface ActionSpec {
  readonly time: ActionTime;
  readonly do: string;
  readonly fields: unknown;
  readonly place: Place | null;
}

/** A random process of failures, one of each agent or of each value of an attribute. */
export interface RandomFault {
  readonly kind: "random";
  /** What happens, as a file under faults/ defines it. */
  readonly do: string;
  readonly agents: AgentSelector;
  /** How long an agent stays up. */
  readonly every: Distribution;
  /** How long it stays down; null: until something else brings it back. */
  readonly recovers: Distribution | null;
  /** How many are mended at a time, in the order in which they failed; null: all. */
  readonly crews: number | null;
  /** An attribute: agents that share a value of it fail together. */
  readonly per: string | null;
  /** This share of the failures takes `size` at once. */
  readonly together: { readonly share: number; readonly size: number } | null;
}

export interface RecordedFailure {
  readonly agent: string;
  readonly atMs: number;
  /** From the failure to the recovery; null: never. */
  readonly recoversMs: number | null;
}

/** A recorded history of failures. */
export interface RecordedFault {
  readonly kind: "recorded";
  readonly do: string;
  readonly failures: readonly RecordedFailure[];
}

export type FaultSpec = RandomFault | RecordedFault;

/** Whose behaviour is simulated. */
export interface Versions {
  readonly marathon: "1.1" | "1.1-fixed";
  readonly mesos: "0.28";
  /** Ids of known bugs of Marathon that are mended. */
  readonly fixes: readonly string[];
}

export const defaultVersions: Versions = { marathon: "1.1", mesos: "0.28", fixes: [] };

export interface Scenario {
  readonly name: string;
  readonly about: string;
  readonly seed: number;
  readonly durationMs: number;
  readonly versions: Versions;
  readonly agents: readonly AgentSpec[];
  readonly mesos: MesosFlags;
  readonly frameworks: readonly FrameworkSpec[];
  readonly apps: readonly AppSpec[];
  /** One way, any message: a constant, or drawn for each. */
  readonly latencyMs: number | Distribution;
  readonly tasks: readonly TaskLaw[];
  readonly actions: readonly ActionSpec[];
  readonly faults: readonly FaultSpec[];
  readonly expect: readonly Expectation[];
}
