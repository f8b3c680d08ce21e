/** A parsed text whose every part knows where it was written. */

import type { Place } from "../sim/scenario.ts";
import type { Issue } from "./issue.ts";

/** Steps from the top of a document: keys of maps and indexes of lists. */
export type Path = readonly (string | number)[];

export interface Located {
  readonly file: string;
  /** Plain data: null, booleans, numbers, strings, arrays, objects. */
  readonly value: unknown;
  /** What is wrong with the text and leaves its meaning clear: keys that stand twice, of which the first counts. */
  readonly flaws: readonly Issue[];
  /** Of the value at a path; where there is none, of the nearest parent that exists. */
  placeOf(path: Path): Place;
  /** Of a key in the map at a path, else as `placeOf`. */
  placeOfKey(path: Path, key: string): Place;
}

export type Parsed =
  | { readonly ok: true; readonly document: Located }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** `apps[0].container.volumes`; keys that are no plain words in quotes: `apps["/my.app"]`. */
export function formatPath(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (/^[\w$-]+$/.test(step)) text += text === "" ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

/** The value at a path in plain data, or undefined. */
export function valueAt(value: unknown, path: Path): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Readonly<Record<string | number, unknown>>)[step];
  }
  return here;
}

export const keyTwice = "this key stands twice in its map";
export const protoKey = "__proto__ cannot be a key";

/** Nesting beyond this is nobody's scenario. */
export const depthMax = 100;
