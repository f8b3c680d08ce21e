/** The `mesos` part: flags of the master and the agents, by Mesos' names and in Mesos' syntax. */

import * as z from "zod";
import { role as roleSchema } from "../sim/fields.ts";
import { type MesosFlags, mesosDefaults } from "../sim/scenario.ts";
import { expected, isNot, oneOf, strict } from "../sim/wrong-input.ts";
import type { Check } from "./check.ts";
import { isRecord } from "./check.ts";

/** Milliseconds by unit (stout's Duration::parse); those below a millisecond must make up whole ones. */
const unitsMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  ms: 1,
  secs: 1000,
  mins: 60_000,
  hrs: 3_600_000,
  days: 86_400_000,
  weeks: 604_800_000,
};

const aDuration = "a duration of Mesos (such as 500ms, 1secs, 10mins, 2hrs, 1days, 1weeks)";

function mesosDuration(leastMs: number, mostMs: number, range: string) {
  return z.string({ error: expected(aDuration) }).transform((text, context) => {
    const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)(ns|us|ms|secs|mins|hrs|days|weeks)$/.exec(text) ?? [];
    const ms = Number(amount) * (unitsMs[unit] ?? Number.NaN);
    const whole = Math.round(ms);
    const right = whole >= leastMs && whole <= mostMs && Math.abs(whole - ms) < 1e-6;
    if (right) return whole;
    const message = Number.isNaN(ms)
      ? isNot(text, aDuration)
      : `${JSON.stringify(text)} is out of range (${range}, in whole milliseconds)`;
    context.issues.push({ code: "custom", message, input: text });
    return 0;
  });
}

/** A text that Mesos takes apart: what it stands for, or an issue with what it should be. */
function parsed<T>(what: string, parse: (text: string) => T | undefined, standIn: T) {
  return z.string({ error: expected(what) }).transform((text, context): T => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.issues.push({ code: "custom", message: isNot(text, what), input: text });
    return standIn;
  });
}

const parts = (text: string): readonly string[] => text.split(",").filter((part) => part !== "");

/** `role=weight,role=weight` (master.cpp:652-673 @ 0.28.3). */
function parseWeights(text: string): Readonly<Record<string, number>> | undefined {
  const weights: [string, number][] = [];
  for (const part of parts(text)) {
    const [, role = "", amount = ""] = /^([^=]+)=(\d+(?:\.\d+)?)$/.exec(part) ?? [];
    if (Number(amount) <= 0 || !roleSchema.safeParse(role).success) return undefined;
    weights.push([role, Number(amount)]);
  }
  return Object.fromEntries(weights);
}

function parseRoles(text: string): readonly string[] | undefined {
  const roles = parts(text);
  return roles.length > 0 && roles.every((role) => roleSchema.safeParse(role).success) ? roles : undefined;
}

/** `n/duration`: the time between two removals, ms (master/main.cpp:401-433 @ 0.28.3). */
function parseRate(text: string): number | undefined {
  const [, permits = "", span = ""] = /^(\d+)\/(.+)$/.exec(text) ?? [];
  const read = mesosDuration(1, 36_500 * 86_400_000, "").safeParse(span);
  return Number(permits) > 0 && read.success ? Math.round(read.data / Number(permits)) : undefined;
}

/** Flags that are played, in 0.28's names, with the ranges of master/flags.cpp and slave/flags.cpp @ 0.28.3. */
const played = {
  allocation_interval: mesosDuration(1, 86_400_000, "1ms to 1days").describe(
    "How often the allocator looks; default 1secs",
  ),
  slave_ping_timeout: mesosDuration(1000, 900_000, "1secs to 15mins").describe("Default 15secs"),
  max_slave_ping_timeouts: z
    .number({ error: expected("a whole number") })
    .int()
    .min(1)
    .max(1_000_000)
    .describe("Default 5"),
  slave_reregister_timeout: mesosDuration(600_000, 36_500 * 86_400_000, "at least 10mins").describe(
    "How long agents may take to come back after a fail-over of the master; default 10mins",
  ),
  slave_removal_rate_limit: parsed(
    "a number of agents per duration (such as 1/20mins)",
    parseRate,
    0,
  ).describe("How many agents that do not answer may be removed in which time; default no limit"),
  registry_strict: z
    .boolean({ error: expected("true or false") })
    .describe("Whether agents that the registry does not name are refused; default false"),
  registration_backoff_factor: mesosDuration(1, 60_000, "1ms to 1mins").describe(
    "The first delay of an agent that registers is below it; default 1secs",
  ),
  executor_registration_timeout: mesosDuration(1, 36_500 * 86_400_000, "at least 1ms").describe(
    "How long a task may be staging before its agent fails it; default 1mins",
  ),
  offer_timeout: mesosDuration(1, 36_500 * 86_400_000, "at least 1ms").describe(
    "How long an offer may stay unanswered; default for ever",
  ),
  roles: parsed("a list of roles (such as ops,eng)", parseRoles, []).describe(
    "The only roles in which frameworks may register, beside *; default any",
  ),
  weights: parsed("a list of weights above 0 (such as ops=2,eng=0.5)", parseWeights, {}).describe(
    "Weights of roles; default 1",
  ),
  agent_order: z
    .enum(["shuffled", "sorted"], { error: oneOf(["shuffled", "sorted"]) })
    .describe("Not Mesos': in which order the allocator takes agents; default shuffled"),
};

/** Later names of 0.28's flags; all `slave` ones have one. */
const laterNames: Readonly<Record<string, keyof typeof played>> = {
  agent_ping_timeout: "slave_ping_timeout",
  max_agent_ping_timeouts: "max_slave_ping_timeouts",
  agent_reregister_timeout: "slave_reregister_timeout",
  agent_removal_rate_limit: "slave_removal_rate_limit",
};

/** Flags of 0.28 that are known and not played (master/flags.cpp, slave/flags.cpp @ 0.28.3). */
// biome-ignore format: a list of words
const notYet = [
  "acls", "allocator", "appc_simple_discovery_uri_prefix", "appc_store_dir", "attributes", "authenticate",
  "authenticate_http", "authenticate_slaves", "authenticatee", "authentication_backoff_factor", "authenticators",
  "authorizers", "cgroups_cpu_enable_pids_and_tids_count", "cgroups_enable_cfs", "cgroups_hierarchy",
  "cgroups_limit_swap", "cgroups_net_cls_primary_handle", "cgroups_net_cls_secondary_handles", "cgroups_root",
  "cluster", "container_disk_watch_interval", "container_logger", "containerizer_path", "containerizers",
  "credential", "credentials", "default_container_image", "default_container_info", "default_role",
  "disk_watch_interval", "docker", "docker_kill_orphans", "docker_mesos_image", "docker_registry",
  "docker_remove_delay", "docker_socket", "docker_stop_timeout", "docker_store_dir",
  "egress_flow_classifier_parent", "egress_rate_limit_per_container", "egress_unique_flow_per_container",
  "enforce_container_disk_quota", "ephemeral_ports_per_container", "eth0_name", "executor_environment_variables",
  "executor_shutdown_grace_period", "fetcher_cache_dir", "fetcher_cache_size",
  "firewall_rules", "framework_sorter", "frameworks_home", "gc_delay", "gc_disk_headroom", "hadoop_home", "hooks",
  "hostname", "hostname_lookup", "http_authenticators", "image_providers", "image_provisioner_backend", "ip",
  "isolation", "launcher", "launcher_dir", "lo_name", "log_auto_initialize", "log_dir", "logging_level",
  "max_completed_frameworks", "max_completed_tasks_per_framework", "max_executors_per_slave", "modules",
  "network_enable_snmp_statistics", "network_enable_socket_statistics_details",
  "network_enable_socket_statistics_summary", "oversubscribed_resources_interval", "perf_duration",
  "perf_events", "perf_interval", "port", "qos_controller", "qos_correction_interval_min", "quiet", "quorum",
  "rate_limits", "recover", "recovery_slave_removal_limit", "recovery_timeout",
  "registry", "registry_fetch_timeout", "registry_store_timeout", "resource_estimator",
  "resources", "revocable_cpu_low_priority", "root_submissions", "sandbox_directory",
  "slave_subsystems", "strict", "switch_user",
  "systemd_enable_support", "systemd_runtime_directory", "user_sorter", "version", "webui_dir",
  "whitelist", "work_dir", "zk", "zk_session_timeout",
];

const laterOf = (flag: string): string => flag.replace("slave", "agent");
const advice: Readonly<Record<string, string>> = Object.fromEntries(
  notYet
    .flatMap((flag) => [flag, laterOf(flag)])
    .map((flag) => [flag, `Mesos' flag ${flag} is not available yet`]),
);

/** As the file may write it: either name of a flag. */
export const mesosFlags = strict(
  {
    ...Object.fromEntries(Object.entries(played).map(([flag, schema]) => [flag, schema.optional()])),
    ...Object.fromEntries(
      Object.entries(laterNames).map(([later, flag]) => [
        later,
        played[flag].describe(`The later name of ${flag}`).optional(),
      ]),
    ),
  },
  advice,
).meta({
  id: "MesosFlags",
  description: "Flags of the master and the agents, by Mesos' names and in Mesos' syntax",
});

export function readMesosFlags(check: Check): MesosFlags {
  const raw = check.at(["mesos"]);
  if (raw === undefined) return mesosDefaults;
  if (isRecord(raw)) {
    for (const [later, flag] of Object.entries(laterNames)) {
      if (raw[later] !== undefined && raw[flag] !== undefined)
        check.wrongKey(["mesos"], later, `the same flag as ${flag}; give one`);
    }
  }
  const given = check.parse(mesosFlags, ["mesos"]) as Readonly<Record<string, unknown>> | undefined;
  if (given === undefined) return mesosDefaults;
  const byOwnName = Object.entries(given).map(([flag, value]) => [laterNames[flag] ?? flag, value]);
  const flags = { ...mesosDefaults, ...(Object.fromEntries(byOwnName) as Partial<MesosFlags>) };
  for (const role of Object.keys(flags.weights)) {
    // master.cpp:660-663 @ 0.28.3; the role * is always allowed (master.cpp:649).
    if (flags.roles === null || role === "*" || flags.roles.includes(role)) continue;
    check.wrong(["mesos", "weights"], `${role} is none of the roles that roles: allows`);
  }
  return flags;
}
