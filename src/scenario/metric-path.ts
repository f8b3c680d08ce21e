/** Paths into the metrics of a run: `apps./postgres.moved`, `apps["/my.app"].moved`. */

import { didYouMean } from "../model/near-miss.ts";
import type { Known } from "./known.ts";

/** Steps of a path, or undefined where the text is none. */
export function parseMetricPath(text: string): readonly string[] | undefined {
  const steps: string[] = [];
  let rest = text;
  while (rest !== "") {
    const quoted = /^\["((?:[^"\\]|\\.)+)"\]/.exec(rest);
    const plain = steps.length === 0 ? /^([^.[\]"]+)/.exec(rest) : /^\.([^.[\]"]+)/.exec(rest);
    const match = quoted ?? plain;
    if (match === null || (quoted !== null && steps.length === 0)) return undefined;
    steps.push(quoted === null ? (match[1] ?? "") : unquoted(match[0]));
    rest = rest.slice(match[0].length);
  }
  return steps.length === 0 ? undefined : steps;
}

function unquoted(brackets: string): string {
  return String(JSON.parse(brackets.slice(1, -1)));
}

/** Which names there are below a step: `any` stands for names that the scenario defines. */
type Tree = { readonly [name: string]: Tree | true };
export type AnyName = "app" | "role" | "resource";

const overTime = { mean: true, p95: true, max: true } as const;
const times = { p50: true, p95: true, max: true, count: true, censored: true } as const;
const scope = {
  "<resource>": { total: overTime, used: overTime, reserved: overTime, stranded: overTime },
} as const;

const metrics: Tree = {
  apps: {
    "<app>": {
      availability: true,
      downtime_ms: true,
      time_to_running_ms: times,
      time_to_recover_ms: times,
      relaunches: true,
      moved: true,
      data_lost: true,
      leftover_data: true,
    },
  },
  roles: { "<role>": scope },
  cluster: scope,
  offers: { made: true, accepted: true, declined: true, rescinded: true },
  reservations: { made: true, timed_out: true, refused: true, released: true },
  headroom: { "<app>": { more: true, why: true } },
};

/** Whether a name in a path into the metrics is one that the scenario defines. */
export function knowsName(known: Known, kind: AnyName, name: string): boolean {
  if (kind === "resource") return known.resources.has(name) || known.uncertain.has("agents");
  if (kind === "role") return known.roles.has(name) || known.uncertain.has("roles");
  // Where two Marathons have an app of one id, the later one's metrics are under `framework:id`.
  return known.apps.has(name.slice(name.indexOf("/"))) || known.uncertain.has("apps");
}

/** What is wrong with a path, or null. `knows` says whether the scenario has such a name. */
export function metricProblem(
  steps: readonly string[],
  knows: (kind: AnyName, name: string) => boolean,
): string | null {
  let here: Tree = metrics;
  for (const [i, step] of steps.entries()) {
    const [only = ""] = Object.keys(here);
    const kind = /^<(\w+)>$/.exec(only)?.[1] as AnyName | undefined;
    if (kind !== undefined && !knows(kind, step)) return `no ${kind} is called ${JSON.stringify(step)}`;
    const next: Tree | true | undefined =
      kind === undefined ? (Object.hasOwn(here, step) ? here[step] : undefined) : here[only];
    if (next === undefined) {
      const names = Object.keys(here);
      return `no metric is called ${JSON.stringify(step)}${didYouMean(step, names, ` (there is ${names.join(", ")})`)}`;
    }
    if (next === true) {
      const rest = steps.slice(i + 1);
      return rest.length === 0 ? null : `${JSON.stringify(step)} is a single value: nothing is below it`;
    }
    here = next;
  }
  const names = Object.keys(here);
  const kind = /^<(\w+)>$/.exec(names[0] ?? "")?.[1];
  return `names several metrics; which ${kind ?? `one (${names.join(", ")})`}?`;
}
