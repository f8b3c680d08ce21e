/** Amounts of resources by name, as reports add them up: thousandths, ports counted one by one. */

import { parseRanges, sizeOfRanges } from "../model/ranges.ts";
import { amountOf, byCodeUnit, milliFrom } from "../model/units.ts";

/** Thousandths by resource name. A thousand ports are 1,000,000. */
export type Amounts = ReadonlyMap<string, number>;
export type Sum = Map<string, number>;

const none: Amounts = new Map();

function milliOf(amount: unknown): number {
  if (typeof amount === "number") return milliFrom(amount);
  return typeof amount === "string" ? sizeOfRanges(parseRanges(amount) ?? []) * 1000 : 0;
}

/** Amounts of an object such as `{"cpus":1,"ports":"31000-31001"}`. */
export function amountsFrom(value: unknown): Amounts {
  if (typeof value !== "object" || value === null) return none;
  return new Map(Object.entries(value).map(([name, amount]) => [name, milliOf(amount)]));
}

/** Texts that a reader remembers: where there are more, they are no few that come again and again. */
const knownMax = 10_000;

/** Reads the JSON text of amounts; equal texts are read once, since journals repeat a few of them many times. */
export class AmountsReader {
  readonly #known = new Map<string, Amounts>();

  read(text: string | null): Amounts {
    if (text === null) return none;
    let amounts = this.#known.get(text);
    if (amounts === undefined) {
      amounts = amountsFrom(JSON.parse(text));
      if (this.#known.size >= knownMax) this.#known.clear();
      this.#known.set(text, amounts);
    }
    return amounts;
  }
}

/** Adds `by` times the amounts to a sum. */
export function addTo(sum: Sum, amounts: Amounts, by: 1 | -1): void {
  for (const [name, milli] of amounts) sum.set(name, (sum.get(name) ?? 0) + by * milli);
}

/**
 * Amounts of resources as Mesos prints them, `cpus(role):1; ports(*):[31000-32000]` (operator<< of Resources,
 * common/resources.cpp @ 0.28.3), summed by name.
 */
export function amountsOfOffer(text: string): Amounts {
  const sum: Sum = new Map();
  const entry = /([^(;]+)\(.*?\)(?:\[[^\]]*\])?:(\d+(?:\.\d+)?|\[[\d,\s-]*\])(?:; |$)/gs;
  for (const [, name, amount] of text.matchAll(entry)) {
    if (name === undefined || amount === undefined) continue;
    addTo(sum, new Map([[name, milliOf(amount.startsWith("[") ? amount : Number(amount))]]), 1);
  }
  return sum;
}

const usualOrder = ["cpus", "mem", "disk", "gpus", "ports"];

/** The order of resources in every output: the usual ones first, the others by code unit. */
export function byResource(a: string, b: string): number {
  const rank = (name: string): number =>
    usualOrder.includes(name) ? usualOrder.indexOf(name) : usualOrder.length;
  return rank(a) - rank(b) || byCodeUnit(a, b);
}

/** Decimal amounts by name, in the order of outputs; zeros are left out unless `names` asks for them. */
export function decimals(amounts: Amounts, names: Iterable<string> = amounts.keys()): Record<string, number> {
  const sorted = [...names].sort(byResource);
  return Object.fromEntries(sorted.map((name) => [name, amountOf(amounts.get(name) ?? 0)]));
}
