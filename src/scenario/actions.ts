/** The `actions` part: what operators and the world do, at exact times. */

import * as z from "zod";
import { canonicalId } from "../model/app/path-id.ts";
import { unavailableIn } from "../model/app/unavailable.ts";
import { type GroupUpdate, isGroupJson, parseGroup } from "../model/group/parse.ts";
import { didYouMean } from "../model/near-miss.ts";
import { actions } from "../sim/actions/index.ts";
import type { ActionSpec, ActionTime, AgentSpec } from "../sim/scenario.ts";
import { isNot } from "../sim/wrong-input.ts";
import { rememberAgents, rememberIds } from "./agents.ts";
import { type Apps, noteChecks } from "./apps.ts";
import { type Check, isRecord } from "./check.ts";
import { actionEntry, callsMarathon } from "./entry-schema.ts";
import { type FrameworkFiles, readNewFramework } from "./frameworks.ts";
import { type Known, type Meaning, mentionAll, mentionPlain } from "./known.ts";
import type { Path } from "./located.ts";

interface ReadAction {
  readonly spec: ActionSpec;
  readonly path: Path;
}

/** Of whole entries, by `do`; each is made once, when the first such action is read. */
const schemas = new Map(
  [...actions.values()].map(({ name, about, fields }) => [
    name,
    z.lazy(() => actionEntry(name, about, fields)),
  ]),
);

/** Reads all actions first, since some create what others mention. */
export function readActions(
  check: Check,
  known: Known,
  apps: Apps,
  durationMs: number | undefined,
  files: FrameworkFiles,
): readonly ActionSpec[] {
  const read: ReadAction[] = [];
  const wrong: { readonly name: string; readonly value: Fields; readonly path: Path }[] = [];
  for (const { value, path } of check.entries(["actions"], "actions")) {
    const name = doOf(check, value, path, actions, "action");
    if (name === undefined || !isRecord(value)) continue;
    const entry = check.parse(schemas.get(name) as z.ZodType<Fields>, path, value);
    const content = entry === undefined ? undefined : withContent(entry, apps, path);
    const fields = rememberCreated(check, known, name, content, value, path, files);
    if (entry === undefined || fields === undefined) {
      wrong.push({ name, value, path });
      continue;
    }
    const time = timeOf(check, entry, path, durationMs);
    read.push({ spec: { time, do: name, fields, place: check.placeOf(path) }, path });
  }
  rememberPut(check, known, read);
  for (const { spec, path } of read) {
    const fields = spec.fields as Fields;
    mentionAll(check, known, fields, path, meaningOf(spec.do));
    for (const { field, says } of actions.get(spec.do)?.doubts?.(fields as never) ?? [])
      check.warn([...path, field], says);
  }
  for (const { name, value, path } of wrong) {
    // An update might create its app.
    const mentions = name === "app.update" ? { ...value, app: undefined } : value;
    mentionPlain(check, known, mentions, path, meaningOf(name));
  }
  return read.map(({ spec }) => spec);
}

function meaningOf(name: string): Meaning {
  const action = actions.get(name);
  return {
    takesGroups: action?.takesGroups ?? false,
    callsMarathon: action !== undefined && callsMarathon(action.fields),
  };
}

/** What an entry does, if there is such a thing. */
export function doOf(
  check: Check,
  value: unknown,
  path: Path,
  known: ReadonlyMap<string, unknown>,
  what: string,
): string | undefined {
  if (!isRecord(value)) {
    check.wrong(path, isNot(value, `a map (do: and the fields of an ${what})`));
    return undefined;
  }
  const name = value["do"];
  if (typeof name === "string" && known.has(name)) return name;
  const names = [...known.keys()];
  if (typeof name !== "string")
    check.wrong([...path, "do"], isNot(name, `the name of an ${what} (such as ${names[0]})`));
  else {
    const near = didYouMean(name, names, ` (there is ${alike(name, names).join(", ")})`);
    check.wrong([...path, "do"], `no ${what} is called ${JSON.stringify(name)}${near}`);
  }
  return undefined;
}

/** Those that begin alike; of many others only how they begin. */
function alike(name: string, names: readonly string[]): readonly string[] {
  const family = (one: string): string => one.split(".")[0] ?? "";
  const same = names.filter((one) => family(one) === family(name));
  if (same.length > 0 || names.length <= 8) return same.length > 0 ? same : names;
  return [...new Set(names.map((one) => `${family(one)}...`))];
}

type Fields = Readonly<Record<string, unknown>>;

/** The action's own fields; the content of a `file` becomes its `app`. Undefined after an issue. */
function withContent(entry: Fields, apps: Apps, path: Path): Fields | undefined {
  const { at: _at, every: _every, from: _from, to: _to, do: _do, ...fields } = entry;
  if (typeof fields["file"] !== "string") return fields;
  const app = apps.json(fields["file"], [...path, "file"]);
  return app === undefined ? undefined : { ...fields, app };
}

/**
 * So that what mentions an app, an agent, a framework or a role that comes by an action is not blamed. Gives the fields
 * as the action takes them.
 */
function rememberCreated(
  check: Check,
  known: Known,
  name: string,
  fields: Fields | undefined,
  value: Fields,
  path: Path,
  files: FrameworkFiles,
): Fields | undefined {
  switch (name) {
    case "agent.add":
      onceWithoutJoins(check, value, path);
      if (fields === undefined) rememberIds(value["entry"], known);
      else rememberAgents(check, known, fields["entry"] as readonly AgentSpec[], [...path, "entry"]);
      return fields;
    case "framework.join": {
      onceWithoutJoins(check, value, path);
      const entry = readNewFramework(check, known, value["entry"], [...path, "entry"], files);
      return fields === undefined || entry === undefined ? undefined : { ...fields, entry };
    }
    case "operator.reserve":
    case "operator.set-quota":
      if (typeof value["role"] === "string") known.roles.add(value["role"]);
      return fields;
    case "app.create":
      rememberApp(check, known, fields, path);
      refuseUnplayed(
        check,
        fields?.["app"],
        [...path, fields?.["file"] === undefined ? "app" : "file"],
        path,
      );
      return fields;
    case "app.update":
      rememberGroup(check, known, fields, fields?.["app"], fields?.["change"], path);
      if (typeof fields?.["app"] === "string" && isRecord(fields["change"]))
        known.noteChecks(fields["app"], fields["change"]);
      refuseUnplayed(check, fields?.["change"], [...path, "change"], path);
      return fields;
    default:
      return fields;
  }
}

/** Parts of an app that cannot be played yet are wrong input, even where the API would refuse the app for more. */
function refuseUnplayed(check: Check, app: unknown, base: Path, path: Path): void {
  for (const { at, what } of unavailableIn(app)) {
    // What stands in a file of its own is told at the action that names it.
    const inline = base.at(-1) !== "file";
    check.wrong(inline ? [...base, ...at] : [...path, "file"], `${what}: not available yet`);
  }
}

/** What an action adds, it adds once, at its own time. */
function onceWithoutJoins(check: Check, value: Fields, path: Path): void {
  if (value["every"] !== undefined)
    check.wrongKey(path, "every", "names are given once: what is added is added at one instant");
  const { entry } = value;
  if (isRecord(entry) && entry["joins"] !== undefined)
    check.wrongKey([...path, "entry"], "joins", "the action's own at: says when");
}

function rememberApp(check: Check, known: Known, fields: Fields | undefined, path: Path): void {
  const app = fields?.["app"];
  if (isRecord(app) && isGroupJson(app)) {
    rememberGroup(check, known, fields, "/", app, path);
    return;
  }
  const id = isRecord(app) ? app["id"] : undefined;
  if (typeof id !== "string") {
    known.uncertain.add("apps");
    return;
  }
  const marathon = marathonOf(check, known, fields, path);
  if (marathon === undefined) return;
  known.addApp(canonicalId(id), marathon);
  if (isRecord(app)) known.noteChecks(canonicalId(id), app);
}

/** What a change makes in a group. One that Marathon will refuse makes nothing, and what mentions it may be meant so. */
function rememberGroup(
  check: Check,
  known: Known,
  fields: Fields | undefined,
  group: unknown,
  change: unknown,
  path: Path,
): void {
  if (typeof group !== "string" || !isRecord(change) || !isGroupJson(change)) return;
  const parsed = parseGroup(change, group);
  const marathon = marathonOf(check, known, fields, path);
  if (!parsed.ok) known.uncertain.add("apps");
  else if (marathon !== undefined) {
    remember(known, marathon, parsed.update);
    noteChecks(known, parsed.update);
  }
}

function remember(known: Known, marathon: string, { id, apps, groups }: GroupUpdate): void {
  known.addGroup(id, marathon);
  for (const app of apps ?? []) known.addApp(app.id, marathon);
  for (const group of groups ?? []) remember(known, marathon, group);
}

/** An update of an app that is not there creates it, as Marathon's PUT does. It must say what runs, and a near miss of
 * another id is taken for that. */
function rememberPut(check: Check, known: Known, read: readonly ReadAction[]): void {
  for (const { spec, path } of read) {
    if (spec.do !== "app.update") continue;
    const fields = spec.fields as Fields;
    const { app, change } = fields;
    if (typeof app !== "string" || !isRecord(change) || isGroupJson(change)) continue;
    const runs = ["cmd", "args", "container"].some((key) => change[key] != null);
    const ids = [...known.apps.keys(), ...known.groups.keys()];
    if (!runs || ids.includes(app) || didYouMean(app, ids) !== "") continue;
    const marathon = marathonOf(check, known, fields, path);
    if (marathon !== undefined) known.addApp(app, marathon);
  }
}

function marathonOf(check: Check, known: Known, fields: Fields | undefined, path: Path): string | undefined {
  const framework = fields?.["framework"];
  const marathon = typeof framework === "string" ? framework : known.marathons[0];
  if (marathon === undefined && !known.uncertain.has("frameworks"))
    check.wrong(path, "there is no Marathon to create this app");
  return marathon;
}

function timeOf(check: Check, entry: Fields, path: Path, durationMs: number | undefined): ActionTime {
  const { at, every, from, to } = entry as { at?: number; every?: number; from?: number; to?: number };
  if (every === undefined) {
    inTime(check, at, [...path, "at"], durationMs);
    return { at: at ?? 0 };
  }
  const fromMs = from ?? 0;
  const toMs = to ?? durationMs ?? fromMs;
  inTime(check, from, [...path, "from"], durationMs);
  inTime(check, to, [...path, "to"], durationMs);
  if (to !== undefined && fromMs > to) check.wrong([...path, "to"], "before from: the window is empty");
  return { every, fromMs, toMs };
}

/** Wrong where an instant is after the end of the run. */
export function inTime(
  check: Check,
  ms: number | undefined,
  path: Path,
  durationMs: number | undefined,
): void {
  if (ms !== undefined && durationMs !== undefined && ms > durationMs) {
    check.wrong(path, "after the end of the run (duration)");
  }
}
