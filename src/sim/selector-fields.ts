/** The schemas of selectors: which agents, which tasks of an app are meant. */

import * as z from "zod";
import { appId, count, counted, name } from "./fields.ts";
import type { AgentSelector, TaskSelector } from "./scenario.ts";
import { exactlyOne, expected, isNot, oneOf, strict } from "./wrong-input.ts";

const anAgent =
  "an agent (an id, { hosting: APP }, { volumeOf: APP }, { attribute: NAME=VALUE }, { any: N } or all)";
const agentWays = ["hosting", "volumeOf", "attribute", "any"] as const;

/** The agents that an action or a fault means. */
export const agentSelector = z
  .union(
    [
      name,
      strict({
        hosting: appId.optional(),
        volumeOf: appId.optional(),
        attribute: z
          .string({ error: expected("an attribute (such as rack=r1)") })
          .regex(/^[^=]+=.+$/, { error: ({ input }) => isNot(input, "an attribute (such as rack=r1)") })
          .optional(),
        any: counted(1).optional(),
      })
        .check(exactlyOne(agentWays))
        .meta({ minProperties: 1, maxProperties: 1 }),
    ],
    { error: expected(anAgent) },
  )
  .transform((value): AgentSelector => {
    if (value === "all") return { by: "all" };
    if (typeof value === "string") return { by: "id", id: value };
    if (value.hosting !== undefined) return { by: "hosting", app: value.hosting };
    if (value.volumeOf !== undefined) return { by: "volumeOf", app: value.volumeOf };
    if (value.any !== undefined) return { by: "any", count: value.any };
    const [attribute = "", ...rest] = (value.attribute ?? "").split("=");
    return { by: "attribute", name: attribute, value: rest.join("=") };
  })
  .meta({ id: "AgentSelector", description: anAgent });

const aTask = "a task ({ index: N }, { on: AGENT }, { state: STATE }, oldest, newest or all)";
const taskWays = ["index", "on", "state"] as const;
const taskStates = ["suspended", "reserving", "staging", "running"] as const;

/** The tasks of an app that an action means. */
export const taskSelector = z
  .union(
    [
      z.enum(["oldest", "newest", "all"], { error: expected(aTask) }),
      strict({
        index: count.describe("Counts from 0 in order of creation").optional(),
        on: name.describe("The id of an agent").optional(),
        state: z.enum(taskStates, { error: oneOf(taskStates) }).optional(),
      })
        .check(exactlyOne(taskWays))
        .meta({ minProperties: 1, maxProperties: 1 }),
    ],
    { error: expected(aTask) },
  )
  .transform((value): TaskSelector => {
    if (typeof value === "string") return { by: value };
    if (value.index !== undefined) return { by: "index", index: value.index };
    if (value.on !== undefined) return { by: "on", agent: value.on };
    return { by: "state", state: value.state ?? "suspended" };
  })
  .meta({ id: "TaskSelector", description: aTask });
