/** In what two scenarios differ, as far as that can change what happens. */

import { Resources } from "../model/resources.ts";
import type { Scenario } from "../sim/scenario.ts";
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
  return differencesOf(plain(a), plain(b)).map(({ path, a: inA, b: inB }) => {
    const last = path.at(-1) ?? "";
    const isTime = /Ms$|^ms$/.test(last) || isTimeFlag(path);
    const steps = last === "ms" ? path.slice(0, -1) : path;
    return { path: pathText(steps), a: inA, b: inB, isTime };
  });
}

/** Resources as their amounts, a constant distribution as its value, mended bugs by their ids. */
function plain(scenario: Scenario): unknown {
  const { name: _name, about: _about, expect: _expect, versions, ...rest } = scenario;
  const fixes = Object.fromEntries(versions.fixes.map((id) => [id, true]));
  return simplified({ versions: { ...versions, fixes }, ...rest });
}

function simplified(value: unknown): unknown {
  if (value instanceof Resources) return amountsByRole(value);
  if (Array.isArray(value)) return value.map(simplified);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(
    ([key, member]) => key !== "place" && !(key === "kind" && member === "constant"),
  );
  return Object.fromEntries(entries.map(([key, member]) => [key, simplified(member)]));
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
