/**
 * Reads a command's arguments with yargs and checks them: every problem at once, each with what is allowed.
 *
 * yargs finds options and operands; the checks are ours, because it takes `--seed ten` for a number that is not
 * one, knows near misses of commands only, and reads its messages from the locale.
 */

import yargs, { type Argv } from "yargs";
import { didYouMean, nearest } from "../model/near-miss.ts";
import { durationHint, parseDuration, parseMib, sizeHint } from "../model/units.ts";
import { parseSetting, type Setting } from "../scenario/setting.ts";
import type { Command, Option, OptionValues } from "./command.ts";

export type ParsedArguments =
  | { readonly is: "help"; readonly text: string }
  | { readonly is: "wrong"; readonly problems: readonly string[] }
  | { readonly is: "right"; readonly operands: readonly string[]; readonly options: OptionValues };

const helpWidth = 100;

/** A yargs that neither exits, nor prints, nor guesses numbers, nor follows the locale. */
function quietYargs(args: readonly string[]): Argv {
  return yargs([...args])
    .scriptName("holdfast")
    .locale("en")
    .detectLocale(false)
    .exitProcess(false)
    .version(false)
    .help(false)
    .wrap(helpWidth)
    .parserConfiguration({
      "camel-case-expansion": false,
      "dot-notation": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
      "boolean-negation": false,
      "populate--": true,
    });
}

function withOptions(parser: Argv, command: Command): Argv {
  let described = parser;
  for (const [name, option] of Object.entries(command.options)) {
    described = described.option(name, {
      type: option.kind === "flag" ? "boolean" : "string",
      describe: option.value === undefined ? option.about : `${option.value}: ${option.about}`,
      requiresArg: option.kind !== "flag",
      hidden: option.hidden === true,
    });
  }
  return described.option("help", { type: "boolean", describe: "show this help", alias: "h" });
}

async function helpOf(name: string, command: Command): Promise<string> {
  const words = ["holdfast", name, command.operands, command.load === null ? "" : "[options]"];
  const notice = command.load === null ? " (not available yet)" : "";
  let parser = withOptions(quietYargs([]), command).usage(
    `${words.filter((word) => word !== "").join(" ")}\n\n${command.about}${notice}`,
  );
  for (const [line, about] of command.examples) parser = parser.example(`holdfast ${line}`, about);
  return await parser.getHelp();
}

/** The value of one option, or what is wrong with it. */
function readOption(name: string, option: Option, value: unknown): { value: unknown } | { problem: string } {
  if (option.kind === "settings") return readSettings(`--${name}`, [value].flat().map(String));
  if (option.kind === "conditions") return readConditions(`--${name}`, [value].flat().map(String));
  if (Array.isArray(value)) return { problem: `--${name}: given ${value.length} times` };
  if (option.kind === "flag") return { value };
  const text = String(value);
  const wrong = (allowed: string): { problem: string } => ({
    problem: `--${name}: "${text}" is not ${allowed}`,
  });
  if (option.kind === "seed") {
    const seed = Number(text);
    return /^\d+$/.test(text) && Number.isSafeInteger(seed)
      ? { value: seed }
      : wrong("a whole number from 0 up");
  }
  if (option.kind === "count") {
    return /^[1-9]\d{0,5}$/.test(text) ? { value: Number(text) } : wrong("a whole number from 1 up");
  }
  if (option.kind === "shard") {
    const [number = 0, of = 0] = /^\d{1,6}\/\d{1,6}$/.test(text) ? text.split("/").map(Number) : [];
    return number >= 1 && number <= of
      ? { value: { number, of } }
      : wrong("one of several parts (such as 1/4 for the first of four)");
  }
  if (option.kind === "duration") {
    const ms = parseDuration(text);
    return ms === undefined ? wrong(`a duration (${durationHint})`) : { value: ms };
  }
  if (option.kind === "size") {
    const mib = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : parseMib(text);
    return mib === undefined ? wrong(`a size (${sizeHint})`) : { value: mib };
  }
  if (option.kind === "choice" && !option.choices.includes(text)) {
    return wrong(`one of ${option.choices.join(", ")}${didYouMean(text, option.choices)}`);
  }
  return text === "" ? wrong("a name") : { value: text };
}

function readSettings(
  option: string,
  texts: readonly string[],
): { value: readonly Setting[] } | { problem: string } {
  const read = texts.map((text) => parseSetting(option, text));
  const problems = read.flatMap((one) => ("problem" in one ? [`${option}: ${one.problem}`] : []));
  if (problems.length > 0) return { problem: problems.join("\n") };
  return { value: read.flatMap((one) => ("problem" in one ? [] : [one])) };
}

function readConditions(
  option: string,
  texts: readonly string[],
): { value: readonly (readonly [string, string])[] } | { problem: string } {
  const wrong = texts.filter((text) => text.indexOf("=") < 1);
  const form = "column=value (such as cause=hardware)";
  if (wrong.length > 0)
    return { problem: wrong.map((text) => `${option}: ${JSON.stringify(text)} is not ${form}`).join("\n") };
  return {
    value: texts.map(
      (text) => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)] as const,
    ),
  };
}

function unknownOption(name: string, command: Command): string {
  const near = nearest(name, [...Object.keys(command.options), "help"]);
  const shown = Object.entries(command.options).filter(([, option]) => option.hidden !== true);
  const known = shown.map(([option]) => `--${option}`);
  const dashes = name.length === 1 ? "-" : "--";
  const hint = near === undefined ? `its options are ${known.join(", ")}` : `did you mean --${near}?`;
  return `${dashes}${name}: no such option; ${hint}`;
}

/** Reads the arguments after the command's name. */
export async function parseArguments(
  name: string,
  command: Command,
  args: readonly string[],
): Promise<ParsedArguments> {
  const withoutValue: string[] = [];
  const parsed = withOptions(quietYargs(args), command)
    .fail((message: string) => {
      withoutValue.push(message);
    })
    .parseSync();
  const { _: before, "--": after, $0: _script, help, h: _h, ...given } = parsed as Record<string, unknown>;
  if (help === true) return { is: "help", text: await helpOf(name, command) };

  const problems: string[] = [];
  if (withoutValue.length > 0) problems.push(...withoutValue.map((message) => plainly(message)));
  const values: Record<string, unknown> = { json: false, quiet: false };
  for (const [key, value] of Object.entries(given)) {
    const option = command.options[key];
    if (option === undefined) problems.push(unknownOption(key, command));
    else if (value !== undefined && withoutValue.length === 0) {
      const read = readOption(key, option, value);
      if ("problem" in read) problems.push(...read.problem.split("\n"));
      else values[key] = read.value;
    }
  }
  for (const [key, option] of Object.entries(command.options)) {
    if (option.required === true && given[key] === undefined)
      problems.push(`--${key} ${option.value} is missing: ${option.about}`);
  }
  const operands = [...(before as unknown[]), ...((after as unknown[] | undefined) ?? [])].map(String);
  // An option that does not exist may have taken an operand for its value.
  const complete = Object.keys(given).every((key) => Object.hasOwn(command.options, key));
  if (operands.length < command.operandsMin && complete) problems.push(`${name} needs ${command.operands}`);
  if (operands.length > command.operandsMax) {
    const extra = operands.slice(command.operandsMax).join(" ");
    problems.push(`${name} takes ${command.operands} and no more: ${extra} is too much`);
  }
  if (problems.length > 0) return { is: "wrong", problems };
  return { is: "right", operands, options: values as unknown as OptionValues };
}

/** yargs' message about an option without its value, in our form. */
function plainly(message: string): string {
  const option = /: (\S+)$/.exec(message)?.[1];
  return option === undefined ? message : `--${option}: its value is missing`;
}
