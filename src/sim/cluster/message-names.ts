/** The names by which scenarios and the journal speak of messages. */

import type { Message } from "../../model/messages.ts";

/**
 * Operations of an ACCEPT, the calls of frameworks, and what the master and agents send. `status` and `registered` are
 * sent to the master's either side; `kill` and `acknowledge` are what KILL and ACKNOWLEDGE become on the way to an
 * agent; by `framework` an agent hears where one is now.
 */
export const messageNames = [
  ...["RESERVE", "UNRESERVE", "CREATE", "DESTROY", "LAUNCH"],
  ...["SUBSCRIBE", "ACCEPT", "DECLINE", "REVIVE", "SUPPRESS", "KILL", "ACKNOWLEDGE", "RECONCILE", "TEARDOWN"],
  ...["register", "unregister", "registered", "offer", "rescind", "lost", "error", "status", "acknowledge"],
  ...["run", "kill", "checkpoint", "framework", "shutdown", "ping", "pong"],
] as const;

type MessageName = (typeof messageNames)[number];

const noneOf = (...messages: readonly MessageName[]): ReadonlySet<string> => new Set(messages);

/** By what a rule may name beside a message: the messages that never say it (message-facts.ts), so that it would take none. */
export const silentAbout = {
  agent: noneOf("SUBSCRIBE", "REVIVE", "SUPPRESS", "RECONCILE", "TEARDOWN", "error"),
  framework: noneOf("register", "unregister", "checkpoint", "ping", "pong"),
  app: noneOf(
    ...(["SUBSCRIBE", "DECLINE", "REVIVE", "SUPPRESS", "TEARDOWN", "register", "unregister"] as const),
    ...(["registered", "offer", "rescind", "lost", "error", "checkpoint", "framework"] as const),
    ...(["shutdown", "ping", "pong"] as const),
  ),
} as const;

/** Null: nothing is sent, the message says that a connection ended. */
const names: Readonly<Record<Message["type"], string | null>> = {
  SUBSCRIBE: "SUBSCRIBE",
  ACCEPT: "ACCEPT",
  DECLINE: "DECLINE",
  REVIVE: "REVIVE",
  SUPPRESS: "SUPPRESS",
  KILL: "KILL",
  ACKNOWLEDGE: "ACKNOWLEDGE",
  RECONCILE: "RECONCILE",
  TEARDOWN: "TEARDOWN",
  FRAMEWORK_EXITED: null,
  AGENT_EXITED: null,
  REGISTER_AGENT: "register",
  REREGISTER_AGENT: "register",
  UNREGISTER_AGENT: "unregister",
  STATUS_UPDATE: "status",
  REGISTERED: "registered",
  REREGISTERED: "registered",
  OFFERS: "offer",
  RESCIND: "rescind",
  AGENT_LOST: "lost",
  ERROR: "error",
  UPDATE: "status",
  UPDATES: "status",
  AGENT_REGISTERED: "registered",
  AGENT_REREGISTERED: "registered",
  SHUTDOWN: "shutdown",
  SHUTDOWN_FRAMEWORK: "shutdown",
  UPDATE_FRAMEWORK: "framework",
  CHECKPOINT_RESOURCES: "checkpoint",
  RUN_TASK: "run",
  KILL_TASK: "kill",
  ACKNOWLEDGE_STATUS: "acknowledge",
};

/** Whether a message only says that a connection ended. */
export function saysEnd({ type }: Message): boolean {
  return type === "FRAMEWORK_EXITED" || type === "AGENT_EXITED";
}

/** A message's name; null for what only says that a connection ended. */
export function nameOf(message: Message): string | null {
  return names[message.type];
}
