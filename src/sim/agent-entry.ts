/** The schema of an entry under `agents`: hosts with all that they have. */

import * as z from "zod";
import { parseAttribute } from "../model/attributes.ts";
import { formatRanges, minusRanges, type Ranges, sizeOfRanges } from "../model/ranges.ts";
import { type Entry, kindOf, Resources, ranged, scalar } from "../model/resources.ts";
import { amountOf, byCodeUnit } from "../model/units.ts";
import { counted, duration, name, noNearMiss, ports, role, scalarMilli, sizeMilli } from "./fields.ts";
import type { AgentSpec } from "./scenario.ts";
import { expected, strict } from "./wrong-input.ts";

/** As an agent's own default (slave/containerizer/containerizer.cpp:59-154 @ 0.28.3). */
const defaultPorts: Ranges = [31_000, 32_000];

const shape = {
  cpus: scalarMilli,
  mem: sizeMilli,
  disk: sizeMilli.optional().describe("Default 0"),
  ports: ports.optional().describe('Default "31000-32000"'),
  gpus: scalarMilli.optional().describe("Default 0"),
};
const aMap = { error: expected("a map of resources (such as { cpus: 4, mem: 8GiB })") };

/** What is written, thousandths by name. */
interface Amounts {
  readonly scalars: Map<string, number>;
  ports: Ranges | undefined;
}

/** Known names first, in Mesos' usual order, then others by name. */
const usualOrder = ["cpus", "mem", "disk", "gpus"];

function amountsOf({ ports: ranges, ...written }: Readonly<Record<string, unknown>>): Amounts {
  const others = Object.keys(written).filter((key) => !usualOrder.includes(key));
  const scalars = [...usualOrder, ...others.sort(byCodeUnit)].map(
    (key) => [key, Number(written[key] ?? 0)] as const,
  );
  return { scalars: new Map(scalars), ports: ranges as Ranges | undefined };
}

const total = z
  .object(shape, aMap)
  .catchall(scalarMilli)
  .check(noNearMiss)
  .transform(amountsOf)
  .meta({ id: "Resources", description: "All that the host has; further scalars by their name" });

const part = z
  .object({ ...shape, cpus: scalarMilli.optional(), mem: sizeMilli.optional() }, aMap)
  .catchall(scalarMilli)
  .check(noNearMiss)
  .transform(amountsOf)
  .meta({ id: "ReservedResources", description: "Statically reserved, out of the agent's resources" });

/** The entries of one role, in the order in which Mesos lists them. */
function entriesOf({ scalars, ports: ranges }: Amounts, ofRole?: string): Entry[] {
  const entries = [...scalars].map(([key, milli]) => scalar(kindOf(key, ofRole), milli));
  return [...entries.slice(0, 3), ranged(kindOf("ports", ofRole), ranges ?? []), ...entries.slice(3)];
}

interface Problem {
  readonly key: string;
  readonly message: string;
}

/** Takes what is reserved out of the rest; says what is not there. */
function takeOut(rest: Amounts, taken: Amounts): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [key, milli] of taken.scalars) {
    const left = rest.scalars.get(key) ?? 0;
    if (milli <= left) rest.scalars.set(key, left - milli);
    else {
      const message = `${amountOf(milli)} is more than is left of the agent's ${key} (${amountOf(left)})`;
      problems.push({ key, message });
    }
  }
  const missing = minusRanges(taken.ports ?? [], rest.ports ?? []);
  if (sizeOfRanges(missing) > 0)
    problems.push({ key: "ports", message: `the agent has no ports ${formatRanges(missing)} left` });
  rest.ports = minusRanges(rest.ports ?? [], taken.ports ?? []);
  return problems;
}

const reservingRole = role.refine((text) => text !== "*", {
  error: '"*" is the role of what is not reserved',
});

const attribute = z
  .union([z.string(), z.number(), z.boolean()], {
    error: expected("the value of an attribute (a text or a number)"),
  })
  .transform(String)
  .refine((text) => parseAttribute(text) !== null, {
    error: ({ input }) =>
      `an agent with the attribute ${JSON.stringify(input)} does not start (a text, a number or ranges such as [1-3])`,
  });

/** Several agents: without a count the entry's id, else id-1 to id-n. */
export const agentEntry = strict({
  id: name.describe("The agent's id and hostname; with a count, id-1 to id-n"),
  count: counted(1, 100_000).optional(),
  resources: total,
  attributes: z
    .record(z.string().min(1), attribute, { error: expected("a map of attributes (such as { rack: r1 })") })
    .default({}),
  reserved: z.record(reservingRole, part, { error: expected("a map of resources by role") }).default({}),
  joins: duration.default(0).describe("Default 0s"),
})
  .transform((entry, context): readonly AgentSpec[] => {
    const rest: Amounts = {
      scalars: new Map(entry.resources.scalars),
      ports: entry.resources.ports ?? defaultPorts,
    };
    const reserved: Entry[] = [];
    for (const ofRole of Object.keys(entry.reserved).sort(byCodeUnit)) {
      const taken = entry.reserved[ofRole] ?? amountsOf({});
      for (const { key, message } of takeOut(rest, taken)) {
        context.issues.push({ code: "custom", message, input: taken, path: ["reserved", ofRole, key] });
      }
      reserved.push(...entriesOf(taken, ofRole));
    }
    const resources = Resources.of(...entriesOf(rest), ...reserved);
    const { attributes, joins: joinsMs } = entry;
    return idsOf(entry.id, entry.count).map((id) => ({ id, resources, attributes, joinsMs }));
  })
  .meta({ id: "Agents" });

/** The ids that an entry makes. */
export function idsOf(id: string, copies: number | undefined): readonly string[] {
  return copies === undefined ? [id] : Array.from({ length: copies }, (_, i) => `${id}-${i + 1}`);
}
