/** The `apps` part: what is created at 0s, each definition checked once, however many copies of it there are. */

import * as z from "zod";
import { counted, name } from "../sim/fields.ts";
import type { AppSpec } from "../sim/scenario.ts";
import { expected, isNot, strict } from "../sim/wrong-input.ts";
import { type AppCheck, type CheckedApp, checkApp, type JsonFile, readJsonFile } from "./app-files.ts";
import { type Check, isRecord } from "./check.ts";
import type { FileReader } from "./file-reader.ts";
import { type Known, mention } from "./known.ts";
import type { Path } from "./located.ts";

const copies = counted(1, 100_000).optional().describe("Makes /id-1 to /id-n");
const framework = name.optional().describe("The Marathon that gets the app; default the first");

export const appFileEntry = strict({
  file: z
    .string({ error: expected("a path") })
    .min(1)
    .describe("A Marathon app definition (JSON), relative to this file"),
  count: copies,
  framework,
});

const besideDefinition = { count: copies, framework };

/** For the JSON Schema: Marathon's own members are Marathon's matter. */
export const inlineAppEntry = z
  .looseObject({ id: z.string(), ...besideDefinition })
  .describe("A Marathon app definition, with count and framework beside its own members");

/** Reads the apps' files; each file once. */
export class Apps {
  readonly #check: Check;
  readonly #files: FileReader;
  readonly #known: Known;
  readonly #read = new Map<string, JsonFile>();
  readonly #checked = new Map<string, AppCheck>();
  readonly #specs: AppSpec[] = [];

  constructor(check: Check, files: FileReader, known: Known) {
    this.#check = check;
    this.#files = files;
    this.#known = known;
  }

  readAll(): readonly AppSpec[] {
    for (const { value, path } of this.#check.entries(["apps"], "apps")) this.#readEntry(value, path);
    this.#refuseGroups();
    return this.#specs;
  }

  /** The JSON object of a file that is named at a path; undefined after an issue. */
  json(file: string, path: Path): Readonly<Record<string, unknown>> | undefined {
    const resolved = this.#files.resolve(this.#check.document.file, file);
    const known = this.#read.get(resolved);
    const read = known ?? readJsonFile(resolved, this.#files);
    this.#read.set(resolved, read);
    if (read.ok) return read.json;
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
    const checked = inFile ? this.#fromFile(value["file"], path) : this.#inline(value, path);
    const marathon = this.#marathonOf(value["framework"], path);
    if (beside === undefined || checked === null) {
      this.#known.uncertain.add("apps");
      return;
    }
    if (marathon !== undefined) this.#add(checked, beside.count, marathon, [...path, inFile ? "file" : "id"]);
  }

  #fromFile(file: unknown, path: Path): CheckedApp | null {
    if (typeof file !== "string" || file === "") return null;
    const resolved = this.#files.resolve(this.#check.document.file, file);
    const before = this.#checked.get(resolved);
    if (before !== undefined) return before.checked;
    if (this.json(file, [...path, "file"]) === undefined) return null;
    const read = this.#read.get(resolved);
    if (read?.ok !== true) return null;
    return this.#note(resolved, checkApp(read.document, [], read.json, false));
  }

  #inline(value: Readonly<Record<string, unknown>>, path: Path): CheckedApp | null {
    const { count: _count, framework: _framework, ...json } = value;
    if (Object.hasOwn(json, "id")) return this.#note(null, checkApp(this.#check.document, path, json, true));
    this.#check.wrong(
      path,
      "one of file (a Marathon app definition) and id (of an app that is defined here) is missing",
    );
    return null;
  }

  #note(file: string | null, found: AppCheck): CheckedApp | null {
    if (file !== null) this.#checked.set(file, found);
    this.#check.issues.push(...found.issues);
    this.#check.warnings.push(...found.warnings);
    return found.checked;
  }

  #marathonOf(named: unknown, path: Path): string | undefined {
    const { frameworks, marathons, uncertain } = this.#known;
    if (named === undefined) {
      if (marathons[0] === undefined && !uncertain.has("frameworks")) {
        this.#check.wrong(path, "there is no Marathon to create this app");
      }
      return marathons[0];
    }
    if (typeof named !== "string") return undefined;
    const at = [...path, "framework"];
    mention(this.#check, this.#known, "frameworks", named, at);
    if (frameworks.has(named) && !marathons.includes(named)) this.#check.wrong(at, `${named} is no Marathon`);
    return named;
  }

  #add({ json, app }: CheckedApp, many: number | undefined, marathon: string, path: Path): void {
    const ids = many === undefined ? [app.id] : Array.from({ length: many }, (_, i) => `${app.id}-${i + 1}`);
    for (const id of ids) {
      if (this.#known.apps.get(id)?.has(marathon)) {
        this.#check.wrong(path, `another app is called ${id}`);
        return;
      }
      this.#known.addApp(id, marathon);
      this.#specs.push({ framework: marathon, definition: id === app.id ? json : { ...json, id } });
      this.#paths.set(`${marathon}\u0000${id}`, path);
    }
  }

  readonly #paths = new Map<string, Path>();

  /** An id cannot be both an app and a group of apps (Group.scala @ 1.1.1). */
  #refuseGroups(): void {
    for (const [key, path] of this.#paths) {
      const [marathon = "", id = ""] = key.split("\u0000");
      const steps = id.split("/");
      for (let length = 2; length < steps.length; length++) {
        const group = steps.slice(0, length).join("/");
        if (!this.#paths.has(`${marathon}\u0000${group}`)) continue;
        this.#check.wrong(path, `${group} is an app already, so it cannot be the group of ${id}`);
      }
    }
  }
}
