/** All commands by name: those that work, and those of the contract that are not available yet. */

import type { Command } from "./command.ts";
import { capsule, check, common, exhaustive, journalMemory, seed, set } from "./common-options.ts";
import { planning } from "./planning-commands.ts";

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
      "page-at": {
        kind: "duration",
        value: "T",
        about:
          "where the cursor of report.html begins; of a run with more than 4 million events it shows those around T",
      },
      check,
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
      ["run - < a.yaml", "a scenario from standard input; files that it names are beside the current folder"],
      ["run huge.yaml --journal-memory 2GiB", "hold more of its events in memory"],
      ["run huge.yaml --page-at 3d", "a page about the third day's end"],
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
        "explain a.yaml --app /db --at 9m",
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
  ...planning,
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
