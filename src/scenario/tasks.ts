/** The `tasks` part: how launched tasks behave; the first law that matches wins. */

import * as z from "zod";
import type { Distribution } from "../model/distributions.ts";
import { didYouMean } from "../model/near-miss.ts";
import { distribution, everMoreThanZero } from "../sim/distribution.ts";
import { appId, duration } from "../sim/fields.ts";
import { defaultLaw, type HealthLaw, type TaskLaw } from "../sim/scenario.ts";
import { expected, isNot, oneOf, strict } from "../sim/wrong-input.ts";
import { type Check, isRecord } from "./check.ts";
import type { DurationFiles } from "./duration-files.ts";
import { type Known, mentionApp } from "./known.ts";
import type { Path } from "./located.ts";

const exits = ["finished", "failed", "killed", "error"] as const;

const afterOrNever = "a map (such as { after: 5s }), or never";

const never = z.literal("never", {
  error: ({ input }) =>
    isNot(input, afterOrNever) + (typeof input === "string" ? didYouMean(input, ["never"]) : ""),
});

const after = z.union([strict({ after: distribution }), never], { error: expected(afterOrNever) });

const unhealthy = strict(
  {
    every: distribution
      .refine(everMoreThanZero, { error: "is always 0; use healthy: never" })
      .describe("How long it is healthy before"),
    for: distribution
      .refine(everMoreThanZero, { error: "is always 0; leave unhealthy out" })
      .optional()
      .describe("How long it is unhealthy; default until it is killed"),
  },
  {},
  "a map (such as { every: 1d, for: 30s })",
);

export const taskLaw = strict({
  app: appId.optional().describe("Default every task of every framework"),
  from: duration.optional().describe("Only of tasks that are launched from this instant on; default all"),
  staging: distribution.optional().describe("From launch to TASK_RUNNING; default 1s"),
  runs: distribution.optional().describe("From TASK_RUNNING to the end; default for ever"),
  exit: z
    .enum(exits, { error: oneOf(exits) })
    .optional()
    .describe("How it ends then; default finished"),
  kills: distribution.optional().describe("From a kill to the end; default 0s"),
  healthy: after
    .optional()
    .describe("From the start of the process until health checks succeed; default at once"),
  unhealthy: unhealthy.optional().describe("Times in which health checks fail; default none"),
  ready: after
    .optional()
    .describe("From the start of the process until readiness checks succeed; default at once"),
}).meta({ id: "TaskLaw" });

type Given = z.output<typeof taskLaw>;

export function readTaskLaws(check: Check, known: Known, files: DurationFiles): readonly TaskLaw[] {
  const laws: TaskLaw[] = [];
  /** By app, or for all: from when on an entry before matches. */
  const earlier = new Map<string | null, number>();
  for (const { value, path } of check.entries(["tasks"], "laws of tasks")) {
    const given = check.parse(taskLaw, path, isRecord(value) ? files.filledIn(check, value, path) : value);
    if (given === undefined) continue;
    const { app = null, from: fromMs, staging, runs, exit, kills } = given;
    if (app !== null && !known.apps.has(app)) mentionApp(check, known, app, undefined, [...path, "app"]);
    warnOfUnchecked(check, known, given, path);
    // The first match wins: right, and hardly meant.
    const matches = (before: string | null): boolean =>
      (earlier.get(before) ?? Number.POSITIVE_INFINITY) <= (fromMs ?? 0);
    if (matches(null)) check.warn(path, "never used: an entry without app before it matches every task");
    else if (matches(app)) check.warn(path, `never used: an entry for ${app} stands before it`);
    earlier.set(app, Math.min(fromMs ?? 0, earlier.get(app) ?? Number.POSITIVE_INFINITY));
    const health = healthOf(given);
    laws.push({
      app,
      ...(fromMs === undefined ? {} : { fromMs }),
      staging: staging ?? defaultLaw.staging,
      runs: runs ?? defaultLaw.runs,
      exit: exit ?? defaultLaw.exit,
      kills: kills ?? defaultLaw.kills,
      ...(health === undefined ? {} : { health }),
    });
  }
  return laws;
}

function healthOf({ healthy, unhealthy: not, ready }: Given): HealthLaw | undefined {
  if (healthy === undefined && not === undefined && ready === undefined) return undefined;
  return {
    healthyAfter: afterOf(healthy),
    unhealthy: not === undefined ? null : { every: not.every, lasts: not.for ?? null },
    readyAfter: afterOf(ready),
  };
}

function afterOf(given: Given["healthy"]): Distribution | null {
  if (given === undefined) return { kind: "constant", ms: 0 };
  return given === "never" ? null : given.after;
}

/** Health that nobody looks at: what the app says of checks is missing, or it never comes. */
function warnOfUnchecked(check: Check, known: Known, given: Given, path: Path): void {
  const { app } = given;
  if (given.healthy === "never" && given.unhealthy !== undefined)
    check.warn([...path, "unhealthy"], "no effect: it is never healthy");
  if (known.uncertain.has("apps")) return;
  const warn = (
    key: "healthy" | "unhealthy" | "ready",
    checks: string,
    checked: ReadonlySet<string>,
  ): void => {
    if (given[key] === undefined || (app === undefined ? checked.size > 0 : checked.has(app))) return;
    check.warn([...path, key], `no effect: ${app ?? "no app"} has ${checks}`);
  };
  const has = (checks: string): string => (app === undefined ? checks : `no ${checks}`);
  warn("healthy", has("healthChecks"), known.healthChecked);
  warn("unhealthy", has("healthChecks"), known.healthChecked);
  warn("ready", has("readinessChecks"), known.readinessChecked);
}
