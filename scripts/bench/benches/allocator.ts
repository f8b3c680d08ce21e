/** The allocator on the shape of Mesos' own DeclineOffers benchmark: rounds in which all agents changed, or few. */

import { type Bench, type Figure, ours, type Plan, type Target } from "../bench.ts";
import { own, ratio, time } from "../figures.ts";

interface Shape {
  readonly agents: number;
  readonly frameworks: number;
  /**
   * Seconds a round that the allocator of Mesos 0.28.3 itself took, best and worst, on a shared machine of two cores
   * on which flatqueue made 10.7 million hold operations a CPU second at 1,000 pending.
   */
  readonly mesos: readonly [number, number] | null;
  readonly target?: Target;
}

const shapes: readonly Shape[] = [
  { agents: 1000, frameworks: 50, mesos: [0.4, 0.47] },
  { agents: 2000, frameworks: 200, mesos: [1.5, 3.3], target: { atLeast: 50 } },
  { agents: 10_000, frameworks: 50, mesos: [2.9, 5.9], target: { atLeast: 20 } },
];
const quickShapes: readonly Shape[] = [{ agents: 200, frameworks: 20, mesos: null }];

const shapesOf = ({ quick }: Plan): readonly Shape[] => (quick ? quickShapes : shapes);
const nameOf = ({ agents, frameworks }: Shape): string => `${agents}x${frameworks}`;

export const allocator: Bench = {
  about:
    "the shape of Mesos' DeclineOffers: agents x frameworks, a round with every agent changed, one with 1 %",
  cases: (plan) =>
    shapesOf(plan).map((shape) =>
      ours(nameOf(shape), "allocator", {
        agents: shape.agents,
        frameworks: shape.frameworks,
        fullRounds: 10,
        smallRounds: 50,
        changed: shape.agents / 100,
        exhaustive: false,
      }),
    ),
  figures: (of, plan) =>
    shapesOf(plan).flatMap((shape): Figure[] => {
      const name = nameOf(shape);
      const one = of(name);
      const [full, small] = [one.spread("fullCpuSeconds"), one.spread("smallCpuSeconds")];
      const figures = [
        time(`${name}: adding all agents`, one.spread("addCpuSeconds"), "ms"),
        time(`${name}: a round, every agent changed`, full, "ms"),
        time(`${name}: a round, 1 % changed`, small, "ms"),
      ];
      if (shape.mesos !== null) {
        const [least] = shape.mesos;
        const times = { min: least / full.max, median: least / full.median, max: least / full.min };
        figures.push(own(`${name}: times as fast as Mesos' own at its best`, times, "x", shape.target));
      }
      figures.push(ratio(`${name}: every agent to 1 %`, full, small, { atLeast: 30 }));
      return figures;
    }),
  notes: () => [
    "Mesos 0.28.3 itself: 0.40 to 0.47 s, 1.5 to 3.3 s, 2.9 to 5.9 s a round, where flatqueue made 10.7 M holds/s",
  ],
};
