/** The same two models in holdfast's kernel and in simulation libraries of others. */

import { intervalOf } from "../batch-means.ts";
import { type Bench, type Case, type Figure, ours, type Plan, type Repeats, type Target } from "../bench.ts";
import { meanDown, meanWait } from "../exact.ts";
import { exactly, own, rate } from "../figures.ts";
import { commandOf, type Model, peers as others, type Peer } from "../peers.ts";
import type { Spread } from "../spread.ts";

interface Subject {
  readonly model: Model;
  readonly title: string;
  readonly work: "multiServer" | "machineRepair";
  readonly what: string;
  readonly exact: number;
  readonly count: number;
}

const subjects: readonly Subject[] = [
  {
    model: "mmc",
    title: "M/M/4",
    work: "multiServer",
    what: "mean wait",
    exact: meanWait(3.6, 1, 4),
    count: 4_000_000,
  },
  {
    model: "repair",
    title: "machine repair",
    work: "machineRepair",
    what: "mean down",
    exact: meanDown(10_000, 0.001, 12, 1),
    count: 4_000_000,
  },
];

const kernel = "holdfast's kernel";
const bare = "flatqueue alone (ceiling)";
const unit = (model: Model): string => (model === "mmc" ? "customers/s" : "events/s");
const scale = ({ quick }: Plan): number => (quick ? 0.05 : 1);
const there = (model: Model): readonly Peer[] =>
  others.filter((peer) => peer.counts[model] !== undefined && commandOf(peer) !== null);
const countOf = (count: number, plan: Plan): number => Math.round((count * scale(plan)) / 21) * 21;

function cases(plan: Plan): readonly Case[] {
  return subjects.flatMap(({ model, title, work, count }): Case[] => {
    const mine = (["kernel", "bare"] as const).map((on) =>
      ours(`${title} ${on === "kernel" ? kernel : bare}`, work, { on, count: countOf(count, plan) }),
    );
    const theirs = there(model).flatMap((peer): Case[] => {
      const command = commandOf(peer);
      if (command === null) return [];
      const args = [...command.args, model, String(countOf(peer.counts[model] ?? 0, plan))];
      return [{ name: `${title} ${peer.name}`, run: { command: { file: command.file, args } } }];
    });
    return [...mine, ...theirs];
  });
}

/** What must be reached against a peer: libraries of slow languages are to be passed by far, ns-3 is to be kept up with. */
function targetOf({ name, language }: Peer): Target | undefined {
  if (language !== "C++") return { atLeast: 3 };
  return name === "ns-3" ? { atLeast: 1 } : undefined;
}

const intervalIn = ({ outcome }: Repeats): ReturnType<typeof intervalOf> =>
  intervalOf(String(outcome["means"]).split(" ").map(Number));

function figures(of: (name: string) => Repeats, plan: Plan): readonly Figure[] {
  return subjects.flatMap(({ model, title, count }): Figure[] => {
    const played = [
      { name: kernel, count, peer: null },
      { name: bare, count, peer: null },
      ...there(model).map((peer) => ({ name: peer.name, count: peer.counts[model] ?? 0, peer })),
    ].map((one) => {
      const customers = countOf(one.count, plan);
      const seconds = of(`${title} ${one.name}`).spread("cpuSeconds");
      return { ...one, seconds, customers, perSecond: customers / seconds.min };
    });
    const mine = played[0];
    if (mine === undefined) return [];
    const ahead = played.flatMap(({ name, peer, seconds, customers }): Figure[] => {
      if (name === kernel) return [];
      const times = (own_: number, other: number): number => mine.customers / own_ / (customers / other);
      const spread: Spread = {
        min: times(mine.seconds.max, seconds.max),
        median: times(mine.seconds.median, seconds.median),
        max: times(mine.seconds.min, seconds.min),
      };
      return [own(`${title}: ${kernel} to ${name}`, spread, "x", peer === null ? undefined : targetOf(peer))];
    });
    return [
      ...played.map(({ name, seconds, customers }) =>
        rate(`${title}: ${name}`, customers, seconds, unit(model)),
      ),
      ...ahead,
    ];
  });
}

/** The exact value beside what each came to, with its 95 % interval. */
function notes(of: (name: string) => Repeats): readonly string[] {
  const values = subjects.map(({ model, title, what, exact }) => {
    const names = [kernel, bare, ...there(model).map(({ name }) => name)];
    const seen = names.map((name) => {
      const { mean, halfwidth } = intervalIn(of(`${title} ${name}`));
      const isIn = Math.abs(mean - exact) <= halfwidth ? "" : " (outside)";
      return `${name} ${mean.toFixed(3)} +- ${halfwidth.toFixed(3)}${isIn}`;
    });
    return `${title}, ${what}: exactly ${exact.toFixed(4)}; ${seen.join(", ")}`;
  });
  const missing = others
    .filter((peer) => commandOf(peer) === null)
    .map(({ name, how }) => `left out: ${name} is not on this machine (${how})`);
  return [...values, ...missing];
}

export const peers: Bench = {
  about: "M/M/4 and machine repair in holdfast's kernel and in simulation libraries of npm and Debian",
  cases,
  figures: (of, plan) => [
    ...figures(of, plan),
    ...subjects.map(({ title, exact }) => {
      const { mean, halfwidth } = intervalIn(of(`${title} ${kernel}`));
      const off = Math.abs(mean - exact) / halfwidth;
      return own(`${title}: off the exact value, in half 95 % intervals`, exactly(off), "", { atMost: 1 });
    }),
  ],
  notes,
};
