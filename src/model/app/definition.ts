/** A Marathon 1.1 app definition after parsing, with every default injected. Amounts are thousandths, times are ms. */

export interface PersistentVolume {
  readonly containerPath: string;
  readonly sizeMilli: number;
  readonly mode: string;
}

export interface PortMapping {
  readonly containerPort: number;
  /** 0: any port of the offer. */
  readonly hostPort: number;
  /** 0: Marathon gives one. */
  readonly servicePort: number;
  readonly protocol: string;
  readonly name: string | null;
  /** Absent where there are none. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface PortDefinition {
  /** 0: Marathon gives a service port, and the host port is any. */
  readonly port: number;
  readonly protocol: string;
  readonly name: string | null;
  /** Absent where there are none. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Those that Mesos 0.28 knows (mesos.proto:1632-1636). */
export type DockerNetwork = "BRIDGE" | "HOST" | "NONE";

export type ConstraintOperator = "UNIQUE" | "CLUSTER" | "GROUP_BY" | "LIKE" | "UNLIKE";

export interface Constraint {
  /** `hostname` or the name of an agent's attribute. */
  readonly field: string;
  readonly operator: ConstraintOperator;
  readonly value: string | null;
  /** Of LIKE and UNLIKE: the value as an expression that matches whole texts, made when the app was read. */
  readonly regex?: RegExp;
  /** Of LIKE and UNLIKE: Java takes the value for no expression, and whoever compares it with a text raises an error (B42). */
  readonly isWrong?: true;
}

export interface UpgradeStrategy {
  readonly minimumHealthCapacity: number;
  readonly maximumOverCapacity: number;
}

export interface Residency {
  readonly taskLostBehavior: "WAIT_FOREVER" | "RELAUNCH_AFTER_TIMEOUT";
  readonly relaunchEscalationTimeoutSeconds: number;
}

export type HealthProtocol = "HTTP" | "TCP" | "COMMAND" | "HTTPS";

export interface HealthCheck {
  readonly protocol: HealthProtocol;
  readonly path: string | null;
  /** Among the app's ports; null where `port` says it, or nothing does. */
  readonly portIndex: number | null;
  readonly port: number | null;
  /** Of COMMAND: what the executor runs beside the task. */
  readonly command: string | null;
  readonly gracePeriodMs: number;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** 0: Marathon kills nothing. */
  readonly maxConsecutiveFailures: number;
  readonly ignoreHttp1xx: boolean;
}

export interface ReadinessCheck {
  readonly name: string;
  readonly protocol: "HTTP" | "HTTPS";
  readonly path: string;
  /** The name of one of the app's ports. */
  readonly portName: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly httpStatusCodesForReady: readonly number[];
  readonly preserveLastResponse: boolean;
}

export interface AppDefinition {
  /** Absolute: `/group/app`. */
  readonly id: string;
  readonly instances: number;
  readonly cpusMilli: number;
  readonly memMilli: number;
  readonly diskMilli: number;
  readonly persistentVolumes: readonly PersistentVolume[];
  /**
   * Of a Docker container, whatever its network; null where it says nothing about them. If there are any, host
   * ports come from them, else from `portDefinitions` (PortsMatcher.scala:41-64).
   */
  readonly portMappings: readonly PortMapping[] | null;
  /** Of a Docker container; null where it names none. Only with BRIDGE do mappings give the service ports. */
  readonly network?: DockerNetwork | null;
  /** Its container is one of Docker. */
  readonly docker?: boolean;
  readonly portDefinitions: readonly PortDefinition[];
  readonly requirePorts: boolean;
  readonly constraints: readonly Constraint[];
  readonly acceptedResourceRoles: readonly string[] | null;
  readonly residency: Residency | null;
  readonly upgradeStrategy: UpgradeStrategy;
  readonly backoffMs: number;
  readonly backoffFactor: number;
  readonly maxLaunchDelayMs: number;
  readonly labels: Readonly<Record<string, string>>;
  /** A set: each once. */
  readonly healthChecks: readonly HealthCheck[];
  readonly readinessChecks: readonly ReadinessCheck[];
  /** Canonical ids of apps and groups that it waits for, sorted, each once. */
  readonly dependencies: readonly string[];
  /** All else that a change of makes a new configuration (cmd, args, env, image, ...), as canonical JSON text. */
  readonly rest: string;
}

/** What Marathon answers to a definition it does not take (Validation.scala:71-132, MarathonExceptionMapper.scala:42-97). */
export interface AppRefusal {
  /** 400 for JSON of the wrong shape, 422 for a definition that is not valid. */
  readonly status: 400 | 422;
  readonly message: string;
  readonly details: readonly AppRefusalDetail[];
}

export interface AppRefusalDetail {
  /** As Marathon writes it: `/container/volumes(0)/containerPath`. */
  readonly path: string;
  /** The same as steps into the JSON, for finding the line in a file. */
  readonly at: readonly (string | number)[];
  readonly errors: readonly string[];
  /** What is allowed, where Marathon's own words are only a code such as `error.path.missing`. */
  readonly hint?: string;
}

export type AppParse =
  | { readonly ok: true; readonly app: AppDefinition; readonly warnings: readonly AppRefusalDetail[] }
  | { readonly ok: false; readonly refusal: AppRefusal };

/** The path id as Mesos task ids have it: `/group/app` becomes `group_app` (PathId.safePath). */
export function safePath(appId: string): string {
  return appId.replace(/^\//, "").replaceAll("/", "_");
}
