/** The commands that plan: laws from a history of failures, studies, and the workers that play them. */

import { lawNames } from "../study/fit/laws.ts";
import type { Command, Option } from "./command.ts";
import { check, common, seed, set } from "./common-options.ts";

const queue = { kind: "queue", value: "URL" } as const;
const jobs: Option = { kind: "count", value: "N", about: "runs played side by side; default: the cores" };

export const planning: Readonly<Record<string, Command>> = {
  fit: {
    operands: "<file>",
    operandsMin: 1,
    operandsMax: 1,
    about:
      "fit laws to a history of failures (CSV: which agent, failed when, back when) and print the faults: that make such failures",
    options: {
      agent: {
        kind: "text",
        value: "COLUMN",
        about: "names the agent; several, separated by commas, name it together; default node or agent",
      },
      failed: { kind: "text", value: "COLUMN", about: "when it failed; default failed_at or at" },
      recovered: {
        kind: "text",
        value: "COLUMN",
        about: "when it was back (empty: not yet); default repaired_at or recovered_at",
      },
      down: {
        kind: "text",
        value: "COLUMN",
        about: "in place of --recovered: how long it was down, such as 20m; default recovers",
      },
      cluster: {
        kind: "text",
        value: "COLUMN",
        about:
          "names the cluster; failures in different clusters never come together; default system or cluster",
      },
      group: {
        kind: "text",
        value: "COLUMN",
        about: "names what may fail as one, such as a rack; default rack. It is the attribute of per: too",
      },
      where: {
        kind: "conditions",
        value: "COLUMN=VALUE",
        about: "only rows with this value, any number of times",
      },
      agents: {
        kind: "count",
        value: "N",
        about:
          "how many agents there are, those that never failed included; default: column nodes_in_system, else those in the file",
      },
      from: {
        kind: "text",
        value: "TIME",
        about: "when the observation began; default: with the first failure",
      },
      to: { kind: "text", value: "TIME", about: "when it ended; default: with the last event" },
      new: { kind: "flag", about: "the agents were new then; default: they had been running for long" },
      window: {
        kind: "duration",
        value: "T",
        about: "failures within T of the one before come together; default 2m",
      },
      every: {
        kind: "choice",
        choices: lawNames,
        value: "LAW",
        about: `times up by this law (${lawNames.join(", ")}); default: the best`,
      },
      recovers: {
        kind: "choice",
        choices: lawNames,
        value: "LAW",
        about: "times down by this law; default: the best",
      },
      do: {
        kind: "choice",
        choices: ["agent.crash", "agent.lose-disk", "agent.partition"],
        value: "FAULT",
        about: "what a failure does to an agent; default agent.crash",
      },
      out: { kind: "text", value: "FILE", about: "write the faults: into a file too" },
      svg: { kind: "text", value: "FILE", about: "draw data and laws as a picture" },
      verify: {
        kind: "flag",
        about: "fit the first half of the time, simulate, and compare with the second half",
      },
      runs: { kind: "count", value: "N", about: "simulations of --verify; default 20" },
      seed: { kind: "seed", value: "N", about: "seed of the first of them; default 1" },
      ...common,
    },
    examples: [
      [
        "fit scenarios/histories/three-racks.csv --new",
        "laws, bursts, whole racks, and the faults: to paste",
      ],
      ["fit failures.csv --where system=20 --svg fit.svg", "one system of several, with a picture"],
      [
        "fit failures.csv --agent host,slot --failed start --recovered end --agents 200",
        "other columns, and all agents",
      ],
      [
        "fit failures.csv --every weibull --out faults.yaml --quiet",
        "a law of one's own choice, into a file",
      ],
      ["fit failures.csv --verify", "would the fit have told the second half?"],
    ],
    load: async () => (await import("./commands/fit.ts")).fit,
  },
  study: {
    operands: "<study file>",
    operandsMin: 0,
    operandsMax: Number.POSITIVE_INFINITY,
    about:
      "play a scenario many times over every combination of what varies: statistics with intervals, searches",
    options: {
      out: {
        kind: "text",
        value: "DIR",
        about:
          "folder of the results, and of the runs from which an interrupted study goes on; default reports/<study name>",
      },
      jobs,
      replications: { kind: "count", value: "N", about: "runs of each combination, in place of the study's" },
      seed,
      set,
      shard: { kind: "shard", value: "I/N", about: "play only the Ith of N parts, for N machines" },
      merge: { kind: "flag", about: "put the folders of parts together: study --merge DIR..." },
      queue: {
        ...queue,
        about:
          "hand the runs to workers on any machines, through Redis or Valkey at redis://HOST:PORT (see holdfast worker)",
      },
      check,
      ...common,
    },
    examples: [
      ["study scenarios/studies/how-many-agents.yaml", "every combination, then what it searches for"],
      ["study s.yaml --replications 5 --jobs 1", "a first look"],
      ["study s.yaml --set duration=90d", "the same of a longer run"],
      ["study s.yaml --shard 2/8 --out part-2", "one of eight parts, on a machine of its own"],
      ["study --merge part-*", "all parts together: the same results as on one machine"],
      ["study s.yaml --queue redis://cache:6379", "played by all that holdfast worker was started for"],
      ["study s.yaml --json --quiet | jq '.combinations[].metrics'", "the statistics for a script"],
    ],
    load: async () => (await import("./commands/study.ts")).study,
  },
  worker: {
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    about: "play the runs of studies that were started with --queue, here or on other machines",
    options: {
      queue: {
        ...queue,
        required: true,
        about: "Redis or Valkey, as redis://HOST:PORT; rediss:// for TLS",
      },
      jobs,
      idle: { kind: "duration", value: "T", about: "end after T without work, such as 10m; default: never" },
      lock: {
        kind: "duration",
        value: "T",
        about: "who is not heard of for T has lost its work to others; default 30s",
        hidden: true,
      },
      ...common,
    },
    examples: [
      ["worker --queue redis://cache:6379", "until Ctrl-C, which gives back what is under way"],
      ["worker --queue redis://cache:6379 --jobs 4 --idle 10m", "four threads, until there is no more to do"],
    ],
    load: async () => (await import("./commands/worker.ts")).worker,
  },
};
