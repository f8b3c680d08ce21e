/** Marathon's flags by their own names (1.1.1): those that are simulated, with their ranges, and those that are not. */

import * as z from "zod";
import { marathonDefaults } from "../scenario.ts";
import { expected, strict } from "../wrong-input.ts";

const longestMs = 3_153_600_000_000;
const wholeNumber = z.number({ error: expected("a whole number") }).int();
const ms = (leastMs: number) => wholeNumber.min(leastMs).max(longestMs).describe("Milliseconds").optional();
const number = (least: number, most: number) => wholeNumber.min(least).max(most).optional();

/** Known to Marathon, and of no effect here or not played yet. */
const notYet = [
  ...["access_control_allow_origin", "artifact_store", "checkpoint", "disable_checkpoint", "disable_ha"],
  ...[
    "disable_metrics",
    "disable_store_cache",
    "disable_tracing",
    "disable_zk_compression",
    "enable_features",
  ],
  ...["enable_metrics", "enable_tracing", "env_vars_prefix", "event_stream_max_outstanding_messages"],
  ...["event_subscriber", "executor", "ha", "hostname", "http_endpoints"],
  ...[
    "http_event_callback_slow_consumer_timeout",
    "http_max_concurrent_requests",
    "launch_queue_request_timeout",
  ],
  ...[
    "leader_proxy_connection_timeout",
    "leader_proxy_read_timeout",
    "logging_level",
    "marathon_store_timeout",
  ],
  ...[
    "master",
    "max_actor_startup_time",
    "max_apps",
    "max_parallel_status_updates",
    "max_queued_root_group_updates",
  ],
  ...["max_queued_status_updates", "max_tasks_per_offer_cycle", "mesos_authentication_secret_file"],
  ...["mesos_leader_ui_url", "mesos_user", "metrics", "offer_matching_timeout", "on_elected_prepare_timeout"],
  ...["plugin_conf", "plugin_dir", "reporter_datadog", "reporter_graphite", "save_tasks_to_launch_timeout"],
  ...["store_cache", "task_lost_expunge_gc", "task_lost_expunge_initial_delay", "task_lost_expunge_interval"],
  ...["task_operation_notification_timeout", "task_tracker_request_timeout", "task_update_request_timeout"],
  ...["tracing", "webui_url", "zk", "zk_compression", "zk_compression_threshold"],
  ...["zk_session_timeout", "zk_timeout", "internal_store_backend"],
];

const advice: Readonly<Record<string, string>> = {
  ...Object.fromEntries(notYet.map((flag) => [flag, `Marathon's flag ${flag} is not available yet`])),
  mesos_role: "the framework's own role: sets it",
  framework_name: "the framework's own name: sets it",
  disable_revive_offers_for_new_apps: "write revive_offers_for_new_apps: false",
};

/** Given flags only; `withDefaults` adds the others. Ranges keep a run finite: what repeats takes time. */
export const marathonFlags = strict(
  {
    mesos_authentication_principal: z
      .string({ error: expected("a principal") })
      .min(1)
      .describe("What it writes into reservations; default its principal")
      .optional(),
    default_accepted_resource_roles: z
      .string({ error: expected('roles, separated by commas (such as "*,marathon")') })
      .min(1)
      .optional(),
    task_reservation_timeout: ms(1),
    task_launch_timeout: ms(1),
    task_launch_confirm_timeout: ms(1),
    reconciliation_initial_delay: ms(0),
    reconciliation_interval: ms(1),
    scale_apps_initial_delay: ms(0),
    scale_apps_interval: ms(1),
    failover_timeout: number(0, longestMs / 1000).describe("Seconds"),
    local_port_min: number(0, 65_535),
    local_port_max: number(0, 65_535),
    decline_offer_duration: ms(0),
    max_tasks_per_offer: number(1, 1_000_000),
    launch_tokens: number(0, 1_000_000_000),
    launch_token_refresh_interval: ms(1),
    revive_offers_for_new_apps: z.boolean({ error: expected("true or false") }).optional(),
    min_revive_offers_interval: ms(0),
    revive_offers_repetitions: number(0, 1_000_000),
    kill_batch_size: number(1, 1_000_000),
    kill_batch_cycle: ms(1),
    zk_max_versions: number(1, 1_000_000).describe(
      "How many versions of each app and of the groups are kept",
    ),
    killsPerBatch: number(1, 1_000_000).describe("Marathon 1.1's name of kill_batch_size"),
    killBatchDuration: ms(1).describe("Marathon 1.1's name of kill_batch_cycle, milliseconds"),
  },
  advice,
)
  .superRefine((flags, context) => {
    const lowest = flags.local_port_min ?? marathonDefaults.local_port_min;
    const highest = flags.local_port_max ?? marathonDefaults.local_port_max;
    if (lowest > highest) {
      const path = [flags.local_port_max === undefined ? "local_port_min" : "local_port_max"];
      context.addIssue({
        code: "custom",
        path,
        message: `local_port_min ${lowest} is above local_port_max ${highest}`,
      });
    }
    for (const [name, own] of [
      ["kill_batch_size", "killsPerBatch"],
      ["kill_batch_cycle", "killBatchDuration"],
    ] as const) {
      if (flags[name] === undefined || flags[own] === undefined) continue;
      context.addIssue({ code: "custom", path: [own], message: `the same flag as ${name}; give one` });
    }
  })
  .meta({ id: "MarathonFlags", description: "Marathon's flags by their own names, in their own units" });
