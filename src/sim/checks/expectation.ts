/** Expectations as a scenario states them: a subject, a time, predicates on the subject's values. */

import type { Place } from "../scenario.ts";

export type Comparison = "==" | "!=" | ">" | ">=" | "<" | "<=";

/**
 * One predicate. `path` is the value's place in the subject's view, such as ["running"] or ["reserved", "cpus"].
 * Numbers compare by value; a list compares as a set. Times are ms.
 */
export interface Predicate {
  readonly path: readonly string[];
  readonly op: Comparison;
  readonly value: string | number | boolean | readonly string[];
  /** As the file writes it, for messages: `running 1`, `running >= 3`. */
  readonly text: string;
}

export type Subject =
  | { readonly kind: "app"; readonly id: string; readonly framework: string | null }
  | { readonly kind: "agent"; readonly id: string }
  | { readonly kind: "role"; readonly name: string }
  | {
      readonly kind: "events";
      readonly type: string;
      readonly where: readonly Predicate[];
    }
  | { readonly kind: "metric"; readonly path: readonly string[] }
  | { readonly kind: "http"; readonly app: string };

/**
 * When it must hold: at the end of an instant; at some instant of a window, all predicates at once; throughout a
 * window; at the end of the run. Windows include both ends. For events, `within` is the window that is counted.
 */
export type When =
  | { readonly form: "at"; readonly atMs: number }
  | { readonly form: "by"; readonly fromMs: number; readonly byMs: number }
  | { readonly form: "throughout"; readonly fromMs: number; readonly toMs: number }
  | { readonly form: "end" };

export interface Expectation {
  readonly subject: Subject;
  readonly when: When;
  readonly predicates: readonly Predicate[];
  /** As the file writes it, for messages. */
  readonly text: string;
  readonly place: Place | null;
}
