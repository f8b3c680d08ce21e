/**
 * A checked scenario in the words of scenario files, as far as it still tells them: what differs is named by a path that
 * people know, and that `--set` takes. Times end with Ms; amounts are MiB and units.
 */

import { amountOf } from "../model/units.ts";
import { defaultLaw, type Scenario, type TaskLaw } from "../sim/scenario.ts";

type Members = Readonly<Record<string, unknown>>;

/** What is left out changes nothing that happens. */
export function asWritten(scenario: Scenario): Members {
  const { name: _name, about: _about, expect: _expect, versions, latencyMs, ...rest } = scenario;
  const fixes = Object.fromEntries(versions.fixes.map((id) => [id, true]));
  return {
    ...rest,
    versions: { ...versions, fixes },
    network: { latencyMs },
    frameworks: rest.frameworks.map((spec) =>
      "fields" in spec ? withFields(spec, behaviourFields(membersOf(spec.fields))) : spec,
    ),
    tasks: withoutDefault(rest.tasks).map(lawAsWritten),
    actions: rest.actions.map(({ time, place: _place, ...action }) =>
      withFields({ ...timeAsWritten(time), ...action }, actionFields(membersOf(action.fields))),
    ),
  };
}

const membersOf = (value: unknown): Members =>
  typeof value === "object" && value !== null ? { ...value } : {};

function withFields({ fields: _fields, ...own }: { readonly fields: unknown }, fields: Members): Members {
  return { ...own, ...fields };
}

function timeAsWritten(time: Scenario["actions"][number]["time"]): Members {
  if ("at" in time) return { atMs: time.at };
  const { every, ...window } = time;
  return { everyMs: every, ...window };
}

const actionTimes = new Set(["down", "by", "for"]);

function actionFields(fields: Members): Members {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      actionTimes.has(key) && typeof value === "number" ? `${key}Ms` : key,
      value,
    ]),
  );
}

/** What a framework launches stands under `task`. */
function behaviourFields({ demand, jobs, runs, ...others }: Members): Members {
  if (Array.isArray(demand)) return { ...others, task: { ...amountsOf(demand), runs } };
  if (jobs === undefined) return { ...others, runs };
  const { arrives, cpus, mem, disk, ...rest } = membersOf(jobs);
  if (arrives === undefined) return { ...others, jobs };
  return {
    ...others,
    arrives,
    task: { cpus: thousandth(cpus), mem: thousandth(mem), disk: thousandth(disk), ...rest },
  };
}

function amountsOf(demand: readonly (readonly [string, number])[]): Members {
  return Object.fromEntries(demand.map(([name, milli]) => [name, amountOf(milli)]));
}

/** A distribution of thousandths as one of amounts. */
function thousandth(distribution: unknown): unknown {
  if (typeof distribution === "number") return amountOf(distribution);
  if (Array.isArray(distribution)) return distribution.map(thousandth);
  const { kind, ms, ...parameters } = membersOf(distribution);
  if (kind === "constant") return thousandth(ms);
  const inAmounts = Object.entries(parameters).map(([key, value]) =>
    key.endsWith("Ms") ? [key.slice(0, -2), thousandth(value)] : [key, value],
  );
  return { [String(kind)]: Object.fromEntries(inAmounts) };
}

/** Settings write out the law that holds without any. */
function withoutDefault(laws: readonly TaskLaw[]): readonly TaskLaw[] {
  const last = laws.at(-1);
  return JSON.stringify(last) === JSON.stringify(defaultLaw) ? laws.slice(0, -1) : laws;
}

function lawAsWritten({ health, ...law }: TaskLaw): Members {
  if (health === undefined) return law;
  const { healthyAfter, unhealthy, readyAfter } = health;
  const after = (time: unknown): unknown => (time === null ? "never" : { after: time });
  return {
    ...law,
    healthy: after(healthyAfter),
    unhealthy: unhealthy === null ? null : { every: unhealthy.every, for: unhealthy.lasts },
    ready: after(readyAfter),
  };
}
