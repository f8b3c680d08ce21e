/** Strict JSON as a located document: every syntax error of the text, and repeated keys. */

import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Place } from "../sim/scenario.ts";
import { type Issue, issueAt } from "./issue.ts";
import { depthMax, keyTwice, type Located, type Parsed, type Path, protoKey } from "./located.ts";

export function parseJson(file: string, text: string): Parsed {
  const starts = lineStarts(text);
  const placeAt = (offset: number): Place => {
    const line = lineOf(starts, offset);
    return { file, line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
  const issues: Issue[] = [];
  const flaws: Issue[] = [];
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
    for (const { error, offset } of errors) {
      const place = placeAt(offset);
      // The later ones of a line are mostly consequences of the first.
      if (place.line !== issues.at(-1)?.line)
        issues.push(issueAt(place, [], worded(printParseErrorCode(error))));
    }
    if (root !== undefined) {
      const inspector = new Inspector((key, path, message) => {
        flaws.push(issueAt(placeAt(key.offset), path, message));
      });
      const deep = inspector.inspect(root, 0);
      if (deep !== null)
        issues.push(issueAt(placeAt(deep.offset), [], `nested deeper than ${depthMax} levels`));
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    issues.push(issueAt(placeAt(0), [], "nested too deeply"));
  }
  if (root === undefined || issues.length > 0) return { ok: false, issues };
  return { ok: true, document: new JsonLocated(file, root, flaws, placeAt) };
}

function worded(code: string): string {
  if (code === "InvalidCommentToken") return "not valid JSON: comments are not allowed";
  // PropertyNameExpected: property name expected.
  const words = code.replaceAll(/(?<!^)([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return `not valid JSON: ${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

/** Finds what JSON's grammar allows and we do not. */
class Inspector {
  readonly #report: (key: Node, path: Path, message: string) => void;
  readonly #path: (string | number)[] = [];

  constructor(report: (key: Node, path: Path, message: string) => void) {
    this.#report = report;
  }

  /** Reports keys that are left out. Gives the first value that is nested too deeply, or null. */
  inspect(node: Node, depth: number): Node | null {
    if (depth > depthMax) return node;
    const seen = new Set<string>();
    for (const [i, child] of (node.children ?? []).entries()) {
      const [key, value] = node.type === "object" ? (child.children ?? []) : [undefined, child];
      if (key !== undefined) this.#look(key, seen);
      this.#path.push(key === undefined ? i : String(key.value));
      const deep = value === undefined ? null : this.inspect(value, depth + 1);
      this.#path.pop();
      if (deep !== null) return deep;
    }
    return null;
  }

  #look(key: Node, seen: Set<string>): void {
    const name = String(key.value);
    if (seen.has(name)) this.#report(key, [...this.#path, name], keyTwice);
    else if (name === "__proto__") this.#report(key, [...this.#path, name], protoKey);
    seen.add(name);
  }
}

function plain(node: Node): unknown {
  if (node.type === "array") return (node.children ?? []).map(plain);
  if (node.type !== "object") return node.value;
  const value: Record<string, unknown> = {};
  for (const { children } of node.children ?? []) {
    const [key, inner] = children ?? [];
    if (key === undefined || inner === undefined) continue;
    const name = String(key.value);
    if (name !== "__proto__" && !Object.hasOwn(value, name)) value[name] = plain(inner);
  }
  return value;
}

class JsonLocated implements Located {
  readonly file: string;
  readonly value: unknown;
  readonly flaws: readonly Issue[];
  readonly #root: Node;
  readonly #placeAt: (offset: number) => Place;

  constructor(file: string, root: Node, flaws: readonly Issue[], placeAt: (offset: number) => Place) {
    this.file = file;
    this.value = plain(root);
    this.flaws = flaws;
    this.#root = root;
    this.#placeAt = placeAt;
  }

  placeOf(path: Path): Place {
    return this.#placeAt(this.#find(path).node.offset);
  }

  placeOfKey(path: Path, key: string): Place {
    const { node, whole } = this.#find(path);
    const property = whole ? propertyOf(node, key) : undefined;
    return this.#placeAt(property?.children?.[0]?.offset ?? node.offset);
  }

  #find(path: Path): { readonly node: Node; readonly whole: boolean } {
    let node = this.#root;
    for (const step of path) {
      const next =
        node.type === "array" ? node.children?.[Number(step)] : propertyOf(node, String(step))?.children?.[1];
      if (next === undefined) return { node, whole: false };
      node = next;
    }
    return { node, whole: true };
  }
}

function propertyOf(node: Node, key: string): Node | undefined {
  if (node.type !== "object") return undefined;
  return node.children?.find((property) => property.children?.[0]?.value === key);
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** Index of the line that holds an offset: the last that starts at or before it. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
