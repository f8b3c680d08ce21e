/** Marathon's definitions of apps and groups: from a file or inline, checked as Marathon checks them, errors at their
 * lines. */

import type { AppDefinition, AppRefusal, AppRefusalDetail } from "../model/app/definition.ts";
import { pathText } from "../model/app/json.ts";
import { parseApp } from "../model/app/parse.ts";
import { canonicalId, isValidId } from "../model/app/path-id.ts";
import { unavailableIn } from "../model/app/unavailable.ts";
import { unknownKeysIn } from "../model/app/unknown.ts";
import { type GroupUpdate, isGroupJson, parseGroup } from "../model/group/parse.ts";
import { isRecord } from "./check.ts";
import type { FileReader } from "./file-reader.ts";
import { type Issue, issueAt, sortedIssues } from "./issue.ts";
import { parseJson } from "./json-document.ts";
import type { Located, Path } from "./located.ts";

export type Definition = Readonly<Record<string, unknown>>;

/** A definition that Marathon would take, by itself: of an app, or of a group. */
export interface CheckedApp {
  /** As Marathon's API would read it. */
  readonly json: Definition;
  readonly content: AppDefinition | GroupUpdate;
}

/** An app by its canonical id, and its definition as it stands there, right or wrong. */
export interface NamedApp {
  readonly id: string;
  readonly json: Definition;
}

export interface AppCheck {
  /** Null where there are issues. */
  readonly checked: CheckedApp | null;
  /** Whatever else is wrong with it; null for a group, or where the id is not right. */
  readonly named: NamedApp | null;
  readonly issues: readonly Issue[];
  readonly warnings: readonly Issue[];
}

/** A number that JSON has not. */
function unreal(json: unknown, at: Path): Path | null {
  if (typeof json === "number") return Number.isFinite(json) ? null : at;
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(json)
    ? json.map((item, i) => [i, item])
    : isRecord(json)
      ? Object.entries(json)
      : [];
  for (const [step, inner] of entries) {
    const found = unreal(inner, [...at, step]);
    if (found !== null) return found;
  }
  return null;
}

/**
 * Checks a definition that stands at a path of a document. Marathon ignores members that it does not know: in a
 * scenario they are mistakes (`inline`), in an app file they may be meant for another version. `healthMax` is the most that
 * a resident app may ask to keep healthy during an upgrade; where nothing is said, as in 1.1.
 */
export function checkApp(
  document: Located,
  base: Path,
  json: Definition,
  inline: boolean,
  healthMax?: number,
): AppCheck {
  const at = (steps: Path, message: string): Issue => {
    const path = [...base, ...steps];
    return issueAt(document.placeOf(path), path, message);
  };
  const issues: Issue[] = [];
  const warnings: Issue[] = [];
  const isGroup = isGroupJson(json);
  const named = isGroup ? null : namedBy(json);
  for (const { at: steps, nearest } of unknownKeysIn(json, isGroup ? "group" : "app")) {
    const path = [...base, ...steps.slice(0, -1)];
    const key = String(steps.at(-1));
    const meant = nearest === null ? "" : `; did you mean ${nearest}?`;
    const message = inline ? `unknown key${meant}` : `Marathon ignores this key${meant}`;
    (inline ? issues : warnings).push(issueAt(document.placeOfKey(path, key), [...path, key], message));
  }
  for (const { at: steps, what } of unavailableIn(json)) issues.push(at(steps, `${what}: not available yet`));
  const odd = unreal(json, []);
  if (odd !== null) {
    issues.push(at(odd, "NaN and infinity are no numbers of JSON"));
    return { checked: null, named, issues, warnings };
  }
  const parsed = isGroup ? readGroup(json, healthMax) : readApp(json, healthMax);
  if (!parsed.ok) {
    const { message, details } = parsed.refusal;
    const refuses = `Marathon refuses the ${isGroup ? "group" : "app"}:`;
    issues.push(...details.map((detail) => at(detail.at, `${refuses} ${worded(detail)}`)));
    if (details.length === 0) issues.push(at([], `${refuses} ${message}`));
    return { checked: null, named, issues, warnings };
  }
  warnings.push(...parsed.warnings.map((detail) => at(detail.at, worded(detail))));
  return { checked: issues.length > 0 ? null : { json, content: parsed.content }, named, issues, warnings };
}

function namedBy(json: Definition): NamedApp | null {
  const id = typeof json["id"] === "string" ? canonicalId(json["id"]) : "/";
  return id !== "/" && isValidId(id) ? { id, json } : null;
}

type Parse =
  | {
      readonly ok: true;
      readonly content: AppDefinition | GroupUpdate;
      readonly warnings: readonly AppRefusalDetail[];
    }
  | { readonly ok: false; readonly refusal: Pick<AppRefusal, "message" | "details"> };

function readApp(json: Definition, healthMax: number | undefined): Parse {
  const parsed = parseApp(json, "POST", null, healthMax);
  return parsed.ok ? { ...parsed, content: parsed.app } : parsed;
}

function readGroup(json: Definition, healthMax: number | undefined): Parse {
  const parsed = parseGroup(json, "/", healthMax);
  if (!parsed.ok) return parsed;
  const { update, misplaced, warnings } = parsed;
  if (misplaced.length === 0) return { ok: true, content: update, warnings };
  const details = misplaced.map(({ at, error }) => ({ path: pathText(at), at, errors: [error] }));
  return { ok: false, refusal: { message: "Object is not valid", details } };
}

function worded({ path, errors, hint }: AppRefusalDetail): string {
  return `${path === "" ? "" : `${path}: `}${errors.join("; ")}${hint === undefined ? "" : ` (${hint})`}`;
}

/** What a file holds, or a clause that says why it cannot be had, or the issues of its text. */
export type JsonFile =
  | { readonly ok: true; readonly document: Located; readonly json: Definition }
  | { readonly ok: false; readonly why: string }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Reads a JSON object. */
export function readJsonFile(file: string, files: FileReader): JsonFile {
  const read = files.read(file);
  if (!read.ok) return { ok: false, why: `${file}: ${read.why}` };
  const text = read.text.replace(/^\uFEFF/, "");
  if (text.trim() === "") return { ok: false, why: `${file}: the file is empty` };
  const parsed = parseJson(file, text);
  if (!parsed.ok) return parsed;
  const { document } = parsed;
  if (isRecord(document.value)) return { ok: true, document, json: document.value };
  return {
    ok: false,
    issues: [issueAt(document.placeOf([]), [], "expected a map (a Marathon app definition)")],
  };
}

/** Checks an app file that the user named, as `apps:` would. */
export function checkAppFile(file: string, files: FileReader): AppCheck {
  const read = readJsonFile(file, files);
  if (read.ok) {
    const { flaws } = read.document;
    const found = checkApp(read.document, [], read.json, false);
    if (flaws.length === 0) return found;
    return { ...found, checked: null, issues: sortedIssues(file, [...flaws, ...found.issues]) };
  }
  const issues =
    "issues" in read
      ? read.issues
      : [issueAt({ file, line: 1, column: 1 }, [], read.why.slice(file.length + 2))];
  return { checked: null, named: null, issues, warnings: [] };
}
