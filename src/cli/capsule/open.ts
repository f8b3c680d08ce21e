/** Reads a capsule: checks that it is whole, and lends its files as if it were a folder. */

import { closeSync, openSync, readSync, statSync } from "node:fs";
import { join, normalize } from "node:path";
import { trailProblem } from "../../compare/trail.ts";
import { Check, isRecord } from "../../scenario/check.ts";
import type { FileReader } from "../../scenario/file-reader.ts";
import { type Issue, issueAt, sortedIssues } from "../../scenario/issue.ts";
import { parseJson } from "../../scenario/json-document.ts";
import type { Path } from "../../scenario/located.ts";
import { parseSetting, type Setting } from "../../scenario/setting.ts";
import { shown } from "../../sim/wrong-input.ts";
import { nodeFiles, readWhole } from "../files.ts";
import { version } from "../version.ts";
import { bundleDigest } from "./bundle.ts";
import { type Capsule, capsuleForm, capsuleSchema } from "./format.ts";

/** A capsule may hold several files of the largest size, and JSON makes them larger. */
const mibMax = 256;
/** Enough for the members that may stand before `capsule`. */
const beginningBytes = 4096;

export interface OpenedCapsule {
  readonly capsule: Capsule;
  readonly settings: readonly Setting[];
  /** Its scenario, for `files`. */
  readonly file: string;
  readonly files: FileReader;
}

type Opening =
  | ({ readonly ok: true } & OpenedCapsule)
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Whether a file is meant as a capsule: JSON with `capsule` among its first members. */
export function isCapsule(path: string): boolean {
  const beginning = beginningOf(path);
  return beginning !== null && /^\uFEFF?\s*\{[^{}[\]]*"capsule"\s*:/.test(beginning);
}

/** Null where there is no file that can be read from its beginning again. */
function beginningOf(path: string): string | null {
  let descriptor: number | undefined;
  try {
    if (!statSync(path).isFile()) return null;
    descriptor = openSync(path, "r");
    const chunk = Buffer.alloc(beginningBytes);
    return chunk.subarray(0, readSync(descriptor, chunk)).toString("utf8");
  } catch {
    // Whoever reads the file in earnest says what is wrong with it.
    return null;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** A capsule that is whole, or all that is wrong with it. */
export function openCapsule(path: string): Opening {
  const read = readWhole(path, mibMax);
  if (!read.ok) {
    const { line = 1, column = 1, why } = read;
    return { ok: false, issues: [issueAt({ file: path, line, column }, [], why)] };
  }
  const text = read.text.replace(/^\uFEFF/, "");
  const capsule = quickly(text);
  const problems = capsule === null ? null : problemsIn(capsule);
  if (capsule === null || problems === null || problems.length > 0)
    return { ok: false, issues: sortedIssues(path, located(path, text, problems)) };
  const settings = settingsOf(capsule).flatMap((one) => ("problem" in one ? [] : [one]));
  const file = join(path, capsule.scenario.file);
  return { ok: true, capsule, settings, file, files: filesOf(path, capsule) };
}

/** The capsule in a text, without places; null where it is none. */
function quickly(text: string): Capsule | null {
  try {
    return capsuleSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return null;
    throw error;
  }
}

interface PlacelessProblem {
  readonly at: Path;
  readonly message: string;
}

function settingsOf({ settings }: Capsule): readonly (Setting | { readonly problem: string })[] {
  return settings.map((setting) => parseSetting("--set", setting));
}

/** What no schema can tell. */
function problemsIn(capsule: Capsule): readonly PlacelessProblem[] {
  const { scenario, files } = capsule;
  const problems = settingsOf(capsule).flatMap((one, i) =>
    "problem" in one ? [{ at: ["settings", i], message: one.problem }] : [],
  );
  for (const key of ["outcome", "golden"] as const) {
    const problem = capsule[key] === null ? null : trailProblem(capsule[key].trail);
    if (problem !== null) problems.push({ at: [key, "trail"], message: problem });
  }
  if (!Object.hasOwn(files, scenario.file))
    problems.push({ at: ["scenario", "file"], message: `no file of the capsule is called ${scenario.file}` });
  else if (bundleDigest(scenario.file, files) !== scenario.digest)
    problems.push({
      at: ["files"],
      message:
        "the files are not those that were put in (scenario.digest is another); to try a change use --set, or write the files out",
    });
  return problems;
}

/** Problems at their places; null stands for those of the text or the schema. */
function located(path: string, text: string, problems: readonly PlacelessProblem[] | null): readonly Issue[] {
  const parsed = parseJson(path, text);
  if (!parsed.ok) return parsed.issues;
  const { document } = parsed;
  const issue = ({ at, message }: PlacelessProblem): Issue => issueAt(document.placeOf(at), at, message);
  if (problems !== null) return problems.map(issue);
  const form = isRecord(document.value) ? document.value["capsule"] : undefined;
  if (form !== capsuleForm) {
    const message = `${shown(form)} is a form of capsules that holdfast ${version} cannot read (it reads ${capsuleForm})`;
    return [issue({ at: ["capsule"], message })];
  }
  const check = new Check(document);
  check.parse(capsuleSchema, []);
  return check.issues;
}

/** The files of a capsule, as if it were a folder. */
function filesOf(path: string, { files }: Capsule): FileReader {
  const folder = `${normalize(path)}/`;
  return {
    resolve: nodeFiles.resolve,
    read: (file) => {
      const name = file.startsWith(folder) ? file.slice(folder.length) : file;
      const lines = Object.hasOwn(files, name) ? files[name] : undefined;
      return lines === undefined
        ? { ok: false, why: "is not in the capsule" }
        : { ok: true, text: lines.join("\n") };
    },
  };
}
