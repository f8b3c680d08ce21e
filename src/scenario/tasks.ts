/** The `tasks` part: how launched tasks behave; the first law that matches wins. */

import * as z from "zod";
import { distribution } from "../sim/distribution.ts";
import { appId } from "../sim/fields.ts";
import { defaultLaw, type TaskLaw } from "../sim/scenario.ts";
import { oneOf, strict } from "../sim/wrong-input.ts";
import { type Check, isRecord } from "./check.ts";
import type { DurationFiles } from "./duration-files.ts";
import { type Known, mentionApp } from "./known.ts";

const exits = ["finished", "failed", "killed", "error"] as const;

export const taskLaw = strict({
  app: appId.optional().describe("Default every task of every framework"),
  staging: distribution.optional().describe("From launch to TASK_RUNNING; default 1s"),
  runs: distribution.optional().describe("From TASK_RUNNING to the end; default for ever"),
  exit: z
    .enum(exits, { error: oneOf(exits) })
    .optional()
    .describe("How it ends then; default finished"),
  kills: distribution.optional().describe("From a kill to the end; default 0s"),
}).meta({ id: "TaskLaw" });

export function readTaskLaws(check: Check, known: Known, files: DurationFiles): readonly TaskLaw[] {
  const laws: TaskLaw[] = [];
  const earlier = new Set<string | null>();
  for (const { value, path } of check.entries(["tasks"], "laws of tasks")) {
    const given = check.parse(taskLaw, path, isRecord(value) ? files.filledIn(check, value, path) : value);
    if (given === undefined) continue;
    const { app = null, staging, runs, exit, kills } = given;
    if (app !== null && !known.apps.has(app)) mentionApp(check, known, app, undefined, [...path, "app"]);
    // The first match wins, so nothing could ever match this one.
    if (earlier.has(null)) check.wrong(path, "never used: an entry without app before it matches every task");
    else if (earlier.has(app)) check.wrong(path, `never used: an entry for ${app} stands before it`);
    earlier.add(app);
    laws.push({
      app,
      staging: staging ?? defaultLaw.staging,
      runs: runs ?? defaultLaw.runs,
      exit: exit ?? defaultLaw.exit,
      kills: kills ?? defaultLaw.kills,
    });
  }
  return laws;
}
