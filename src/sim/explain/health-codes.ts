/** Codes of apps whose tasks are not healthy or not ready: a part of the one table. */

import type { Code, Remedy } from "./codes.ts";
import { cancelDeployment } from "./deployment-codes.ts";

const replace: Remedy = {
  do: "app.update with force: true",
  gives: "a deployment of what is wanted then takes its place",
};

export const healthCodes = {
  "unhealthy-killed": {
    about: "its tasks fail their health checks and are killed, again and again",
    says: "Its tasks fail their health checks and are killed for it: {count} since {since}, the last one at {last} on {agent} after {failures} in a row.",
    remedies: [
      { do: "its tasks pass their health checks", gives: "they are killed no more" },
      {
        do: "app.update with {force}a longer gracePeriodSeconds",
        gives: "failures before the first success count from later on",
      },
    ],
  },
  "deployment-waits-for-health": {
    about: "a deployment waits until tasks that it has started are healthy",
    says: "A deployment is at step {step} ({actions}) and waits until {tasks} healthy: {found}.",
    remedies: [
      { do: "the task passes its health checks", gives: "the deployment goes on" },
      replace,
      cancelDeployment,
    ],
  },
  "deployment-waits-for-readiness": {
    about: "a deployment waits until tasks that it has started are ready",
    says: "A deployment is at step {step} ({actions}) and waits until {tasks} ready: {found}.",
    remedies: [
      { do: "the task passes its readiness check", gives: "the deployment goes on" },
      replace,
      cancelDeployment,
    ],
  },
} as const satisfies Readonly<Record<string, Code>>;
