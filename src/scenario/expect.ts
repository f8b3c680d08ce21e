/** The `expect` part: what must hold, each with its text as the file has it. */

import type { z } from "zod";
import { type EventName, type EventType, eventTypes } from "../model/events.ts";
import { didYouMean } from "../model/near-miss.ts";
import type { Expectation, Predicate, Subject, When } from "../sim/checks/expectation.ts";
import { isNot } from "../sim/wrong-input.ts";
import { inTime } from "./actions.ts";
import { type Check, isRecord } from "./check.ts";
import {
  expectationEntry,
  predicateFields,
  type SubjectName,
  subjectNames,
  timeNames,
} from "./expectation-schema.ts";
import { type Times, textOf } from "./expectation-text.ts";
import { type Known, mention, mentionApp, mentionMarathon, mentionPlain } from "./known.ts";
import type { Path } from "./located.ts";
import { knowsName, metricProblem, metricUnit, parseMetricPath } from "./metric-path.ts";
import { metricPredicateIn, predicatesOf, type Wanted, wherePredicate } from "./predicates.ts";

type Fields = Readonly<Record<string, unknown>>;

export function readExpectations(
  check: Check,
  known: Known,
  durationMs: number | undefined,
): readonly Expectation[] {
  const schemas = new Map<SubjectName, z.ZodObject>();
  const expectations: Expectation[] = [];
  for (const { value, path } of check.entries(["expect"], "expectations")) {
    const name = subjectOf(check, value, path);
    if (name === undefined || !isRecord(value)) continue;
    const schema = schemas.get(name) ?? expectationEntry(name);
    schemas.set(name, schema);
    const entry = check.parse(schema, path, value);
    if (entry === undefined) {
      mentionPlain(check, known, value, path);
      continue;
    }
    const times = timesOf(check, entry, path, durationMs);
    const subject = readSubject(check, known, name, entry, path);
    if (subject === undefined) continue;
    const order = Object.keys(value).filter((key) => Object.hasOwn(predicateFields[name], key));
    const predicates = predicatesOf({ ...entry, ...ofUnit(check, subject, value, path) }, order);
    mentionInPredicates(check, known, predicates, path);
    const text = textOf(times, subject, predicates, value);
    expectations.push({
      subject,
      when: whenOf(name, times, durationMs ?? 0),
      predicates,
      text,
      place: check.placeOf(path),
    });
  }
  return expectations;
}

/** The one subject of an entry. */
function subjectOf(check: Check, value: unknown, path: Path): SubjectName | undefined {
  if (!isRecord(value)) {
    check.wrong(path, isNot(value, "a map (a subject, a time and predicates)"));
    return undefined;
  }
  const given = subjectNames.filter((name) => Object.hasOwn(value, name));
  const [first, second] = given;
  if (second !== undefined) {
    check.wrongKey(path, second, `cannot stand beside ${first}; an expectation has one subject`);
    return undefined;
  }
  if (first !== undefined) return first;
  for (const key of Object.keys(value)) {
    const near = didYouMean(key, subjectNames);
    if (near === "") continue;
    check.wrongKey(path, key, `unknown key${near}`);
    return undefined;
  }
  check.wrong(path, `nothing to look at; give one of ${subjectNames.join(", ")}`);
  return undefined;
}

function timesOf(check: Check, entry: Fields, path: Path, durationMs: number | undefined): Times {
  const times = entry as Times;
  for (const name of timeNames) inTime(check, times[name], [...path, name], durationMs);
  const end = times.by === undefined ? "to" : "by";
  const endMs = times[end];
  if (times.from !== undefined && endMs !== undefined && times.from > endMs) {
    check.wrong([...path, end], "before from: the window is empty");
  }
  return times;
}

function whenOf(subject: SubjectName, { at, by, from, to }: Times, durationMs: number): When {
  if (at !== undefined) return { form: "at", atMs: at };
  if (by !== undefined) return { form: "by", fromMs: from ?? 0, byMs: by };
  // Events are counted in a window, by default the whole run.
  if (from !== undefined || to !== undefined || subject === "events") {
    return { form: "throughout", fromMs: from ?? 0, toMs: to ?? durationMs };
  }
  return { form: "end" };
}

function readSubject(
  check: Check,
  known: Known,
  name: SubjectName,
  entry: Fields,
  path: Path,
): Subject | undefined {
  switch (name) {
    case "app": {
      const { app, framework } = entry as { app: string; framework?: string };
      if (framework !== undefined) mentionMarathon(check, known, framework, [...path, "framework"]);
      if (framework !== undefined || !known.apps.has(app))
        mentionApp(check, known, app, framework, [...path, "app"]);
      return { kind: "app", id: app, framework: framework ?? null };
    }
    case "agent": {
      const id = String(entry["agent"]);
      mention(check, known, "agents", id, [...path, "agent"]);
      return { kind: "agent", id };
    }
    case "role": {
      const role = String(entry["role"]);
      mention(check, known, "roles", role, [...path, "role"]);
      return { kind: "role", name: role };
    }
    case "events":
      return eventSubject(check, known, entry, path);
    case "metric":
      return metricSubject(check, known, String(entry["metric"]), [...path, "metric"]);
    case "http": {
      const { app } = entry["http"] as { app: string };
      if (!known.apps.has(app) && !known.groups.has(app))
        mentionApp(check, known, app, undefined, [...path, "http", "app"], true);
      return { kind: "http", app };
    }
  }
}

function eventSubject(check: Check, known: Known, entry: Fields, path: Path): Subject | undefined {
  const type = entry["events"] as EventName;
  const event: EventType = eventTypes[type];
  const where: Predicate[] = [];
  let wrong = false;
  for (const [field, value] of Object.entries((entry["where"] as Fields | undefined) ?? {})) {
    const at = [...path, "where", field];
    const kind = fieldKind(event, field);
    if (kind === undefined) {
      const fields = [
        "time_ms",
        ...event.ids,
        ...Object.keys(event.fields),
        ...(event.reasons === undefined ? [] : ["reason"]),
      ];
      const near = didYouMean(field, fields, ` (it has ${fields.join(", ")})`);
      check.wrongKey([...path, "where"], field, `${type} has no such field${near}`);
    } else if (kind === "amounts" || kind === "json") {
      check.wrongKey([...path, "where"], field, "is no single value, and cannot be compared");
    }
    const wanted: Wanted | undefined = check.parse(wherePredicate(kind), at, value);
    if (wanted === undefined) {
      wrong = true;
      continue;
    }
    if (wanted.op === "==" || wanted.op === "!=")
      mentionInWhere(check, known, type, field, String(wanted.value), at);
    where.push({ path: [field], op: wanted.op, value: wanted.value, text: `${field} ${wanted.text}` });
  }
  return wrong ? undefined : { kind: "events", type, where };
}

/** A value that no event of the type ever has: nothing would be counted. */
function mentionInWhere(
  check: Check,
  known: Known,
  type: EventName,
  field: string,
  value: string,
  path: Path,
): void {
  if (field === "agent") mention(check, known, "agents", value, path);
  else if (field === "framework") mention(check, known, "frameworks", value, path);
  else if (field === "role") mention(check, known, "roles", value, path);
  else if (field === "app") {
    if (!known.apps.has(value) && !known.groups.has(value))
      mentionApp(check, known, value, undefined, path, true);
  } else if (field === "reason") {
    const reasons = Object.keys((eventTypes[type] as EventType).reasons ?? {});
    if (reasons.length === 0 || reasons.includes(value)) return;
    const meant = didYouMean(value, reasons, ` (there is ${reasons.join(", ")})`);
    check.wrong(path, `${JSON.stringify(value)} is no reason of ${type}${meant}`);
  }
}

function fieldKind(event: EventType, field: string): EventType["fields"][string] | undefined {
  if (field === "time_ms") return "ms";
  if (field === "reason") return event.reasons === undefined ? undefined : "name";
  if ((event.ids as readonly string[]).includes(field)) return "name";
  return Object.hasOwn(event.fields, field) ? event.fields[field] : undefined;
}

function metricSubject(check: Check, known: Known, text: string, path: Path): Subject | undefined {
  const steps = parseMetricPath(text);
  if (steps === undefined) {
    const forms = 'such as cluster.disk.stranded.p95, apps./postgres.moved or apps["/my.app"].moved';
    check.wrong(path, isNot(text, `the path of a metric (${forms})`));
    return undefined;
  }
  const problem = metricProblem(steps, (kind, name) => knowsName(known, kind, name));
  if (problem !== null) check.wrong(path, problem);
  return { kind: "metric", path: steps };
}

/** What a metric is to be, in its unit. */
function ofUnit(check: Check, subject: Subject, { is }: Fields, path: Path): Fields {
  const unit = subject.kind === "metric" ? metricUnit(subject.path) : null;
  if (unit === null) return {};
  return { is: check.parse(metricPredicateIn(unit), [...path, "is"], is) };
}

/** Names in predicates that nothing can ever have. */
function mentionInPredicates(check: Check, known: Known, predicates: readonly Predicate[], path: Path): void {
  for (const {
    path: [key = "", resource],
    value,
  } of predicates) {
    if (key === "agents") {
      const isList = Array.isArray(check.at([...path, key]));
      for (const [i, id] of [value].flat().entries()) {
        mention(check, known, "agents", String(id), isList ? [...path, key, i] : [...path, key]);
      }
    } else if (resource !== undefined && !known.resources.has(resource) && !known.uncertain.has("agents")) {
      const near = didYouMean(resource, known.resources);
      check.wrongKey([...path, key], resource, `no agent has such a resource${near}`);
    }
  }
}
