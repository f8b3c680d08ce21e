/**
 * A random process of failures: each agent, or each group of agents that share the value of an attribute, is up for a
 * time drawn from `every`, then down for a time drawn from `recovers`, and so on.
 *
 * Every unit draws from streams of its own. A unit whose agents are all down already when its time comes is not struck:
 * its next time counts from the recovery. Without `recovers` it fails once, unless something else brings it back.
 * With `crews` no more of them are mended at a time: who fails while all are busy waits, and its time down counts from when
 * one begins with it. `hosting` and `volumeOf` are asked when the time comes: a unit that they do not mean then is passed over, and its
 * next time counts from there; `any` is drawn once, among the agents that the scenario lists.
 */

import type { Distribution } from "../../model/distributions.ts";
import { attributeOf } from "../../model/placed.ts";
import { noTimer, type Timer } from "../kernel/agenda.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import type { Streams } from "../kernel/streams.ts";
import { drawMs } from "../kernel/variates.ts";
import type { Agent } from "../mesos/agent.ts";
import type { AgentSelector, RandomFault } from "../scenario.ts";
import { Crews } from "./crews.ts";
import { shuffled } from "./drawing.ts";
import type { Fault } from "./fault.ts";
import type { FaultProcess } from "./process.ts";

export interface RandomDeps {
  readonly kernel: Kernel;
  readonly streams: Streams;
  /** Ids of the agents that the scenario lists, by code unit. */
  readonly listed: readonly string[];
  selectAgents(selector: AgentSelector, purpose: string): readonly Agent[];
  /** Tells every fault of the scenario that an agent is up again. */
  readonly recovered: (agent: Agent) => void;
}

/** What fails as one: an agent, or all that share the value of an attribute. */
interface Unit {
  /** The agent's id or the attribute's value: the entity of its streams. */
  readonly entity: string;
  readonly members: Set<Agent>;
  /** Those whose recovery it waits for. */
  readonly down: Set<Agent>;
  /** Of its next failure. */
  failure: Timer;
  /** Of the recovery that this process brings. */
  recovery: Timer;
  /** How long that takes once somebody begins with it, in ms. */
  mendMs: number;
}

export class RandomFailures implements FaultProcess {
  readonly #spec: RandomFault;
  readonly #fault: Fault;
  /** Of its streams. */
  readonly #purpose: string;
  readonly #deps: RandomDeps;
  readonly #fails: EventKind;
  readonly #recovers: EventKind;
  readonly #crews: Crews<Unit>;
  readonly #units: Unit[] = [];
  readonly #byEntity = new Map<string, Unit>();
  /** The agents of `any`. */
  readonly #drawn = new Set<string>();

  /** `index` is the place in the scenario's list of faults. */
  constructor(spec: RandomFault, index: number, fault: Fault, deps: RandomDeps) {
    const { kernel, streams, listed } = deps;
    this.#spec = spec;
    this.#fault = fault;
    this.#crews = new Crews(spec.crews);
    this.#purpose = `fault.${index}`;
    this.#deps = deps;
    this.#fails = kernel.kind("fault/failure", (_a, _b, unit) => this.#fail(unit as Unit));
    this.#recovers = kernel.kind("fault/recovery", (_a, _b, unit) => this.#recover(unit as Unit));
    if (spec.agents.by !== "any") return;
    for (const i of shuffled(listed.length, streams.of(`${this.#purpose}.agents`))) {
      if (this.#drawn.size === spec.agents.count) break;
      this.#drawn.add(listed[i] ?? "");
    }
  }

  joined(agent: Agent): void {
    const entity = this.#entityOf(agent);
    if (entity === undefined) return;
    let unit = this.#byEntity.get(entity);
    if (unit === undefined) {
      unit = { entity, members: new Set(), down: new Set(), failure: noTimer, recovery: noTimer, mendMs: 0 };
      this.#byEntity.set(entity, unit);
      this.#units.push(unit);
    }
    unit.members.add(agent);
    if (unit.failure === noTimer && unit.down.size === 0) this.#begin(unit);
  }

  left(agent: Agent): void {
    const unit = this.#unitOf(agent);
    if (unit === undefined) return;
    unit.members.delete(agent);
    const awaited = unit.down.delete(agent);
    if (unit.members.size === 0) this.#stop(unit);
    else if (awaited && unit.down.size === 0) this.#begin(unit);
  }

  recovered(agent: Agent): void {
    const unit = this.#unitOf(agent);
    if (unit === undefined || !unit.down.has(agent) || this.#fault.isDown(agent)) return;
    unit.down.delete(agent);
    // The rest of a group comes back when this process says so.
    const isMended = unit.recovery !== noTimer || this.#crews.isWaiting(unit);
    if (!isMended || unit.down.size === 0) this.#begin(unit);
  }

  #unitOf(agent: Agent): Unit | undefined {
    return this.#byEntity.get(this.#entityOf(agent) ?? "");
  }

  /** Undefined for an agent that the process never takes. */
  #entityOf({ name, spec }: Agent): string | undefined {
    const { agents, per } = this.#spec;
    if (agents.by === "id" && agents.id !== name) return undefined;
    if (agents.by === "attribute" && spec.attributes[agents.name] !== agents.value) return undefined;
    if (agents.by === "any" && !this.#drawn.has(name)) return undefined;
    return per === null ? name : attributeOf(spec.attributes, per);
  }

  /** Up from now on: draws how long. */
  #begin(unit: Unit): void {
    this.#stop(unit);
    // A time of 0 would fail and recover for ever within one instant.
    const upMs = Math.max(1, this.#draw(this.#spec.every, "every", unit));
    unit.failure = this.#deps.kernel.after(upMs, this.#fails, 0, 0, unit);
  }

  #stop(unit: Unit): void {
    this.#deps.kernel.cancel(unit.failure);
    this.#deps.kernel.cancel(unit.recovery);
    unit.failure = noTimer;
    unit.recovery = noTimer;
    unit.down.clear();
    const next = this.#crews.end(unit);
    if (next !== null) this.#mend(next);
  }

  /** Somebody begins with it. */
  #mend(unit: Unit): void {
    unit.recovery = this.#deps.kernel.after(unit.mendMs, this.#recovers, 0, 0, unit);
  }

  #draw(distribution: Distribution, what: string, unit: Unit): number {
    return drawMs(distribution, this.#deps.streams.of(`${this.#purpose}.${what}`, unit.entity));
  }

  #fail(unit: Unit): void {
    unit.failure = noTimer;
    const meant = this.#meantNow();
    if (this.#strike(unit, meant)) return this.#burst(unit, meant);
    for (const agent of unit.members) if (meant?.has(agent) ?? true) unit.down.add(agent);
    if (unit.down.size === 0) this.#begin(unit);
  }

  /** The agents of a selector whose meaning changes; null where all members are meant. */
  #meantNow(): ReadonlySet<Agent> | null {
    const { agents } = this.#spec;
    if (agents.by !== "hosting" && agents.by !== "volumeOf") return null;
    return new Set(this.#deps.selectAgents(agents, this.#purpose));
  }

  /** Takes those of the unit that are meant and up; false where there are none. */
  #strike(unit: Unit, meant: ReadonlySet<Agent> | null): boolean {
    const struck = [...unit.members].filter(
      (agent) => (meant?.has(agent) ?? true) && !this.#fault.isDown(agent),
    );
    if (struck.length === 0) return false;
    this.#stop(unit);
    for (const agent of struck) {
      this.#fault.strike(agent);
      unit.down.add(agent);
    }
    const { recovers } = this.#spec;
    if (recovers !== null) {
      unit.mendMs = this.#draw(recovers, "recovers", unit);
      if (this.#crews.begin(unit)) this.#mend(unit);
    }
    return true;
  }

  /** A share of the failures takes others along; each of them recovers in its own time. */
  #burst(first: Unit, meant: ReadonlySet<Agent> | null): void {
    const { together } = this.#spec;
    if (together === null) return;
    const stream = this.#deps.streams.of(`${this.#purpose}.together`, first.entity);
    if (stream.uniform() >= together.share) return;
    let wanted = together.size - 1;
    for (const i of shuffled(this.#units.length, stream)) {
      if (wanted === 0) return;
      const unit = this.#units[i];
      if (unit !== undefined && unit !== first && this.#strike(unit, meant)) wanted--;
    }
  }

  #recover(unit: Unit): void {
    const struck = [...unit.down];
    this.#begin(unit);
    for (const agent of struck) {
      this.#fault.mend(agent);
      this.#deps.recovered(agent);
    }
  }
}
