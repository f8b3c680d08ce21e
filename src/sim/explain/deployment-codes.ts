/** Codes of apps whose deployment, or whose kill, has not queued what is missing: a part of the one table. */

import type { Code, Remedy } from "./codes.ts";

export const cancelDeployment: Remedy = {
  do: "deployment.cancel with force",
  gives: "the lock is free, and everything stays as it stands",
};
const cancelForCheck: Remedy = {
  do: "deployment.cancel with force",
  gives: "the lock is free; the next scale check starts what is missing",
};

export const deploymentCodes = {
  "deployment-earlier-step": {
    about: "a deployment that holds the app is at another app's step",
    says: "A deployment is at step {step}: {actions}. This app's turn comes once {first} {are} done.",
    remedies: [cancelDeployment],
  },
  "deployment-later-step": {
    about: "a deployment that holds the app is past its step",
    says: "A deployment is at step {step}: {actions}. This app's step is over, and nothing is started in place of what ends, but by a scale check after the deployment.",
    remedies: [
      { do: "app.restart with force: true", gives: "a deployment of the app takes the place of this one" },
      cancelForCheck,
    ],
  },
  "deployment-waits-for-kills": {
    about: "a deployment waits until tasks that it replaces or kills have ended",
    says: "A deployment is at step {step} ({actions}) and waits until {tasks} on {agents} {have} ended{more}.",
    remedies: [cancelDeployment],
  },
  "deployment-waits-for-forgotten": {
    about: "a deployment waits for the end of a task that Marathon has forgotten",
    says: "A deployment is at step {step} ({actions}) and waits for the end of {task}, which Marathon has forgotten since {since} ({reason}): it hears of no end of it, and waits without end.",
    remedies: [
      {
        do: "app.restart with force: true",
        gives: "a deployment of the tasks that there are takes its place",
      },
      cancelForCheck,
    ],
  },
  "finished-not-replaced": {
    about: "a deployment waits for a task in place of one that finished, and Marathon starts none",
    says: "A deployment is at step {step}: {actions}. A task that it had started finished on {agent} at {last}; Marathon starts another one for a task that fails, none for one that finishes, and waits without end.",
    remedies: [
      { do: "app.update with force", gives: "a new version, whose deployment takes the place of this one" },
      cancelForCheck,
      { do: "versions.fixes with B39", gives: "shows what Marathon would do without that bug" },
    ],
  },
  "deployment-launches": {
    about: "a deployment launches new tasks beside those that run",
    says: "A deployment is at step {step} ({actions}): {count} more {are} to be launched beside what runs.",
    remedies: [
      {
        where: "replaces",
        do: "app.update with force: true and minimumHealthCapacity 0",
        gives: "old tasks end first, and the new ones take their place",
      },
      cancelDeployment,
    ],
  },
  "deployment-under-way": {
    about: "a deployment of the app is under way and has queued nothing now",
    says: "A deployment is at step {step}: {actions}; it has nothing queued for the app now.",
    remedies: [cancelDeployment],
  },
  "kill-under-way": {
    about: "a kill holds the app's lock",
    says: "A kill of its tasks is under way and holds the app's lock; the app is scaled when that is over.",
    remedies: [],
  },
} as const satisfies Readonly<Record<string, Code>>;
