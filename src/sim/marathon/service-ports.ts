/** Service ports: Marathon gives each app that asks for any (0) the least one of its range that no app has
 * (GroupManager.scala:207-280), and refuses a port mapping's that another app has (Group.scala:249-276). */

import type { AppDefinition } from "../../model/app/definition.ts";

const randomPort = { port: 0, protocol: "tcp", name: null } as const;

const wanted = (app: AppDefinition): readonly number[] =>
  app.portMappings === null
    ? app.portDefinitions.map((definition) => definition.port)
    : app.portMappings.map((mapping) => mapping.servicePort);

export class ServicePorts {
  readonly #fromPort: number;
  /** Exclusive, as Scala's Range has it. */
  readonly #toPort: number;
  /** How many apps have a port. */
  readonly #taken = new Map<number, number>();
  /** Which app has a port through a mapping. */
  readonly #mapped = new Map<number, string>();
  /** No port below is free. */
  #leastFree: number;

  constructor(fromPort: number, toPort: number) {
    this.#fromPort = fromPort;
    this.#toPort = toPort;
    this.#leastFree = fromPort;
  }

  /** The refusal of an app's mappings that ask for another app's port, or null. */
  conflict(app: AppDefinition): string | null {
    for (const { servicePort } of app.portMappings ?? []) {
      const owner = this.#mapped.get(servicePort);
      if (servicePort !== 0 && owner !== undefined && owner !== app.id) {
        return `Requested service port ${servicePort} conflicts with a service port in app ${owner}`;
      }
    }
    return null;
  }

  /**
   * The definition with its service ports filled in; null where the range is exhausted. An app that is changed keeps
   * those that it was given `before`, in their order (GroupManager.scala:229-244).
   */
  assign(app: AppDefinition, before: AppDefinition | null): AppDefinition | null {
    const asked = wanted(app);
    const kept = (before?.portDefinitions ?? [])
      .map(({ port }) => port)
      .filter((port) => port >= this.#fromPort && port < this.#toPort && !asked.includes(port));
    const own = new Set(app.portDefinitions.map((definition) => definition.port));
    const ports: number[] = [];
    for (const port of asked) {
      const given = port === 0 ? (kept.shift() ?? this.#nextFree(own)) : port;
      if (given === null) return null;
      own.add(given);
      ports.push(given);
    }
    const longer = Math.max(ports.length, app.portDefinitions.length);
    return {
      ...app,
      portDefinitions: Array.from({ length: longer }, (_, i) => ({
        ...(app.portDefinitions[i] ?? randomPort),
        port: ports[i] ?? 0,
      })),
      portMappings:
        app.portMappings?.map((mapping, i) => ({ ...mapping, servicePort: ports[i] ?? 0 })) ?? null,
    };
  }

  /** One app is stored in place of another, null of none: what only the former had is free again. */
  stored(before: AppDefinition | null, after: AppDefinition | null): void {
    for (const { port } of after?.portDefinitions ?? []) {
      this.#taken.set(port, (this.#taken.get(port) ?? 0) + 1);
    }
    for (const { port } of before?.portDefinitions ?? []) {
      const count = (this.#taken.get(port) ?? 0) - 1;
      if (count > 0) this.#taken.set(port, count);
      else {
        this.#taken.delete(port);
        if (port >= this.#fromPort) this.#leastFree = Math.min(this.#leastFree, port);
      }
    }
    for (const { servicePort } of before?.portMappings ?? []) {
      if (this.#mapped.get(servicePort) === before?.id) this.#mapped.delete(servicePort);
    }
    for (const { servicePort } of after?.portMappings ?? []) this.#mapped.set(servicePort, after?.id ?? "");
  }

  #nextFree(own: ReadonlySet<number>): number | null {
    while (this.#taken.has(this.#leastFree)) this.#leastFree++;
    let port = this.#leastFree;
    while (this.#taken.has(port) || own.has(port)) port++;
    return port < this.#toPort ? port : null;
  }
}
