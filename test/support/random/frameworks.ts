/** Random frameworks: all kinds, in a few roles, with rules and sizes that fit the random agents. */

import fc from "fast-check";
import {
  atMs,
  choice,
  chosen,
  type Instant,
  instant,
  type Json,
  maybe,
  ms,
  seldom,
  spread,
  without,
} from "./common.ts";

export const roles = ["r", "s", "*"] as const;
const principals = [null, "p", "q"] as const;

const labels = maybe(fc.constantFrom<Json>({ owner: "x" }, { owner: "y" }, {}, { owner: "x", app: "z" }));
const amounts = fc.constantFrom<Json>(
  { cpus: 0.1 },
  { cpus: 0.5, mem: 32 },
  { cpus: 1, mem: 64, disk: 20 },
  { disk: 40 },
  { mem: 33, disk: 10 },
  { cpus: 0.123, mem: 10 },
  { cpus: 100 },
);
const volume = fc.constantFrom("v1", "v2", "v3");
const refuse_seconds = maybe(fc.constantFrom(0, 0, 0.2, 1, 3, 5, 20, -1, 1e300));
const runs = fc.oneof({ weight: 1, arbitrary: fc.constant(undefined) }, { weight: 6, arbitrary: spread });

const step: fc.Arbitrary<Json> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ RESERVE: amounts, labels }).map(without) },
  { weight: 1, arbitrary: fc.record({ UNRESERVE: amounts, labels }).map(without) },
  {
    weight: 3,
    arbitrary: fc
      .record({ CREATE: fc.constantFrom({ disk: 10 }, { disk: 20 }, { disk: 40 }), id: volume, labels })
      .map(without),
  },
  { weight: 1, arbitrary: fc.record({ DESTROY: volume }) },
  {
    weight: 3,
    arbitrary: fc
      .record({
        LAUNCH: fc.oneof(amounts, amounts, fc.constant("all")),
        volumes: maybe(fc.subarray(["v1", "v2"])),
        runs,
      })
      .map(without),
  },
);

interface RuleDraft {
  readonly agent: number | undefined;
  readonly from: Instant | undefined;
  readonly times: number | undefined;
  readonly has: Json | undefined;
  readonly answer: Json;
}

const rule: fc.Arbitrary<RuleDraft> = fc.record({
  agent: seldom(choice),
  from: seldom(instant),
  times: maybe(fc.integer({ min: 1, max: 5 })),
  has: seldom(amounts),
  answer: fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .record({ accept: fc.array(step, { minLength: 1, maxLength: 4 }), refuse_seconds })
        .map(without),
    },
    {
      weight: 1,
      arbitrary: refuse_seconds.map((seconds) => ({
        decline: seconds === undefined ? {} : { refuse_seconds: seconds },
      })),
    },
    { weight: 1, arbitrary: fc.constantFrom<Json>({ hold: "1ms" }, { hold: "2s" }, { hold: "30s" }) },
  ),
});

const task = fc
  .record({
    cpus: fc.constantFrom(0.5, 1, 2),
    mem: fc.constantFrom(16, 32, 100),
    disk: fc.constantFrom(undefined, 5),
    runs,
  })
  .map(without);

const job = fc
  .record({
    cpus: fc.constantFrom<unknown>(0.5, { uniform: { min: 0.1, max: 2 } }),
    mem: fc.constant(20),
    count: maybe(fc.constantFrom(1, 3)),
    runs,
  })
  .map(without);

/** What is peculiar to a kind; names in it are still choices. */
type Kind =
  | { readonly kind: "scripted"; readonly rules: readonly RuleDraft[] }
  | { readonly kind: "other"; readonly entry: Json };

export interface FrameworkDraft {
  readonly role: number;
  readonly principal: number;
  readonly joins: Instant | undefined;
  readonly what: Kind;
}

const kind: fc.Arbitrary<Kind> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("scripted" as const),
      rules: fc.array(rule, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("other" as const),
      entry: fc.oneof(
        fc.record({ kind: fc.constantFrom("greedy", "polite"), task }),
        fc.record({ kind: fc.constant("hoarder"), holds: fc.constantFrom("1s", "7s", "40s") }),
        fc
          .record({
            kind: fc.constant("batch"),
            arrives: fc.constantFrom<unknown>("3s", { exponential: { mean: "5s" } }),
            task: job,
            thinks: maybe(fc.constant({ job: "10ms", task: "5ms" })),
          })
          .map(without),
      ),
    }),
  },
);

/** One framework that is no Marathon. */
export const framework: fc.Arbitrary<FrameworkDraft> = fc.record({
  role: choice,
  principal: choice,
  joins: seldom(instant),
  what: kind,
});

/** One that has jobs now and then, small ones and some that fit nowhere, and thinks for no time or long. */
export const batch: fc.Arbitrary<FrameworkDraft> = fc.record({
  role: choice,
  principal: choice,
  joins: seldom(instant),
  what: fc.record({
    kind: fc.constant("other" as const),
    entry: fc
      .record({
        kind: fc.constant("batch"),
        arrives: fc.constantFrom<unknown>("2s", "7s", { exponential: { mean: "4s" } }, "20s"),
        task: fc.oneof(
          { weight: 3, arbitrary: job },
          {
            weight: 2,
            arbitrary: fc.record({
              cpus: fc.constantFrom<unknown>(0.2, 0.5, { uniform: { min: 0.1, max: 4 } }),
              mem: fc.constantFrom(16, 33),
              count: fc.constantFrom<unknown>(1, 5, { uniform: { min: 1, max: 9 } }),
              runs: fc.constantFrom("100ms", "3s", "15s"),
            }),
          },
        ),
        thinks: fc.constantFrom(
          undefined,
          { job: "10ms", task: "5ms" },
          { task: "1s" },
          { job: "300ms", task: "200ms" },
        ),
      })
      .map(without),
  }),
});

function ruleEntry(draft: RuleDraft, agents: readonly string[], durationMs: number): Json {
  return without({
    agent: draft.agent === undefined ? undefined : chosen(agents, draft.agent),
    from: draft.from === undefined ? undefined : ms(atMs(draft.from, durationMs)),
    times: draft.times,
    has: draft.has,
    ...draft.answer,
  });
}

/** The entry of that name, as under `frameworks`; for one that joins by an action, `joins` is left out. */
export function frameworkEntry(
  name: string,
  { role, principal, joins, what }: FrameworkDraft,
  agents: readonly string[],
  durationMs: number,
  byAction: boolean,
): Json {
  const own =
    what.kind === "scripted"
      ? { kind: "scripted", rules: what.rules.map((one) => ruleEntry(one, agents, durationMs)) }
      : what.entry;
  return without({
    name,
    role: chosen(roles, role),
    principal: chosen(principals, principal),
    joins: joins === undefined || byAction ? undefined : ms(atMs(joins, durationMs)),
    ...own,
  });
}
