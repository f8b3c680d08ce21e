/** Malformed scenarios: each with every line that it is told, in order. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nodeFiles } from "../../src/cli/files.ts";
import { formatIssue } from "../../src/scenario/issue.ts";
import { loadScenario } from "../../src/scenario/load.ts";

const folder = join(import.meta.dirname, "malformed");

/** All issues of a file, with paths from its folder. */
function problems(file: string): readonly string[] {
  const result = loadScenario(join(folder, file), nodeFiles);
  if (result.ok) return [];
  return result.issues.map((issue) => formatIssue(issue).replaceAll(`${folder}/`, ""));
}

const cases: Readonly<Record<string, readonly string[]>> = {
  "actions.yaml": [
    'actions.yaml:8:20: actions[0].do: no action is called "agent.krash"; did you mean agent.crash?',
    'actions.yaml:9:20: actions[1].do: no action is called "dance" (there is app..., deployment..., task..., queue..., agent..., master..., marathon..., framework..., message..., operator...)',
    "actions.yaml:10:43: actions[2].hard: unknown key (known are agent, do, at, every, from, to)",
    "actions.yaml:11:11: actions[3].at: after the end of the run (duration)",
    "actions.yaml:12:16: actions[4].every: cannot stand beside at; give one of at, every",
    "actions.yaml:13:16: actions[5].from: goes with every, not with at",
    "actions.yaml:14:33: actions[6].to: before from: the window is empty",
    'actions.yaml:15:14: actions[7].every: "0s" is too short (more than 0s)',
    "actions.yaml:16:51: actions[8].instances: -1 is too small (at least 0)",
    'actions.yaml:18:48: actions[10].status: "lost" is not one of finished, failed, killed, error',
    "actions.yaml:19:48: actions[11].task.stat: unknown key; did you mean state?",
    'actions.yaml:20:52: actions[12].task.on: no agent is called "b" (there is a)',
    'actions.yaml:21:46: actions[13].task: "latest" is not a task ({ index: N }, { on: AGENT }, { state: STATE }, oldest, newest or all)',
    'actions.yaml:21:60: actions[13].wipe: "yes" is not true or false',
    'actions.yaml:22:53: actions[14].framework: no framework is called "batch" (there is marathon)',
    "actions.yaml:23:38: actions[15].file: apps/none.json: no such file",
    "actions.yaml:24:53: actions[16].app: cannot stand beside file; give one of file, app",
    "actions.yaml:25:5: actions[17]: one of file, app is missing",
    "actions.yaml:27:5: actions[19]: one of next, for is missing",
    'actions.yaml:28:43: actions[20].message: "RESERV" is unknown; did you mean RESERVE?',
    'actions.yaml:29:5: actions[21]: "destroy everything" is not a map (do: and the fields of an action)',
    "actions.yaml:30:5: actions[22]: resources is missing (or app, in place of all others)",
    'actions.yaml:30:58: actions[22].role: no role is called "r" (there is *, marathon)',
    "actions.yaml:31:67: actions[23].volumes: cannot stand beside app, whose reservations say it",
    "actions.yaml:31:76: actions[23].volumes: must not be empty",
    "actions.yaml:31:80: actions[23].labels: cannot stand beside app, whose reservations say it",
    "actions.yaml:32:92: actions[24].framework: goes with app",
  ],
  "after-the-end.yaml": [
    "after-the-end.yaml:4:55: agents[0].joins: after the end of the run",
    "after-the-end.yaml:6:46: frameworks[0].joins: after the end of the run",
  ],
  "app-files.yaml": [
    "app-files.yaml:4:13: apps[0].file: apps/none.json: no such file",
    "app-files.yaml:5:13: apps[1].file: apps: is a directory, not a file",
    "app-files.yaml:6:13: apps[2].file: apps/empty.json: the file is empty",
    "app-files.yaml:10:28: apps[6].cpus: unknown key (known are file, count, framework)",
    "apps/syntax.json:4:3: not valid JSON: comma expected",
    "apps/invalid.json:4:16: instances: Marathon refuses the app: /instances: got -1, expected 0 or more",
    "apps/invalid.json:8:26: container.volumes[0].containerPath: Marathon refuses the app: /container/volumes(0)/containerPath: must fully match regular expression '^[^/]*$'",
    "apps/list.json:1:1: expected a map (a Marathon app definition)",
  ],
  "bad-name.yaml": ['bad-name.yaml:1:7: name: "../../etc" is not a name (letters, digits, - and .)'],
  // An app that is wrong elsewhere is there for whoever names it: only /store-3 and /cahce are nobody.
  "beside-a-wrong-app.yaml": [
    "beside-a-wrong-app.yaml:4:40: apps[0].instnaces: unknown key; did you mean instances?",
    "beside-a-wrong-app.yaml:10:37: actions[1].app: nothing creates the app /store-3; did you mean /store-1?",
    "beside-a-wrong-app.yaml:12:37: actions[3].app: nothing creates the app /cahce; did you mean /cache?",
    "apps/wrong-beside.json:1:43: cpus: Marathon refuses the app: /cpus: error.expected.jsnumber (a number is expected)",
  ],
  "circular-anchor.yaml": ["circular-anchor.yaml:4:5: nested deeper than 100 levels"],
  "duplicate-ids.yaml": [
    "duplicate-ids.yaml:5:11: agents[1].id: another agent is called a-2",
    "duplicate-ids.yaml:8:13: frameworks[1].name: another framework is called m",
    "duplicate-ids.yaml:11:11: apps[1].id: another app is called /app",
    "duplicate-ids.yaml:13:11: apps[3].id: another app is called /app-2",
    "duplicate-ids.yaml:14:11: apps[4].id: /app is an app already, so it cannot be the group of /app/inner",
  ],
  "duplicate-key.yaml": ["duplicate-key.yaml:4:1: duration: this key stands twice in its map"],
  // Beside all else that is wrong; what an alias stands for is told once.
  "duplicate-keys.yaml": [
    "duplicate-keys.yaml:4:16: agents[1].id: another agent is called a",
    "duplicate-keys.yaml:4:19: agents[0].id: this key stands twice in its map",
    "duplicate-keys.yaml:4:56: agents[0].resources.mem: this key stands twice in its map",
    "duplicate-keys.yaml:4:64: agents[0].resources.__proto__: __proto__ cannot be a key",
    'duplicate-keys.yaml:8:7: seed: "first" is not a seed (a whole number from 0 to 9007199254740991)',
    "duplicate-keys.yaml:9:1: duration: this key stands twice in its map",
    "duplicate-keys.yaml:10:1: zzz: unknown key (known are $schema, name, about, seed, duration, versions, agents, mesos, frameworks, apps, network, tasks, actions, faults, expect)",
    "apps/twice.json:5:3: instances: this key stands twice in its map",
    "apps/twice.json:6:11: cpus: Marathon refuses the app: /cpus: got -1.0, expected 0.0 or more",
  ],
  "durations.yaml": [
    'durations.yaml:2:11: duration: "999999d" is too long (at most 36500d)',
    'durations.yaml:4:55: agents[0].joins: "-5s" is not a duration (such as 250ms, 20s, 5m, 2h, 30d, 1h30m)',
    'durations.yaml:5:55: agents[1].joins: "0.5ms" is no whole number of milliseconds',
    'durations.yaml:6:21: network.latency: "5 minutes" is not a duration (such as 250ms, 20s, 5m, 2h, 30d, 1h30m)',
    'durations.yaml:7:31: mesos.allocation_interval: "1s" is not a duration of Mesos (such as 500ms, 1secs, 10mins, 2hrs, 1days, 1weeks)',
    'durations.yaml:7:55: mesos.slave_ping_timeout: "20mins" is out of range (1secs to 15mins, in whole milliseconds)',
    'durations.yaml:9:36: tasks[0].runs.exponential.mean: "0s" is too short (more than 0s)',
    "durations.yaml:10:24: tasks[1].runs.exponentail: unknown key; did you mean exponential?",
    "durations.yaml:11:49: tasks[2].runs.uniform.max: min is above max",
    "durations.yaml:12:51: tasks[3].runs.normal: cannot stand beside exponential; give one of exponential, uniform, normal, lognormal, weibull, empirical",
  ],
  "empty.yaml": ["empty.yaml:1:1: the file is empty"],
  "expectations.yaml": [
    "expectations.yaml:8:7: expect[0].ap: unknown key; did you mean app?",
    "expectations.yaml:9:5: expect[1]: nothing to look at; give one of app, agent, role, events, metric, http",
    "expectations.yaml:10:16: expect[2].agent: cannot stand beside app; an expectation has one subject",
    "expectations.yaml:11:16: expect[3].runing: unknown key; did you mean running?",
    'expectations.yaml:12:25: expect[4].running: "many" is not a number, or a comparison with one (such as ">= 2")',
    'expectations.yaml:13:25: expect[5].running: "=> 1" is not a number, or a comparison with one (such as ">= 2")',
    "expectations.yaml:14:12: expect[6].app: nothing creates the app /y (there is /x)",
    "expectations.yaml:15:15: expect[7].by: cannot stand beside at",
    "expectations.yaml:16:7: expect[8].from: needs to (throughout) or by (at some instant)",
    "expectations.yaml:17:7: expect[9].to: needs from",
    "expectations.yaml:18:15: expect[10].to: cannot stand beside by",
    "expectations.yaml:19:21: expect[11].to: before from: the window is empty",
    "expectations.yaml:20:11: expect[12].by: after the end of the run (duration)",
    'expectations.yaml:21:14: expect[13].agent: no agent is called "b" (there is a)',
    "expectations.yaml:22:38: expect[14].reserved.ports: ports cannot be compared",
    'expectations.yaml:23:13: expect[15].role: no role is called "ops" (there is *, marathon)',
    "expectations.yaml:23:30: expect[15].reserved.cpu: no agent has such a resource; did you mean cpus?",
    'expectations.yaml:24:15: expect[16].events: "task.lunched" is unknown; did you mean task.launched?',
    "expectations.yaml:25:5: expect[17]: nothing is expected; give count: VALUE",
    "expectations.yaml:26:49: expect[18].where.reason: task.launched has no such field (it has time_ms, agent, framework, role, app, task, reservation, resources, reserved, version, ports)",
    "expectations.yaml:26:60: expect[18].where.ap: task.launched has no such field; did you mean app?",
    "expectations.yaml:26:68: expect[18].where.resources: is no single value, and cannot be compared",
    'expectations.yaml:27:43: expect[19].deploying: "maybe" is not true or false',
    'expectations.yaml:27:59: expect[19].backoff: 20 is not a duration (such as 250ms, 20s, 5m, 2h, 30d, 1h30m), or a comparison with one (such as "<= 20s")',
    'expectations.yaml:28:13: expect[20].http: "/x" is not a map (such as { app: /postgres })',
    "expectations.yaml:29:5: expect[21]: nothing is expected; give one of rejected, status, path, message",
    // No event has such a value: a count of 0 would hold, whatever happens.
    "expectations.yaml:30:52: expect[22].where.app: nothing creates the app x (there is /x)",
    'expectations.yaml:30:62: expect[22].where.agent: no agent is called "b" (there is a)',
    'expectations.yaml:30:76: expect[22].where.framework: no framework is called "marathno"; did you mean marathon?',
    'expectations.yaml:30:92: expect[22].where.role: no role is called "opps" (there is *, marathon)',
    'expectations.yaml:30:111: expect[22].where.reason: "exitd" is no reason of task.failed; did you mean exited?',
  ],
  "exploding-anchors.yaml": [
    "exploding-anchors.yaml:6:36: the aliases of this file stand for more than 10000 values",
  ],
  "flags.yaml": [
    "flags.yaml:3:38: mesos.agent_ping_timeout: the same flag as slave_ping_timeout; give one",
    "flags.yaml:3:91: mesos.max_slave_ping_timeouts: 0 is too small (at least 1)",
    'flags.yaml:3:107: mesos.agent_order: "random" is not one of shuffled, sorted',
    'flags.yaml:8:33: frameworks[0].flags.task_reservation_timeout: "20s" is not a whole number',
    "flags.yaml:9:22: frameworks[0].flags.launch_tokens: -1 is too small (at least 0)",
    "flags.yaml:11:28: frameworks[0].flags.max_tasks_per_offer: 2.5 is not a whole number",
    "flags.yaml:14:30: frameworks[1].flags.local_port_min: local_port_min 30000 is above local_port_max 20000",
  ],
  "inline-apps.yaml": [
    "inline-apps.yaml:11:28: apps[0].container.volumes[0].containerPath: Marathon refuses the app: /container/volumes(0)/containerPath: must fully match regular expression '^[^/]*$'",
    "inline-apps.yaml:12:40: apps[1].cpus: NaN and infinity are no numbers of JSON",
    "inline-apps.yaml:13:35: apps[2].instance: unknown key; did you mean instances?",
    "inline-apps.yaml:14:64: apps[3].healthChecks[0].protocol: Marathon refuses the app: /healthChecks(0)/protocol: TPC is not a valid protocol (HTTP, TCP, COMMAND, HTTPS)",
    "inline-apps.yaml:15:11: apps[4].id: Marathon refuses the app: /id: must fully match regular expression '^(([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])\\.)*([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])|(\\.|\\.\\.)$'",
    "inline-apps.yaml:16:41: apps[5].cpus: Marathon refuses the app: /cpus: error.expected.jsnumber (a number is expected)",
    'inline-apps.yaml:17:46: apps[6].framework: no framework is called "marathan"; did you mean marathon?',
    "inline-apps.yaml:17:63: apps[6].count: 0 is too small (at least 1)",
  ],
  "invalid-utf-8.yaml": ["invalid-utf-8.yaml:3:11: is not UTF-8 text"],
  "list.yaml": ["list.yaml:1:1: a list is not a map (a scenario, with at least name: and duration:)"],
  "located.json": ["located.json:4:3: duration: this key stands twice in its map"],
  // What an entry mentions is told beside what else is wrong with it.
  "mentions-beside-mistakes.yaml": [
    "mentions-beside-mistakes.yaml:8:36: actions[0].app: nothing creates the app /y (there is /x)",
    'mentions-beside-mistakes.yaml:8:51: actions[0].instances: "many" is not a whole number',
    "mentions-beside-mistakes.yaml:9:36: actions[1].app: must not be empty",
    'mentions-beside-mistakes.yaml:9:51: actions[1].instances: "many" is not a whole number',
    'mentions-beside-mistakes.yaml:10:40: actions[2].agent: no agent is called "b" (there is a)',
    "mentions-beside-mistakes.yaml:10:43: actions[2].hard: unknown key (known are agent, do, at, every, from, to)",
    'mentions-beside-mistakes.yaml:11:52: actions[3].framework: no framework is called "maraton"; did you mean marathon?',
    "mentions-beside-mistakes.yaml:11:61: actions[3].forse: unknown key; did you mean force?",
    'mentions-beside-mistakes.yaml:12:62: actions[4].guarantee: "much" is not a map',
    "mentions-beside-mistakes.yaml:14:51: actions[6].change: 5 is not a map",
    "mentions-beside-mistakes.yaml:16:20: expect[0].app: nothing creates the app /y (there is /x)",
    "mentions-beside-mistakes.yaml:16:24: expect[0].runing: unknown key; did you mean running?",
    'mentions-beside-mistakes.yaml:17:22: expect[1].agent: no agent is called "b" (there is a)',
    "mentions-beside-mistakes.yaml:17:25: expect[1].registred: unknown key; did you mean registered?",
  ],
  "merge-key.yaml": [
    "merge-key.yaml:5:7: YAML 1.2 has no merge keys (<<): write the members out, or let an alias stand for a whole value",
  ],
  "metrics.yaml": [
    'metrics.yaml:9:15: expect[2].metric: "apps[/x].moved" is not the path of a metric (such as cluster.disk.stranded.p95, apps./postgres.moved or apps["/my.app"].moved)',
    'metrics.yaml:10:15: expect[3].metric: no app is called "/my"',
    'metrics.yaml:11:15: expect[4].metric: "apps..moved" is not the path of a metric (such as cluster.disk.stranded.p95, apps./postgres.moved or apps["/my.app"].moved)',
    'metrics.yaml:12:15: expect[5].metric: no metric is called "movd"; did you mean moved?',
    'metrics.yaml:13:15: expect[6].metric: no app is called "/y"',
    "metrics.yaml:14:15: expect[7].metric: names several metrics; which one (availability, downtime_ms, time_to_running_ms, time_to_recover_ms, relaunches, moved, data_lost, leftover_data)?",
    'metrics.yaml:15:15: expect[8].metric: "moved" is a single value: nothing is below it',
    'metrics.yaml:16:15: expect[9].metric: no resource is called "cheese"',
    "metrics.yaml:17:42: expect[10].at: a metric is known at the end of the run only",
    "metrics.yaml:18:5: expect[11]: nothing is expected; give is: VALUE",
    'metrics.yaml:19:34: expect[12].is: "many" is not a number, or a comparison with one (such as ">= 2")',
    'metrics.yaml:20:42: expect[13].is: "< 1 minute" is not a time (ms, or a duration), or a comparison with one (such as "> 20s")',
    'metrics.yaml:21:43: expect[14].is: "> 99 percent" is not a share (from 0 to 1, or in %), or a comparison with one (such as ">= 99.9 %")',
    'metrics.yaml:22:44: expect[15].is: "4GiB" is not a number, or a comparison with one (such as ">= 2")',
    'metrics.yaml:23:55: expect[16].is: "3s" is not a number, or a comparison with one (such as ">= 2")',
  ],
  "missing-keys.yaml": [
    "missing-keys.yaml:1:1: duration: missing; expected a duration (such as 250ms, 20s, 5m, 2h, 30d, 1h30m)",
    "missing-keys.yaml:1:1: name: missing; expected a name (letters, digits, - and .)",
    "missing-keys.yaml:3:5: agents[0].id: missing; expected a name",
    "missing-keys.yaml:3:18: agents[0].resources.cpus: missing; expected a number",
    "missing-keys.yaml:3:18: agents[0].resources.mem: missing; expected an amount of MiB as a number, or with a unit, such as 512MiB, 8GiB",
    "missing-keys.yaml:4:5: agents[1].resources: missing; expected a map of resources (such as { cpus: 4, mem: 8GiB })",
    "missing-keys.yaml:6:5: frameworks[0].kind: missing; expected one of marathon, greedy, polite, hoarder, batch, scripted",
    "missing-keys.yaml:7:5: frameworks[1].name: missing; expected a name",
    "missing-keys.yaml:9:5: apps[0]: one of file (a Marathon app definition) and id (of an app that is defined here) is missing",
    "missing-keys.yaml:11:5: actions[0].do: missing; expected the name of an action (such as app.create)",
    "missing-keys.yaml:12:5: actions[1]: one of instances, scaleBy is missing",
    "missing-keys.yaml:13:5: actions[2]: one of at, every is missing",
    "missing-keys.yaml:15:5: expect[0]: nothing to look at; give one of app, agent, role, events, metric, http",
    "missing-keys.yaml:16:5: expect[1]: nothing is expected; give one of instances, running, killing, staging, suspended, reserving, healthy, unhealthy, alive, volumes, attached, detached, agents, version, deploying, queued, backoff",
  ],
  "no-marathon.yaml": ["no-marathon.yaml:5:5: apps[0]: there is no Marathon to create this app"],
  "no-time.yaml": ['no-time.yaml:2:11: duration: "0s" is too short (more than 0s)'],
  "not-yet.yaml": [
    'not-yet.yaml:3:63: versions.fixes[1]: "B99" is no bug that can be mended (one of B2, B5, B7, B9, B14, B17, B21, B22, B27, B35, B38, B39, B40, B41, B43, B44, B45, B46, B47)',
    "not-yet.yaml:6:10: mesos.recovery_slave_removal_limit: Mesos' flag recovery_slave_removal_limit is not available yet",
    "not-yet.yaml:6:47: mesos.agent_subsystems: Mesos' flag agent_subsystems is not available yet",
    "not-yet.yaml:6:70: mesos.alocation_interval: unknown key; did you mean allocation_interval?",
    "not-yet.yaml:8:48: frameworks[0].flags.offer_matching_timeout: Marathon's flag offer_matching_timeout is not available yet",
    "not-yet.yaml:8:78: frameworks[0].flags.task_reservation_timout: unknown key; did you mean task_reservation_timeout?",
    "not-yet.yaml:8:106: frameworks[0].flags.mesos_role: the framework's own role: sets it",
    'not-yet.yaml:10:24: frameworks[2].kind: "greddy" is not one of marathon, greedy, polite, hoarder, batch, scripted; did you mean greedy?',
    "not-yet.yaml:14:49: actions[1].change: 5 is not a map",
    'not-yet.yaml:17:11: faults[1].do: no fault is called "agent.explode" (there is agent.crash, agent.lose-disk, agent.partition)',
  ],
  "numbers.yaml": [
    "numbers.yaml:2:7: seed: -1 is too small (at least 0)",
    "numbers.yaml:5:21: agents[0].count: -3 is too small (at least 1)",
    "numbers.yaml:5:44: agents[0].resources.cpus: NaN is not a number",
    "numbers.yaml:5:55: agents[0].resources.mem: Infinity is not an amount of MiB as a number, or with a unit, such as 512MiB, 8GiB",
    "numbers.yaml:6:21: agents[1].count: 1.5 is not a whole number",
    "numbers.yaml:6:45: agents[1].resources.cpus: -1 is too small (at least 0)",
    "numbers.yaml:6:54: agents[1].resources.mem: -512 is too small (at least 0)",
    "numbers.yaml:7:21: agents[2].count: 100000000 is too large (at most 100000)",
    "numbers.yaml:7:51: agents[2].resources.cpus: 1e+300 is too large (at most 1000000000)",
    'numbers.yaml:7:63: agents[2].resources.mem: "8 gigs" is not an amount of MiB as a number, or with a unit, such as 512MiB, 8GiB',
    "numbers.yaml:8:21: agents[3].count: 0 is too small (at least 1)",
    'numbers.yaml:8:43: agents[3].resources.cpus: "1" is not a number',
    'numbers.yaml:8:65: agents[3].resources.ports: 31000 is not ranges of ports (such as "31000-32000" or "31000-31005,31007")',
    "numbers.yaml:8:78: agents[3].resources.gpus: nothing is not a number",
    'numbers.yaml:9:53: agents[4].resources.ports: "31000-70000" has ports above 65535',
  ],
  "only-a-comment.yaml": ["only-a-comment.yaml:1:1: the file is empty"],
  "reserved.yaml": [
    "reserved.yaml:4:82: agents[0].reserved.ops.mem: 2048 is more than is left of the agent's mem (1024)",
    "reserved.yaml:5:92: agents[1].reserved.ops.cpus: 1 is more than is left of the agent's cpus (0)",
    "reserved.yaml:5:102: agents[1].reserved.ops.ports: the agent has no ports 30000-30999 left",
    'reserved.yaml:6:61: agents[2].reserved["*"]: "*" is the role of what is not reserved',
    'reserved.yaml:6:79: agents[2].reserved["a b"]: "a b" is not the name of a role (no space or slash in it, no - before it, not . or ..)',
  ],
  "roles.yaml": [
    'roles.yaml:4:40: frameworks[0].role: "a/b" is not the name of a role (no space or slash in it, no - before it, not . or ..)',
    'roles.yaml:5:76: frameworks[1].flags.default_accepted_resource_roles: "ops" is a role for which this Marathon gets no offers (* or marathon)',
  ],
  "seed-too-large.yaml": [
    "seed-too-large.yaml:2:7: seed: 9007199254740992 is too large (at most 9007199254740991)",
  ],
  "selectors.yaml": [
    'selectors.yaml:8:67: actions[0].agent: no agent is called "a" (there is a-1, a-2)',
    "selectors.yaml:9:78: actions[1].agent.hosting: nothing creates the app /y (there is /x)",
    "selectors.yaml:10:80: actions[2].agent.attribute: no agent has the attribute rack=r2; did you mean rack=r1?",
    "selectors.yaml:11:74: actions[3].agent.any: 0 is too small (at least 1)",
    "selectors.yaml:12:82: actions[4].agent.any: cannot stand beside hosting; give one of hosting, volumeOf, attribute, any",
    "selectors.yaml:13:67: actions[5].agent: one of hosting, volumeOf, attribute, any is missing",
    "selectors.yaml:14:67: actions[6].agent: a list is not an agent (an id, { hosting: APP }, { volumeOf: APP }, { attribute: NAME=VALUE }, { any: N } or all)",
    'selectors.yaml:15:80: actions[7].agent.attribute: "rack" is not an attribute (such as rack=r1)',
  ],
  "syntax.json": [
    "syntax.json:3:3: not valid JSON: comments are not allowed",
    "syntax.json:5:14: not valid JSON: value expected",
    "syntax.json:6:1: not valid JSON: property name expected",
  ],
  "syntax.yaml": [
    "syntax.yaml:5:3: not valid YAML: Flow map in block collection must be sufficiently indented and end with a }",
    'syntax.yaml:7:1: not valid YAML: Missing closing "quote',
  ],
  "tabs.yaml": ["tabs.yaml:4:1: a tab cannot indent YAML; use spaces"],
  "tasks.yaml": [
    'tasks.yaml:6:22: tasks[0].exit: "crashed" is not one of finished, failed, killed, error',
    "tasks.yaml:7:12: tasks[1].app: nothing creates the app /y (there is /x)",
    "tasks.yaml:8:26: tasks[2].runs.empirical: must not be empty",
    "tasks.yaml:9:29: tasks[3].staging.empirical: apps/none.csv: no such file",
    'apps/runs.csv:3:1: "fast" is not a duration',
  ],
  "text.txt": ["text.txt:1:1: the name of a file must end in .yaml, .yml or .json"],
  "two-documents.yaml": ["two-documents.yaml:3:1: a second document begins here; a file holds one"],
  "unknown-anchor.yaml": ["unknown-anchor.yaml:4:5: no anchor is called host"],
  "unknown-apps.yaml": [
    "unknown-apps.yaml:12:37: actions[2].app: nothing creates the app /frist; did you mean /first?",
    "unknown-apps.yaml:13:37: actions[3].app: one has no app /second, but two has: add framework: two",
    "unknown-apps.yaml:14:37: actions[4].app: two has no app /first, but one has: add framework: one",
    "unknown-apps.yaml:16:12: tasks[0].app: nothing creates the app /fourth (there is /first, /second, /third)",
    "unknown-apps.yaml:19:12: expect[1].app: two has no app /first, but one has: add framework: one",
    "unknown-apps.yaml:20:20: expect[2].http.app: nothing creates the app /fourth (there is /first, /second, /third)",
  ],
  "unknown-keys.yaml": [
    "unknown-keys.yaml:3:1: agent: unknown key; did you mean agents?",
    "unknown-keys.yaml:6:14: agents[0].resource: unknown key; did you mean resources?",
    "unknown-keys.yaml:6:47: agents[0].rack: unknown key (known are id, count, resources, attributes, reserved, joins)",
    "unknown-keys.yaml:7:27: agents[1].resources.cpu: unknown resource; did you mean cpus?",
    "unknown-keys.yaml:7:35: agents[1].resources.memory: unknown resource; did you mean mem?",
    "unknown-keys.yaml:7:48: agents[1].resources.dsk: unknown resource; did you mean disk?",
    "unknown-keys.yaml:8:59: agents[2].atributes: unknown key; did you mean attributes?",
    "unknown-keys.yaml:9:12: network.delay: unknown key (known are latency)",
    "unknown-keys.yaml:11:7: tasks[0].kill: unknown key; did you mean kills?",
  ],
  "unknown-tag.yaml": ["unknown-tag.yaml:1:7: not valid YAML: Unresolved tag: !secret"],
  "versions.yaml": [
    "versions.yaml:3:23: versions.marathon: 1.1 is not one of 1.1, 1.1-fixed; a version is a text, in quotes",
    'versions.yaml:3:35: versions.mesos: "1.0" is not one of 0.28',
  ],
  "groups.yaml": [
    "groups.yaml:6:11: apps[1].id: there is a group /g already; put into one definition what is in one group",
    "groups.yaml:7:15: apps[2].count: goes with an app, and this is a group",
    "groups.yaml:8:15: apps[3].app: unknown key; did you mean apps?",
    "groups.yaml:8:63: apps[3].groups[0].aps: unknown key; did you mean apps?",
    "groups.yaml:9:11: apps[4].id: Marathon refuses apps that wait for each other: /k/x waits for /k/y waits for /k/x",
    "groups.yaml:10:28: apps[5].apps[0].id: Marathon refuses the group: /apps(0)/id: Identifier is not child of /l. Hint: use relative paths.",
    "groups.yaml:10:46: apps[5].apps[1]: Marathon refuses the group: /apps(1): AppDefinition must either contain one of 'cmd' or 'args', and/or a 'container'.",
    "groups.yaml:11:30: apps[6].groups[0].id: Marathon refuses the group: /groups(0)/id: Identifier is not child of /m. Hint: use relative paths.",
    "groups.yaml:12:11: apps[7].id: another app is called /g/x",
    "groups.yaml:13:11: apps[8].id: /g/x is an app already, so it cannot be the group of /g/x/y",
    "groups.yaml:15:55: apps[10].version: Marathon refuses the group: /version: not allowed in conjunction with other properties.",
    "groups.yaml:18:53: actions[1].scaleBy: cannot stand beside instances; give one of instances, scaleBy",
    "groups.yaml:19:5: actions[2]: one of instances, scaleBy is missing",
  ],
  "unplayed-app-parts.yaml": [
    "unplayed-app-parts.yaml:6:66: actions[0].app.ipAddress: an IP address per task: not available yet",
    "unplayed-app-parts.yaml:7:62: actions[1].change.ipAddress: an IP address per task: not available yet",
  ],
  "wrong-types.yaml": [
    "wrong-types.yaml:1:7: name: 7 is not a name (letters, digits, - and .)",
    "wrong-types.yaml:2:8: about: a list is not a text",
    'wrong-types.yaml:3:7: seed: "1" is not a seed (a whole number from 0 to 9007199254740991)',
    "wrong-types.yaml:4:11: duration: 90 is not a duration (such as 250ms, 20s, 5m, 2h, 30d, 1h30m)",
    "wrong-types.yaml:5:9: agents: expected a list of agents",
    'wrong-types.yaml:6:8: mesos: "fast" is not a map',
    "wrong-types.yaml:7:7: apps: expected a list of apps",
    'wrong-types.yaml:9:5: tasks[0]: "quick" is not a map',
    "wrong-types.yaml:10:9: expect: expected a list of expectations",
  ],
  "wrong.json": [
    'wrong.json:3:15: duration: "5 m" is not a duration (such as 250ms, 20s, 5m, 2h, 30d, 1h30m)',
    "wrong.json:4:60: agents[0].resources.mem: true is not an amount of MiB as a number, or with a unit, such as 512MiB, 8GiB",
  ],
  "missing.yaml": ["missing.yaml:1:1: no such file"],
  apps: ["apps:1:1: is a directory, not a file"],
};

test.each(Object.entries(cases))("%s is refused with all its mistakes", (file, expected) => {
  expect(problems(file)).toEqual(expected);
});

test("a file over 16 MiB is refused, one of just 16 MiB is read", () => {
  const place = mkdtempSync(join(tmpdir(), "holdfast-large-"));
  try {
    const file = join(place, "large.yaml");
    const start = "name: large\nduration: 5m\n#";
    writeFileSync(file, start.padEnd(16 * 1024 * 1024 + 1, "x"));
    const result = loadScenario(file, nodeFiles);
    expect(result.ok ? [] : result.issues.map(formatIssue)).toEqual([`${file}:1:1: is larger than 16 MiB`]);
    writeFileSync(file, start.padEnd(16 * 1024 * 1024, "x"));
    expect(nodeFiles.read(file).ok).toBe(true);
  } finally {
    rmSync(place, { recursive: true });
  }
});
