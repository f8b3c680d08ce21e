/** A recorded history of failures, played as it was written down. */

import { noTimer, type Timer } from "../kernel/agenda.ts";
import type { EventKind, Kernel } from "../kernel/kernel.ts";
import type { Agent } from "../mesos/agent.ts";
import type { RecordedFailure, RecordedFault } from "../scenario.ts";
import type { Fault } from "./fault.ts";
import type { FaultProcess } from "./process.ts";

export interface RecordedDeps {
  readonly kernel: Kernel;
  readonly agents: ReadonlyMap<string, Agent>;
  /** Tells every fault of the scenario that an agent is up again. */
  readonly recovered: (agent: Agent) => void;
}

/** A failure of an agent that is not there, or down already, is passed over, and so is its recovery. */
export class RecordedFailures implements FaultProcess {
  readonly #deps: RecordedDeps;
  readonly #fault: Fault;
  readonly #recovers: EventKind;
  /** Struck by this history and still down, with the timer of the recovery. */
  readonly #struck = new Map<Agent, Timer>();

  /** Rows after the end of the run are never played; those of one instant are played as they were written. */
  constructor(spec: RecordedFault, fault: Fault, deps: RecordedDeps) {
    const { kernel } = deps;
    this.#deps = deps;
    this.#fault = fault;
    this.#recovers = kernel.kind("fault/recorded recovery", (_a, _b, agent) => this.#recover(agent as Agent));
    const strikes = kernel.kind("fault/recorded failure", (_a, _b, failure) =>
      this.#strike(failure as RecordedFailure),
    );
    for (const failure of spec.failures) kernel.at(failure.atMs, strikes, 0, 0, failure);
  }

  joined(): void {}

  left(agent: Agent): void {
    this.#forget(agent);
  }

  recovered(agent: Agent): void {
    if (!this.#fault.isDown(agent)) this.#forget(agent);
  }

  #strike({ agent: name, recoversMs }: RecordedFailure): void {
    const agent = this.#deps.agents.get(name);
    if (agent === undefined || this.#fault.isDown(agent)) return;
    this.#fault.strike(agent);
    const { kernel } = this.#deps;
    const timer = recoversMs === null ? noTimer : kernel.after(recoversMs, this.#recovers, 0, 0, agent);
    this.#struck.set(agent, timer);
  }

  #recover(agent: Agent): void {
    this.#struck.delete(agent);
    this.#fault.mend(agent);
    this.#deps.recovered(agent);
  }

  #forget(agent: Agent): void {
    this.#deps.kernel.cancel(this.#struck.get(agent) ?? noTimer);
    this.#struck.delete(agent);
  }
}
