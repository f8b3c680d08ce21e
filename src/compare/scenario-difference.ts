/** In what two scenarios differ, as far as that can change what happens. */

import { Resources } from "../model/resources.ts";
import type { Scenario } from "../sim/scenario.ts";
import { asWritten } from "./as-written.ts";
import { differencesOf, type Leaf } from "./values.ts";

/** A place in the scenario and what stands there; undefined where nothing does. Times are ms where `isTime`. */
export interface SettingDifference {
  readonly path: string;
  readonly a: Leaf | undefined;
  readonly b: Leaf | undefined;
  readonly isTime: boolean;
}

/** Flags of Marathon and Mesos in ms: all that are times, but for one in seconds. */
function isTimeFlag(path: readonly string[]): boolean {
  const last = path.at(-1) ?? "";
  if (path[0] !== "mesos" && !path.includes("flags")) return false;
  return /_(timeout|interval|delay|duration|cycle|factor)$/.test(last) && last !== "failover_timeout";
}

/** Expectations only look on, and a name or a place in a file changes nothing. */
export function settingDifferences(a: Scenario, b: Scenario): readonly SettingDifference[] {
  return differencesOf(plain(asWritten(a)), plain(asWritten(b))).map(({ path, a: inA, b: inB }) => {
    const last = path.at(-1) ?? "";
    const isTime = /Ms$|^ms$/.test(last) || isTimeFlag(path);
    const steps = last === "ms" ? path.slice(0, -1) : path;
    return { path: pathText(steps), a: inA, b: inB, isTime };
  });
}

const distributions = new Set(["exponential", "uniform", "normal", "lognormal", "weibull", "empirical"]);

/** Resources as their amounts, distributions and selectors as a file has them. */
function plain(value: unknown): unknown {
  if (value instanceof Resources) return amountsByRole(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const { kind, by, ...others } = value as Readonly<Record<string, unknown>>;
  if (kind === "constant" && "ms" in others) return others;
  if (typeof kind === "string" && distributions.has(kind)) return { [kind]: membersOf(others) };
  return isSelector(by, others) ? selectorAsWritten(by, others) : membersOf(value);
}

function membersOf(value: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

/** By what agents and tasks are selected, with what the selector holds beside it. */
const selectors: Readonly<Record<string, string>> = {
  ...{ id: "id", hosting: "app", volumeOf: "app", attribute: "name,value", any: "count", all: "" },
  ...{ index: "index", on: "agent", state: "state", oldest: "", newest: "" },
};

function isSelector(by: unknown, others: object): by is string {
  return typeof by === "string" && selectors[by] === Object.keys(others).join(",");
}

/** `a-1`, `oldest`, `all`; `{ hosting: APP }`, `{ index: N }` and the like. */
function selectorAsWritten(by: string, others: object): unknown {
  const values: readonly unknown[] = Object.values(others);
  if (values.length === 0) return by;
  return by === "id" ? values[0] : { [by]: values.join("=") };
}

/** `cpus`, and `cpus(role)` of what is reserved. */
function amountsByRole(resources: Resources): Readonly<Record<string, string>> {
  const parts = resources
    .toString()
    .split("; ")
    .filter((part) => part !== "");
  return Object.fromEntries(
    parts.map((part) => {
      const at = part.lastIndexOf(":");
      return [part.slice(0, at).replace("(*)", ""), part.slice(at + 1)];
    }),
  );
}

/** As users write it: `frameworks[0].flags.launch_tokens`, `duration`. */
function pathText(path: readonly string[]): string {
  let text = "";
  for (const step of path) {
    const name = step.replace(/(?<=\w)Ms$/, "");
    if (/^\d+$/.test(name)) text += `[${name}]`;
    else if (/^[\w$-]+$/.test(name)) text += text === "" ? name : `.${name}`;
    else text += `[${JSON.stringify(name)}]`;
  }
  return text.replace(".definition", "");
}
