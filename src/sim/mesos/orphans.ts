/** What frameworks held on agents that were removed, until it is recovered. */

import type { Resources } from "../../model/resources.ts";
import type { Holding } from "./agent-state.ts";
import { lessOf } from "./allocator-state.ts";

export class Orphans {
  readonly #held = new Map<string, Map<string, Resources>>();

  get size(): number {
    return this.#held.size;
  }

  /** By agent, then by framework. */
  get held(): ReadonlyMap<string, ReadonlyMap<string, Resources>> {
    return this.#held;
  }

  /** On how many agents one of those frameworks held something. */
  heldBy(isMeant: (frameworkId: string) => boolean): number {
    return [...this.#held.values()].filter((holders) => [...holders.keys()].some(isMeant)).length;
  }

  /** The agent is removed. */
  add(slaveId: string, holdings: readonly Readonly<Holding>[]): void {
    if (holdings.length === 0) return;
    this.#held.set(slaveId, new Map(holdings.map(({ frameworkId, resources }) => [frameworkId, resources])));
  }

  /** Some of what a framework held, or with null all of it, is nobody's any more. */
  recover(slaveId: string, frameworkId: string, resources: Resources | null): void {
    const held = this.#held.get(slaveId);
    if (held === undefined) return;
    lessOf(held, frameworkId, resources);
    if (held.size === 0) this.#held.delete(slaveId);
  }

  /** The framework is removed. */
  forget(frameworkId: string): void {
    for (const slaveId of this.#held.keys()) this.recover(slaveId, frameworkId, null);
  }
}
