/** Reading JSON as Marathon's API does (play-json 2.4): values by type, and every mismatch with its path and code. */

import { byCodeUnit } from "../units.ts";
import type { AppRefusalDetail } from "./definition.ts";

/** Steps into a JSON value. */
export type At = readonly (string | number)[];

/** As Marathon writes a path: `/container/volumes(0)/mode`; empty for the whole. */
export function pathText(at: At): string {
  return at.map((step) => (typeof step === "number" ? `(${step})` : `/${step}`)).join("");
}

const hints: Readonly<Record<string, string>> = {
  "error.path.missing": "it is required",
  "error.expected.jsarray": "a list is expected",
  "error.expected.jsboolean": "true or false is expected",
  "error.expected.jsnumber": "a number is expected",
  "error.expected.jsobject": "an object is expected",
  "error.expected.jsstring": "a text is expected; put a number or a date in quotes",
  "error.expected.int": "a whole number from -2147483648 to 2147483647 is expected",
  "error.expected.long": "a whole number is expected",
  "error.minLength": "it may not be empty",
  "error.pattern": "it does not have the form that is expected",
};

interface More {
  readonly path?: string;
  readonly hint?: string | undefined;
}

/** What is wrong with a definition, by path, in the order in which it was found. */
export class Problems {
  readonly #details = new Map<string, { at: At; errors: string[]; hint: string | undefined }>();

  get any(): boolean {
    return this.#details.size > 0;
  }

  /** The same error at the same path counts once. `path` where Marathon's is not the one of `at`. */
  add(at: At, error: string, { path = pathText(at), hint = hints[error] }: More = {}): void {
    const detail = this.#details.get(path);
    if (detail === undefined) this.#details.set(path, { at, errors: [error], hint });
    else if (!detail.errors.includes(error)) detail.errors.push(error);
  }

  details(): readonly AppRefusalDetail[] {
    return [...this.#details].map(([path, { at, errors, hint }]) => ({
      path,
      at,
      errors,
      ...(hint === undefined ? {} : { hint }),
    }));
  }
}

/** What is wrong in a way that Marathon's reader throws on: it ends the reading, with that message alone. */
export class IllegalArgument {
  readonly at: At;
  readonly message: string;

  constructor(at: At, message: string) {
    this.at = at;
    this.message = message;
  }
}

/** Reads one value; null where it has noted a problem. */
export type Read<T> = (json: unknown, at: At, problems: Problems) => T | null;

/** A member of an object; undefined where there is none, or no object. */
export function member(json: unknown, key: string): unknown {
  if (typeof json !== "object" || json === null || Array.isArray(json) || !Object.hasOwn(json, key))
    return undefined;
  return (json as Record<string, unknown>)[key];
}

/** One JSON object being read. Anything else reads as an empty one, as in play-json. */
export class Fields {
  readonly #json: unknown;
  readonly at: At;
  readonly problems: Problems;

  constructor(json: unknown, at: At, problems: Problems) {
    this.#json = json;
    this.at = at;
    this.problems = problems;
  }

  /** Null where the member is absent, null or wrong. */
  optional<T>(key: string, read: Read<T>): T | null {
    const value = member(this.#json, key);
    return value === undefined || value === null ? null : read(value, [...this.at, key], this.problems);
  }

  /** An absent member is a problem, and null where it is. */
  required<T>(key: string, read: Read<T>): T | null {
    const value = member(this.#json, key);
    if (value !== undefined) return read(value, [...this.at, key], this.problems);
    this.problems.add([...this.at, key], "error.path.missing");
    return null;
  }
}

const ifElse =
  <T>(accepts: (json: unknown) => json is T, error: string): Read<T> =>
  (json, at, problems) => {
    if (accepts(json)) return json;
    problems.add(at, error);
    return null;
  };

export const text: Read<string> = ifElse((json) => typeof json === "string", "error.expected.jsstring");
export const boolean: Read<boolean> = ifElse((json) => typeof json === "boolean", "error.expected.jsboolean");
export const double: Read<number> = ifElse(
  (json): json is number => typeof json === "number" && Number.isFinite(json),
  "error.expected.jsnumber",
);
/** Kept as it is. */
export const anything: Read<unknown> = (json) => json;

/** A text of at least one character. */
export const nonEmptyText: Read<string> = (json, at, problems) => {
  const value = text(json, at, problems);
  if (value !== "") return value;
  problems.add(at, "error.minLength");
  return null;
};

const whole =
  (error: string, fits: (value: number) => boolean): Read<number> =>
  (json, at, problems) => {
    const value = double(json, at, problems);
    if (value === null || fits(value)) return value;
    problems.add(at, error);
    return null;
  };

/** 32 bits. */
export const int: Read<number> = whole("error.expected.int", (value) => value === (value | 0));
/** 64 bits in Marathon; here as far as a number is exact. */
export const long: Read<number> = whole("error.expected.long", Number.isSafeInteger);

/** Wrong elements are left out, each with its problem. */
export const list =
  <T>(element: Read<T>): Read<readonly T[]> =>
  (json, at, problems) => {
    if (!Array.isArray(json)) {
      problems.add(at, "error.expected.jsarray");
      return null;
    }
    return json
      .map((item, i) => element(item, [...at, i], problems))
      .filter((item) => item !== null) as readonly T[];
  };

/** An object whose values are texts, its keys sorted. */
export const texts: Read<Readonly<Record<string, string>>> = (json, at, problems) => {
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    problems.add(at, "error.expected.jsobject");
    return null;
  }
  const entries = Object.entries(json).sort(([a], [b]) => byCodeUnit(a, b));
  return Object.fromEntries(entries.map(([key, value]) => [key, text(value, [...at, key], problems) ?? ""]));
};

/** One of some words. */
export const word =
  <W extends string>(words: readonly W[], wrong: (value: string) => string): Read<W> =>
  (json, at, problems) => {
    if (typeof json === "string") {
      const found = words.find((candidate) => candidate === json);
      if (found !== undefined) return found;
      problems.add(at, wrong(json), { hint: words.join(", ") });
    } else problems.add(at, `expected string, got ${JSON.stringify(json)}`);
    return null;
  };

/** JSON text that is the same for equal values, whatever the order of their keys. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => byCodeUnit(a, b));
  return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(",")}}`;
}
