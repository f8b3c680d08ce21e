/** What the parts of a random scenario have in common: plain values as a scenario file has them. */

import fc from "fast-check";

export type Json = Readonly<Record<string, unknown>>;

/** The names that a random scenario has, for what mentions them. */
export interface Names {
  readonly durationMs: number;
  readonly agents: readonly string[];
  readonly racks: readonly string[];
  /** Of all kinds. */
  readonly frameworks: readonly string[];
  readonly marathons: readonly string[];
  readonly roles: readonly string[];
  /** Each app with its Marathon. */
  readonly apps: readonly { readonly id: string; readonly marathon: string }[];
}

/** A choice among names that are known only later: any number. */
export const choice = fc.nat(999);

/** What a choice means. Throws where there is nothing to choose from. */
export function chosen<T>(list: readonly T[], n: number): T {
  const one = list[n % list.length];
  if (one === undefined) throw new Error("nothing to choose from");
  return one;
}

/** An instant as a share of the run, in thousandths, and whether it is a whole second, as ticks are. */
export const instant = fc.record({ share: fc.nat(1000), whole: fc.boolean() });
export type Instant = { readonly share: number; readonly whole: boolean };

export function atMs({ share, whole }: Instant, durationMs: number): number {
  const exact = Math.floor((share * durationMs) / 1000);
  return whole ? Math.floor(exact / 1000) * 1000 : exact;
}

export const ms = (value: number): string => `${value}ms`;

/** Some duration up to about a minute, as a scenario writes it. */
export const shortTime = fc.constantFrom("0ms", "1ms", "500ms", "1s", "3s", "10s", "30s", "1m");
export const someTime = fc.constantFrom("1ms", "200ms", "1s", "5s", "20s", "1m");

/** How long something takes, drawn anew each time. */
export const spread: fc.Arbitrary<Json | string> = fc.oneof(
  someTime,
  someTime.map((mean) => ({ exponential: { mean } })),
  fc.constant({ uniform: { min: "0ms", max: "10s" } }),
  fc.constant({ normal: { mean: "5s", sd: "5s" } }),
);

/** The object without what is undefined. */
export function without(object: Json): Json {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** A value in half of all cases; or nothing at all, which leaves its key out. */
export function maybe<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  // One in `freq` is nil: with 1 all would be.
  return fc.option(arbitrary, { nil: undefined, freq: 2 });
}

/** A value now and then. */
export function seldom<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}
