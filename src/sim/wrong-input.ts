/** How schemas word what is wrong with a value, so that all of them speak alike. */

import * as z from "zod";
import { didYouMean } from "../model/near-miss.ts";

// zod would compile a function for each schema of a map at its first use, which takes longer than most scenarios take to
// be checked without.
z.config({ jitless: true });

/** A value as messages quote it. */
export function shown(value: unknown): string {
  if (typeof value === "string") {
    const text = JSON.stringify(value);
    return text.length > 62 ? `${text.slice(0, 60)}..."` : text;
  }
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a map";
  return String(value);
}

/** `"5 minutes" is not a duration (...)`, or `missing; expected a duration (...)`. */
export function isNot(value: unknown, what: string): string {
  return value === undefined ? `missing; expected ${what}` : `${shown(value)} is not ${what}`;
}

/** What the `error` of a schema is given. */
type Raised = Pick<z.core.$ZodRawIssue, "code" | "input">;

/** The `error` of a schema: the value is not `what`. What is out of range, and wrong keys, have words of their own. */
export function expected(what: string): (issue: Raised) => string | undefined {
  return ({ code, input }) =>
    code === "too_small" || code === "too_big" || code === "invalid_key" ? undefined : isNot(input, what);
}

/** The `error` of a choice among words, with the nearest of them. */
export function oneOf(words: readonly string[]): (issue: { readonly input?: unknown }) => string {
  return ({ input }) => {
    const near = typeof input === "string" ? didYouMean(input, words) : "";
    // Where the word that was meant is clear, a long list of all the others only hides it.
    if (near !== "" && words.length > 8) return `${shown(input)} is unknown${near}`;
    return isNot(input, `one of ${words.join(", ")}`) + near;
  };
}

/**
 * A map with these keys and no others. `advice` has the whole message for keys that are known and refused; other
 * unknown keys get their nearest known name. An issue about several keys has one line for each.
 */
export function strict<T extends z.core.$ZodLooseShape>(
  shape: T,
  advice: Readonly<Record<string, string>> = {},
  what = "a map",
): z.ZodObject<T, z.core.$strict> {
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === "invalid_type") return isNot(issue.input, what);
      if (issue.code !== "unrecognized_keys") return undefined;
      const known = Object.keys((issue.inst as z.ZodObject).shape);
      // A key may be called as what every object has: constructor.
      const adviceOn = (key: string): string | undefined =>
        Object.hasOwn(advice, key) ? advice[key] : undefined;
      return issue.keys.map((key) => adviceOn(key) ?? unknownKey(key, known)).join("\n");
    },
  });
}

/** `unknown key; did you mean resources?`, or all that are known where none is near. */
export function unknownKey(key: string, known: readonly string[]): string {
  return `unknown key${didYouMean(key, known, known.length === 0 ? "" : ` (known are ${known.join(", ")})`)}`;
}

type Refinement<T> = (payload: z.core.ParsePayload<T>) => void;

/**
 * A check that runs even where other parts of the value are wrong already, so that all problems come at once. It
 * sees what has been parsed so far, of whatever shape.
 */
export function always(check: Refinement<unknown>): z.core.$ZodCheck<unknown> {
  // Zod's own checks are such objects; only `when` differs, which it does not offer for checks with many issues.
  const internals = { check, def: { check: "custom", when: () => true }, onattach: [] };
  return { _zod: internals } as unknown as z.core.$ZodCheck<unknown>;
}

const isMap = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The keys of a map, or none where the value is no map. */
export function keysOf(value: unknown): readonly string[] {
  return isMap(value) ? Object.keys(value) : [];
}

/** An issue that points at a key of the value under check. */
export function wrongKey(payload: z.core.ParsePayload<unknown>, key: string, message: string): void {
  payload.issues.push({
    code: "unrecognized_keys",
    keys: [key],
    input: payload.value as Record<string, unknown>,
    message,
    continue: true,
  });
}

/** Exactly one of the keys must be there. */
export function exactlyOne(keys: readonly string[]): z.core.$ZodCheck<unknown> {
  return always((payload) => {
    const given = keysOf(payload.value).filter((key) => keys.includes(key));
    if (given.length > 1) {
      const [first = "", second = ""] = given;
      wrongKey(payload, second, `cannot stand beside ${first}; give one of ${keys.join(", ")}`);
    } else if (given.length === 0) noneOf(payload, keys, `one of ${keys.join(", ")} is missing`);
  });
}

/** An issue about keys of a map of which one should be there; a misspelled one of them is issue enough. */
export function noneOf(
  payload: z.core.ParsePayload<unknown>,
  keys: readonly string[],
  message: string,
): void {
  if (!isMap(payload.value)) return;
  payload.issues.push({
    code: "custom",
    input: payload.value,
    message,
    params: { missing: keys },
    continue: true,
  });
}
