/** All commands by name: those that work, and those of the contract that are not available yet. */

import { lawNames } from "../study/fit/laws.ts";
import type { Command } from "./command.ts";
import { capsule, common, exhaustive, journalMemory, seed, set } from "./common-options.ts";

const queue = {
  kind: "queue",
  value: "URL",
} as const;

/** A command of the contract that has no work yet; its line in the help is all there is. */
function notYet(operands: string, about: string, example: readonly [string, string]): Command {
  return {
    operands,
    operandsMin: 0,
    operandsMax: 0,
    about,
    options: common,
    examples: [example],
    load: null,
  };
}

export const commands: Readonly<Record<string, Command>> = {
  run: {
    operands: "<scenario...>",
    operandsMin: 1,
    operandsMax: Number.POSITIVE_INFINITY,
    about: "run each scenario, print what came of it, write its reports",
    options: {
      out: {
        kind: "text",
        value: "DIR",
        about:
          "folder of the reports, replaced as a whole; default reports/<scenario name>; several scenarios: DIR/<name>",
      },
      seed,
      set,
      events: {
        kind: "choice",
        choices: ["offers"],
        value: "offers",
        about: "list every offer in events.jsonl and timeline.csv too",
      },
      check: {
        kind: "choice",
        choices: ["end", "every", "off"],
        value: "WHEN",
        about: "when invariants are checked: end (default), every (after each instant) or off",
      },
      capsule,
      watch: {
        kind: "flag",
        about: "run again whenever a scenario or a file that it reads is saved, until Ctrl-C",
      },
      "journal-memory": journalMemory,
      exhaustive,
      ...common,
    },
    examples: [
      ["run scenarios/documentation/postgres.yaml", "the documentation's PostgreSQL app on one agent"],
      ["run a.yaml b.yaml --out results", "two scenarios, into results/<name of each>"],
      ["run a.yaml --seed 7 --events offers --check every", "another seed, every offer, every check"],
      ["run a.yaml --set agents.0.count=5 --set duration=2h", "five agents and two hours"],
      ["run a.yaml --watch", "again after each change of a.yaml or of an app file that it names"],
      ["run huge.yaml --journal-memory 2GiB", "hold more of its events in memory"],
      ["run a.yaml --capsule failed.json", "where it fails, one file that a colleague can run"],
      ["run a.yaml --json --quiet | jq '.runs[0].metrics'", "the summary for a script"],
    ],
    load: async () => (await import("./commands/run.ts")).run,
  },
  validate: {
    operands: "<file...>",
    operandsMin: 1,
    operandsMax: Number.POSITIVE_INFINITY,
    about: "check scenario, study and Marathon app files and capsules without running them",
    options: common,
    examples: [
      ["validate scenarios/documentation/*.yaml", "every mistake of every file, each with its line"],
      ["validate apps/postgres.json", "a Marathon app definition alone"],
    ],
    load: async () => (await import("./commands/validate.ts")).validate,
  },
  schema: {
    operands: "[scenario|study|events|explain|capsule]",
    operandsMin: 0,
    operandsMax: 1,
    about:
      "print the JSON Schema of scenario files (default), study files, the rows of events.jsonl, explain --json, or capsules",
    options: common,
    examples: [
      ["schema > scenario.schema.json", "for an editor that completes YAML"],
      ["schema events", "each event type with its fields and reason codes"],
      ["schema explain", "each reason code of explain"],
    ],
    load: async () => (await import("./commands/schema.ts")).schema,
  },
  show: {
    operands: "<scenario>",
    operandsMin: 1,
    operandsMax: 1,
    about: "show the cluster's whole state at a simulated time",
    options: {
      at: {
        kind: "duration",
        value: "T",
        required: true,
        about: "simulated time, such as 90s or 5m; all events of that instant included",
      },
      seed,
      set,
      "journal-memory": journalMemory,
      exhaustive,
      ...common,
    },
    examples: [
      [
        "show scenarios/documentation/postgres.yaml --at 5m",
        "agents, reservations, volumes, tasks, queue, deployments",
      ],
      ["show a.yaml --at 90s --json", "the same for a script"],
    ],
    load: async () => (await import("./commands/show.ts")).show,
  },
  explain: {
    operands: "<scenario>",
    operandsMin: 1,
    operandsMax: 1,
    about: "say why an app or task is not running, or is where it is, and what would change that",
    options: {
      app: {
        kind: "text",
        value: "ID",
        about: "the app; without it: all that have fewer running than wanted",
      },
      task: { kind: "text", value: "ID", about: "one task of the app: its id, or how that begins" },
      at: { kind: "duration", value: "T", about: "simulated time, such as 90s or 5m; default: the end" },
      framework: { kind: "text", value: "NAME", about: "the app's Marathon, where there are several" },
      seed,
      set,
      "journal-memory": journalMemory,
      exhaustive,
      ...common,
    },
    examples: [
      [
        "explain scenarios/documentation/lost-task-waits-for-ever.yaml --app /postgres --at 9m",
        "the decisive reason, the offers since the wait began by reason, what would change it",
      ],
      ["explain a.yaml", "all apps that have fewer running than wanted at the end"],
      ["explain a.yaml --app /db --task db.1f --at 90s --json", "one task, for a script"],
    ],
    load: async () => (await import("./commands/explain.ts")).explain,
  },
  test: {
    operands: "[path...]",
    operandsMin: 0,
    operandsMax: Number.POSITIVE_INFINITY,
    about: "run every scenario under the paths (default scenarios/) as a regression test",
    options: {
      update: {
        kind: "flag",
        about: "write golden files (x.golden.json beside x.yaml) and say what changed",
      },
      "allow-changes": { kind: "flag", about: "report changes from golden files without failing" },
      junit: { kind: "text", value: "FILE", about: "write a JUnit report for GitHub, GitLab or Jenkins" },
      capsule,
      filter: { kind: "text", value: "TEXT", about: "only scenarios whose path contains TEXT" },
      jobs: { kind: "count", value: "N", about: "scenarios played side by side; default: the cores" },
      "fail-fast": { kind: "flag", about: "stop at the first failure" },
      shard: { kind: "shard", value: "I/N", about: "only the Ith of N parts, for N machines" },
      twice: {
        kind: "flag",
        about:
          "play each again in a fresh process with another time zone, locale and hash seed; both must agree",
      },
      check: {
        kind: "choice",
        choices: ["every", "end", "off"],
        value: "WHEN",
        about: "when invariants are checked: every (after each instant, default), end or off",
      },
      seed,
      set,
      "journal-memory": journalMemory,
      exhaustive,
      ...common,
    },
    examples: [
      ["test", "every scenario under scenarios/"],
      ["test mine/ --junit junit.xml", "one's own, with a report for CI"],
      ["test --capsule failed/", "each failure as a file for holdfast run"],
      ["test --filter wipe", "those with wipe in their path"],
      ["test --update", "accept what they do now as golden"],
      ["test --twice --jobs 4", "prove that place and process do not matter"],
    ],
    load: async () => (await import("./commands/test.ts")).test,
  },
  diff: {
    operands: "<a> [b]",
    operandsMin: 1,
    operandsMax: 2,
    about:
      "show where two runs part first, and what differs then: scenarios, result folders, or one scenario set in two ways",
    options: {
      "set-a": {
        kind: "settings",
        value: "PATH=VALUE",
        about: "change the first scenario, as --set does both",
      },
      "set-b": { kind: "settings", value: "PATH=VALUE", about: "change the second, as --set does both" },
      seed,
      set,
      "journal-memory": journalMemory,
      exhaustive,
      ...common,
    },
    examples: [
      ["diff a.yaml b.yaml", "two scenarios"],
      ["diff reports/a reports/b", "the results of two runs"],
      [
        "diff a.yaml --set-b frameworks.0.flags.task_reservation_timeout=60000",
        "one scenario, set otherwise",
      ],
      ["diff a.yaml reports/a", "whether results are still what comes of a scenario"],
    ],
    load: async () => (await import("./commands/diff.ts")).diff,
  },
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
    operandsMin: 1,
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
      jobs: { kind: "count", value: "N", about: "runs played side by side; default: the cores" },
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
      check: {
        kind: "choice",
        choices: ["end", "every", "off"],
        value: "WHEN",
        about: "when invariants are checked: end (default), every (after each instant) or off",
      },
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
      jobs: { kind: "count", value: "N", about: "runs played side by side; default: the cores" },
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
  explore: notYet("", "random scenarios against all invariants", ["explore --seed 1", "until one fails"]),
  shrink: notYet("<scenario>", "the smallest scenario that still fails in the same way", [
    "shrink a.yaml",
    "a smaller a.yaml",
  ]),
  import: notYet("<kind> <file...>", "make a scenario out of real data", [
    "import marathon apps.json state.json",
    "a dump of Marathon's apps and of Mesos' state",
  ]),
  serve: notYet("<scenario>", "the simulated cluster behind Marathon's and Mesos' HTTP APIs", [
    "serve a.yaml",
    "with a clock that can be run, paused and stepped",
  ]),
};
