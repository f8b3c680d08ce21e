/** What every agent of a simulation shares: the services it uses, and the kinds of event that are its own. */

import type { Census } from "../../cluster/census.ts";
import type { Ledger } from "../../cluster/ledger.ts";
import type { Network } from "../../cluster/network.ts";
import type { Recorder } from "../../cluster/recorder.ts";
import type { TaskLaws } from "../../cluster/task-laws.ts";
import type { Vitals } from "../../cluster/vitals.ts";
import type { EventKind, Kernel } from "../../kernel/kernel.ts";
import type { Streams } from "../../kernel/streams.ts";
import type { Agent } from "../agent.ts";
import type { Pings } from "../pings.ts";
import { type ProcessEvents, processEvents } from "./processes.ts";
import { registrationEvent } from "./registration.ts";
import { retryEvent } from "./status-updates.ts";

export interface AgentDeps {
  readonly kernel: Kernel;
  readonly streams: Streams;
  readonly recorder: Recorder;
  readonly network: Network;
  readonly ledger: Ledger;
  readonly census: Census;
  readonly laws: TaskLaws;
  readonly vitals: Vitals;
  readonly pings: Pings;
  /** The flag registration_backoff_factor. */
  readonly registrationBackoffMs: number;
  /** The flag executor_registration_timeout. */
  readonly executorRegistrationMs: number;
}

/** The kinds of event that all agents share, registered once. */
export interface AgentEvents extends ProcessEvents {
  readonly retry: EventKind;
  readonly register: EventKind;
  readonly back: EventKind;
  readonly recovered: EventKind;
  readonly abandoned: EventKind;
}

export function agentEvents(kernel: Kernel): AgentEvents {
  const kind = (name: string, what: (agent: Agent, absence: number) => void): EventKind =>
    kernel.kind(name, (absence, _b, payload) => what(payload as Agent, absence));
  return {
    ...processEvents(kernel),
    retry: retryEvent(kernel),
    register: registrationEvent(kernel),
    back: kind("agent/starts again", (agent, absence) => agent.startAgain(absence)),
    recovered: kind("agent/executors are back", (agent, absence) => agent.recoveredExecutors(absence)),
    abandoned: kind("agent/executors give up", (agent, absence) => agent.abandonedExecutors(absence)),
  };
}
