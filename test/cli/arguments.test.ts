/** Arguments are checked all at once, and a near miss is named. */

import { describe, expect, test } from "vitest";
import { parseArguments } from "../../src/cli/arguments.ts";
import { commands } from "../../src/cli/commands.ts";
import { commandAt } from "../../src/cli/words.ts";

async function parse(line: string) {
  const [name = "", ...args] = line.split(" ");
  const command = commands[name];
  if (command === undefined) throw new Error(`no command ${name}`);
  return await parseArguments(name, command, args);
}

test("options and operands are told apart, in any order, with = or a space", async () => {
  expect(
    await parse("run --out=results a.yaml --seed 7 b.yaml --json --events offers --check every"),
  ).toEqual({
    is: "right",
    operands: ["a.yaml", "b.yaml"],
    options: { out: "results", seed: 7, json: true, quiet: false, events: "offers", check: "every" },
  });
});

test("what follows -- is an operand, whatever it looks like", async () => {
  expect(await parse("validate -- --strange.yaml")).toMatchObject({
    is: "right",
    operands: ["--strange.yaml"],
  });
});

test("operands that look like numbers stay as they are written", async () => {
  expect(await parse("validate 007 1e3")).toMatchObject({ operands: ["007", "1e3"] });
});

test("a time is a duration in milliseconds", async () => {
  expect(await parse("show a.yaml --at 1m30s")).toMatchObject({ options: { at: 90_000 } });
});

test("a seed may be as large as a number is exact", async () => {
  expect(await parse("run a --seed 9007199254740991")).toMatchObject({
    options: { seed: 9_007_199_254_740_991 },
  });
});

test("a size is MiB, or has a unit", async () => {
  for (const [text, mib] of [
    ["0", 0],
    ["512", 512],
    ["1.5", 1.5],
    ["2GiB", 2048],
    ["1KiB", 1 / 1024],
  ]) {
    expect(await parse(`run a --journal-memory ${text}`)).toMatchObject({
      options: { "journal-memory": mib },
    });
  }
});

describe("wrong usage", () => {
  test.each([
    [
      "run a --journal-memory -1",
      ['--journal-memory: "-1" is not a size (MiB as a number, or with a unit, such as 512MiB, 8GiB)'],
    ],
    [
      "run a --journal-memory 2gib",
      ['--journal-memory: "2gib" is not a size (MiB as a number, or with a unit, such as 512MiB, 8GiB)'],
    ],
    ["run", ["run needs <scenario...>"]],
    ["run a --seed ten", ['--seed: "ten" is not a whole number from 0 to 9007199254740991']],
    ["run a --seed 1e3", ['--seed: "1e3" is not a whole number from 0 to 9007199254740991']],
    ["run a --seed -1", ['--seed: "-1" is not a whole number from 0 to 9007199254740991']],
    [
      "run a --seed 9007199254740992",
      ['--seed: "9007199254740992" is not a whole number from 0 to 9007199254740991'],
    ],
    ["run a --seed 1 --seed 2", ["--seed: given 2 times"]],
    ["run a --sed 3", ["--sed: no such option; did you mean --seed?"]],
    ["run a --check evry", ['--check: "evry" is not one of end, every, off; did you mean every?']],
    ["run a --out", ["--out: its value is missing"]],
    ["show a --at", ["--at: its value is missing"]],
    [
      "run --seed --out --check evry --events",
      [
        "--seed: its value is missing",
        "--out: its value is missing",
        "--events: its value is missing",
        '--check: "evry" is not one of end, every, off; did you mean every?',
        "run needs <scenario...>",
      ],
    ],
    [
      "run a --json=maybe --quiet=1 --watch=",
      [
        '--json: "maybe" is not true or false',
        '--quiet: "1" is not true or false',
        '--watch: "" is not true or false',
      ],
    ],
    ["test a --jobs 1000000", ['--jobs: "1000000" is not a whole number from 1 to 999999']],
    ["show a --at 5", ['--at: "5" is not a duration (such as 250ms, 20s, 5m, 2h, 30d, 1h30m)']],
    ["show a", ["--at T is missing: simulated time, such as 90s or 5m; all events of that instant included"]],
    ["show a b --at 5m", ["show takes <scenario> and no more: b is too much"]],
    [
      "run a --sed 3 --check no --seed x",
      [
        "--sed: no such option; did you mean --seed?",
        '--check: "no" is not one of end, every, off',
        '--seed: "x" is not a whole number from 0 to 9007199254740991',
      ],
    ],
  ])("%s", async (line, problems) => {
    expect(await parse(line)).toEqual({ is: "wrong", problems });
  });
});

// Names that every object has.
test.each(["constructor", "toString", "hasOwnProperty", "valueOf"])("--%s is no option", async (name) => {
  for (const word of [`--${name}`, `--${name}=1`]) {
    const parsed = await parse(`run a ${word}`);
    expect(parsed).toMatchObject({ is: "wrong" });
    expect(parsed.is === "wrong" ? parsed.problems[0] : "").toContain(
      `--${name}: no such option; its options are`,
    );
  }
});

describe("the command's name", () => {
  test.each([
    ["run a.yaml", 0],
    ["--json run a.yaml", 1],
    ["--seed 3 run a.yaml", 2],
    ["--seed=3 --out x run a.yaml", 3],
    // The value is missing, which is told then.
    ["--seed run a.yaml", 1],
    ["--out run run a.yaml", 2],
    ["--unknown x.yaml", 1],
    ["--json --quiet", -1],
    ["", -1],
  ])("of %s", (line, at) => {
    expect(commandAt(line === "" ? [] : line.split(" "), commands)).toBe(at);
  });
});

test.each(Object.keys(commands))("%s --help has options and examples", async (name) => {
  const parsed = await parse(`${name} --help`);
  if (parsed.is !== "help") throw new Error("no help");
  expect(parsed.text).toContain(`holdfast ${name}`);
  expect(parsed.text).toContain("Examples:");
  expect(parsed.text).toContain("--json");
  expect(parsed.text).toContain("--quiet");
});
