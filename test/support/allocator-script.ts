/**
 * The allocator alone, driven at given instants; what it gives is written down as lines, one per agent and run:
 * the time in ms, the framework, the agent, the resources.
 */

import { Resources } from "../../src/model/resources.ts";
import { Kernel } from "../../src/sim/kernel/kernel.ts";
import { Streams } from "../../src/sim/kernel/streams.ts";
import { Allocator } from "../../src/sim/mesos/allocator.ts";
import type { AllocatorLike, AllocatorOptions, OfferCallback } from "../../src/sim/mesos/allocator-like.ts";
import { ExhaustiveAllocator } from "../../src/sim/mesos/exhaustive-allocator.ts";
import { parse } from "./resources.ts";

export interface Given {
  readonly atMs: number;
  readonly framework: string;
  readonly agent: string;
  readonly resources: Resources;
}

export class AllocatorScript {
  readonly kernel = new Kernel();
  readonly allocator: AllocatorLike;
  readonly given: Given[] = [];
  /** Asked for each gift, right after the run that made it; does nothing unless a test says so. */
  onGiven: (given: Given) => void = () => undefined;
  readonly #act;

  constructor(
    options: Partial<AllocatorOptions> & { readonly seed?: number; readonly exhaustive?: boolean } = {},
  ) {
    const { seed = 1, allocationIntervalMs = 1000, agentOrder = "sorted", exhaustive = false } = options;
    this.#act = this.kernel.kind("test", (_a, _b, act) => (act as () => void)());
    const offer: OfferCallback = (framework, byAgent) => {
      for (const [{ slaveId }, resources] of byAgent) {
        const given = { atMs: this.kernel.nowMs, framework, agent: slaveId, resources };
        this.given.push(given);
        this.at(this.kernel.nowMs, () => this.onGiven(given));
      }
    };
    const Kind = exhaustive ? ExhaustiveAllocator : Allocator;
    this.allocator = new Kind(this.kernel, new Streams(seed), { allocationIntervalMs, agentOrder }, offer);
    this.allocator.start();
  }

  /** Lets something happen at an instant, in the order in which it was said. */
  at(atMs: number, act: (allocator: AllocatorLike) => void): void {
    this.kernel.at(atMs, this.#act, 0, 0, () => act(this.allocator));
  }

  agent(atMs: number, name: string, resources: string): void {
    this.at(atMs, (allocator) => allocator.addAgent(name, name, parse(resources)));
  }

  framework(atMs: number, name: string, role: string): void {
    this.at(atMs, (allocator) => allocator.addFramework(name, role));
  }

  /** Resources come back from a framework; without `refuseMs` no filter is set. */
  recover(
    atMs: number,
    framework: string,
    agent: string,
    resources: string,
    refuseMs: number | null = null,
  ): void {
    this.at(atMs, (allocator) => allocator.recoverResources(framework, agent, parse(resources), refuseMs));
  }

  runTo(untilMs: number): void {
    while (this.kernel.playInstant(untilMs));
    this.kernel.nowMs = untilMs;
  }

  get lines(): readonly string[] {
    return this.given.map(
      ({ atMs, framework, agent, resources }) => `${atMs} ${framework} <- ${agent} ${resources}`,
    );
  }

  /** All that a framework was given, summed. */
  sumOf(framework: string): Resources {
    return this.given
      .filter((given) => given.framework === framework)
      .reduce((sum, { resources }) => sum.plus(resources), Resources.none);
  }
}
