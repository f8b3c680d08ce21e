/** The schemas of expectations, one for each subject. */

import * as z from "zod";
import { eventTypes } from "../model/events.ts";
import { appId, duration, framework, name, role } from "../sim/fields.ts";
import { always, expected, keysOf, noneOf, oneOf, strict, wrongKey } from "../sim/wrong-input.ts";
import {
  agentsPredicate,
  amountsPredicate,
  dataPredicate,
  durationPredicate,
  flagPredicate,
  metricPredicate,
  numberPredicate,
  textPredicate,
} from "./predicates.ts";

export const subjectNames = ["app", "agent", "role", "events", "metric", "http"] as const;
export type SubjectName = (typeof subjectNames)[number];

export const timeNames = ["at", "by", "from", "to"] as const;

const times = {
  at: duration.optional().describe("At this instant, after all events of it"),
  by: duration.optional().describe("At some instant up to this one, all predicates at once"),
  from: duration.optional().describe("Where a window begins, included"),
  to: duration.optional().describe("Throughout a window up to here, included"),
};

/** Which times may stand together. */
const oneTimeForm = always((payload) => {
  const given = keysOf(payload.value).filter((key) => (timeNames as readonly string[]).includes(key));
  const has = (key: string): boolean => given.includes(key);
  if (has("at") && given.length > 1)
    wrongKey(payload, given.find((key) => key !== "at") ?? "", "cannot stand beside at");
  else if (has("by") && has("to")) wrongKey(payload, "to", "cannot stand beside by");
  else if (has("from") && !has("by") && !has("to") && !keysOf(payload.value).includes("events")) {
    wrongKey(payload, "from", "needs to (throughout) or by (at some instant)");
  } else if (has("to") && !has("from") && !keysOf(payload.value).includes("events")) {
    wrongKey(payload, "to", "needs from");
  }
});

/** A metric is a matter of the whole run. */
const noTime = always((payload) => {
  for (const key of timeNames) {
    if (keysOf(payload.value).includes(key))
      wrongKey(payload, key, "a metric is known at the end of the run only");
  }
});

/** The predicates of each subject, by name. */
export const predicateFields = {
  app: {
    instances: numberPredicate.optional().describe("Wanted"),
    running: numberPredicate.optional(),
    killing: numberPredicate.optional().describe("Launched, and told to be killed (TASK_KILLING)"),
    staging: numberPredicate.optional(),
    suspended: numberPredicate.optional().describe("Reserved, not launched, has run before"),
    reserving: numberPredicate.optional().describe("Reserved, never launched yet"),
    healthy: numberPredicate.optional().describe("Launched tasks of which all health checks succeeded last"),
    unhealthy: numberPredicate.optional().describe("Launched tasks of which a health check failed last"),
    alive: numberPredicate.optional().describe("Processes that really run"),
    volumes: numberPredicate.optional(),
    attached: numberPredicate.optional(),
    detached: numberPredicate.optional(),
    agents: agentsPredicate.optional().describe("Where its tasks and reservations are"),
    version: textPredicate.optional(),
    deploying: flagPredicate.optional(),
    queued: numberPredicate.optional().describe("Instances left to launch"),
    backoff: durationPredicate.optional().describe("Remaining launch delay"),
  },
  agent: {
    registered: flagPredicate.optional(),
    tasks: numberPredicate.optional(),
    reserved: amountsPredicate.optional(),
    used: amountsPredicate.optional(),
    free: amountsPredicate.optional(),
    processes: numberPredicate.optional(),
    volumes: numberPredicate.optional(),
    data: dataPredicate.optional().describe("MiB on the host's disk"),
  },
  role: {
    reserved: amountsPredicate.optional(),
    used: amountsPredicate.optional(),
    stranded: amountsPredicate.optional().describe("Reserved and not used by a running task"),
    unreserved: amountsPredicate.optional(),
  },
  events: { count: numberPredicate.optional() },
  metric: { is: metricPredicate.optional() },
  http: {
    rejected: flagPredicate.optional(),
    status: numberPredicate.optional(),
    path: textPredicate.optional(),
    message: textPredicate.optional().describe("The reply's message or that of any of its details"),
  },
} as const satisfies Record<SubjectName, Readonly<Record<string, z.ZodType>>>;

/** At least one predicate, whatever else is wrong. */
function somePredicate(subject: SubjectName) {
  const names = Object.keys(predicateFields[subject]);
  return always((payload) => {
    const given = keysOf(payload.value);
    if (given.length === 0 || given.some((key) => names.includes(key))) return;
    const what = names.length === 1 ? `${names[0]}: VALUE` : `one of ${names.join(", ")}`;
    noneOf(payload, names, `nothing is expected; give ${what}`);
  });
}

const eventNames = Object.keys(eventTypes);

const subjects = {
  app: () => strict({ app: appId, framework, ...times, ...predicateFields.app }).check(oneTimeForm),
  agent: () => strict({ agent: name, ...times, ...predicateFields.agent }).check(oneTimeForm),
  role: () => strict({ role, ...times, ...predicateFields.role }).check(oneTimeForm),
  events: () =>
    strict({
      events: z.enum(eventNames, { error: oneOf(eventNames) }),
      where: z
        .record(z.string(), z.unknown(), { error: expected("a map of fields of the event") })
        .optional(),
      ...times,
      ...predicateFields.events,
    }).check(oneTimeForm),
  metric: () =>
    strict({
      metric: z.string({ error: expected("the path of a metric (such as apps./postgres.moved)") }),
      ...times,
      ...predicateFields.metric,
    }).check(noTime),
  http: () =>
    strict({
      http: strict({ app: appId }, {}, "a map (such as { app: /postgres })"),
      ...times,
      ...predicateFields.http,
    }).check(oneTimeForm),
} as const;

/** The schema of expectations on a subject. */
export function expectationEntry(subject: SubjectName): z.ZodObject {
  return (subjects[subject]() as z.ZodObject).check(somePredicate(subject));
}
