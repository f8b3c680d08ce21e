/** What a message is about: the ids by which rules choose it, and with which its row says what was lost. */

import type { Message, OfferName } from "../../model/messages.ts";
import type { Operation, Trace } from "../../model/operations.ts";
import type { TaskStatus } from "../../model/tasks.ts";

/** What the master knows of the ids in messages. Only rows and rules ask; delivery never does. */
export interface Directory {
  /** The scenario's id of the agent of that id of Mesos, of one that was removed too, or null. */
  agentOf(slaveId: string): string | null;
  /** The scenario's id of the agent of an outstanding offer, or null. */
  agentOfOffer(offer: OfferName): string | null;
  /** A framework by Mesos' id or by the scenario's name, or null. */
  framework(idOrName: string): { readonly name: string; readonly role: string } | null;
  /** Whose doing a task of a framework is, or null. */
  traceOf(framework: string, taskId: string): Trace | null;
}

export interface MessageFacts {
  /** The scenario's ids, each once; an offer message and an ACCEPT may be about several. */
  readonly agents: readonly string[];
  readonly framework: string | null;
  readonly role: string | null;
  readonly traces: readonly Trace[];
}

/** Either end of a message, as far as facts need it. */
interface End {
  readonly kind: "master" | "agent" | "framework";
  readonly name: string;
}

/** Whose doing an operation is: of a LAUNCH each task is its own. */
export function tracesOf(operation: Operation): readonly Trace[] {
  if (operation.type === "LAUNCH")
    return operation.tasks.map(({ taskId, trace }) => ({ ...trace, task: taskId }));
  return operation.trace === undefined ? [] : [operation.trace];
}

/** The one value of a list that has no other, or undefined. */
export function only<T>(values: readonly (T | null | undefined)[]): T | undefined {
  const different = new Set(values);
  const [first] = different;
  return different.size === 1 ? (first ?? undefined) : undefined;
}

export function factsOf(from: End, to: End, message: Message, directory: Directory | null): MessageFacts {
  const end = from.kind === "master" ? to : from;
  const mentioned = mentionedBy(message);
  const idOrName = end.kind === "framework" ? end.name : mentioned.framework;
  const known = idOrName === undefined ? null : (directory?.framework(idOrName) ?? null);
  const framework = end.kind === "framework" ? end.name : (known?.name ?? mentioned.frameworkName ?? null);
  const bySlaveId = (mentioned.slaveIds ?? []).map((id) => directory?.agentOf(id));
  const byOffer = (mentioned.offers ?? []).map((offer) => directory?.agentOfOffer(offer));
  const agents = end.kind === "agent" ? [end.name] : [...(mentioned.agents ?? []), ...bySlaveId, ...byOffer];
  const ofTask = (task: string): Trace => ({
    ...(framework === null ? null : directory?.traceOf(framework, task)),
    task,
  });
  return {
    agents: [...new Set(agents.filter((agent) => agent !== null && agent !== undefined))],
    framework,
    role: known?.role ?? mentioned.role ?? null,
    traces: mentioned.traces ?? (mentioned.tasks ?? []).map(ofTask),
  };
}

/** The ids that a message itself carries. */
interface Mentioned {
  /** Mesos' id of a framework, or the scenario's name. */
  readonly framework?: string;
  readonly frameworkName?: string;
  readonly role?: string;
  readonly agents?: readonly string[];
  /** Mesos' ids of agents. */
  readonly slaveIds?: readonly string[];
  readonly offers?: readonly OfferName[];
  readonly tasks?: readonly string[];
  readonly traces?: readonly Trace[];
}

/** The task that an update is about: by itself where it is at hand, since the master may know it no more. */
const taskOf = ({ taskId, info }: TaskStatus): Pick<Mentioned, "tasks" | "traces"> =>
  info === undefined ? { tasks: [taskId] } : { traces: [{ ...info.trace, task: taskId }] };

const some = (id: string | null): readonly string[] => (id === null ? [] : [id]);

function mentionedBy(message: Message): Mentioned {
  switch (message.type) {
    case "SUBSCRIBE":
      return { role: message.info.role };
    case "ACCEPT":
      return { offers: message.offers, traces: message.operations.flatMap(tracesOf) };
    case "DECLINE":
      return { offers: message.offers };
    case "RESCIND":
      return { offers: [message.offer] };
    case "OFFERS":
      return { agents: message.offers.map(({ agent }) => agent) };
    case "KILL":
    case "ACKNOWLEDGE":
      return { slaveIds: some(message.slaveId), tasks: [message.taskId] };
    case "RECONCILE":
      return { tasks: Array.from(message.tasks, ({ taskId }) => taskId) };
    case "UPDATE":
      return { slaveIds: some(message.status.slaveId), ...taskOf(message.status) };
    case "AGENT_LOST":
      return { slaveIds: [message.slaveId] };
    case "STATUS_UPDATE":
      return { framework: message.frameworkId, ...taskOf(message.status) };
    case "RUN_TASK": {
      const { frameworkId, framework, role, task } = message;
      const traces = [{ ...task.trace, task: task.taskId }];
      return { framework: frameworkId, frameworkName: framework, role, traces };
    }
    case "KILL_TASK":
    case "ACKNOWLEDGE_STATUS":
      return { framework: message.frameworkId, tasks: [message.taskId] };
    case "SHUTDOWN_FRAMEWORK":
    case "UPDATE_FRAMEWORK":
      return { framework: message.frameworkId };
    default:
      return {};
  }
}
