/** All commands by name: those that work, and those of the contract that are not available yet. */

import type { Command, Option } from "./command.ts";

const common: Readonly<Record<string, Option>> = {
  json: { kind: "flag", about: "machine-readable output on stdout" },
  quiet: { kind: "flag", about: "no progress, and nothing about what went well" },
};

const seed: Option = { kind: "seed", value: "N", about: "seed of all chance, in place of the scenario's" };

/** For comparison: docs/reliability.md says what it is for. */
const exhaustive: Option = {
  kind: "flag",
  about: "allocate over all agents and frameworks at every interval: the same results, slowly",
  hidden: true,
};

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
      exhaustive,
      ...common,
    },
    examples: [
      ["run scenarios/documentation/postgres.yaml", "the documentation's PostgreSQL app on one agent"],
      ["run a.yaml b.yaml --out results", "two scenarios, into results/<name of each>"],
      ["run a.yaml --seed 7 --events offers --check every", "another seed, every offer, every check"],
      ["run a.yaml --json --quiet | jq '.runs[0].metrics'", "the summary for a script"],
    ],
    load: async () => (await import("./commands/run.ts")).run,
  },
  validate: {
    operands: "<file...>",
    operandsMin: 1,
    operandsMax: Number.POSITIVE_INFINITY,
    about: "check scenario and Marathon app files without running them",
    options: common,
    examples: [
      ["validate scenarios/documentation/*.yaml", "every mistake of every file, each with its line"],
      ["validate apps/postgres.json", "a Marathon app definition alone"],
    ],
    load: async () => (await import("./commands/validate.ts")).validate,
  },
  schema: {
    operands: "[scenario|study|events]",
    operandsMin: 0,
    operandsMax: 1,
    about: "print the JSON Schema of scenario files (default), study files, or the rows of events.jsonl",
    options: common,
    examples: [
      ["schema > scenario.schema.json", "for an editor that completes YAML"],
      ["schema events", "each event type with its fields and reason codes"],
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
  test: notYet("[path...]", "run every scenario under the paths as a regression test", [
    "test scenarios",
    "every scenario under scenarios/",
  ]),
  explain: notYet(
    "<scenario> --app ID [--task ID] [--at T]",
    "why an app or task is not running, or is where it is",
    ["explain a.yaml --app /postgres --at 9m", "each offer that was considered, and why it was not used"],
  ),
  diff: notYet("<a> <b>", "the first event where two runs part, and the metrics that differ", [
    "diff a.yaml b.yaml",
    "two scenarios, or two folders of reports",
  ]),
  study: notYet("<study file>", "replications and sweeps, with confidence intervals", [
    "study how-many-agents.yaml",
    "every combination of the study",
  ]),
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
