/** Members that Marathon's API ignores without a word, likely misspelt. */

import { distance } from "fastest-levenshtein";
import { type At, member } from "./json.ts";

export interface UnknownKey {
  readonly at: At;
  readonly key: string;
  /** The known member that it looks like. */
  readonly nearest: string | null;
}

/** The members of one kind of object, and what the objects or lists of objects in it are. */
interface Shape {
  readonly keys: readonly string[];
  readonly inside?: Readonly<Record<string, Shape>>;
}

const port: Shape = { keys: ["port", "protocol", "name", "labels"] };
const mapping: Shape = { keys: ["containerPort", "hostPort", "servicePort", "protocol", "name", "labels"] };
const volume: Shape = {
  keys: ["containerPath", "hostPath", "mode", "persistent", "external"],
  inside: { persistent: { keys: ["size"] }, external: { keys: ["size", "name", "provider", "options"] } },
};
const docker: Shape = {
  keys: ["image", "network", "portMappings", "privileged", "parameters", "forcePullImage"],
  inside: { portMappings: mapping },
};
const appKeys = `
  id cmd args user env instances cpus mem disk executor constraints storeUrls requirePorts backoffSeconds
  backoffFactor maxLaunchDelaySeconds container healthChecks uris fetch dependencies ports upgradeStrategy labels
  acceptedResourceRoles ipAddress version residency portDefinitions readinessChecks`;
const healthCheckKeys = `
  protocol path portIndex port command gracePeriodSeconds intervalSeconds timeoutSeconds maxConsecutiveFailures
  ignoreHttp1xx`;
const readinessCheckKeys = `
  name protocol path portName intervalSeconds timeoutSeconds httpStatusCodesForReady preserveLastResponse`;

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const app: Shape = {
  keys: words(appKeys),
  inside: {
    container: { keys: ["type", "volumes", "docker"], inside: { volumes: volume, docker } },
    portDefinitions: port,
    healthChecks: { keys: words(healthCheckKeys), inside: { command: { keys: ["value"] } } },
    readinessChecks: { keys: words(readinessCheckKeys) },
    upgradeStrategy: { keys: ["minimumHealthCapacity", "maximumOverCapacity"] },
    residency: { keys: ["taskLostBehavior", "relaunchEscalationTimeoutSeconds"] },
  },
};

/** Its `groups` are groups, too. */
const group: Shape = {
  keys: words("id apps groups dependencies scaleBy version"),
  inside: {
    apps: app,
    get groups() {
      return group;
    },
  },
};

/** What Marathon adds when it shows an app, so that copied definitions have it. */
const shownOnly: ReadonlySet<string> = new Set(
  words(`
    versionInfo tasks tasksStaged tasksRunning tasksHealthy tasksUnhealthy deployments lastTaskFailure
    readinessCheckResults taskStats`),
);

/** Near enough to be a slip: one in three letters at most. */
function nearestOf(key: string, known: readonly string[]): string | null {
  let nearest: string | null = null;
  let least = Math.max(1, Math.floor(key.length / 3)) + 1;
  for (const candidate of known) {
    const far = distance(key.toLowerCase(), candidate.toLowerCase());
    if (far < least) [nearest, least] = [candidate, far];
  }
  return nearest;
}

function collect(json: unknown, shape: Shape, at: At, found: UnknownKey[]): void {
  if (Array.isArray(json)) {
    json.forEach((item, i) => {
      collect(item, shape, [...at, i], found);
    });
    return;
  }
  if (typeof json !== "object" || json === null) return;
  for (const key of Object.keys(json)) {
    const inside = shape.inside?.[key];
    if (inside !== undefined) collect(member(json, key), inside, [...at, key], found);
    else if (!shape.keys.includes(key) && !(shape === app && shownOnly.has(key))) {
      found.push({ at: [...at, key], key, nearest: nearestOf(key, shape.keys) });
    }
  }
}

/** Of a definition, in its own order: unknown members of an app, its container, volumes, ports and strategies; or of a
 * group and all that is in it. */
export function unknownKeysIn(json: unknown, kind: "app" | "group" = "app"): readonly UnknownKey[] {
  const found: UnknownKey[] = [];
  if (!Array.isArray(json)) collect(json, kind === "app" ? app : group, [], found);
  return found;
}
