/** A definition's container as Marathon reads it (Formats.scala:206-270, Volume.scala:17-49) and when it is valid. */

import type { DockerNetwork, PortMapping } from "./definition.ts";
import {
  type At,
  boolean,
  Fields,
  IllegalArgument,
  int,
  list,
  long,
  type Problems,
  type Read,
  text,
  texts,
  word,
} from "./json.ts";
import { checkPortNames, checkPortProtocols, notNegative } from "./rules.ts";

export interface ContainerVolume {
  readonly containerPath: string;
  /** "" where there is none. */
  readonly hostPath: string;
  readonly mode: "RW" | "RO";
  /** MiB of a persistent volume. */
  readonly size: number | null;
  /** The provider of an external volume. */
  readonly provider: string | null;
}

export interface Docker {
  readonly image: string;
  readonly network: DockerNetwork | null;
  readonly portMappings: readonly PortMapping[] | null;
  readonly privileged: boolean;
  readonly parameters: readonly unknown[];
  readonly forcePullImage: boolean;
}

export interface Container {
  readonly type: "DOCKER" | "MESOS";
  readonly volumes: readonly ContainerVolume[];
  readonly docker: Docker | null;
}

/** A Docker container without anything, which counts as none in some places (Container.scala:20). */
export function isEmptyContainer({ type, volumes, docker }: Container): boolean {
  return type === "DOCKER" && volumes.length === 0 && docker === null;
}

const readPortMapping: Read<PortMapping> = (json, at, problems) => {
  const fields = new Fields(json, at, problems);
  const labels = fields.optional("labels", texts) ?? {};
  return {
    containerPort: fields.optional("containerPort", int) ?? 0,
    hostPort: fields.optional("hostPort", int) ?? 0,
    servicePort: fields.optional("servicePort", int) ?? 0,
    protocol: fields.optional("protocol", text) ?? "tcp",
    name: fields.optional("name", text),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
  };
};

const readDocker: Read<Docker> = (json, at, problems) => {
  const fields = new Fields(json, at, problems);
  return {
    image: fields.required("image", text) ?? "",
    network: fields.optional(
      "network",
      word(["BRIDGE", "HOST", "NONE"], (value) => `${value} is not a valid network type`),
    ),
    portMappings: fields.optional("portMappings", list(readPortMapping)),
    privileged: fields.optional("privileged", boolean) ?? false,
    parameters: fields.optional("parameters", list(readParameter)) ?? [],
    forcePullImage: fields.optional("forcePullImage", boolean) ?? false,
  };
};

const readParameter: Read<unknown> = (json, at, problems) => {
  const fields = new Fields(json, at, problems);
  return { key: fields.required("key", text), value: fields.required("value", text) };
};

const readExternal: Read<string> = (json, at, problems) => {
  const fields = new Fields(json, at, problems);
  fields.optional("size", long);
  fields.required("name", text);
  fields.optional("options", texts);
  return fields.required("provider", text);
};

const readVolume: Read<ContainerVolume> = (json, at, problems) => {
  const fields = new Fields(json, at, problems);
  const containerPath = fields.required("containerPath", text);
  const hostPath = fields.optional("hostPath", text);
  const mode = fields.required(
    "mode",
    // The spelling is Marathon's.
    word<"RW" | "RO">(["RW", "RO"], (value) => `${value} is not a valid mde`),
  );
  const persistent = fields.optional("persistent", (value, inside) => ({
    size: new Fields(value, inside, problems).required("size", long),
  }));
  const provider = fields.optional("external", readExternal);
  const special = persistent !== null || provider !== null;
  if (special && hostPath !== null) {
    throw new IllegalArgument([...at, "hostPath"], "hostPath may not be set with persistent");
  }
  if (persistent !== null && provider !== null) {
    throw new IllegalArgument([...at, "external"], "external may not be set with persistent");
  }
  return {
    containerPath: containerPath ?? "",
    hostPath: hostPath ?? "",
    mode: mode ?? "RW",
    size: persistent?.size ?? null,
    provider,
  };
};

/** Throws IllegalArgument where a volume is of two kinds at once. */
export const readContainer: Read<Container> = (json, at, problems) => {
  const fields = new Fields(json, at, problems);
  const type = word(["DOCKER", "MESOS"], (value) => `${value} is not a valid container type`);
  return {
    type: fields.optional("type", type) ?? "DOCKER",
    volumes: fields.optional("volumes", list(readVolume)) ?? [],
    docker: fields.optional("docker", readDocker),
  };
};

/** Container.scala:83-104. */
export function checkContainer(container: Container, at: At, problems: Problems): void {
  const { type, docker } = container;
  if (type === "MESOS" && docker !== null) problems.add([...at, "docker"], "must be empty");
  if (type === "DOCKER" && docker === null) problems.add([...at, "docker"], "must not be empty");
  if (type === "DOCKER" && docker !== null) checkDocker(docker, [...at, "docker"], problems);
  container.volumes.forEach((volume, i) => {
    checkVolume(volume, [...at, "volumes", i], problems);
  });
}

/** Container.scala:52-80. */
function checkDocker(docker: Docker, at: At, problems: Problems): void {
  if (docker.image === "") problems.add([...at, "image"], "must not be empty");
  const mappings = docker.portMappings ?? [];
  const mappingsAt = [...at, "portMappings"];
  mappings.forEach((mapping, i) => {
    checkPortProtocols(mapping.protocol.split(","), [...mappingsAt, i, "protocol"], problems);
    for (const key of ["containerPort", "hostPort", "servicePort"] as const) {
      notNegative(mapping[key], [...mappingsAt, i, key], problems);
    }
  });
  checkPortNames(mappings, mappingsAt, problems);
}

/** Volume.scala:44-49, 106-142; external volumes need a feature that is off (Volume.scala:216-219). */
function checkVolume(volume: ContainerVolume, at: At, problems: Problems): void {
  const { containerPath, hostPath, size, provider } = volume;
  if (provider !== null) {
    problems.add(
      at,
      "Feature external_volumes is not enabled. Enable with --enable_features external_volumes)",
    );
    if (provider !== "dvdi") problems.add([...at, "external", "provider"], "is unknown provider");
  }
  if (containerPath === "") problems.add([...at, "containerPath"], "must not be empty");
  if (provider === null && size === null && hostPath === "")
    problems.add([...at, "hostPath"], "must not be empty");
  if (size === null) return;
  if (containerPath === "." || containerPath === "..") {
    problems.add([...at, "containerPath"], "can not be one of (.,..)");
  }
  if (containerPath.includes("/")) {
    problems.add([...at, "containerPath"], "must fully match regular expression '^[^/]*$'");
  }
  if (size <= 0) problems.add([...at, "persistent", "size"], `got ${size}, expected more than 0`);
  if (volume.mode !== "RW") problems.add([...at, "mode"], "does not equal RW");
}

/** Valid, and yet likely not what was meant: a sandbox path that no persistent volume has, or that two have. */
export function warnOfVolumes(container: Container, at: At, warnings: Problems): void {
  const { volumes, type } = container;
  const effect =
    type === "DOCKER" ? "one hides the other" : "Mesos cannot make such a container, and each launch fails";
  volumes.forEach(({ hostPath, size, provider, containerPath }, i) => {
    const before = volumes.findIndex((other) => other.size !== null && other.containerPath === containerPath);
    if (size !== null && before < i)
      warnings.add(
        [...at, "volumes", i, "containerPath"],
        `"${containerPath}" is the containerPath of another persistent volume: ${effect}`,
      );
    if (size !== null || provider !== null || hostPath.startsWith("/")) return;
    if (volumes.some((other) => other.size !== null && other.containerPath === hostPath)) return;
    warnings.add(
      [...at, "volumes", i, "hostPath"],
      `"${hostPath}" is relative and is the containerPath of no persistent volume, so its data is lost with the task`,
    );
  });
}
