/** The `apps` part: what is created at 0s, each definition checked once, however many copies of it there are. */

import * as z from "zod";
import type { AppDefinition } from "../model/app/definition.ts";
import { ancestorsOf } from "../model/app/path-id.ts";
import { type GroupUpdate, isGroupJson } from "../model/group/parse.ts";
import { didYouMean } from "../model/near-miss.ts";
import { counted, name } from "../sim/fields.ts";
import type { AppSpec } from "../sim/scenario.ts";
import { expected, isNot, strict } from "../sim/wrong-input.ts";
import {
  type AppCheck,
  type CheckedApp,
  checkApp,
  type Definition,
  type JsonFile,
  type NamedApp,
  readJsonFile,
} from "./app-files.ts";
import { type Check, isRecord } from "./check.ts";
import { ConstrainedApps } from "./constrained.ts";
import { DeclaredGroups, isApp } from "./declared-groups.ts";
import type { FileReader } from "./file-reader.ts";
import { type Known, mentionMarathon } from "./known.ts";
import type { Path } from "./located.ts";

const copies = counted(1, 100_000).optional().describe("Makes /id-1 to /id-n");
const framework = name.optional().describe("The Marathon that gets the app; default the first");

export const appFileEntry = strict({
  file: z
    .string({ error: expected("a path") })
    .min(1)
    .describe("A Marathon app or group definition (JSON), relative to this file"),
  count: copies,
  framework,
});

const besideDefinition = { count: copies, framework };

/** For the JSON Schema: Marathon's own members are Marathon's matter. */
export const inlineAppEntry = z
  .looseObject({ id: z.string(), ...besideDefinition })
  .describe(
    "A Marathon app definition, with count and framework beside its own members; or a group definition, which has apps or groups",
  );

/** Reads the apps' files; each file once. */
export class Apps {
  readonly #check: Check;
  readonly #files: FileReader;
  readonly #known: Known;
  readonly #healthMax: number;
  readonly #read = new Map<string, JsonFile>();
  readonly #checked = new Map<string, AppCheck>();
  readonly #specs: AppSpec[] = [];
  readonly #groups = new DeclaredGroups();
  readonly constrained = new ConstrainedApps();
  /** By Marathon and id, where an app or group is defined. */
  readonly #paths = new Map<string, Path>();

  /** `healthMax` is the most that a resident app may ask to keep healthy during an upgrade. */
  constructor(check: Check, files: FileReader, known: Known, healthMax: number) {
    this.#healthMax = healthMax;
    this.#check = check;
    this.#files = files;
    this.#known = known;
  }

  readAll(): readonly AppSpec[] {
    for (const { value, path } of this.#check.entries(["apps"], "apps")) this.#readEntry(value, path);
    return this.#specs;
  }

  /** The JSON object of a file that is named at a path; undefined after an issue. */
  json(file: string, path: Path): Readonly<Record<string, unknown>> | undefined {
    const resolved = this.#files.resolve(this.#check.document.file, file);
    const known = this.#read.get(resolved);
    const read = known ?? readJsonFile(resolved, this.#files);
    this.#read.set(resolved, read);
    if (read.ok) {
      if (known === undefined) this.#check.issues.push(...read.document.flaws);
      return read.json;
    }
    if ("why" in read) this.#check.wrong(path, read.why);
    else if (known === undefined) this.#check.issues.push(...read.issues);
    return undefined;
  }

  #readEntry(value: unknown, path: Path): void {
    if (!isRecord(value)) {
      this.#check.wrong(path, isNot(value, "a map (file: PATH, or an app definition)"));
      this.#known.uncertain.add("apps");
      return;
    }
    const inFile = Object.hasOwn(value, "file");
    const beside = inFile
      ? this.#check.parse(appFileEntry, path, value)
      : this.#check.parse(z.object(besideDefinition), path, value);
    const found = inFile ? this.#fromFile(value["file"], path) : this.#inline(value, path);
    const marathon = this.#marathonOf(value["framework"], path);
    const { checked, named } = found ?? { checked: null, named: null };
    if (beside === undefined || (checked === null && named === null)) this.#known.uncertain.add("apps");
    else if (marathon === undefined) return;
    else if (checked !== null) this.#add(checked, beside.count, marathon, [...path, inFile ? "file" : "id"]);
    else if (named !== null) this.#name(named, beside.count, marathon);
  }

  /** One that is wrong is there for whoever mentions it, so that mistakes about others are told, too. */
  #name({ id, json }: NamedApp, many: number | undefined, marathon: string): void {
    for (const one of copiesOf(id, many)) {
      this.#known.addApp(one, marathon);
      this.#known.noteChecks(one, json);
    }
  }

  #fromFile(file: unknown, path: Path): AppCheck | null {
    if (typeof file !== "string" || file === "") return null;
    const resolved = this.#files.resolve(this.#check.document.file, file);
    const before = this.#checked.get(resolved);
    if (before !== undefined) return before;
    if (this.json(file, [...path, "file"]) === undefined) return null;
    const read = this.#read.get(resolved);
    if (read?.ok !== true) return null;
    return this.#note(resolved, checkApp(read.document, [], read.json, false, this.#healthMax));
  }

  #inline(value: Definition, path: Path): AppCheck | null {
    const { count: _count, framework: _framework, ...json } = value;
    if (Object.hasOwn(json, "id")) {
      const whole = this.#withCommand(json, path);
      return this.#note(null, checkApp(this.#check.document, path, whole, true, this.#healthMax));
    }
    this.#check.wrong(
      path,
      "one of file (a Marathon app definition) and id (of an app that is defined here) is missing",
    );
    return null;
  }

  /**
   * How its tasks behave is said under `tasks`, so an entry may be as short as `{ id, cpus, mem }`. Marathon takes no app
   * that runs nothing, so this one gets a command; in a file, and among the actions, it is refused.
   */
  #withCommand(json: Definition, path: Path): Definition {
    if (isGroupJson(json) || ["cmd", "args", "container"].some((key) => json[key] != null)) return json;
    this.#check.warn(
      path,
      `says not what runs (cmd, args or container), so that Marathon would refuse it: played with cmd: ${standInCommand}`,
    );
    return { ...json, cmd: standInCommand };
  }

  #note(file: string | null, found: AppCheck): AppCheck {
    if (file !== null) this.#checked.set(file, found);
    this.#check.issues.push(...found.issues);
    this.#check.warnings.push(...found.warnings);
    return found;
  }

  #marathonOf(named: unknown, path: Path): string | undefined {
    const { marathons, uncertain } = this.#known;
    if (named === undefined) {
      if (marathons[0] === undefined && !uncertain.has("frameworks")) {
        this.#check.wrong(path, "there is no Marathon to create this app");
      }
      return marathons[0];
    }
    if (typeof named !== "string") return undefined;
    mentionMarathon(this.#check, this.#known, named, [...path, "framework"]);
    return named;
  }

  #add({ json, content }: CheckedApp, many: number | undefined, marathon: string, path: Path): void {
    if (many !== undefined && !isApp(content)) {
      this.#check.wrongKey(path.slice(0, -1), "count", "goes with an app, and this is a group");
      return;
    }
    this.constrained.note(content, path);
    for (const id of copiesOf(content.id, many)) {
      const added = this.#groups.add(marathon, id === content.id ? content : { ...content, id });
      if (typeof added === "string") {
        this.#check.wrong(path, added);
        return;
      }
      this.#paths.set(`${marathon}${id}`, path);
      if (!isApp(content)) this.#known.addGroup(id, marathon);
      for (const app of added) this.#known.addApp(app, marathon);
      noteChecks(this.#known, isApp(content) ? { ...content, id } : content);
      this.#specs.push({ framework: marathon, definition: id === content.id ? json : { ...json, id } });
    }
  }

  /** To be called once all is known that actions make. */
  warnOfDependencies(): void {
    const { apps, groups, uncertain } = this.#known;
    if (uncertain.has("apps")) return;
    for (const { marathon, id, dependency, isApp: isOne } of this.#groups.ignored()) {
      if (groups.has(dependency) || (apps.has(dependency) && !isOne)) continue;
      const why = isOne
        ? "is an app, and a group can only wait for groups"
        : `is nowhere${didYouMean(dependency, [...apps.keys(), ...groups.keys()])}`;
      const path = [id, ...ancestorsOf(id)].map((one) => this.#paths.get(`${marathon}${one}`));
      this.#check.warn(
        path.find((one) => one !== undefined) ?? ["apps"],
        `${id} depends on ${dependency}, which ${why}: Marathon ignores that`,
      );
    }
  }
}

const standInCommand = "serve";

const copiesOf = (id: string, many: number | undefined): readonly string[] =>
  many === undefined ? [id] : Array.from({ length: many }, (_, i) => `${id}-${i + 1}`);

/** Of an app, or of all in a group. */
export function noteChecks(known: Known, content: AppDefinition | GroupUpdate): void {
  if (isApp(content)) {
    known.noteChecks(content.id, content);
    return;
  }
  for (const one of [...(content.apps ?? []), ...(content.groups ?? [])]) noteChecks(known, one);
}
