/** Which messages of its master an agent heeds in which state, as the handlers of slave/slave.cpp @ 0.28.3 have it. */

import type { ToAgent } from "../../../model/messages.ts";

/**
 * masterless: it recovers, or no master leads: nobody's word counts. disconnected: it is not registered since it found its
 * master, whatever it was before. running: it is registered. terminating: it was told to shut down.
 */
export type AgentState = "masterless" | "disconnected" | "running" | "terminating";

/**
 * Tasks are run and killed before the agent is registered; frameworks are not shut down, and updates not acknowledged
 * (registered: lines 961-1047; reregistered: 1077-1120; runTask: 1373-1411; killTask: 1906-1934; shutdownFramework:
 * 2084-2103; statusUpdateAcknowledgement: 2388-2406; shutdown: 704-709). Whoever sends a checkpoint is not asked
 * (2298-2330).
 */
const heeded: Readonly<Record<Exclude<AgentState, "running">, ReadonlySet<ToAgent["type"]>>> = {
  masterless: new Set(["CHECKPOINT_RESOURCES"]),
  disconnected: new Set([
    "AGENT_REGISTERED",
    "AGENT_REREGISTERED",
    "CHECKPOINT_RESOURCES",
    "RUN_TASK",
    "KILL_TASK",
    "SHUTDOWN",
  ]),
  terminating: new Set(["CHECKPOINT_RESOURCES"]),
};

/** One that is registered heeds all. */
export function heeds(state: AgentState, message: ToAgent): boolean {
  return state === "running" || heeded[state].has(message.type);
}
