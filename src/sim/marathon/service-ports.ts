/** Service ports: Marathon gives each app that asks for any (0) the least one of its range that no app has
 * (GroupManager.scala:207-280), and refuses a port mapping's that another app around it has (Group.scala:249-276). */

import type { AppDefinition, PortMapping } from "../../model/app/definition.ts";
import { parentOf } from "../../model/app/path-id.ts";

const randomPort = { port: 0, protocol: "tcp", name: null } as const;

/** Those that say something about service ports: with a bridge only (AppDefinition.scala:263-277). */
const bridged = ({ network, portMappings }: AppDefinition): readonly PortMapping[] | null =>
  network === "BRIDGE" ? portMappings : null;

const wanted = (app: AppDefinition): readonly number[] =>
  bridged(app)?.map((mapping) => mapping.servicePort) ?? app.portDefinitions.map(({ port }) => port);

/** A broken rule of the group in which it was found. */
export interface PortConflict {
  readonly group: string;
  readonly error: string;
}

/** Whether the app is in the group, directly or not. */
const isIn = (app: string, group: string): boolean => group === "/" || app.startsWith(`${group}/`);

export class ServicePorts {
  readonly #fromPort: number;
  /** Exclusive, as Scala's Range has it. */
  readonly #toPort: number;
  /** How many apps have a port. */
  readonly #taken = new Map<number, number>();
  /** Which apps have a port through a mapping. */
  readonly #mapped = new Map<number, Set<string>>();
  /** No port below is free. */
  #leastFree: number;

  constructor(fromPort: number, toPort: number) {
    this.#fromPort = fromPort;
    this.#toPort = toPort;
    this.#leastFree = fromPort;
  }

  /**
   * The service ports of these apps, as they are to be, that another app has by a mapping: only the apps directly in a
   * group are compared, with all in it and below it. Those that are removed at the same time are no longer there.
   */
  conflicts(apps: readonly AppDefinition[], removed: (app: string) => boolean): readonly PortConflict[] {
    const changed = new Map(apps.map((app) => [app.id, app]));
    const asked = new Map<number, Set<string>>();
    for (const app of apps) note(asked, app);
    const found = new Map<string, PortConflict>();
    const compare = (app: string, other: string, port: number): void => {
      const group = parentOf(app);
      if (!isIn(other, group)) return;
      const error = `Requested service port ${port} conflicts with a service port in app ${other}`;
      found.set(`${group} ${error}`, { group, error });
    };
    for (const app of apps) {
      for (const port of mappedBy(app)) {
        const stored = [...(this.#mapped.get(port) ?? [])].filter((id) => !changed.has(id) && !removed(id));
        for (const other of [...stored, ...(asked.get(port) ?? [])]) {
          if (other === app.id) continue;
          compare(app.id, other, port);
          compare(other, app.id, port);
        }
      }
    }
    return [...found.values()];
  }

  /**
   * The definition with its service ports filled in; null where the range is exhausted. An app that is changed keeps
   * those that it was given `before`, in their order (GroupManager.scala:229-244). What it takes is added to `others`,
   * the ports that apps ask for at the same time. Where Marathon assigns any, each mapping has one of them, and mappings
   * beyond that, which there may be without a bridge, are lost (lines 250-260).
   */
  assign(app: AppDefinition, before: AppDefinition | null, others = new Set<number>()): AppDefinition | null {
    const asked = wanted(app);
    const kept = (before?.portDefinitions ?? [])
      .map(({ port }) => port)
      .filter((port) => port >= this.#fromPort && port < this.#toPort && !asked.includes(port));
    for (const { port } of app.portDefinitions) others.add(port);
    const ports: number[] = [];
    for (const port of asked) {
      const given = port === 0 ? (kept.shift() ?? this.#nextFree(others)) : port;
      if (given === null) return null;
      others.add(given);
      ports.push(given);
    }
    const longer = Math.max(ports.length, app.portDefinitions.length);
    return {
      ...app,
      portDefinitions: Array.from({ length: longer }, (_, i) => ({
        ...(app.portDefinitions[i] ?? randomPort),
        port: ports[i] ?? 0,
      })),
      portMappings: asked.includes(0)
        ? (app.portMappings
            ?.slice(0, ports.length)
            .map((mapping, i) => ({ ...mapping, servicePort: ports[i] ?? 0 })) ?? null)
        : app.portMappings,
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
    for (const port of before === null ? [] : mappedBy(before))
      this.#mapped.get(port)?.delete(before?.id ?? "");
    if (after !== null) note(this.#mapped, after);
  }

  #nextFree(others: ReadonlySet<number>): number | null {
    while (this.#taken.has(this.#leastFree)) this.#leastFree++;
    let port = this.#leastFree;
    while (this.#taken.has(port) || others.has(port)) port++;
    return port < this.#toPort ? port : null;
  }
}

/** The service ports of its mappings that are not left to Marathon. */
const mappedBy = (app: AppDefinition): readonly number[] =>
  (bridged(app) ?? []).map(({ servicePort }) => servicePort).filter((port) => port !== 0);

function note(byPort: Map<number, Set<string>>, app: AppDefinition): void {
  for (const port of mappedBy(app)) {
    const apps = byPort.get(port);
    if (apps === undefined) byPort.set(port, new Set([app.id]));
    else apps.add(app.id);
  }
}
