/**
 * The least that an app needs of an offer beside what is reserved for its own tasks, and the most that an offer has for any
 * app: where that is too little, the app need not be asked.
 */

import type { AppDefinition } from "../../../model/app/definition.ts";
import { type Ranges, sizeOfRanges } from "../../../model/ranges.ts";
import type { Resources } from "../../../model/resources.ts";
import { isLabelled } from "./labels.ts";
import { requiredDiskMilli } from "./resource-matcher.ts";

/** Scalars in thousandths. */
export interface Need {
  /** Of which resources may be. */
  readonly roles: ReadonlySet<string>;
  readonly cpusMilli: number;
  readonly memMilli: number;
  /** Its volumes included. */
  readonly diskMilli: number;
  /** How many ports at least. */
  readonly ports: number;
  /** Ports that it asks for by number. */
  readonly fixedPorts: readonly number[];
}

export function needOf(app: AppDefinition, roles: ReadonlySet<string>): Need {
  const { portDefinitions, requirePorts, cpusMilli, memMilli } = app;
  const mappings = app.portMappings ?? [];
  const asked =
    mappings.length > 0
      ? mappings.map(({ hostPort }) => hostPort).filter((port) => port !== 0)
      : requirePorts
        ? portDefinitions.map(({ port }) => port)
        : [];
  const fixedPorts = [...new Set(asked)];
  // One port may be asked for twice.
  const wanted = mappings.length > 0 ? mappings.length : portDefinitions.length;
  const ports = wanted - asked.length + fixedPorts.length;
  return { roles, cpusMilli, memMilli, diskMilli: requiredDiskMilli(app, false), ports, fixedPorts };
}

/** What is of one role. */
interface Share {
  readonly role: string;
  cpusMilli: number;
  memMilli: number;
  diskMilli: number;
  ports: number;
  readonly ranges: Ranges[];
}

/** What of an offer any app may use: all but volumes, and but what a Marathon has reserved for a task. */
export class Room {
  readonly #shares: readonly Share[];

  constructor({ entries }: Resources) {
    const shares: Share[] = [];
    for (const { kind, milli, ranges } of entries) {
      const { name, role, reservation, persistenceId } = kind;
      if (persistenceId !== null || (reservation !== null && isLabelled(kind))) continue;
      let share = shares.find((each) => each.role === role);
      if (share === undefined) {
        share = { role, cpusMilli: 0, memMilli: 0, diskMilli: 0, ports: 0, ranges: [] };
        shares.push(share);
      }
      if (ranges !== null) {
        if (name !== "ports") continue;
        share.ports += sizeOfRanges(ranges);
        share.ranges.push(ranges);
      } else if (name === "cpus") share.cpusMilli += milli;
      else if (name === "mem") share.memMilli += milli;
      else if (name === "disk") share.diskMilli += milli;
    }
    this.#shares = shares;
  }

  /** False where the offer has too little of something for whoever needs that. */
  mayHold({ roles, cpusMilli, memMilli, diskMilli, ports, fixedPorts }: Need): boolean {
    let [cpus, mem, disk, free] = [cpusMilli, memMilli, diskMilli, ports];
    for (const share of this.#shares) {
      if (!roles.has(share.role)) continue;
      cpus -= share.cpusMilli;
      mem -= share.memMilli;
      disk -= share.diskMilli;
      free -= share.ports;
    }
    if (cpus > 0 || mem > 0 || disk > 0 || free > 0) return false;
    for (const port of fixedPorts) if (!this.#has(port, roles)) return false;
    return true;
  }

  #has(port: number, roles: ReadonlySet<string>): boolean {
    for (const { role, ranges } of this.#shares)
      if (roles.has(role) && ranges.some((each) => hasPort(each, port))) return true;
    return false;
  }
}

function hasPort(ranges: Ranges, port: number): boolean {
  for (let i = 0; i + 1 < ranges.length; i += 2)
    if ((ranges[i] ?? 0) <= port && port <= (ranges[i + 1] ?? 0)) return true;
  return false;
}
