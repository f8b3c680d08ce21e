/** A document under check: parses its parts by their schemas and gathers all that is wrong. */

import type { z } from "zod";
import type { Place } from "../sim/scenario.ts";
import { type Issue, issueAt } from "./issue.ts";
import { formatPath, type Located, type Path, valueAt } from "./located.ts";
import { locatedIssues, messageOf } from "./zod-issues.ts";

export class Check {
  readonly document: Located;
  readonly issues: Issue[];
  readonly warnings: Issue[] = [];

  constructor(document: Located) {
    this.document = document;
    this.issues = [...document.flaws];
  }

  /** What stands at a path; undefined where nothing does. */
  at(path: Path): unknown {
    return valueAt(this.document.value, path);
  }

  /** The value at a path as its schema makes it, or undefined where it is wrong. */
  parse<T>(schema: z.ZodType<T>, path: Path, value: unknown = this.at(path)): T | undefined {
    const result = schema.safeParse(value, { error: messageOf });
    if (result.success) return result.data;
    this.issues.push(...locatedIssues(this.document, path, result.error.issues));
    return undefined;
  }

  wrong(path: Path, message: string): void {
    this.issues.push(issueAt(this.document.placeOf(path), path, message));
  }

  warn(path: Path, message: string): void {
    this.warnings.push(issueAt(this.document.placeOf(path), path, message));
  }

  /** A problem with the key itself. */
  wrongKey(path: Path, key: string, message: string): void {
    this.issues.push(issueAt(this.document.placeOfKey(path, key), [...path, key], message));
  }

  /** Whether something is known to be wrong with what stands at the path. */
  isWrong(path: Path): boolean {
    const text = formatPath(path);
    return this.issues.some((issue) => issue.path === text);
  }

  placeOf(path: Path): Place {
    return this.document.placeOf(path);
  }

  /** The entries of a list at a path, with their paths; none where it is missing or, after an issue, no list. */
  entries(path: Path, what: string): readonly { readonly value: unknown; readonly path: Path }[] {
    const list = this.at(path);
    if (list === undefined) return [];
    if (Array.isArray(list)) return list.map((value, i) => ({ value, path: [...path, i] }));
    this.wrong(path, `expected a list of ${what}`);
    return [];
  }
}

/** Whether a value is a map, as YAML and JSON have them. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
