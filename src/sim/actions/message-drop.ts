/** Loses messages, or single operations of an ACCEPT. */

import { z } from "zod";
import { appId, counted, name, positiveDuration } from "../fields.ts";
import { agentSelector } from "../selector-fields.ts";
import { exactlyOne, oneOf, strict } from "../wrong-input.ts";
import { defineAction } from "./action.ts";

/** Operations that the master can lose out of an ACCEPT. */
export const droppable: readonly string[] = ["RESERVE", "CREATE"];

/** All that may be lost or held up: operations of an ACCEPT, calls, and what the master and agents send. */
export const messages = [
  ...["RESERVE", "UNRESERVE", "CREATE", "DESTROY", "LAUNCH"],
  ...["SUBSCRIBE", "ACCEPT", "DECLINE", "REVIVE", "SUPPRESS", "KILL", "ACKNOWLEDGE", "RECONCILE", "TEARDOWN"],
  ...["registered", "offer", "rescind", "status", "run", "checkpoint", "ping", "pong"],
] as const;

const messageName = z
  .enum(messages, { error: oneOf(messages) })
  .refine((message) => droppable.includes(message), {
    error: ({ input }) => `dropping ${input} is not available yet; only ${droppable.join(" and ")} are`,
  });

export const messageDrop = defineAction({
  name: "message.drop",
  about: "Loses messages, or single operations of an ACCEPT in the master",
  fields: z.lazy(() =>
    strict({
      message: messageName,
      agent: agentSelector.optional().describe("Default any"),
      framework: name.optional().describe("Default any"),
      app: appId.optional().describe("Default any"),
      next: counted(1).optional().describe("How many"),
      for: positiveDuration.optional().describe("For how long"),
    }).check(exactlyOne(["next", "for"])),
  ),
  apply: (world, fields) => {
    const { message, agent, framework = null, app = null, next = Number.POSITIVE_INFINITY } = fields;
    const untilMs = fields.for === undefined ? Number.POSITIVE_INFINITY : world.kernel.nowMs + fields.for;
    const agents =
      agent === undefined || agent.by === "all" ? null : world.selectAgents(agent, "action/message.drop");
    world.network.addDropRule({
      message,
      agent: null,
      agents: agents === null ? null : new Set(agents.map((one) => one.name)),
      framework,
      app,
      left: next,
      untilMs,
    });
  },
});
