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

/** What a metric is measured in; an amount is MiB or not, as its resource is. */
export type MetricUnit = "count" | "share" | "ms" | "mib" | "amount" | "text";

/** Which names there are below a step: `<any>` stands for names that the scenario defines. */
type Tree = { readonly [name: string]: Tree | MetricUnit };
export type AnyName = "app" | "role" | "resource";

const overTime = { mean: "amount", p95: "amount", max: "amount" } as const;
const times = { p50: "ms", p95: "ms", max: "ms", count: "count", censored: "count" } as const;
const scope = {
  "<resource>": { total: overTime, used: overTime, reserved: overTime, stranded: overTime },
} as const;

const metrics: Tree = {
  apps: {
    "<app>": {
      availability: "share",
      downtime_ms: "ms",
      time_to_running_ms: times,
      time_to_recover_ms: times,
      relaunches: "count",
      moved: "count",
      data_lost: "count",
      leftover_data: "mib",
    },
  },
  roles: { "<role>": scope },
  cluster: scope,
  offers: { made: "count", accepted: "count", declined: "count", rescinded: "count" },
  reservations: { made: "count", timed_out: "count", refused: "count", released: "count" },
  headroom: { "<app>": { more: "count", why: "text" } },
};

/** The name of what stands below, where that is any that the scenario defines. */
function anyName(tree: Tree): AnyName | undefined {
  const [only = ""] = Object.keys(tree);
  return /^<(\w+)>$/.exec(only)?.[1] as AnyName | undefined;
}

function below(tree: Tree, step: string): Tree | MetricUnit | undefined {
  const kind = anyName(tree);
  if (kind !== undefined) return tree[`<${kind}>`];
  return Object.hasOwn(tree, step) ? tree[step] : undefined;
}

/** What the metric at a path is measured in; null where there is none. */
export function metricUnit(steps: readonly string[]): MetricUnit | null {
  let here: Tree | MetricUnit | undefined = metrics;
  let unit: "count" | "mib" = "count";
  for (const step of steps) {
    if (here === undefined || typeof here === "string") return null;
    if (anyName(here) === "resource" && (step === "mem" || step === "disk")) unit = "mib";
    here = below(here, step);
  }
  if (typeof here !== "string") return null;
  return here === "amount" ? unit : here;
}

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
    const kind = anyName(here);
    if (kind !== undefined && !knows(kind, step)) return `no ${kind} is called ${JSON.stringify(step)}`;
    const next = below(here, step);
    if (next === undefined) {
      const names = Object.keys(here);
      return `no metric is called ${JSON.stringify(step)}${didYouMean(step, names, ` (there is ${names.join(", ")})`)}`;
    }
    if (typeof next === "string") {
      const rest = steps.slice(i + 1);
      return rest.length === 0 ? null : `${JSON.stringify(step)} is a single value: nothing is below it`;
    }
    here = next;
  }
  const names = Object.keys(here);
  return `names several metrics; which ${anyName(here) ?? `one (${names.join(", ")})`}?`;
}
