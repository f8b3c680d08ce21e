/** The agenda against event queues of npm, by how many entries wait. */

import { type Bench, type Figure, ours, type Plan } from "../bench.ts";
import { rate, ratio } from "../figures.ts";
import type { Spread } from "../spread.ts";
import { type QueueName, queues } from "../works/queues.ts";

const increments = ["exp", "ticks"] as const;
const ceiling: QueueName = "flatqueue";
const mine: QueueName = "agenda";

const names = Object.keys(queues) as QueueName[];
/** Those that keep the order of ties, as the agenda must. */
const stable: readonly QueueName[] = names.filter((name) => name !== "agenda" && name !== "flatqueue");

const sizes = ({ quick }: Plan): readonly number[] => (quick ? [1000] : [1000, 100_000, 1_000_000]);
const holdsOf = (pending: number, { quick }: Plan): number =>
  quick ? 200_000 : pending > 1000 ? 1_000_000 : 2_000_000;
/** At a million only what the table of issue figures asks for is worth its time. */
const queuesAt = (pending: number): readonly QueueName[] =>
  pending >= 1_000_000 ? [mine, ceiling, "tinyqueue"] : [mine, ceiling, ...stable];

const caseOf = (queue: QueueName, pending: number, kind: string): string => `${queue} ${pending} ${kind}`;

export const hold: Bench = {
  about:
    "the agenda against event queues of npm: 1,000 to 1,000,000 pending, times all apart or often shared",
  cases: (plan) =>
    sizes(plan).flatMap((pending) =>
      increments.flatMap((kind) =>
        queuesAt(pending).map((queue) =>
          ours(caseOf(queue, pending, kind), "hold", {
            queue,
            pending,
            increments: kind,
            holds: holdsOf(pending, plan),
          }),
        ),
      ),
    ),
  figures: (of, plan) =>
    sizes(plan).flatMap((pending) =>
      increments.flatMap((kind): Figure[] => {
        const secondsOf = (queue: QueueName): Spread => of(caseOf(queue, pending, kind)).spread("cpuSeconds");
        const at = `${pending.toLocaleString("en")} ${kind}`;
        const target = pending === 100_000 ? { atLeast: 2_000_000 } : undefined;
        const rates = queuesAt(pending).map((queue) =>
          rate(
            `${at}: ${queue}`,
            holdsOf(pending, plan),
            secondsOf(queue),
            "holds/s",
            queue === mine ? target : undefined,
          ),
        );
        const fastest = queuesAt(pending)
          .filter((queue) => stable.includes(queue))
          .map(secondsOf)
          .reduce((a, b) => (b.min < a.min ? b : a));
        const goals: Readonly<Record<number, number>> = { 1000: 1.5, 100000: 3 };
        const atLeast = goals[pending];
        return [
          ...rates,
          ratio(
            `${at}: agenda to the fastest that keeps ties in order`,
            fastest,
            secondsOf(mine),
            atLeast === undefined ? undefined : { atLeast },
          ),
          ratio(`${at}: agenda to flatqueue, which does not`, secondsOf(ceiling), secondsOf(mine)),
        ];
      }),
    ),
};
