/** The fields by which actions choose messages. */

import * as z from "zod";
import { messageNames, silentAbout } from "../cluster/message-names.ts";
import type { DropRule } from "../cluster/network.ts";
import { appId, counted, name, positiveDuration } from "../fields.ts";
import type { AgentSelector } from "../scenario.ts";
import { agentSelector } from "../selector-fields.ts";
import type { World } from "../world.ts";
import { exactlyOne, oneOf, strict } from "../wrong-input.ts";
import type { Doubt } from "./action.ts";

/** The fields that say which messages are meant, before others of an action. */
export function messageFields<T extends z.core.$ZodLooseShape>(others: T) {
  return strict({
    message: z.enum(messageNames, { error: oneOf(messageNames) }),
    ...others,
    agent: agentSelector.optional().describe("Default any"),
    framework: name.optional().describe("Default any"),
    app: appId.optional().describe("Default any"),
    next: counted(1).optional().describe("How many"),
    for: positiveDuration.optional().describe("For how long"),
  }).check(exactlyOne(["next", "for"]));
}

interface Chosen {
  readonly message: string;
  readonly agent?: AgentSelector | undefined;
  readonly framework?: string | undefined;
  readonly app?: string | undefined;
  readonly next?: number | undefined;
  readonly for?: number | undefined;
}

/** What no message of that name says: the rule would take none. */
export function doubtsOf(chosen: Chosen): readonly Doubt[] {
  const { message, agent, framework, app } = chosen;
  const named = { agent: agent?.by === "all" ? undefined : agent, framework, app };
  return (["agent", "framework", "app"] as const).flatMap((field) =>
    named[field] === undefined || !silentAbout[field].has(message)
      ? []
      : [{ field, says: `no effect: no ${message} says which ${field} it is about, so this takes none` }],
  );
}

/** The rule that the fields stand for, from now on; `purpose` names the stream of an agent `any`. */
export function ruleOf(
  world: Pick<World, "kernel" | "selectAgents">,
  { message, agent, framework, app, next, for: forMs }: Chosen,
  purpose: string,
): DropRule {
  const agents = agent === undefined || agent.by === "all" ? null : world.selectAgents(agent, purpose);
  return {
    message,
    agent: null,
    agents: agents === null ? null : new Set(agents.map((one) => one.name)),
    framework: framework ?? null,
    app: app ?? null,
    left: next ?? Number.POSITIVE_INFINITY,
    untilMs: forMs === undefined ? Number.POSITIVE_INFINITY : world.kernel.nowMs + forMs,
  };
}
