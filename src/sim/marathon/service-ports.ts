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

  /** The refusal of a new app's mappings that ask for another app's port, or null. */
  conflict(app: AppDefinition): string | null {
    for (const { servicePort } of app.portMappings ?? []) {
      const owner = this.#mapped.get(servicePort);
      if (servicePort !== 0 && owner !== undefined && owner !== app.id) {
        return `Requested service port ${servicePort} conflicts with a service port in app ${owner}`;
      }
    }
    return null;
  }

  /** The definition with its service ports filled in and noted as taken; null where the range is exhausted. */
  assign(app: AppDefinition): AppDefinition | null {
    const own = new Set(app.portDefinitions.map((definition) => definition.port));
    const ports: number[] = [];
    for (const port of wanted(app)) {
      const given = port === 0 ? this.#nextFree(own) : port;
      if (given === null) return null;
      own.add(given);
      ports.push(given);
    }
    const longer = Math.max(ports.length, app.portDefinitions.length);
    const assigned: AppDefinition = {
      ...app,
      portDefinitions: Array.from({ length: longer }, (_, i) => ({
        ...(app.portDefinitions[i] ?? randomPort),
        port: ports[i] ?? 0,
      })),
      portMappings:
        app.portMappings?.map((mapping, i) => ({ ...mapping, servicePort: ports[i] ?? 0 })) ?? null,
    };
    this.#note(assigned, 1);
    return assigned;
  }

  /** A destroyed app's ports are free again. */
  release(app: AppDefinition): void {
    this.#note(app, -1);
    this.#leastFree = this.#fromPort;
  }

  #nextFree(own: ReadonlySet<number>): number | null {
    while (this.#taken.has(this.#leastFree)) this.#leastFree++;
    let port = this.#leastFree;
    while (this.#taken.has(port) || own.has(port)) port++;
    return port < this.#toPort ? port : null;
  }

  #note(app: AppDefinition, by: 1 | -1): void {
    for (const { port } of app.portDefinitions) {
      const count = (this.#taken.get(port) ?? 0) + by;
      if (count > 0) this.#taken.set(port, count);
      else this.#taken.delete(port);
    }
    for (const { servicePort } of app.portMappings ?? []) {
      if (by === 1) this.#mapped.set(servicePort, app.id);
      else if (this.#mapped.get(servicePort) === app.id) this.#mapped.delete(servicePort);
    }
  }
}
