/** The simulated world: who is in it, and the services they share. Actions and faults act on it. */

import type { Census } from "./cluster/census.ts";
import type { Framework, MarathonApi } from "./cluster/framework.ts";
import type { Ledger } from "./cluster/ledger.ts";
import type { Network } from "./cluster/network.ts";
import type { OfferLog } from "./cluster/offer-log.ts";
import type { OperatorApi } from "./cluster/operator-api.ts";
import type { Recorder } from "./cluster/recorder.ts";
import type { Faults } from "./faults/faults.ts";
import type { Kernel } from "./kernel/kernel.ts";
import type { Streams } from "./kernel/streams.ts";
import type { Agent } from "./mesos/agent.ts";
import type { Master } from "./mesos/master.ts";
import type { AgentSelector, AgentSpec, FrameworkSpec, Scenario, TaskSelector } from "./scenario.ts";

export interface World {
  readonly scenario: Scenario;
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly recorder: Recorder;
  readonly network: Network;
  readonly ledger: Ledger;
  readonly census: Census;
  /** Only where somebody will ask why offers were not used. */
  readonly offerLog?: OfferLog | undefined;
  readonly master: Master;
  /** By the scenario's id, in order of joining. */
  readonly agents: ReadonlyMap<string, Agent>;
  readonly frameworks: ReadonlyMap<string, Framework>;
  /** Those of the frameworks that are Marathons. */
  readonly marathons: ReadonlyMap<string, MarathonApi>;
  /** The Marathon of that name, or the first where null. Throws where there is none. */
  marathon(name: string | null): MarathonApi;
  readonly operator: OperatorApi;
  /** Whoever brings an agent back tells them. */
  readonly faults: Faults;
  /** An agent joins now. */
  addAgent(spec: AgentSpec): void;
  /** A framework joins now. */
  addFramework(spec: FrameworkSpec): void;
  /** The master is gone; another one leads after `downMs`. */
  failOverMaster(downMs: number): void;
  /** The agents a selector means now, by id order; `purpose` names the random stream of `any`. */
  selectAgents(selector: AgentSelector, purpose: string): readonly Agent[];
  /** The task ids of an app that a selector means now. */
  selectTasks(marathon: MarathonApi, app: string, selector: TaskSelector): readonly string[];
}
