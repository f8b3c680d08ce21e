/** A file as a located document, by its name: YAML or JSON. */

import type { FileReader } from "./file-reader.ts";
import { type Issue, issueAt } from "./issue.ts";
import { parseJson } from "./json-document.ts";
import type { Parsed } from "./located.ts";
import { parseYaml } from "./yaml-document.ts";

/** Stands for standard input, as for many tools; what comes from there is YAML, which JSON is too. */
export const standardInput = "-";

const isYaml = (file: string): boolean => /\.ya?ml$|(?:^|\/)-$/i.test(file);
const isJson = (file: string): boolean => /\.json$/i.test(file);

/** Whether a file's name says that it may be a scenario or a study. */
export const hasOurName = (file: string): boolean => isYaml(file) || isJson(file);

/** Parses a text; the name says of which kind it is. */
export function parseText(file: string, text: string): Parsed {
  const whole = text.replace(/^\uFEFF/, "");
  const wrong = (message: string): Parsed => ({ ok: false, issues: [fileIssue(file, message)] });
  if (whole.trim() === "") return wrong("the file is empty");
  if (isJson(file)) return parseJson(file, whole);
  if (!isYaml(file)) return wrong("the name of a file must end in .yaml, .yml or .json");
  const parsed = parseYaml(file, whole);
  if (parsed.ok && parsed.document.value === null) return wrong("the file is empty");
  return parsed;
}

/** Reads and parses a file that the user named. */
export function openDocument(file: string, files: FileReader): Parsed {
  const read = files.read(file);
  if (read.ok) return parseText(file, read.text);
  return {
    ok: false,
    issues: [issueAt({ file, line: read.line ?? 1, column: read.column ?? 1 }, [], read.why)],
  };
}

function fileIssue(file: string, message: string): Issue {
  return issueAt({ file, line: 1, column: 1 }, [], message);
}

/** Whether a text is meant as a scenario: a map with `duration` at its top, or at least a line that begins so. */
export function isScenarioText(file: string, text: string): boolean {
  if (!hasOurName(file)) return false;
  const parsed = parseText(file, text);
  if (!parsed.ok) return /^\s{0,4}"?duration"?\s*:/m.test(text);
  const { value } = parsed.document;
  return typeof value === "object" && value !== null && Object.hasOwn(value, "duration");
}
