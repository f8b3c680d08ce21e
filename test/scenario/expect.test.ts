/** Expectations: subjects, windows, predicates and their words. */

import { expect, test } from "vitest";
import type { Expectation } from "../../src/sim/checks/expectation.ts";
import { issuesOf, load } from "./memory.ts";

const start = `name: t
duration: 10m
agents: [{ id: a, count: 2, resources: { cpus: 1, mem: 512, tea: 1 } }]
apps: [{ id: /x, cmd: serve }, { id: /my.app, cmd: serve }]
expect:
`;

/** The one expectation of a flow map. */
function one(text: string): Expectation {
  const [expectation] = load(`${start}  - ${text}\n`).expect;
  if (expectation === undefined) throw new Error("no expectation");
  return expectation;
}

test.each([
  ["{ at: 5m, app: /x, running: 0 }", { form: "at", atMs: 300_000 }, "at 5m: /x running 0"],
  ["{ by: 5m, app: /x, running: 0 }", { form: "by", fromMs: 0, byMs: 300_000 }, "by 5m: /x running 0"],
  [
    "{ by: 5m, from: 1m, app: /x, running: 0 }",
    { form: "by", fromMs: 60_000, byMs: 300_000 },
    "from 1m by 5m: /x running 0",
  ],
  [
    "{ from: 1m, to: 10m, app: /x, running: 0 }",
    { form: "throughout", fromMs: 60_000, toMs: 600_000 },
    "from 1m to 10m: /x running 0",
  ],
  ["{ app: /x, running: 0 }", { form: "end" }, "at the end: /x running 0"],
  [
    "{ events: task.running, count: 1 }",
    { form: "throughout", fromMs: 0, toMs: 600_000 },
    "task.running count 1",
  ],
  [
    "{ events: task.running, from: 1m, count: 1 }",
    { form: "throughout", fromMs: 60_000, toMs: 600_000 },
    "from 1m to the end: task.running count 1",
  ],
  [
    "{ events: task.running, to: 1m, count: 1 }",
    { form: "throughout", fromMs: 0, toMs: 60_000 },
    "to 1m: task.running count 1",
  ],
  ["{ metric: offers.made, is: 0 }", { form: "end" }, "offers.made is 0"],
])("%s has its window and its text", (text, when, words) => {
  expect(one(text)).toMatchObject({ when, text: words });
});

test.each([
  ["{ app: x, running: 1 }", { kind: "app", id: "/x", framework: null }],
  ["{ app: /x, framework: marathon, running: 1 }", { kind: "app", id: "/x", framework: "marathon" }],
  ["{ agent: a-2, tasks: 1 }", { kind: "agent", id: "a-2" }],
  ["{ role: marathon, reserved: { cpus: 1 } }", { kind: "role", name: "marathon" }],
  ["{ role: '*', unreserved: { cpus: 1 } }", { kind: "role", name: "*" }],
  [
    "{ metric: apps./x.time_to_running_ms.p95, is: 1 }",
    { kind: "metric", path: ["apps", "/x", "time_to_running_ms", "p95"] },
  ],
  [`{ metric: 'apps["/my.app"].moved', is: 1 }`, { kind: "metric", path: ["apps", "/my.app", "moved"] }],
  [
    "{ metric: roles.marathon.tea.stranded.mean, is: 1 }",
    { kind: "metric", path: ["roles", "marathon", "tea", "stranded", "mean"] },
  ],
  ["{ http: { app: /x }, rejected: true }", { kind: "http", app: "/x" }],
])("%s is about its subject", (text, subject) => {
  expect(one(text).subject).toEqual(subject);
});

test("predicates are in the order of the file, with values in plain units", () => {
  const text = `{ app: /x, running: ">= 3", version: "!= v1", agents: [a-1, a-2], deploying: false, backoff: "< 1m30s" }`;
  expect(one(text).predicates).toEqual([
    { path: ["running"], op: ">=", value: 3, text: "running >= 3" },
    { path: ["version"], op: "!=", value: "v1", text: "version != v1" },
    { path: ["agents"], op: "==", value: ["a-1", "a-2"], text: "agents [a-1, a-2]" },
    { path: ["deploying"], op: "==", value: false, text: "deploying false" },
    { path: ["backoff"], op: "<", value: 90_000, text: "backoff < 1m30s" },
  ]);
});

test("amounts are predicates of their own, each with the path of its resource", () => {
  expect(one(`{ agent: a-1, used: { mem: "<= 1GiB", tea: "1" }, data: { disk: 100 } }`).predicates).toEqual([
    { path: ["used", "mem"], op: "<=", value: 1024, text: "used mem <= 1GiB" },
    { path: ["used", "tea"], op: "==", value: 1, text: "used tea 1" },
    { path: ["data", "disk"], op: "==", value: 100, text: "data disk 100" },
  ]);
});

test.each([
  ["apps./x.downtime_ms", "< 10s", 10_000],
  ["apps./x.time_to_recover_ms.p95", "2000", 2000],
  ["apps./x.availability", ">= 99.9 %", 0.999],
  ["apps./x.availability", ">= 9e-1", 0.9],
  ["apps./x.leftover_data", "<= 1GiB", 1024],
  ["cluster.mem.total.max", "16GiB", 16_384],
  ["apps./x.time_to_recover_ms.count", "3", 3],
  ["headroom./x.why", "no agent is registered", "no agent is registered"],
])("the metric %s is compared in its own unit: %s", (metric, text, value) => {
  expect(one(`{ metric: ${metric}, is: "${text}" }`).predicates).toMatchObject([
    { value, text: `is ${text}` },
  ]);
});

test("a set of agents may be compared with a single one", () => {
  expect(one(`{ app: /x, agents: "!= a-1" }`).predicates).toEqual([
    { path: ["agents"], op: "!=", value: ["a-1"], text: "agents != a-1" },
  ]);
});

test("events are chosen by their ids, fields and reason; times may be durations", () => {
  const text = `{ events: reservation.timed-out, where: { app: /x, deadline_ms: "> 20s", reason: not-launched-in-time }, count: ">= 1" }`;
  expect(one(text)).toMatchObject({
    subject: {
      kind: "events",
      type: "reservation.timed-out",
      where: [
        { path: ["app"], op: "==", value: "/x", text: "app /x" },
        { path: ["deadline_ms"], op: ">", value: 20_000, text: "deadline_ms > 20s" },
        { path: ["reason"], op: "==", value: "not-launched-in-time", text: "reason not-launched-in-time" },
      ],
    },
    predicates: [{ path: ["count"], op: ">=", value: 1, text: "count >= 1" }],
    text: "reservation.timed-out where app /x, deadline_ms > 20s, reason not-launched-in-time count >= 1",
  });
});

test("an event's time is a field as others are, in ms or as a duration", () => {
  expect(one(`{ events: task.running, where: { time_ms: "< 30s" }, count: 2 }`)).toMatchObject({
    subject: { where: [{ path: ["time_ms"], op: "<", value: 30_000, text: "time_ms < 30s" }] },
  });
});

test("true and false may be compared as all values may", () => {
  expect(one(`{ app: /x, deploying: "!= true" }`).predicates).toEqual([
    { path: ["deploying"], op: "!=", value: true, text: "deploying != true" },
  ]);
  expect(one(`{ agent: a-1, registered: "false" }`).predicates).toMatchObject([{ op: "==", value: false }]);
  expect(issuesOf(`${start}  - { app: /x, deploying: "> true" }\n`)).toEqual([
    '6:27: expect[0].deploying: "> true" is not true or false',
  ]);
});

test("amounts without any amount expect nothing", () => {
  expect(issuesOf(`${start}  - { agent: a-1, free: {}, tasks: 0 }\n`)).toEqual([
    "6:25: expect[0].free: nothing is expected; give amounts (such as { cpus: 1, mem: 512 })",
  ]);
});

test("an answer of the API is expected by its status, path and message", () => {
  const text = `{ http: { app: /x }, at: 1m, rejected: true, status: 422, message: "Object is not valid" }`;
  expect(one(text)).toMatchObject({
    text: "at 1m: http /x rejected true, status 422, message Object is not valid",
    predicates: [{ value: true }, { value: 422 }, { value: "Object is not valid" }],
  });
});

test("an expectation knows its line", () => {
  expect(one("{ app: /x, running: 0 }").place).toEqual({ file: "x.yaml", line: 6, column: 5 });
});

test.each([
  [`{ app: /x, agents: [a-3] }`, '6:25: expect[0].agents[0]: no agent is called "a-3"; did you mean a-1?'],
  [
    `{ agent: a-1, used: { tee: 1 } }`,
    "6:27: expect[0].used.tee: no agent has such a resource; did you mean tea?",
  ],
  [`{ metric: apps, is: 1 }`, "6:15: expect[0].metric: names several metrics; which app?"],
])("%s is refused", (text, issue) => {
  expect(issuesOf(`${start}  - ${text}\n`)).toEqual([issue]);
});
