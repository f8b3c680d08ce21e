/** The JSON Schema of scenario files, made of the schemas that check them. */

import * as z from "zod";
import { actions } from "../sim/actions/index.ts";
import { agentEntry } from "../sim/agent-entry.ts";
import { faults } from "../sim/faults/index.ts";
import { frameworkEntry } from "../sim/frameworks/kinds.ts";
import { strict } from "../sim/wrong-input.ts";
import { appFileEntry, inlineAppEntry } from "./apps.ts";
import { actionEntry, faultEntry } from "./entry-schema.ts";
import { expectationEntry, subjectNames } from "./expectation-schema.ts";
import { mesosFlags } from "./mesos-flags.ts";
import { network } from "./network.ts";
import { taskLaw } from "./tasks.ts";
import { topShape, versions } from "./top.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

const oneOfMany = (schemas: readonly z.ZodType[]): z.ZodType =>
  z.union(schemas as [z.ZodType, ...z.ZodType[]]);

/** Of what a scenario file may hold: its input, before defaults. */
export function scenarioSchema(): JsonSchema {
  const anAction = [...actions.values()].map(({ name, about, fields }) => actionEntry(name, about, fields));
  const aFault = [...faults.values()].map(({ name, about, fields }) => faultEntry(name, about, fields));
  const whole = strict({
    ...topShape,
    versions: versions
      .optional()
      .describe("Which behaviour is simulated; default Marathon 1.1 and Mesos 0.28"),
    agents: z.array(agentEntry).optional(),
    mesos: mesosFlags.optional(),
    frameworks: z
      .array(frameworkEntry)
      .optional()
      .describe("Default one Marathon of role and principal marathon"),
    apps: z
      .array(oneOfMany([appFileEntry, inlineAppEntry]))
      .optional()
      .describe("Created at 0s, in this order"),
    network: network.optional(),
    tasks: z.array(taskLaw).optional().describe("How launched tasks behave; the first match wins"),
    actions: z
      .array(oneOfMany(anAction))
      .optional()
      .describe("What operators and the world do, at exact times"),
    faults: z.array(oneOfMany(aFault)).optional().describe("Random processes of things that go wrong"),
    expect: z
      .array(oneOfMany(subjectNames.map(expectationEntry)))
      .optional()
      .describe("What must hold"),
  });
  return { title: "A scenario of holdfast", ...z.toJSONSchema(whole, { io: "input" }) };
}
