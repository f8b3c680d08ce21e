/** The cluster's whole state at an instant, as plain data: what `show` prints. */

import { formatRanges } from "../model/ranges.ts";
import { type Amounts, Resources, sameKind } from "../model/resources.ts";
import { byCodeUnit } from "../model/units.ts";
import type { MarathonSnapshot } from "./cluster/framework.ts";
import type { World } from "./world.ts";

export interface AgentSnapshot {
  readonly agent: string;
  readonly slave_id: string | null;
  readonly registered: boolean;
  /** To the master; false of an agent that is registered and whose connection has broken. */
  readonly connected: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  readonly total: Amounts;
  readonly used: Amounts;
  readonly offered: Amounts;
  /** Neither reserved nor used. */
  readonly free: Amounts;
  readonly reservations: readonly {
    readonly reservation: string;
    readonly role: string;
    readonly resources: string;
    readonly used: boolean;
  }[];
  readonly volumes: readonly {
    readonly volume: string;
    readonly size: number;
    readonly app: string | null;
    readonly exists: boolean;
    readonly attached_to: string | null;
  }[];
  readonly tasks: readonly { readonly task: string; readonly framework: string; readonly state: string }[];
  readonly processes: readonly {
    readonly task: string;
    readonly framework: string;
    readonly state: string;
  }[];
}

export interface WorldSnapshot {
  readonly scenario: string;
  readonly time_ms: number;
  readonly agents: readonly AgentSnapshot[];
  readonly offers: readonly {
    readonly offer: string;
    readonly agent: string;
    readonly framework: string;
    readonly resources: string;
  }[];
  readonly frameworks: readonly {
    readonly framework: string;
    readonly framework_id: string;
    readonly role: string;
    readonly active: boolean;
    readonly tasks: number;
  }[];
  readonly marathons: readonly MarathonSnapshot[];
}

export function snapshotOf(world: World): WorldSnapshot {
  // Before agents are looked at: an offer that its message did not list is among its agent's once somebody asks for all.
  const offers = [...world.master.offers];
  return {
    scenario: world.scenario.name,
    time_ms: world.kernel.nowMs,
    agents: [...world.agents.keys()].sort(byCodeUnit).map((name) => agentSnapshot(world, name)),
    offers: offers.map(({ offerId, agent, framework, resources }) => ({
      offer: offerId,
      agent,
      framework: framework.info.name,
      resources: resources.toString(),
    })),
    frameworks: [...world.master.frameworks].map(({ info, frameworkId, active, tasks }) => ({
      framework: info.name,
      framework_id: frameworkId,
      role: info.role,
      active,
      tasks: tasks.size,
    })),
    marathons: [...world.marathons.values()].map((marathon) => marathon.snapshot()),
  };
}

function agentSnapshot(world: World, name: string): AgentSnapshot {
  const record = world.master.agentNamed(name);
  const agent = world.agents.get(name);
  const offered = [...(record?.offers ?? [])].map(({ resources }) => resources);
  const reservations = new Map<string, { role: string; resources: string[]; used: boolean }>();
  for (const entry of record?.total.entries ?? []) {
    if (entry.kind.role === "*") continue;
    const reservation = world.ledger.ofReservation(name, entry.kind).reservation.text;
    const group = reservations.get(reservation) ?? { role: entry.kind.role, resources: [], used: false };
    const amount = entry.ranges === null ? String(entry.milli / 1000) : formatRanges(entry.ranges);
    group.resources.push(`${entry.kind.persistenceId === null ? entry.kind.name : "volume"} ${amount}`);
    group.used ||= record?.used.entries.some((used) => sameKind(used.kind, entry.kind)) ?? false;
    reservations.set(reservation, group);
  }
  return {
    agent: name,
    slave_id: record?.slaveId ?? agent?.slaveId ?? null,
    registered: record !== null,
    connected: record?.connected ?? false,
    attributes: agent?.spec.attributes ?? {},
    total: record?.total.amounts() ?? {},
    used: record?.used.amounts() ?? {},
    offered: offered.reduce((sum, resources) => sum.plus(resources), Resources.none).amounts(),
    free: record?.free.unreserved().amounts() ?? {},
    reservations: [...reservations].map(([reservation, group]) => ({
      reservation,
      role: group.role,
      resources: group.resources.join(", "),
      used: group.used,
    })),
    volumes: [...(agent?.volumesOnDisk ?? [])].map((volume) => ({
      volume: volume.kind.persistenceId ?? "",
      size: volume.sizeMilli / 1000,
      app: world.ledger.ofVolume(name, volume.kind).app,
      exists: volume.exists,
      attached_to: volume.attachedTo?.task.taskId ?? null,
    })),
    tasks: [...(record?.tasks ?? [])].map(({ info, framework, state }) => ({
      task: info.taskId,
      framework: framework.info.name,
      state,
    })),
    processes: [...(agent?.processes ?? [])].map(({ task, framework, state }) => ({
      task: task.taskId,
      framework,
      state,
    })),
  };
}
