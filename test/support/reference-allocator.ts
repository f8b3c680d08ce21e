/**
 * Mesos' allocator in the plainest way: every second, every agent, every framework; shares summed up anew for each
 * decision. It shares no code with the one it is compared with, but for the algebra of resources.
 */

import { applyOperation, type Operation } from "../../src/model/operations.ts";
import { Resources } from "../../src/model/resources.ts";
import type { EventKind, Kernel } from "../../src/sim/kernel/kernel.ts";
import type { Driven } from "./allocator-script.ts";

interface Agent {
  total: Resources;
  allocated: Resources;
}

interface Framework {
  readonly role: string;
  suppressed: boolean;
  filters: { readonly agent: string; readonly refused: Resources }[];
  readonly held: Map<string, number>;
  count: number;
}

const intervalMs = 1000;

export class ReferenceAllocator implements Driven {
  readonly #kernel: Kernel;
  readonly #offer: (frameworkId: string, byAgent: ReadonlyMap<string, Resources>) => void;
  readonly #agents = new Map<string, Agent>();
  readonly #frameworks = new Map<string, Framework>();
  readonly #roleCounts = new Map<string, number>();
  readonly #tick: EventKind;
  readonly #expire: EventKind;

  constructor(kernel: Kernel, offer: (frameworkId: string, byAgent: ReadonlyMap<string, Resources>) => void) {
    this.#kernel = kernel;
    this.#offer = offer;
    this.#tick = kernel.kind("tick", () => {
      this.#allocate([...this.#agents.keys()]);
      kernel.after(intervalMs, this.#tick);
    });
    this.#expire = kernel.kind("expire", (_a, _b, end) => (end as () => void)());
  }

  start(): void {
    this.#kernel.after(intervalMs, this.#tick);
  }

  addFramework(frameworkId: string, role: string): void {
    this.#frameworks.set(frameworkId, { role, suppressed: false, filters: [], held: new Map(), count: 0 });
    if (!this.#roleCounts.has(role)) this.#roleCounts.set(role, 0);
    this.#allocate([...this.#agents.keys()]);
  }

  addAgent(slaveId: string, _hostname: string, total: Resources): void {
    this.#agents.set(slaveId, { total, allocated: Resources.none });
    this.#allocate([slaveId]);
  }

  updateAllocation(slaveId: string, operation: Operation): void {
    const agent = this.#agent(slaveId);
    for (const which of ["total", "allocated"] as const) {
      const applied = applyOperation(agent[which], operation);
      if (!applied.ok) throw new Error(applied.reason);
      agent[which] = applied.resources;
    }
  }

  recoverResources(
    frameworkId: string,
    slaveId: string,
    resources: Resources,
    refuseMs: number | null,
  ): void {
    if (resources.isEmpty) return;
    const framework = this.#framework(frameworkId);
    for (const [name, milli] of resources.scalars()) {
      framework.held.set(name, (framework.held.get(name) ?? 0) - milli);
    }
    const agent = this.#agent(slaveId);
    agent.allocated = agent.allocated.minus(resources);
    if (refuseMs === null || refuseMs === 0) return;
    const filter = { agent: slaveId, refused: resources };
    framework.filters.push(filter);
    this.#kernel.after(Math.max(intervalMs, refuseMs), this.#expire, 0, 0, () => {
      framework.filters = framework.filters.filter((other) => other !== filter);
    });
  }

  suppressOffers(frameworkId: string): void {
    this.#framework(frameworkId).suppressed = true;
  }

  reviveOffers(frameworkId: string): void {
    const framework = this.#framework(frameworkId);
    framework.suppressed = false;
    framework.filters = [];
    this.#allocate([...this.#agents.keys()]);
  }

  #allocate(names: readonly string[]): void {
    const given = new Map<string, Map<string, Resources>>();
    for (const name of [...names].sort()) {
      const agent = this.#agent(name);
      for (const role of this.#sortedRoles()) {
        for (const id of this.#sortedFrameworks(role)) {
          const framework = this.#framework(id);
          const available = agent.total.minus(agent.allocated);
          const resources = available.reserved(role).plus(available.unreserved());
          const enough = resources.milli("cpus") >= 10 || resources.milli("mem") >= 32_000;
          const refused = framework.filters.some(
            (filter) => filter.agent === name && filter.refused.contains(resources),
          );
          if (framework.suppressed || !enough || refused) continue;
          agent.allocated = agent.allocated.plus(resources);
          for (const [scalar, milli] of resources.scalars()) {
            framework.held.set(scalar, (framework.held.get(scalar) ?? 0) + milli);
          }
          framework.count++;
          this.#roleCounts.set(role, (this.#roleCounts.get(role) ?? 0) + 1);
          const share = given.get(id) ?? new Map<string, Resources>();
          given.set(id, share.set(name, resources));
        }
      }
    }
    for (const [id, share] of given) this.#offer(id, share);
  }

  #sortedRoles(): readonly string[] {
    const total = sumOf([...this.#agents.values()].map((agent) => agent.total.scalars()));
    return sorted(
      [...this.#roleCounts].map(([name, count]) => ({
        name,
        count,
        share: shareOf(this.#heldByRole(name), total),
      })),
    );
  }

  #sortedFrameworks(role: string): readonly string[] {
    const total = this.#heldByRole(role);
    return sorted(
      [...this.#frameworks]
        .filter(([, framework]) => framework.role === role)
        .map(([name, { count, held }]) => ({ name, count, share: shareOf(held, total) })),
    );
  }

  #heldByRole(role: string): ReadonlyMap<string, number> {
    return sumOf([...this.#frameworks.values()].filter((f) => f.role === role).map(({ held }) => held));
  }

  #agent(slaveId: string): Agent {
    const agent = this.#agents.get(slaveId);
    if (agent === undefined) throw new Error(slaveId);
    return agent;
  }

  #framework(frameworkId: string): Framework {
    const framework = this.#frameworks.get(frameworkId);
    if (framework === undefined) throw new Error(frameworkId);
    return framework;
  }
}

function sumOf(parts: readonly ReadonlyMap<string, number>[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const part of parts) for (const [name, milli] of part) sums.set(name, (sums.get(name) ?? 0) + milli);
  return sums;
}

function shareOf(held: ReadonlyMap<string, number>, total: ReadonlyMap<string, number>): number {
  const shares = [...total]
    .filter(([, all]) => all > 0)
    .map(([name, all]) => (held.get(name) ?? 0) / 1000 / (all / 1000));
  return Math.max(0, ...shares);
}

function sorted(
  clients: readonly { readonly name: string; readonly count: number; readonly share: number }[],
): readonly string[] {
  return [...clients]
    .sort((a, b) => a.share - b.share || a.count - b.count || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
}
