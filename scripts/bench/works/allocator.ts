/**
 * Mesos' own DeclineOffers benchmark (tests/hierarchical_allocator_tests.cpp:2495 @ 0.28.3) on our allocator: one role,
 * agents that are partly in use, an interval of an hour, and frameworks that decline everything for as long as can be
 * said, so that filters accumulate. Measured are the allocations, not what comes between them.
 */

import type { Ranges } from "../../../src/model/ranges.ts";
import { kindOf, Resources, ranged, scalar } from "../../../src/model/resources.ts";
import { Kernel } from "../../../src/sim/kernel/kernel.ts";
import { Streams } from "../../../src/sim/kernel/streams.ts";
import { Allocator } from "../../../src/sim/mesos/allocator.ts";
import { ExhaustiveAllocator } from "../../../src/sim/mesos/exhaustive-allocator.ts";
import { type Done, peakMib, timed } from "../work.ts";

export interface AllocatorInput {
  readonly agents: number;
  readonly frameworks: number;
  /** Rounds in which all agents changed since the round before. */
  readonly fullRounds: number;
  /** Rounds after those, in which `changed` agents changed. */
  readonly smallRounds: number;
  readonly changed: number;
  /** The oracle in place of the allocator that users have. */
  readonly exhaustive: boolean;
}

const intervalMs = 3_600_000;
/** INT_MAX seconds. */
const refuseMs = 2_147_483_647_000;
/** 16 ranges that do not touch, as the ports of a task. */
const portsOfTask: Ranges = Array.from({ length: 16 }, (_, i) => [31_000 + 2 * i, 31_000 + 2 * i]).flat();

/** Whole cpus and MiB. */
function resourcesOf(cpus: number, mem: number, disk: number, ports: Ranges): Resources {
  return Resources.of(
    scalar(kindOf("cpus"), cpus * 1000),
    scalar(kindOf("mem"), mem * 1000),
    scalar(kindOf("disk"), disk * 1000),
    ranged(kindOf("ports"), ports),
  );
}

interface Offer {
  readonly framework: string;
  readonly agent: string;
  readonly resources: Resources;
}

export function allocator(input: AllocatorInput): Done {
  const kernel = new Kernel();
  let given: Offer[] = [];
  const Kind = input.exhaustive ? ExhaustiveAllocator : Allocator;
  const options = { allocationIntervalMs: intervalMs, agentOrder: "shuffled" } as const;
  const one = new Kind(kernel, new Streams(1), options, (framework, byAgent) => {
    for (const [{ slaveId }, resources] of byAgent) given.push({ framework, agent: slaveId, resources });
  });
  const decline = (offers: readonly Offer[]): void => {
    for (const { framework, agent, resources } of offers)
      one.recoverResources(framework, agent, resources, refuseMs);
  };
  /** The next tick's allocation; what it gave. */
  const round = (): readonly Offer[] => {
    given = [];
    if (!kernel.playInstant(kernel.nowMs + intervalMs)) throw new Error("no tick came");
    return given;
  };

  const added = timed(() => {
    one.start();
    for (let i = 0; i < input.frameworks; i++) one.addFramework(`framework-${i}`, "*");
    for (let i = 0; i < input.agents; i++) {
      const by = `framework-${i % input.frameworks}`;
      const total = resourcesOf(24, 4096, 4096, [31_000, 32_000]);
      const used = resourcesOf(16, 2014, 1024, portsOfTask);
      one.addAgent(`agent-${i}`, `agent-${i}`, total, [[by, used]]);
    }
  });
  const failures: string[] = [];
  let offered = given.length;
  let last: readonly Offer[] = given;
  const rounds = (count: number, changed: number): number => {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < count; i++) {
      decline(last.slice(0, changed));
      const kept = last.slice(changed);
      const allocation = timed(round);
      least = Math.min(least, allocation.cpuSeconds);
      if (allocation.value.length !== changed)
        failures.push(`${allocation.value.length} of ${changed} agents were offered`);
      offered += allocation.value.length;
      last = [...kept, ...allocation.value];
    }
    return least;
  };
  const full = rounds(input.fullRounds, input.agents);
  const small = rounds(input.smallRounds, input.changed);
  return {
    measured: {
      addCpuSeconds: added.cpuSeconds,
      fullCpuSeconds: full,
      smallCpuSeconds: small,
      peakMib: peakMib(),
    },
    outcome: { offered },
    failures: failures.slice(0, 3),
  };
}
