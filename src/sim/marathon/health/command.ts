/** The one health check that Marathon hands to Mesos with a task (TaskBuilder.scala:163-180, HealthCheck.scala:80-106). */

import type { AppDefinition } from "../../../model/app/definition.ts";
import type { CommandCheckInfo } from "../../../model/tasks.ts";

/** Of several COMMAND checks the first one; undefined where there is none. */
export function commandCheckOf({ healthChecks }: AppDefinition): CommandCheckInfo | undefined {
  const check = healthChecks.find(({ protocol }) => protocol === "COMMAND");
  if (check === undefined) return undefined;
  const { intervalMs, gracePeriodMs: graceMs, maxConsecutiveFailures: failuresMax } = check;
  return { intervalMs, graceMs, failuresMax };
}

/** Whether Marathon raises an error as it builds a task of the app: a COMMAND check without a command. */
export function failsToBuild({ healthChecks }: AppDefinition): boolean {
  return healthChecks.some(({ protocol, command }) => protocol === "COMMAND" && command === null);
}
