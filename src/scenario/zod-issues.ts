/** Turns what zod finds into located issues in our own words. */

import type { z } from "zod";
import { isNot, oneOf, unknownKey } from "../sim/wrong-input.ts";
import { type Issue, issueAt } from "./issue.ts";
import type { Located, Path } from "./located.ts";

const nouns: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
  null: "nothing",
};

/** The words for what a schema says nothing about itself. */
export function messageOf(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return isNot(issue.input, nouns[issue.expected] ?? issue.expected);
    case "invalid_value":
      return oneOf(issue.values.map(String))(issue);
    case "unrecognized_keys": {
      const known = Object.keys((issue.inst as z.ZodObject | undefined)?.shape ?? {});
      return issue.keys.map((key) => unknownKey(key, known)).join("\n");
    }
    case "too_small":
      if (issue.origin === "number" || issue.origin === "int") {
        return `${issue.input} is too small (${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum})`;
      }
      return "must not be empty";
    case "too_big":
      return issue.origin === "string"
        ? `is too long (at most ${issue.maximum} letters)`
        : `${issue.input} is too large (at most ${issue.maximum})`;
    case "invalid_format":
      return isNot(issue.input, "of the right form");
    case "invalid_key":
      return issue.issues[0]?.message ?? "not a key that can be used";
    default:
      return isNot(issue.input, "what is allowed here");
  }
}

type Found = z.core.$ZodIssue;

/** Of a union, the issues of the one branch that the value was meant for, or null where no branch stands out. */
function meantBranch(branches: readonly (readonly Found[])[]): readonly Found[] | null {
  const without = (code: Found["code"], of: readonly (readonly Found[])[]) =>
    of.filter((issues) => !issues.some((one) => one.path.length === 0 && one.code === code));
  const ofType = without("invalid_type", branches);
  // A map, say, where a word might stand: it is no misspelled word.
  const plausible = ofType.length > 1 ? without("invalid_value", ofType) : ofType;
  return plausible.length === 1 ? (plausible[0] ?? null) : null;
}

/** All issues of a value at a path of a document. */
export function locatedIssues(document: Located, base: Path, found: readonly Found[]): readonly Issue[] {
  const issues: Issue[] = [];
  const suggested = new Set<string>();
  const missing: { readonly issue: Issue; readonly keys: readonly string[] }[] = [];
  const add = (all: readonly Found[], above: Path): void => {
    for (const one of all) {
      const path = [...above, ...one.path.filter((step) => typeof step !== "symbol")];
      if (one.code === "unrecognized_keys") {
        const messages = one.message.split("\n");
        one.keys.forEach((key, i) => {
          const message = messages[i] ?? "unknown key";
          issues.push(issueAt(document.placeOfKey(path, key), [...path, key], message));
          const near = /did you mean (\S+)\?$/.exec(message)?.[1];
          if (near !== undefined) suggested.add(JSON.stringify([...path, near]));
        });
        continue;
      }
      const branch = one.code === "invalid_union" ? meantBranch(one.errors) : null;
      if (branch !== null) {
        add(branch, path);
        continue;
      }
      const place =
        one.code === "invalid_key"
          ? document.placeOfKey(path.slice(0, -1), String(path.at(-1)))
          : document.placeOf(path);
      const issue = issueAt(place, path, one.message);
      const keys = missingKeys(one, path);
      if (keys.length > 0) missing.push({ issue, keys });
      else issues.push(issue);
    }
  };
  add(found, base);
  // A misspelled key is one mistake, not two.
  for (const { issue, keys } of missing) if (!keys.some((key) => suggested.has(key))) issues.push(issue);
  return issues;
}

/** Whole paths, as text, of what an issue says is not there. */
function missingKeys(one: Found, path: Path): readonly string[] {
  if (one.message.startsWith("missing")) return [JSON.stringify(path)];
  if (one.code !== "custom") return [];
  const keys = one.params?.["missing"];
  return Array.isArray(keys) ? keys.map((key) => JSON.stringify([...path, key])) : [];
}
