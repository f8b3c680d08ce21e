/** A document with settings put into it, as if the file said so; what a setting brought is placed at its option. */

import { unknownKeysIn } from "../model/app/unknown.ts";
import type { Place } from "../sim/scenario.ts";
import { shown } from "../sim/wrong-input.ts";
import { readJsonFile } from "./app-files.ts";
import { isRecord } from "./check.ts";
import type { FileReader } from "./file-reader.ts";
import { formatIssue, type Issue, issueAt } from "./issue.ts";
import { formatPath, type Located, type Path, valueAt } from "./located.ts";
import { everyEntry, placeOfSetting, type Setting } from "./setting.ts";

/** What stands for a part that the file leaves out, as far as a path can step into it. */
const defaults: Readonly<Record<string, unknown>> = {
  agents: [],
  frameworks: [{ kind: "marathon", name: "marathon" }],
  apps: [],
  tasks: [{}],
  actions: [],
  faults: [],
  expect: [],
};

/** Why a path leads nowhere. */
class Astray extends Error {
  readonly path: Path;

  constructor(path: Path, message: string) {
    super(message);
    this.path = path;
  }
}

interface Applied {
  /** With indexes as numbers. */
  readonly path: Path;
  readonly place: Place;
}

/** Puts settings into a document, one after the other; those that lead nowhere are issues. */
export function withSettings(
  document: Located,
  settings: readonly Setting[],
  files: FileReader,
): { readonly document: Located; readonly issues: readonly Issue[] } {
  if (settings.length === 0 || !isRecord(document.value)) return { document, issues: [] };
  const issues: Issue[] = [];
  const applied: Applied[] = [];
  let value: unknown = document.value;
  for (const setting of settings) {
    const place = placeOfSetting(setting);
    const hand = new Hand(document.file, files, setting.value);
    try {
      value = hand.put(withDefault(value, setting.steps[0] ?? ""), setting.steps);
      applied.push(...hand.places.map((path) => ({ path, place })));
    } catch (error) {
      if (!(error instanceof Astray)) throw error;
      issues.push(issueAt(place, error.path, error.message));
    }
  }
  return { document: new SetDocument(document, value, applied), issues };
}

/** The whole scenario with one of its parts written out; the law of all other tasks stands last in `tasks`. */
function withDefault(whole: unknown, part: string): unknown {
  if (!isRecord(whole) || !Object.hasOwn(defaults, part)) return whole;
  const given = whole[part];
  if (given === undefined || given === null) return { ...whole, [part]: defaults[part] };
  const laws = part === "tasks" && Array.isArray(given) ? given : null;
  if (laws === null || laws.some((law) => isRecord(law) && law["app"] === undefined)) return whole;
  return { ...whole, tasks: [...laws, {}] };
}

/** Puts one value at the end of a path, or of each that it stands for, copying what it changes. */
class Hand {
  /** Where it has put the value. */
  readonly places: Path[] = [];
  /** Where it is. */
  readonly #path: (string | number)[] = [];
  readonly #file: string;
  readonly #files: FileReader;
  readonly #value: unknown;

  constructor(file: string, files: FileReader, value: unknown) {
    this.#file = file;
    this.#files = files;
    this.#value = value;
  }

  put(here: unknown, steps: readonly string[]): unknown {
    const [step, ...rest] = steps;
    if (step === undefined) {
      this.places.push([...this.#path]);
      return this.#value;
    }
    if (step === everyEntry && Array.isArray(here) && here.length > 0)
      return here.map((entry, index) => this.#into(index, entry, rest));
    if (step === everyEntry && (here === undefined || here === null))
      throw new Astray(this.#path, `is not there; ${everyEntry} stands for each entry of a list`);
    const isIndex = /^\d+$/.test(step);
    const nothing = here === undefined || here === null;
    if (Array.isArray(here) || (nothing && isIndex)) {
      const list: readonly unknown[] = Array.isArray(here) ? here : [];
      const index = isIndex ? Number(step) : Number.NaN;
      // The place after the last takes a whole new entry.
      if (!(index < list.length || (index === list.length && rest.length === 0)))
        throw new Astray(this.#path, `${entriesText(list)}; there is no ${shown(isIndex ? index : step)}`);
      return list.toSpliced(index, 1, this.#into(index, list[index], rest));
    }
    if (!nothing && !isRecord(here)) throw new Astray(this.#path, `is ${shown(here)}: nothing is inside`);
    const map = nothing ? {} : this.#unfolded(here, step);
    return { ...map, [step]: this.#into(step, Object.hasOwn(map, step) ? map[step] : undefined, rest) };
  }

  #into(step: string | number, here: unknown, rest: readonly string[]): unknown {
    this.#path.push(step);
    const changed = this.put(here, rest);
    this.#path.pop();
    return changed;
  }

  /** An app that stands in a file of its own, where the path leads into it, as if it stood here. */
  #unfolded(map: Readonly<Record<string, unknown>>, step: string): Readonly<Record<string, unknown>> {
    const { file, ...others } = map;
    if (this.#path.length !== 2 || typeof file !== "string") return map;
    const isApp = this.#path[0] === "apps" && !["file", "count", "framework"].includes(step);
    const isAction = this.#path[0] === "actions" && step === "app";
    if (!isApp && !isAction) return map;
    const definition = this.#definition(file);
    return isApp ? { ...definition, ...others } : { ...others, app: definition };
  }

  /** Without the members that Marathon ignores: beside a file they are warnings, here they would be mistakes. */
  #definition(name: string): Readonly<Record<string, unknown>> {
    const file = this.#files.resolve(this.#file, name);
    const read = readJsonFile(file, this.#files);
    if (!read.ok) {
      const why = "why" in read ? read.why : `${file}: ${read.issues[0]?.message ?? "cannot be read"}`;
      throw new Astray([...this.#path, "file"], why);
    }
    const [flaw] = read.document.flaws;
    if (flaw !== undefined) throw new Astray([...this.#path, "file"], formatIssue(flaw));
    const json = structuredClone(read.json);
    for (const { at } of unknownKeysIn(json)) {
      const parent = valueAt(json, at.slice(0, -1));
      if (isRecord(parent)) delete (parent as Record<string, unknown>)[String(at.at(-1))];
    }
    return json;
  }
}

function entriesText(list: readonly unknown[]): string {
  if (list.length === 0) return "is an empty list";
  return list.length === 1 ? "has one entry (0)" : `has ${list.length} entries (0 to ${list.length - 1})`;
}

class SetDocument implements Located {
  readonly file: string;
  readonly value: unknown;
  readonly flaws: readonly Issue[];
  readonly #base: Located;
  readonly #applied: readonly Applied[];

  constructor(base: Located, value: unknown, applied: readonly Applied[]) {
    this.file = base.file;
    this.value = value;
    this.flaws = base.flaws;
    this.#base = base;
    this.#applied = applied;
  }

  placeOf(path: Path): Place {
    return this.#settingOf(path) ?? this.#base.placeOf(path);
  }

  placeOfKey(path: Path, key: string): Place {
    return this.#settingOf([...path, key]) ?? this.#base.placeOfKey(path, key);
  }

  /** Of the last setting that brought what is there: at the path or above it, or below it where the file has nothing. */
  #settingOf(path: Path): Place | undefined {
    const isNew = valueAt(this.#base.value, path) === undefined;
    return this.#applied.findLast(
      (one) => startsWith(path, one.path) || (isNew && startsWith(one.path, path)),
    )?.place;
  }
}

function startsWith(path: Path, start: Path): boolean {
  return start.length <= path.length && formatPath(path.slice(0, start.length)) === formatPath(start);
}
