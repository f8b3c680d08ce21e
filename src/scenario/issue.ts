/** What is wrong with a file, where, and how it is printed. */

import { byCodeUnit } from "../model/units.ts";
import type { Place } from "../sim/scenario.ts";
import type { Path } from "./located.ts";
import { formatPath } from "./located.ts";

export interface Issue extends Place {
  /** As users write it: `agents[0].resources.cpus`; "" for the whole file. */
  readonly path: string;
  readonly message: string;
}

export function issueAt(place: Place, path: Path, message: string): Issue {
  return { file: place.file, line: place.line, column: place.column, path: formatPath(path), message };
}

/** `file:line:column: path: message`; of a setting `--set path: message`, with the path of what is wrong inside it. */
export function formatIssue({ file, line, column, path, message }: Issue): string {
  if (line === 0) return `${file}: ${file.endsWith(` ${path}`) || path === "" ? "" : `${path}: `}${message}`;
  return `${file}:${line}:${column}: ${path === "" ? "" : `${path}: `}${message}`;
}

/**
 * In the order of the text: the first file, others in order of mention, then lines and columns; each issue once, and once for all
 * entries of a list that one setting changes.
 */
export function sortedIssues(first: string, issues: readonly Issue[]): readonly Issue[] {
  const files = [...new Set([first, ...issues.map(({ file }) => file)])];
  const unique = new Map<string, Issue>();
  for (const issue of issues) {
    const isOfEach = issue.line === 0 && issue.file.includes("[*]");
    const key = isOfEach ? `${issue.file}: ${issue.message}` : formatIssue(issue);
    if (!unique.has(key)) unique.set(key, issue);
  }
  return [...unique.values()].sort(
    (a, b) =>
      files.indexOf(a.file) - files.indexOf(b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      byCodeUnit(a.path, b.path),
  );
}
